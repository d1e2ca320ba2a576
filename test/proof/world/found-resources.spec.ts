import assert from "node:assert/strict";
import { deployedResources } from "../../../proof/world/deployed-resources.ts";
import { asFound, notJudged, READ_PROPERTIES } from "../../../proof/world/found-resources.ts";
import type { WorldResource } from "../../../proof/world/world-resource.ts";

const ACCOUNT = "300000000001";
const place = { stack: "data.owner", account: ACCOUNT, region: "eu-west-1", id: "one", name: "one" };
const policyOf = (sid: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: sid, Effect: "Allow", Action: "*", Resource: "*" }] });

const resourcePolicyOf = (sid: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid: sid, Effect: "Allow", Principal: { AWS: "*" }, Action: "*", Resource: "*" }],
  });

/** What a resource needs to be read at all. */
const NEEDED: Readonly<Record<string, { readonly inputs?: Record<string, unknown>; readonly outputs?: Record<string, unknown> }>> = {
  "aws:organizations/policy:Policy": { inputs: { content: policyOf("One"), type: "SERVICE_CONTROL_POLICY" } },
  "aws:organizations/policyAttachment:PolicyAttachment": { inputs: { policyId: "p-1", targetId: "r-1" } },
  "aws:iam/rolePolicy:RolePolicy": { inputs: { role: "api", policy: policyOf("One") } },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { inputs: { role: "api", policyArn: "arn:aws:iam::aws:policy/One" } },
  "aws:iam/policyAttachment:PolicyAttachment": { inputs: { roles: ["api"], policyArn: "arn:aws:iam::aws:policy/One" } },
  "aws:dynamodb/resourcePolicy:ResourcePolicy": {
    inputs: { resourceArn: "arn:aws:dynamodb:eu-west-1:300000000001:table/one", policy: policyOf("One") },
  },
  "aws:dynamodb/tag:Tag": { inputs: { resourceArn: "arn:aws:dynamodb:eu-west-1:300000000001:table/one", key: "one", value: "one" } },
  "aws:secretsmanager/secretPolicy:SecretPolicy": {
    inputs: { secretArn: "arn:aws:secretsmanager:eu-west-1:300000000001:secret:one-AAAAAA", policy: policyOf("One") },
  },
  "aws:kms/keyPolicy:KeyPolicy": { inputs: { keyId: "arn:aws:kms:eu-west-1:300000000001:key/one", policy: policyOf("One") } },
  "aws:kms/alias:Alias": { outputs: { arn: "arn:aws:kms:eu-west-1:300000000001:alias/one" } },
  "aws:kms/grant:Grant": {
    inputs: {
      keyId: "arn:aws:kms:eu-west-1:300000000001:key/one",
      granteePrincipal: "arn:aws:iam::300000000001:role/api",
      operations: ["Decrypt"],
    },
  },
  "aws:iam/role:Role": { outputs: { arn: "arn:aws:iam::300000000001:role/api" } },
  "aws:iam/policy:Policy": { outputs: { arn: "arn:aws:iam::300000000001:policy/one" } },
  "aws:dynamodb/table:Table": { outputs: { arn: "arn:aws:dynamodb:eu-west-1:300000000001:table/one" } },
  "aws:dynamodb/tableReplica:TableReplica": {
    inputs: { globalTableArn: "arn:aws:dynamodb:eu-central-1:300000000001:table/one" },
    outputs: { arn: "arn:aws:dynamodb:eu-west-1:300000000001:table/one" },
  },
  "aws:secretsmanager/secret:Secret": { outputs: { arn: "arn:aws:secretsmanager:eu-west-1:300000000001:secret:one-AAAAAA" } },
  "aws:kms/key:Key": { outputs: { arn: "arn:aws:kms:eu-west-1:300000000001:key/one" } },
};

/** Another value of a property. */
const OTHER: Readonly<Record<string, unknown>> = {
  content: policyOf("Other"),
  policy: policyOf("Other"),
  assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }] }),
  inlinePolicies: [{ name: "other", policy: policyOf("Other") }],
  managedPolicyArns: ["arn:aws:iam::aws:policy/Other"],
  permissionsBoundary: "arn:aws:iam::aws:policy/Other",
  tags: { other: "other" },
  tagsAll: { other: "other" },
  serverSideEncryption: { enabled: true, kmsKeyArn: "arn:aws:kms:eu-west-1:300000000001:key/other" },
  globalTableArn: "arn:aws:dynamodb:eu-central-1:300000000001:table/other",
  kmsKeyArn: "arn:aws:kms:eu-west-1:300000000001:key/other",
  kmsKeyId: "arn:aws:kms:eu-west-1:300000000001:key/other",
  type: "RESOURCE_CONTROL_POLICY",
  roles: ["other"],
  operations: ["Encrypt"],
  targetKeyArn: "arn:aws:kms:eu-west-1:300000000001:key/other",
  targetKeyId: "arn:aws:kms:eu-west-1:300000000001:key/other",
  keyId: "arn:aws:kms:eu-west-1:300000000001:key/other",
  granteePrincipal: "arn:aws:iam::300000000001:role/other",
  resourceArn: "arn:aws:dynamodb:eu-west-1:300000000001:table/other",
  secretArn: "arn:aws:secretsmanager:eu-west-1:300000000001:secret:other-AAAAAA",
  serviceName: "com.amazonaws.eu-west-1.sts",
};

/** What else has to be there for a property to mean anything. */
function besides(type: string): WorldResource[] {
  const made = (id: string, of: string, inputs: Record<string, unknown>, outputs = {}): WorldResource => ({
    ...{ ...place, id, urn: id, type: of, inputs, outputs },
  });
  if (type === "aws:organizations/policyAttachment:PolicyAttachment")
    return ["p-1", "other"].map((id) => made(id, "aws:organizations/policy:Policy", { content: policyOf(id) }));
  if (type === "aws:organizations/policy:Policy")
    return [made("attached", "aws:organizations/policyAttachment:PolicyAttachment", { policyId: "one", targetId: "r-1" })];
  if (type === "aws:dynamodb/tableReplica:TableReplica")
    return [made("source", "aws:dynamodb/table:Table", {}, { arn: "arn:aws:dynamodb:eu-central-1:300000000001:table/one" })];
  return type.startsWith("aws:iam/") && type.endsWith("Attachment")
    ? ["api", "other"].map((name) => made(name, "aws:iam/role:Role", {}, { arn: `arn:aws:iam::${ACCOUNT}:role/${name}` }))
    : [];
}

describe("what was found in the place of resources", () => {
  for (const [type, properties] of Object.entries(READ_PROPERTIES))
    for (const property of properties)
      it(`is read: ${property} of ${type}`, () => {
        const { inputs = {}, outputs = {} } = NEEDED[type] ?? {};
        const resource: WorldResource = { ...place, urn: "urn", type, inputs, outputs };
        const isOfResource = property === "policy" && !/iam/.test(type);
        const value = isOfResource ? resourcePolicyOf("Other") : (OTHER[property] ?? "other");
        const drift = { urn: "urn", properties: [{ name: property }], found: { inputs, outputs: { ...outputs, [property]: value } } };
        // All resources by name are the same for any property.
        const read = (all: readonly WorldResource[]) => ({ ...deployedResources([...besides(type), ...all]), byName: undefined });
        assert.notDeepEqual(read(asFound([resource], [drift])), read([resource]));
        assert.deepEqual(notJudged(resource, drift), []);
      });

  it("is not there where it is gone", () => {
    const resource: WorldResource = { ...place, urn: "urn", type: "aws:iam/role:Role", inputs: {}, outputs: {} };
    assert.deepEqual(asFound([resource], [{ urn: "urn", properties: [], found: undefined }]), []);
  });

  it("is not known where nothing reads it", () => {
    const found = { inputs: {}, outputs: {} };
    const alarm = { type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: "alarm" };
    assert.deepEqual(notJudged(alarm, { urn: "urn", properties: [], found: undefined }), [
      "what alarm (aws:cloudwatch/metricAlarm:MetricAlarm) means for access",
    ]);
    const key = { type: "aws:kms/key:Key", name: "key" };
    const properties = ["description", "isEnabled", "policy"].map((name) => ({ name }));
    assert.deepEqual(notJudged(key, { urn: "urn", properties, found }), ["what isEnabled of key means for access"]);
  });
});
