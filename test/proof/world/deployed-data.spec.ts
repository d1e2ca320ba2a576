import assert from "node:assert/strict";
import { deployedData } from "../../../proof/world/deployed-data.ts";
import type { WorldResource } from "../../../proof/world/world-resource.ts";

const ACCOUNT = "111111111111";
const REGION = "eu-west-1";
const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/orders`;
const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:token-AbCdEf`;
const KEY_ID = "11111111-2222-3333-4444-555555555555";
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${KEY_ID}`;
const CUSTOMER = { by: "customer", key: KEY };
const ALIAS = `arn:aws:kms:${REGION}:${ACCOUNT}:alias/orders`;

const resource = (type: string, inputs: object, outputs: object = {}): WorldResource => ({
  stack: "prod",
  account: ACCOUNT,
  region: REGION,
  urn: `urn:${type}`,
  type,
  name: "one",
  id: "one",
  inputs: { ...inputs },
  outputs: { ...outputs },
});
const alias = resource("aws:kms/alias:Alias", { name: "alias/orders", targetKeyId: KEY_ID }, { arn: ALIAS });

const read = (...resources: readonly WorldResource[]) => deployedData((type) => resources.filter((each) => each.type === type));

describe("what is deployed", () => {
  for (const [name, serverSideEncryption, expected] of [
    ["nothing is under the key that AWS owns", undefined, { by: "aws-owned" }],
    ["an encryption that is turned off is under the key that AWS owns", { enabled: false, kmsKeyArn: "" }, { by: "aws-owned" }],
    ["an encryption without key is under the one that AWS manages", { enabled: true }, { by: "aws-managed" }],
    ["AWS's own alias is the key that AWS manages", { enabled: true, kmsKeyArn: "alias/aws/dynamodb" }, { by: "aws-managed" }],
    ["an ARN is the key", { enabled: true, kmsKeyArn: KEY }, CUSTOMER],
    ["an id is the key of the table's own account and region", { enabled: true, kmsKeyArn: KEY_ID }, CUSTOMER],
    ["an alias is the key that it points to", { enabled: true, kmsKeyArn: "alias/orders" }, CUSTOMER],
    ["an alias's ARN is the key that it points to", { enabled: true, kmsKeyArn: ALIAS }, CUSTOMER],
    ["an alias that nobody makes is unknown", { enabled: true, kmsKeyArn: "alias/other" }, { by: "unknown" }],
    ["what cannot be read is unknown", "04da6b54-80e4-46f7-96ec-b56ff0331ba9", { by: "unknown" }],
    ["whether it is turned on may be unknown", { enabled: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, { by: "unknown" }],
  ] as const) {
    it(`says of a table that ${name}`, () => {
      const table = resource("aws:dynamodb/table:Table", serverSideEncryption === undefined ? {} : { serverSideEncryption }, {
        arn: TABLE,
      });
      assert.deepEqual(read(alias, table).encryption.get(TABLE), expected);
    });
  }

  for (const [name, kmsKeyId, expected] of [
    ["no key is under the one that AWS manages", undefined, { by: "aws-managed" }],
    ["an empty key is under the one that AWS manages", "", { by: "aws-managed" }],
    ["a key is under that", KEY, CUSTOMER],
  ] as const) {
    it(`says of a secret that ${name}`, () => {
      const secret = resource("aws:secretsmanager/secret:Secret", kmsKeyId === undefined ? {} : { kmsKeyId }, { arn: SECRET });
      assert.deepEqual(read(secret).encryption.get(SECRET), expected);
    });
  }

  for (const [name, state, expected] of [
    ["without a word of encryption", {}, { by: "aws-owned" }],
    ["with encryption turned on", { SSESpecification: { SSEEnabled: true } }, { by: "aws-managed" }],
    ["with a key of its own", { SSESpecification: { SSEEnabled: true }, own: { SSESpecification: { KMSMasterKeyId: KEY } } }, CUSTOMER],
  ] as const) {
    it(`finds the key of a replica ${name}`, () => {
      const { own = {}, ...table } = state as { readonly own?: object };
      const desiredState = JSON.stringify({ ...table, Replicas: [{ Region: "us-east-1" }, { Region: REGION, ...own }] });
      const properties = JSON.stringify({ Arn: TABLE });
      const replica = resource(
        "aws:cloudcontrol/resource:Resource",
        { typeName: "AWS::DynamoDB::GlobalTable", desiredState },
        { properties },
      );
      assert.deepEqual(read(replica).encryption.get(TABLE), expected);
    });
  }

  it("finds the stream of a table that no stack makes where permissions name it, and of others where they are made", () => {
    const permissions = resource("aws:iam/rolePolicy:RolePolicy", {
      policy: JSON.stringify({ Statement: [{ Resource: [`${TABLE}/stream/2026-01-01T00:00:00.000`, `${TABLE}/stream/*`] }] }),
    });
    assert.equal(read(permissions).streams.get(TABLE), `${TABLE}/stream/2026-01-01T00:00:00.000`);
    const made = resource("aws:dynamodb/table:Table", {}, { arn: TABLE, streamArn: `${TABLE}/stream/made` });
    assert.equal(read(permissions, made).streams.get(TABLE), `${TABLE}/stream/made`);
  });
});
