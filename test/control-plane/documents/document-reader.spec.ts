import assert from "node:assert/strict";
import fc from "fast-check";
import { allowsRequester, deniesRequester } from "../../../control-plane/documents/caller-check.ts";
import { GRAMMARS } from "../../../control-plane/documents/document-grammars.ts";
import type { DocumentKind } from "../../../control-plane/documents/document-kind.ts";
import { DocumentReader } from "../../../control-plane/documents/document-reader.ts";
import { foreignAccounts } from "../../../control-plane/documents/named-principals.ts";
import { isViolation, type PolicyDocument, parseDocument } from "../../../control-plane/documents/parse-document.ts";
import { publicStatement } from "../../../control-plane/documents/public-access.ts";
import { CATALOGUE, policy } from "../test-plane.ts";

const SEED = 20_261_122;
const documents = new DocumentReader(CATALOGUE);
const KINDS = Object.keys(GRAMMARS) as readonly DocumentKind[];

function parsed(...statements: readonly Record<string, unknown>[]): PolicyDocument {
  const document = parseDocument(policy(...statements));
  assert.ok(!isViolation(document), JSON.stringify(document));
  return document;
}

describe("a policy document", () => {
  const MALFORMED: readonly (readonly [fact: string, text: string, rule: string])[] = [
    ["no JSON", "{", "json"],
    ["no object", "[]", "syntax"],
    ["an element that does not exist", '{"Version":"2012-10-17","Statements":[]}', "syntax"],
    ["a version that does not exist", '{"Version":"2012-10-18","Statement":[]}', "version"],
    ["no statement", '{"Version":"2012-10-17","Statement":[]}', "syntax"],
    ["a statement that is no object", policy("x" as unknown as Record<string, unknown>), "syntax"],
    ["an element of a statement that does not exist", policy({ Effect: "Allow", Actions: "s3:GetObject" }), "syntax"],
    ["neither Allow nor Deny", policy({ Effect: "allow" }), "effect"],
    ["both Action and NotAction", policy({ Effect: "Allow", Action: "a:b", NotAction: "a:c" }), "syntax"],
    ["an action that is no text", policy({ Effect: "Allow", Action: [1] }), "syntax"],
    ["a kind of principal that does not exist", policy({ Effect: "Allow", Principal: { Aws: "*" } }), "principal-form"],
    ["an empty principal", policy({ Effect: "Allow", Principal: {} }), "principal-form"],
    ["a condition operator that does not exist", policy({ Effect: "Allow", Condition: { StringEqual: {} } }), "condition-operator"],
    ["a misspelt qualifier", policy({ Effect: "Allow", Condition: { "ForAll:StringEquals": {} } }), "condition-operator"],
    ["Null with IfExists", policy({ Effect: "Allow", Condition: { NullIfExists: {} } }), "condition-operator"],
    ["a condition key without a prefix", policy({ Effect: "Allow", Condition: { Bool: { SecureTransport: "true" } } }), "condition-key"],
    ["a condition value that is an object", policy({ Effect: "Allow", Condition: { Bool: { "aws:x": {} } } }), "syntax"],
  ];
  for (const [fact, text, rule] of MALFORMED) {
    it(`is malformed with ${fact}`, () => {
      const found = parseDocument(text);
      assert.ok(isViolation(found));
      assert.equal(found.rule, rule);
    });
  }

  it("takes every operator with qualifier and IfExists, and single values for lists", () => {
    const document = parsed({
      Effect: "Deny",
      Principal: "*",
      Action: "dynamodb:GetItem",
      Resource: "*",
      Condition: {
        "ForAllValues:StringNotLikeIfExists": { "aws:CalledVia": "x" },
        Null: { "aws:a": false },
        NumericLessThan: { "a:b": [1, "2"] },
      },
    });
    assert.deepEqual(document.statements[0]?.conditions, [
      { operator: "StringNotLike", qualifier: "ForAllValues", isIfExists: true, key: "aws:CalledVia", values: ["x"] },
      { operator: "Null", qualifier: undefined, isIfExists: false, key: "aws:a", values: ["false"] },
      { operator: "NumericLessThan", qualifier: undefined, isIfExists: false, key: "a:b", values: ["1", "2"] },
    ]);
  });

  it("of any kind is judged without an error, whatever JSON it is", () => {
    const element = fc.constantFrom(
      "Version",
      "Statement",
      "Sid",
      "Effect",
      "Principal",
      "NotPrincipal",
      "Action",
      "NotAction",
      "Resource",
      "Condition",
      "AWS",
      "StringEquals",
    );
    const leaf = fc.constantFrom<unknown>(
      "*",
      "Allow",
      "Deny",
      "2012-10-17",
      "dynamodb:GetItem",
      "sts:AssumeRole",
      "arn:aws:iam::1:root",
      "",
      null,
      1,
      true,
    );
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(element, tie("value"), { maxKeys: 5 }),
      ),
    })).value;
    fc.assert(
      fc.property(
        fc.oneof(
          json.map((value) => JSON.stringify(value)),
          fc.string(),
        ),
        fc.constantFrom(...KINDS),
        (text, kind) => {
          const judgement = documents.judge(kind, text);
          if ("reason" in judgement) assert.match(judgement.reason.message, /\((?:the document|statement ).*, got /);
        },
      ),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it("is parsed once, whoever sends it", () => {
    const text = policy({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" });
    assert.equal(documents.judge("inline", text), documents.judge("inline", text));
  });
});

const ASKER = { principal: "arn:aws:iam::200000000002:role/PalisadeDeploy", account: "200000000002" };
const PUT = "dynamodb:PutResourcePolicy";

describe("whether a document locks its writer out", () => {
  const CASES: readonly (readonly [fact: string, statement: Record<string, unknown>, isMeant: boolean])[] = [
    ["for everyone and every action", { Principal: "*", Action: "*" }, true],
    ["for everything but this action", { Principal: "*", NotAction: PUT }, false],
    ["for the account's root", { Principal: { AWS: "arn:aws:iam::200000000002:root" }, Action: PUT }, true],
    ["for another account", { Principal: { AWS: "200000000003" }, Action: PUT }, false],
    ["for a service", { Principal: { Service: "redshift.amazonaws.com" }, Action: PUT }, false],
    ["for everyone but the asker", { NotPrincipal: { AWS: ASKER.principal }, Action: PUT }, false],
    ["for a pattern of actions", { Principal: "*", Action: "dynamodb:Put?esource*" }, true],
    [
      "unless the role is exempt by name",
      { Principal: "*", Action: "*", Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/Palisade*" } } },
      false,
    ],
    [
      "unless another role is exempt",
      { Principal: "*", Action: "*", Condition: { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::200000000002:role/Other" } } },
      true,
    ],
    [
      "from outside a VPC, where the key is missing",
      { Principal: "*", Action: "*", Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } } },
      true,
    ],
    ["from inside a VPC", { Principal: "*", Action: "*", Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } } }, false],
    [
      "from inside a VPC if the key is there",
      { Principal: "*", Action: "*", Condition: { StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" } } },
      true,
    ],
    ["when a key is missing", { Principal: "*", Action: "*", Condition: { Null: { "aws:SourceVpc": "true" } } }, true],
    ["for calls that a service forwards", { Principal: "*", Action: "*", Condition: { Bool: { "aws:ViaAWSService": "true" } } }, false],
    [
      "for the account, ignoring case",
      { Principal: "*", Action: "*", Condition: { StringEqualsIgnoreCase: { "aws:PrincipalAccount": "200000000002" } } },
      true,
    ],
  ];
  for (const [fact, statement, isMeant] of CASES) {
    it(`${isMeant ? "counts" : "does not count"} a statement ${fact}`, () => {
      assert.equal(deniesRequester(parsed({ Effect: "Deny", Resource: "*", ...statement }), PUT, ASKER), isMeant);
      assert.equal(allowsRequester(parsed({ Effect: "Allow", Resource: "*", ...statement }), PUT, ASKER), isMeant);
      assert.equal(allowsRequester(parsed({ Effect: "Deny", Resource: "*", ...statement }), PUT, ASKER), false);
    });
  }
});

describe("whether a statement for everyone is public", () => {
  const CASES: readonly (readonly [fact: string, condition: Record<string, unknown>, isPublic: boolean])[] = [
    ["without a condition", {}, true],
    ["bound to the organization", { StringEquals: { "aws:PrincipalOrgID": "o-a" } }, false],
    ["bound to a VPC, in another spelling", { StringLike: { "AWS:sourcevpc": ["vpc-1", "vpc-2"] } }, false],
    ["with a wildcard among the values", { StringLike: { "aws:SourceVpc": ["vpc-1", "vpc-*"] } }, true],
    ["with a variable", { StringEquals: { "aws:PrincipalAccount": "${aws:SourceAccount}" } }, true],
    ["with IfExists", { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-a" } }, true],
    [
      "with ForAllValues, which is met when the key is missing",
      { "ForAllValues:StringEquals": { "aws:PrincipalOrgPaths": "o-a/r" } },
      true,
    ],
    ["with ForAnyValue", { "ForAnyValue:StringEquals": { "aws:PrincipalOrgPaths": "o-a/r" } }, false],
    ["negated", { StringNotEquals: { "aws:PrincipalOrgID": "o-a" } }, true],
    ["bound by a key that AWS does not trust", { StringEquals: { "aws:VpceAccount": "200000000002" } }, true],
    ["for AWS services", { Bool: { "aws:PrincipalIsAWSService": "true" } }, false],
    ["for all but AWS services", { Bool: { "aws:PrincipalIsAWSService": "false" } }, true],
  ];
  for (const [fact, Condition, isPublic] of CASES) {
    it(`says ${isPublic ? "yes" : "no"} ${fact}`, () => {
      const allow = { Effect: "Allow", Principal: { AWS: "*" }, Action: "dynamodb:GetItem", Resource: "*", Condition };
      assert.equal(publicStatement(parsed(allow)) !== undefined, isPublic);
      assert.equal(publicStatement(parsed({ ...allow, Effect: "Deny" })), undefined);
    });
  }

  it("says yes to an Allow for all but some", () => {
    assert.ok(
      publicStatement(parsed({ Effect: "Allow", NotPrincipal: { AWS: "200000000003" }, Action: "dynamodb:GetItem", Resource: "*" })),
    );
  });
});

describe("the accounts that a document allows something to", () => {
  it("are those of allowed principals, other than the own one", () => {
    const document = parsed(
      { Effect: "Allow", Principal: { AWS: ["200000000003", "arn:aws:iam::200000000004:role/a", "arn:aws:iam::200000000002:root", "*"] } },
      { Effect: "Deny", Principal: { AWS: "200000000005" } },
      { Effect: "Allow", Principal: { Service: "redshift.amazonaws.com" } },
    );
    assert.deepEqual(foreignAccounts(document, "200000000002"), ["200000000003", "200000000004"]);
  });
});
