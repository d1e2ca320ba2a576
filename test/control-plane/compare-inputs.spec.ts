import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { canonicalDocument } from "../../control-plane/documents/canonical-document.ts";
import { RESOURCE_TYPES } from "../../control-plane/modelled-types.ts";
import type { Properties } from "../../control-plane/properties.ts";
import { newPlane, OWNER, policy, role, table } from "./test-plane.ts";

const plane = newPlane();
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const PARAMETER = "aws:ssm/parameter:Parameter";

interface Case {
  readonly fact: string;
  readonly type: string;
  readonly olds: Properties;
  readonly news: Properties;
  readonly replaces?: readonly string[];
  readonly changes?: readonly string[];
  readonly deleteBeforeReplace?: boolean;
}

const orders = table("orders").inputs;
const api = role("api").inputs;

const CASES: readonly Case[] = [
  {
    fact: "another hash key needs a new table, after the old one is gone",
    type: "aws:dynamodb/table:Table",
    olds: orders,
    news: { ...orders, hashKey: "pk" },
    replaces: ["hashKey"],
    changes: ["hashKey"],
    deleteBeforeReplace: true,
  },
  {
    fact: "another name needs a new table beside the old one",
    type: "aws:dynamodb/table:Table",
    olds: orders,
    news: { ...orders, name: "carts" },
    replaces: ["name"],
    changes: ["name"],
  },
  {
    fact: "another region needs a new table",
    type: "aws:dynamodb/table:Table",
    olds: orders,
    news: { ...orders, region: "eu-central-1" },
    replaces: ["region"],
    changes: ["region"],
  },
  {
    fact: "the provider's region written out changes nothing",
    type: "aws:dynamodb/table:Table",
    olds: orders,
    news: { ...orders, region: "eu-west-1" },
  },
  {
    fact: "a global index changes a table in place",
    type: "aws:dynamodb/table:Table",
    olds: orders,
    news: { ...orders, globalSecondaryIndexes: [{ name: "g" }] },
    changes: ["globalSecondaryIndexes"],
  },
  {
    fact: "a local index needs a new table",
    type: "aws:dynamodb/table:Table",
    olds: orders,
    news: { ...orders, localSecondaryIndexes: [{ name: "l" }] },
    replaces: ["localSecondaryIndexes"],
    changes: ["localSecondaryIndexes"],
    deleteBeforeReplace: true,
  },
  {
    fact: "another path needs a new role, after the old one is gone",
    type: "aws:iam/role:Role",
    olds: api,
    news: { ...api, path: "/x/" },
    replaces: ["path"],
    changes: ["path"],
    deleteBeforeReplace: true,
  },
  { fact: "the default path written out changes nothing", type: "aws:iam/role:Role", olds: api, news: { ...api, path: "/" } },
  {
    fact: "another trust changes a role in place",
    type: "aws:iam/role:Role",
    olds: api,
    news: { ...api, assumeRolePolicy: policy() },
    changes: ["assumeRolePolicy"],
  },
  {
    fact: "another block needs a new VPC beside the old one",
    type: "aws:ec2/vpc:Vpc",
    olds: { cidrBlock: "10.0.0.0/16" },
    news: { cidrBlock: "10.1.0.0/16" },
    replaces: ["cidrBlock"],
    changes: ["cidrBlock"],
  },
  {
    fact: "another order of route tables changes nothing",
    type: ENDPOINT,
    olds: { vpcId: "v", routeTableIds: ["a", "b"] },
    news: { vpcId: "v", routeTableIds: ["b", "a"] },
  },
  {
    fact: "another service needs a new endpoint",
    type: ENDPOINT,
    olds: { vpcId: "v", serviceName: "a" },
    news: { vpcId: "v", serviceName: "b" },
    replaces: ["serviceName"],
    changes: ["serviceName"],
  },
  {
    fact: "private DNS changes an interface endpoint in place",
    type: ENDPOINT,
    olds: { vpcEndpointType: "Interface" },
    news: { vpcEndpointType: "Interface", privateDnsEnabled: true },
    changes: ["privateDnsEnabled"],
  },
  {
    fact: "one more zone changes an interface endpoint in place, and their order nothing",
    type: ENDPOINT,
    olds: { vpcEndpointType: "Interface", subnetIds: ["a", "b"], securityGroupIds: ["g", "h"] },
    news: { vpcEndpointType: "Interface", subnetIds: ["c", "b", "a"], securityGroupIds: ["h", "g"] },
    changes: ["subnetIds"],
  },
  {
    fact: "a standard parameter can become an advanced one",
    type: PARAMETER,
    olds: { name: "p", tier: "Standard" },
    news: { name: "p", tier: "Advanced" },
    changes: ["tier"],
  },
  {
    fact: "an advanced parameter cannot become a standard one",
    type: PARAMETER,
    olds: { name: "p", tier: "Advanced" },
    news: { name: "p", tier: "Standard" },
    replaces: ["tier"],
    changes: ["tier"],
    deleteBeforeReplace: true,
  },
  { fact: "null is absence", type: "aws:dynamodb/table:Table", olds: orders, news: { ...orders, ttl: null } },
  {
    fact: "another target needs a new attachment",
    type: "aws:organizations/policyAttachment:PolicyAttachment",
    olds: { policyId: "p", targetId: "a" },
    news: { policyId: "p", targetId: "b" },
    replaces: ["targetId"],
    changes: ["targetId"],
  },
];

describe("the difference of two runs", () => {
  for (const { fact, type, olds, news, replaces = [], changes = [], deleteBeforeReplace = false } of CASES) {
    it(`says that ${fact}`, () => {
      assert.deepEqual(plane.diff({ caller: OWNER, type, olds, news }), { changes, replaces, deleteBeforeReplace });
    });
  }

  const statements = [
    { Sid: "A", Effect: "Allow", Principal: { AWS: ["1", "2"] }, Action: ["dynamodb:GetItem", "dynamodb:Query"], Resource: "*" },
    {
      Sid: "B",
      Effect: "Deny",
      Principal: "*",
      Action: "dynamodb:*",
      Resource: ["a", "b"],
      Condition: { StringEquals: { "aws:a": ["x", "y"] } },
    },
  ];

  it("compares policy documents by meaning", () => {
    const same = [
      { Resource: ["*"], Action: ["dynamodb:Query", "dynamodb:GetItem"], Principal: { AWS: ["2", "1"] }, Effect: "Allow", Sid: "A" },
      { ...statements[1], Resource: ["b", "a"], Condition: { StringEquals: { "aws:a": ["y", "x"] } } },
    ];
    const [olds, news] = [policy(...statements), `  ${JSON.stringify({ Statement: same.reverse(), Version: "2012-10-17" }, null, 2)}\n`];
    const type = "aws:dynamodb/resourcePolicy:ResourcePolicy";
    assert.deepEqual(plane.diff({ caller: OWNER, type, olds: { policy: olds }, news: { policy: news } }).changes, []);
    const other = policy(...statements).replace("dynamodb:Query", "dynamodb:Scan");
    assert.deepEqual(plane.diff({ caller: OWNER, type, olds: { policy: olds }, news: { policy: other } }).changes, ["policy"]);
  });

  it("tells documents apart that differ in anything but order", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 2, maxLength: 6 }), fc.nat(), (actions, seed) => {
        const shuffled = [...actions].sort((a, b) => ((a.length * 31 + seed) % 7) - ((b.length * 31 + seed) % 7));
        assert.equal(canonicalDocument(policy({ Action: actions })), canonicalDocument(policy({ Action: shuffled })));
        const fewer = actions.slice(1);
        assert.notEqual(canonicalDocument(policy({ Action: actions })), canonicalDocument(policy({ Action: fewer })));
      }),
      { seed: 20_261_122 },
    );
  });

  it("takes a text that is no document as it is", () => {
    assert.equal(canonicalDocument("not json"), "not json");
  });
});

/** Plans of Terraform's AWS provider 5.100, on which Pulumi's is built, with one changed input each. */
const RECORDED = JSON.parse(readFileSync(new URL("golden/replacements.json", import.meta.url), "utf8")) as Record<
  string,
  readonly string[]
>;

/** Where the model replaces more: the plan could not show it, or the id here is made of the input. */
const BEYOND: Readonly<Record<string, readonly string[]>> = {
  "aws:dynamodb/table:Table": ["importTable", "restoreBackupArn"],
  "aws:iam/user:User": ["name", "path"],
  "aws:kms/keyPolicy:KeyPolicy": ["keyId"],
};

/** Where the model replaces less: only some values of these need it. */
const BELOW: Readonly<Record<string, readonly string[]>> = { "aws:eks/cluster:Cluster": ["accessConfig"] };

describe("what forces a replacement", () => {
  for (const { token, replacedBy } of RESOURCE_TYPES) {
    const recorded = RECORDED[token];
    if (recorded === undefined) continue;
    it(`of ${token} is what its provider's plans say`, () => {
      const expected = [...recorded.filter((input) => BELOW[token]?.includes(input) !== true), ...(BEYOND[token] ?? [])];
      assert.deepEqual([...replacedBy].sort(), expected.sort());
    });
  }
});
