import assert from "node:assert/strict";
import { judgeResources } from "../../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../../policy-pack/pack-catalogue.ts";
import { declaredLine } from "./declared-line.ts";

const RIGHT = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::300000000002:role/x" }, Action: "kms:Decrypt", Resource: "*" };
const ELEMENTS = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
/** What a program writes by mistake, and names that every object has. */
const ODD: readonly unknown[] = [
  ...[undefined, null, 0, -1, true, "", "*", "arn:", "arn:aws:iam::x:root", "${aws:x}", "(", "__proto__", "constructor", "\u0000"],
  ...[
    [],
    [null],
    [[]],
    {},
    { AWS: null },
    { AWS: ["*", {}] },
    { constructor: ["a"] },
    JSON.parse('{"__proto__":{"__proto__":"x"}}') as unknown,
  ],
  ...[{ StringEquals: null }, { StringEquals: { constructor: null } }, { IpAddress: { "aws:SourceIp": ["999.1.1.1/99", 7] } }],
  ...[{ "X:Y:Z": { "aws:SourceVpc": [] } }, { Null: { "aws:PrincipalArn": "maybe" } }, { DateLessThan: { "aws:CurrentTime": "no day" } }],
];
const PLACES: readonly (readonly [type: string, property: string, more?: Record<string, unknown>])[] = [
  ["aws:dynamodb/resourcePolicy:ResourcePolicy", "policy"],
  ["aws:ec2/vpcEndpoint:VpcEndpoint", "policy"],
  ["aws:iam/role:Role", "assumeRolePolicy"],
  ["aws:iam/rolePolicy:RolePolicy", "policy"],
  ["aws:kms/key:Key", "policy"],
  ["aws:organizations/policy:Policy", "content"],
  ["aws:organizations/policy:Policy", "content", { type: "RESOURCE_CONTROL_POLICY" }],
  ["aws:s3/bucketPolicy:BucketPolicy", "policy"],
  ["aws:secretsmanager/secretPolicy:SecretPolicy", "policy"],
];

const documents = [
  ...ODD,
  ...ODD.flatMap((odd) => [{ Statement: odd }, { Version: odd, Statement: RIGHT }, { Statement: [odd, RIGHT] }]),
  ...ODD.flatMap((odd) => ELEMENTS.map((element) => ({ Version: "2012-10-17", Statement: { ...RIGHT, [element]: odd } }))),
];

describe("documents that nobody means to write", () => {
  for (const [type, property, more = {}] of PLACES)
    it(`end no rule, and no message says undefined: ${type} ${Object.values(more).join()}`, async () => {
      const resources = documents.map((document, index) => ({
        ...{ urn: `urn:pulumi:test::odd::${type}::${index}`, type, name: `${index}`, outputs: {} },
        // As data and as the text that a program makes of it.
        inputs: { ...more, [property]: index % 2 === 0 ? document : JSON.stringify(document) },
      }));
      const findings = judgeResources(resources, await loadCatalogueFor(resources), declaredLine());
      assert.ok(findings.length > 0);
      const unclear = findings.filter(({ message }) => /undefined|\[object|NaN|, got ;/.test(message));
      assert.deepEqual(unclear, []);
    });
});
