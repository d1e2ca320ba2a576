import assert from "node:assert/strict";
import { loadCatalogue } from "../../../iam/catalogue.ts";
import { principalMark, statementMark } from "../../../proof/classes/reading-mark.ts";
import { compilePolicy, grantOf, namesCaller, type Statement } from "../../../proof/engine/policy.ts";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { prepareRequest } from "../../../proof/engine/prepare-request.ts";
import type { ContextValues } from "../../../proof/engine/request-context.ts";
import { NOW } from "../../support/sample.ts";

const catalogue = await loadCatalogue(["dynamodb"]);
const REGION = "eu-west-1";

const requestOf = (role: string, context: ContextValues = {}) =>
  prepareRequest(
    {
      principal: `arn:aws:iam::111111111111:role/${role}`,
      action: "dynamodb:GetItem",
      resource: `arn:aws:dynamodb:${REGION}:111111111111:table/t`,
      context: { "aws:RequestedRegion": REGION, ...context },
    },
    { catalogue, now: NOW },
  );

function denying(document: Partial<StatementDocument>): Statement {
  const statement: StatementDocument = { Effect: "Deny", Action: "*", Resource: "*", ...document };
  const [compiled] = compilePolicy({ Version: "2012-10-17", Statement: [statement] }, "policy").denies;
  assert.ok(compiled !== undefined);
  return compiled;
}

describe("the mark of a statement", () => {
  it("tells requests apart that a reading alone tells apart", () => {
    const statement = denying({ Condition: { StringNotEquals: { "aws:RequestedRegion": "${aws:SourceVpc}" } } });
    const [inVpc, outside] = [requestOf("a", { "aws:SourceVpc": "vpc-1" }), requestOf("a")];
    assert.equal(grantOf(statement, inVpc, false, false), grantOf(statement, outside, false, false));
    assert.equal(statementMark(statement, inVpc, false), "");
    assert.notEqual(statementMark(statement, outside, false), "");
  });

  it("tells callers apart that a reading of the principal element alone tells apart", () => {
    const statement = denying({ NotPrincipal: { AWS: "arn:aws:iam::111111111111:role/a" } });
    const [named, other] = [requestOf("a"), requestOf("b")];
    assert.equal(namesCaller(statement, named, false), namesCaller(statement, other, false));
    assert.notEqual(principalMark(statement, named, false), principalMark(statement, other, false));
  });

  it("is empty where no question is touched", () => {
    const statement = denying({ Principal: "*", Condition: { StringEquals: { "aws:RequestedRegion": REGION } } });
    assert.equal(statementMark(statement, requestOf("a"), false) + principalMark(statement, requestOf("a"), false), "");
  });
});
