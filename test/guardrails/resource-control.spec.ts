import assert from "node:assert/strict";
import { outsidePrincipals } from "../../guardrails/outside-principals.ts";
import { trustedIssuers } from "../../guardrails/trusted-issuers.ts";
import { render } from "../../iam/render.ts";
import { resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import { ACCOUNT, type Ask, role, TABLE, underResourceControl } from "./deciding.ts";

const ORGANIZATION = "o-acmeexample";
const AUDITOR = role("auditor", "900000000009");
const KEYS = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/*`;
const KEY = KEYS.replace("*", "0f8fad5b-d9cb-469f-a165-70867728950e");
const OUTSIDE = outsidePrincipals(ORGANIZATION, [
  { name: "nightjar", role: AUDITOR, resources: [TABLE, KEYS], keysThrough: ["dynamodb.eu-west-1.amazonaws.com"] },
]);
const inside = { "aws:PrincipalOrgID": ORGANIZATION };
const reading = (as: string, context: Ask["with"] = {}): Ask => ({ as, to: "dynamodb:GetItem", on: TABLE, with: context });

describe("principals from outside", () => {
  for (const { fact, ask, is } of [
    { fact: "a role of the organization", ask: reading(role("reader", "200000000004"), inside), is: "allowed" },
    { fact: "a foreign role", ask: reading(role("thief", "999999999999")), is: "DenyPrincipalsOutsideTheOrganization" },
    {
      fact: "a role of another organization",
      ask: reading(role("thief", "999999999999"), { "aws:PrincipalOrgID": "o-other" }),
      is: "DenyPrincipalsOutsideTheOrganization",
    },
    { fact: "the external party's exact role", ask: reading(AUDITOR), is: "allowed" },
    {
      fact: "the external party at another table",
      ask: { ...reading(AUDITOR), on: `${TABLE}-of-others` },
      is: "DenyExternalNightjarBeyondItsGrants",
    },
    {
      fact: "the external party at a role that it was not granted",
      ask: { as: AUDITOR, to: "sts:AssumeRole", on: role("team") },
      is: "DenyExternalNightjarBeyondItsGrants",
    },
    {
      fact: "the external party at a key through DynamoDB",
      ask: { as: AUDITOR, to: "kms:Decrypt", on: KEY, with: { "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com" } },
      is: "allowed",
    },
    {
      fact: "the external party at a key directly",
      ask: { as: AUDITOR, to: "kms:Decrypt", on: KEY },
      is: "DenyExternalNightjarKeysButThroughServices",
    },
    {
      fact: "another role of the external party",
      ask: reading(role("intern", "900000000009")),
      is: "DenyPrincipalsOutsideTheOrganization",
    },
    {
      fact: "a service that acts for a stranger",
      ask: reading("replication.dynamodb.amazonaws.com", {
        "aws:PrincipalIsAWSService": "true",
        "aws:SourceAccount": "999999999999",
        "aws:SourceOrgID": "o-other",
      }),
      is: "DenyServicesActingForOutsiders",
    },
    {
      fact: "a foreign role at a role's trust",
      ask: { as: role("thief", "999999999999"), to: "sts:AssumeRole", on: role("team") },
      is: "DenyPrincipalsOutsideTheOrganization",
    },
  ]) {
    it(`judges ${fact}: ${is}`, () => {
      assert.equal(underResourceControl(OUTSIDE, ask), is);
    });
  }

  it("say nothing of who comes with a token", () => {
    assert.doesNotMatch(render(resourceControlPolicy(OUTSIDE)), /WebIdentity|SAML|sts:\*/);
  });
});

describe("issuers", () => {
  const provider = (issuer: string) => `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}`;
  const coming = (issuer: string): Ask => ({
    as: provider(issuer),
    to: "sts:AssumeRoleWithWebIdentity",
    on: role("palisade/access/pod"),
    with: { [`${issuer}:sub`]: "system:serviceaccount:billing:invoicer", [`${issuer}:aud`]: "sts.amazonaws.com" },
  });
  const issuers = ["https://oidc.eks.eu-west-1.amazonaws.com/id/AAAA", "token.actions.githubusercontent.com"];

  it("that are trusted are let in, in either spelling, and no others", () => {
    const statements = trustedIssuers(issuers);
    assert.equal(underResourceControl(statements, coming("oidc.eks.eu-west-1.amazonaws.com/id/BBBB")), "DenyUnknownIssuers");
    assert.notEqual(underResourceControl(statements, coming("oidc.eks.eu-west-1.amazonaws.com/id/AAAA")), "DenyUnknownIssuers");
    assert.notEqual(underResourceControl(statements, coming("token.actions.githubusercontent.com")), "DenyUnknownIssuers");
  });

  it("are all shut out where none is trusted", () => {
    assert.equal(underResourceControl(trustedIssuers([]), coming("token.actions.githubusercontent.com")), "DenyUnknownIssuers");
  });

  it("make the same document in whatever order they are named", () => {
    assert.equal(
      render(resourceControlPolicy(trustedIssuers([...issuers, ...issuers].reverse()))),
      '{"Version":"2012-10-17","Statement":[{"Sid":"DenyUnknownIssuers","Effect":"Deny","Principal":"*","Action":"sts:AssumeRoleWithWebIdentity","Resource":"*","Condition":{"Null":{"oidc.eks.eu-west-1.amazonaws.com/id/AAAA:sub":"true","token.actions.githubusercontent.com:sub":"true"}}}]}',
    );
  });
});
