import assert from "node:assert/strict";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { decideUnder, OWNER, policy, READ_ORDERS } from "./engine.ts";

const STARS = "*a".repeat(300);
const LONG = "a".repeat(1000);
const REQUEST = {
  ...READ_ORDERS,
  principal: `arn:aws:iam::${OWNER}:role/${LONG}`,
  action: `dynamodb:${LONG}`,
  resource: `arn:aws:dynamodb:${LONG}:${OWNER}:table/${LONG}`,
  context: { "aws:PrincipalTag/team": LONG, "lambda:SourceFunctionArn": `arn:aws:lambda:${LONG}:${OWNER}:function:${LONG}` },
};
const ALLOW: StatementDocument = { Effect: "Allow", Action: "dynamodb:*", Resource: "*" };

const MATCHING: Readonly<Record<string, StatementDocument>> = {
  "an action": { ...ALLOW, Action: `dynamodb:${STARS}*` },
  "a region of a resource": { ...ALLOW, Resource: `arn:aws:dynamodb:${STARS}:*:table/*` },
  "a name of a resource": { ...ALLOW, Resource: `arn:aws:dynamodb:*:*:table/${STARS}` },
  "a StringLike": { ...ALLOW, Condition: { StringLike: { "aws:PrincipalTag/team": STARS } } },
  "a principal's ARN": { ...ALLOW, Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::*:role/${STARS}` } } },
  "a region of an ARN": { ...ALLOW, Condition: { ArnLike: { "lambda:SourceFunctionArn": `arn:aws:lambda:${STARS}:*:function:*` } } },
};

/** The same statement with a letter that the request lacks behind all the stars. */
function missing(statement: StatementDocument): StatementDocument {
  return JSON.parse(JSON.stringify(statement).replace(STARS, `${STARS}z`)) as StatementDocument;
}

// Steps that grew by a factor for each star would not end at such sizes.
describe("a decision under a policy with hundreds of stars", () => {
  for (const [where, statement] of Object.entries(MATCHING)) {
    it(`ends where they stand in ${where}`, () => {
      assert.equal(decideUnder(REQUEST, { identity: [policy(statement)] }).outcome, "allowed");
      assert.equal(decideUnder(REQUEST, { identity: [policy(missing(statement))] }).outcome, "implicitly-denied");
    });
  }

  it("ends where the request is for a pattern", () => {
    const request = { ...READ_ORDERS, resource: `arn:aws:dynamodb:eu-west-1:${OWNER}:table/${STARS}` };
    const deny = { Effect: "Deny", Action: "*", Resource: `arn:aws:dynamodb:eu-west-1:${OWNER}:table/${STARS}*b*` } as const;
    assert.equal(decideUnder(request, { identity: [policy(ALLOW)] }).outcome, "allowed");
    assert.equal(decideUnder(request, { identity: [policy(ALLOW, deny)] }).outcome, "explicitly-denied");
  });
});
