import { tenantIndex } from "../../../policy-pack/rules/tenant-index.ts";
import { changed, describeRule, type PolicyTarget, policyOf } from "../describe-rule.ts";

const ARN = "arn:aws:dynamodb:eu-west-1:300000000001:table/items";
const table = (change: Record<string, unknown> = {}): PolicyTarget => ({
  type: "aws:dynamodb/table:Table",
  name: "items",
  props: {
    arn: ARN,
    hashKey: "PK",
    globalSecondaryIndexes: [
      { name: "byOwner", hashKey: "owner" },
      { name: "byDate", hashKey: "PK", rangeKey: "date" },
    ],
    ...change,
  },
});
const STATEMENT = {
  Effect: "Allow",
  Action: ["dynamodb:GetItem", "dynamodb:Query"],
  Resource: [ARN, `${ARN}/index/byDate`],
  Condition: {
    "ForAllValues:StringLike": { "dynamodb:LeadingKeys": "${aws:PrincipalTag/tenant}#*" },
    Null: { "dynamodb:LeadingKeys": "false" },
  },
};
const permissions = (change: Record<string, unknown> = {}): PolicyTarget => ({
  type: "aws:iam/rolePolicy:RolePolicy",
  name: "permissions",
  props: { policy: policyOf(changed(STATEMENT, change)) },
});

describeRule(tenantIndex, {
  copiesAccounts: true,
  right: () => [table(), permissions()],
  refuses: [
    {
      fact: "an index that another attribute leads",
      change: () => [table(), permissions({ Resource: `${ARN}/index/byOwner` })],
      says: /tenants query an index that another attribute leads than the table, got \{"byOwner":"owner"\}/,
    },
    { fact: "all indexes", change: () => [table(), permissions({ Resource: `${ARN}/index/*` })] },
  ],
  several: () => [
    table({
      globalSecondaryIndexes: [
        { name: "a", hashKey: "x" },
        { name: "b", hashKey: "y" },
      ],
    }),
    permissions({ Resource: `${ARN}/index/*` }),
  ],
  accepts: [
    {
      fact: "a statement without leading keys",
      change: () => [table(), permissions({ Resource: `${ARN}/index/*`, Condition: undefined })],
    },
    {
      fact: "a statement that queries nothing",
      change: () => [table(), permissions({ Action: "dynamodb:GetItem", Resource: `${ARN}/*` })],
    },
    { fact: "another table", change: () => [table({ arn: `${ARN}2` }), permissions({ Resource: `${ARN}/index/*` })] },
    {
      fact: "a table of the blueprint, which declares what tenants query",
      change: () => [table({ tags: { "palisade:stack": "data.owner" } }), permissions({ Resource: `${ARN}/index/*` })],
    },
  ],
  leavesOpen: [],
});
