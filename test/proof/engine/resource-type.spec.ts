import assert from "node:assert/strict";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import { resourceTypeProblems } from "../../../proof/engine/resource-type.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:111111111111:table/orders";
const ROLE = "arn:aws:iam::111111111111:role/team/reader";
const KEY = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const REFUSED: readonly (readonly [string, string, string])[] = [
  [
    "dynamodb:GetItem",
    `${TABLE}/index/byStatus`,
    `is of type index, which dynamodb:GetItem does not act on, got "${TABLE}/index/byStatus"; name one of type table`,
  ],
  ["dynamodb:GetItem", "arn:aws:s3:::b/x", 'is nothing that dynamodb:GetItem acts on, got "arn:aws:s3:::b/x"; name one of type table'],
  ["dynamodb:GetRecords", TABLE, `is of type table, which dynamodb:GetRecords does not act on, got "${TABLE}"; name one of type stream`],
  ["s3:GetObject", "arn:aws:s3:::b", "is of type bucket, which s3:GetObject does not act on"],
  ["sts:AssumeRole", "arn:aws:iam::111111111111:user/ana", "is nothing that sts:AssumeRole acts on"],
  ["kms:CreateGrant", TABLE, "is nothing that kms:CreateGrant acts on"],
  ["dynamodb:GetItem", "arn:aws:dynamodb:*:111111111111:backup/*", "is nothing that dynamodb:GetItem acts on"],
  ["dynamodb:GetItem", "arn:aws:s3:::b*", "is nothing that dynamodb:GetItem acts on"],
];

const TAKEN: readonly (readonly [string, string])[] = [
  ["dynamodb:GetItem", TABLE],
  ["DynamoDB:getitem", TABLE],
  ["dynamodb:Query", `${TABLE}/index/byStatus`],
  ["dynamodb:GetRecords", `${TABLE}/stream/2026-01-01T00:00:00.000`],
  ["dynamodb:GetItem", "*"],
  ["dynamodb:GetItem", "arn:aws:dynamodb:*:111111111111:table/ord*"],
  ["dynamodb:GetItem", "arn:aws:dynamodb:*"],
  ["dynamodb:ListTables", TABLE],
  ["dynamodb:NoSuchAction", ROLE],
  ["ec2:RunInstances", ROLE],
  ["s3:GetObject", "arn:aws:s3:::b/x/y"],
  ["sts:AssumeRole", ROLE],
  ["kms:Decrypt", KEY],
  ["kms:Decrypt", "arn:aws:kms:eu-west-1:111111111111:alias/orders"],
  ["kms:CreateAlias", "arn:aws:kms:eu-west-1:111111111111:alias/orders"],
];

describe("the type of a requested resource", () => {
  let catalogue: Catalogue;

  before(async () => {
    catalogue = await loadCatalogue(["dynamodb", "iam", "kms", "s3", "sts"]);
  });

  for (const [action, resource, message] of REFUSED) {
    it(`is refused to ${action} where it is that of ${resource}`, () => {
      const [found, ...others] = resourceTypeProblems({ principal: ROLE, action, resource, context: {} }, catalogue);
      assert.deepEqual(others, []);
      assert.ok(found?.message.startsWith(message) === true, found?.message);
    });
  }

  it("is taken where the action acts on it, on everything, or on what the catalogue does not know", () => {
    for (const [action, resource] of TAKEN)
      assert.deepEqual(resourceTypeProblems({ principal: ROLE, action, resource, context: {} }, catalogue), [], `${action} ${resource}`);
  });
});
