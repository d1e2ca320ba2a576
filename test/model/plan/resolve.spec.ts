import assert from "node:assert/strict";
import type { Plan } from "../../../model/plan/plan.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { type ResolvedPlan, resolve } from "../../../model/plan/resolve.ts";
import { dataOf, edit, linesOf, loadAt, organization, sample } from "../../support/sample.ts";

function planOf(files: ReadonlyMap<string, string>): Plan {
  const { declaration, problems } = loadAt(files);
  assert.ok(declaration !== undefined, linesOf(problems).join("\n"));
  return plan(declaration);
}

const planned = planOf(sample);
const BASKETS = "shop-legacy/tables/baskets/sharedWith/checkout-prod/checkout";
const grantOf = ({ grants }: ResolvedPlan, id: string) => {
  const found = grants.find((grant) => grant.id === id);
  assert.ok(found !== undefined, id);
  return found;
};

describe("a plan without the ids of created accounts", () => {
  const resolved = resolve(planned, new Map());

  it("names the accounts that are waited for", () => {
    assert.deepEqual(resolved.waitingFor, ["checkout-prod"]);
  });

  it("lets exactly the grants that name one wait, by name", () => {
    const waiting = resolved.grants.filter(({ state }) => state === "waiting").map(({ id, waitsFor }) => [id, waitsFor]);
    assert.deepEqual(waiting, [[BASKETS, ["checkout-prod"]]]);
    assert.equal(grantOf(resolved, BASKETS).consumerRoleArn, undefined);
  });

  it("still knows the owner's side of a waiting grant", () => {
    const { accessRoleArn, resourceArns } = grantOf(resolved, BASKETS);
    assert.equal(accessRoleArn, "arn:aws:iam::200000000008:role/palisade/access/checkout-prod.checkout");
    assert.deepEqual(resourceArns, ["arn:aws:dynamodb:eu-west-1:200000000008:table/shop-baskets"]);
  });
});

describe("a plan with the ids of created accounts", () => {
  const resolved = resolve(planned, new Map([["checkout-prod", "200000000009"]]));

  it("waits for nothing", () => {
    assert.deepEqual(resolved.waitingFor, []);
    assert.deepEqual(
      resolved.grants.filter(({ state }) => state === "waiting"),
      [],
    );
    assert.equal(grantOf(resolved, BASKETS).consumerRoleArn, "arn:aws:iam::200000000009:role/palisade/workload/checkout");
  });

  for (const { id, consumer, access, resources } of [
    {
      id: "orders-prod/tables/orders/sharedWith/analytics-prod/nightly-etl",
      consumer: "arn:aws:iam::200000000004:role/palisade/workload/nightly-etl",
      access: undefined,
      resources: ["arn:aws:dynamodb:eu-west-1:200000000002:table/orders"],
    },
    {
      id: "orders-prod/tables/orders/sharedWith/platform-prod/invoicer",
      consumer: "arn:aws:iam::200000000005:role/palisade/workload/invoicer",
      access: "arn:aws:iam::200000000002:role/palisade/access/platform-prod.invoicer",
      resources: ["arn:aws:dynamodb:eu-west-1:200000000002:table/orders"],
    },
    {
      id: "orders-prod/tables/orders/usedBy/api",
      consumer: "arn:aws:iam::200000000002:role/palisade/workload/api",
      access: undefined,
      resources: [
        "arn:aws:dynamodb:eu-west-1:200000000002:table/orders",
        "arn:aws:dynamodb:eu-west-1:200000000002:table/orders/index/byStatus",
      ],
    },
    {
      id: "orders-prod/tables/rates/usedBy/nightly",
      consumer: "arn:aws:iam::200000000002:role/team/nightly",
      access: undefined,
      resources: ["arn:aws:dynamodb:eu-west-1:200000000002:table/rates"],
    },
    {
      id: "customers-prod/tables/customers/sharedWith/external/nightjar",
      consumer: "arn:aws:iam::900000000009:role/auditor",
      access: "arn:aws:iam::200000000003:role/palisade/external/external.nightjar",
      resources: ["arn:aws:dynamodb:eu-west-1:200000000003:table/customers"],
    },
    {
      id: "sessions-eu/tables/sessions/sharedWith/sessions-us",
      consumer: undefined,
      access: undefined,
      resources: ["arn:aws:dynamodb:eu-west-1:200000000010:table/sessions"],
    },
    {
      id: "keystore-prod/keys/wrapping/sharedWith/pipeline-prod/pipeline",
      consumer: "arn:aws:iam::200000000007:role/palisade/workload/pipeline",
      access: "arn:aws:iam::200000000006:role/palisade/access/pipeline-prod.pipeline",
      resources: [],
    },
  ]) {
    it(`knows every ARN of ${id}`, () => {
      const grant = grantOf(resolved, id);
      assert.deepEqual([grant.consumerRoleArn, grant.accessRoleArn, grant.resourceArns], [consumer, access, resources]);
    });
  }

  it("puts a replica's table into its own region", () => {
    const table = resolved.accounts.find(({ name }) => name === "sessions-us")?.tables[0];
    assert.equal(table?.arn, "arn:aws:dynamodb:us-east-1:200000000011:table/sessions");
  });
});

describe("resolving", () => {
  for (const [fact, ids, message] of [
    [
      "an id that is none",
      [["checkout-prod", "20000000009"]],
      'accountIds.checkout-prod: is not an account id, got "20000000009"; give twelve digits',
    ],
    [
      "an id that another account has",
      [["checkout-prod", "200000000002"]],
      'accountIds.orders-prod: belongs to checkout-prod already, got "200000000002"; correct one of the two',
    ],
    [
      "the management account's id",
      [["checkout-prod", "100000000001"]],
      'accountIds.checkout-prod: belongs to the management account already, got "100000000001"; correct one of the two',
    ],
  ] as const) {
    it(`refuses ${fact}`, () => {
      assert.throws(() => resolve(planned, new Map(ids)), { message });
    });
  }

  it("lets a declared id win over another one", () => {
    const { accounts } = resolve(planned, new Map([["orders-prod", "299999999999"]]));
    assert.equal(accounts.find(({ name }) => name === "orders-prod")?.id, "200000000002");
  });

  it("ignores ids of accounts that are not declared", () => {
    assert.deepEqual(resolve(planned, new Map([["constructor", "299999999999"]])).waitingFor, ["checkout-prod"]);
  });

  it("writes ARNs of the home region's partition", () => {
    const china = new Map(
      [...edit(sample, organization, "arn:aws:sns:eu-west-1", "arn:aws-cn:sns:cn-north-1")].map(([file, text]) => [
        file,
        text
          .replace("arn:aws:iam::100000000001", "arn:aws-cn:iam::100000000001")
          .replaceAll("us-east-1", "cn-northwest-1")
          .replaceAll(/(?<!arn:aws:kms:)eu-west-1/g, "cn-north-1")
          .replace("arn:aws:kms:eu-west-1", "arn:aws-cn:kms:cn-north-1"),
      ]),
    );
    const resolved = resolve(planOf(china), new Map());
    assert.equal(grantOf(resolved, BASKETS).accessRoleArn, "arn:aws-cn:iam::200000000008:role/palisade/access/checkout-prod.checkout");
    for (const grant of resolved.grants) for (const arn of grant.resourceArns) assert.match(arn, /^arn:aws-cn:/);
  });

  it("keeps role names within 64 characters and apart", () => {
    const long = (suffix: string) => `a${"b".repeat(37)}${suffix}`;
    const files = edit(
      sample,
      dataOf("orders-prod"),
      "      analytics-prod/nightly-etl:",
      `      ${long("cd")}/${long("aa")}: { can: [read], how: role, purpose: etl, because: long names }\n      ${long("cd")}/${long("ab")}: { can: [read], how: role, purpose: etl, because: long names }\n      analytics-prod/nightly-etl:`,
    );
    const account = `account: ${long("cd")}\nid: "200000000044"\norganizationalUnit: workloads/prod\nnetworks: { main: { region: eu-west-1, cidr: 10.44.0.0/16 } }\nworkloads:\n  ${long("aa")}: { runsOn: ecs, network: main }\n  ${long("ab")}: { runsOn: ecs, network: main }\n`;
    const { accessRoles } = resolve(planOf(new Map(files).set(`accounts/${long("cd")}/account.yaml`, account)), new Map());
    const names = accessRoles.filter(({ account: owner }) => owner === "orders-prod").map(({ name }) => name);
    assert.equal(new Set(names).size, 4);
    for (const name of names) assert.ok(name.length <= 64 && /^[\w+=,.@-]+$/.test(name), name);
  });
});
