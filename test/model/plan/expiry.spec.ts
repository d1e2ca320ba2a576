import assert from "node:assert/strict";
import { daysLeft, endOf, isOver } from "../../../model/calendar.ts";
import type { Plan } from "../../../model/plan/plan.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { resolve } from "../../../model/plan/resolve.ts";
import type { Files } from "../../../model/reading/draft.ts";
import { accountOf, dataOf, edit, linesOf, loadAt, organization, sample, without } from "../../support/sample.ts";

const SECOND = 1000;
const END = Date.parse("2027-04-01T00:00:00Z");
const BASKETS = "shop-legacy/tables/baskets/sharedWith/checkout-prod/checkout";

function planAt(files: Files, now: Date): { plan: Plan; warnings: string[] } {
  const { declaration, problems, warnings } = loadAt(files, now);
  assert.ok(declaration !== undefined, linesOf(problems).join("\n"));
  return { plan: plan(declaration), warnings: linesOf(warnings) };
}

const stateOf = (planned: Plan, grant: string) => planned.grants.find(({ id }) => id === grant)?.state;
const dependenciesOf = (planned: Plan, stack: string) => planned.stacks.find(({ name }) => name === stack)?.dependsOn;

describe("the end of a day", () => {
  for (const [day, end] of [
    ["2027-03-31", "2027-04-01T00:00:00Z"],
    ["2027-12-31", "2028-01-01T00:00:00Z"],
    ["2028-02-28", "2028-02-29T00:00:00Z"],
    ["2028-02-29", "2028-03-01T00:00:00Z"],
  ] as const) {
    it(`of ${day} is ${end}`, () => {
      assert.equal(endOf(day), end);
      assert.equal(isOver(day, new Date(Date.parse(end) - 1)), false);
      assert.equal(isOver(day, new Date(end)), true);
    });
  }

  it("counts the last day as one", () => {
    assert.equal(daysLeft("2027-03-31", new Date(END - 1)), 1);
    assert.equal(daysLeft("2027-03-31", new Date(END - 24 * 60 * 60 * SECOND)), 1);
    assert.equal(daysLeft("2027-03-31", new Date(END - 24 * 60 * 60 * SECOND - 1)), 2);
  });
});

describe("a grant that ends", () => {
  it("is open and warned of one second before the end of its last day", () => {
    const { plan: planned, warnings } = planAt(sample, new Date(END - SECOND));
    assert.equal(stateOf(planned, BASKETS), "open");
    assert.ok(
      warnings.includes(
        'accounts/shop-legacy/data.yaml:11:133: tables.baskets.sharedWith.checkout-prod/checkout.until: the grant to checkout-prod/checkout ends today, got "2027-03-31"; extend it in time, or let it end',
      ),
      warnings.join("\n"),
    );
  });

  for (const { until, isFar } of [
    { until: "2028-11-21", isFar: false },
    { until: "2028-11-22", isFar: true },
    { until: "2099-06-30", isFar: true },
  ]) {
    it(`is ${isFar ? "warned of" : "taken"} where it must end, and does so on ${until}, as seen on 2026-11-22`, () => {
      const files = edit(sample, dataOf("shop-legacy"), "until: 2027-03-31", `until: ${until}`);
      const { warnings } = planAt(files, new Date("2026-11-22T00:00:00Z"));
      assert.deepEqual(
        warnings.filter((line) => line.includes("more than two years")),
        isFar
          ? [
              `accounts/shop-legacy/data.yaml:11:133: tables.baskets.sharedWith.checkout-prod/checkout.until: the grant to checkout-prod/checkout is for migration, and ends in more than two years only, got "${until}"; let it end within a year or two, and extend it when it is asked for again`,
            ]
          : [],
      );
    });
  }

  it("takes a far end of what need not end at all", () => {
    const files = edit(sample, dataOf("customers-prod"), "until: 2026-10-31", "until: 2099-06-30");
    const { warnings } = planAt(files, new Date("2026-11-22T00:00:00Z"));
    assert.deepEqual(
      warnings.filter((line) => line.includes("more than two years")),
      [],
    );
  });

  it("is closed and warned of at the end of its last day", () => {
    const { plan: planned, warnings } = planAt(sample, new Date(END));
    assert.equal(stateOf(planned, BASKETS), "closed");
    assert.ok(
      warnings.includes(
        'accounts/shop-legacy/data.yaml:11:133: tables.baskets.sharedWith.checkout-prod/checkout.until: the grant to checkout-prod/checkout ended with this day and is closed, got "2027-03-31"; remove it, or extend it',
      ),
      warnings.join("\n"),
    );
  });

  it("takes its access role and its stacks' waiting with it", () => {
    const before = planAt(sample, new Date(END - SECOND)).plan;
    const after = planAt(sample, new Date(END)).plan;
    const roles = (planned: Plan) => planned.accessRoles.filter(({ account }) => account === "shop-legacy").map(({ name }) => name);
    assert.deepEqual(roles(before), ["checkout-prod.checkout"]);
    assert.deepEqual(roles(after), []);
    assert.equal(dependenciesOf(before, "data.shop-legacy")?.includes("foundation.checkout-prod"), true);
    assert.deepEqual(dependenciesOf(after, "data.shop-legacy"), ["foundation.shop-legacy", "organization", "perimeter.shop-legacy"]);
    assert.deepEqual(dependenciesOf(after, "consumers.checkout-prod"), ["foundation.checkout-prod", "organization"]);
    assert.deepEqual(dependenciesOf(after, "perimeter.shop-legacy"), ["foundation.shop-legacy", "guardrails", "organization"]);
  });

  it("leaves every other grant as it is", () => {
    const others = (planned: Plan) => planned.grants.filter(({ id }) => id !== BASKETS).map(({ id, state, how }) => ({ id, state, how }));
    assert.deepEqual(others(planAt(sample, new Date(END)).plan), others(planAt(sample, new Date(END - SECOND)).plan));
  });

  it("waits for nobody's id once it is closed", () => {
    const { plan: planned } = planAt(sample, new Date(END));
    const grant = resolve(planned, new Map()).grants.find(({ id }) => id === BASKETS);
    assert.deepEqual([grant?.state, grant?.waitsFor], ["closed", []]);
  });
});

const over = new Date("2027-06-01T00:00:00Z");
const GONE: readonly { readonly fact: string; readonly files: Files; readonly grant: string }[] = [
  {
    fact: "an account that no longer exists",
    files: without(sample, "accounts/checkout-prod/"),
    grant: BASKETS,
  },
  {
    fact: "a workload that no longer exists",
    files: edit(sample, accountOf("checkout-prod"), "  checkout: { runs", "  till: { runs"),
    grant: BASKETS,
  },
  {
    fact: "a party that no longer exists",
    files: edit(sample, organization, "  nightjar:\n", "  owl:\n"),
    grant: "orders-prod/tables/orders/sharedWith/external/nightjar",
  },
  {
    fact: "an index that no longer exists",
    files: edit(sample, dataOf("shop-legacy"), "can: [read, write], how: role", "can: [read], on: [byDay], how: role"),
    grant: BASKETS,
  },
  {
    fact: "a stream that no longer exists",
    files: edit(sample, dataOf("shop-legacy"), "can: [read, write], how: role", "can: [stream], how: role"),
    grant: BASKETS,
  },
  {
    fact: "a way of sharing that no longer fits",
    files: edit(sample, dataOf("shop-legacy"), "can: [read, write], how: role", "can: [read], how: irsa"),
    grant: BASKETS,
  },
  {
    fact: "its own account",
    files: edit(sample, dataOf("shop-legacy"), "checkout-prod/checkout:", "shop-legacy/shop:"),
    grant: "shop-legacy/tables/baskets/sharedWith/shop-legacy/shop",
  },
  {
    fact: "a workload of an account without account.yaml's networks",
    files: edit(sample, dataOf("shop-legacy"), "checkout-prod/checkout:", "security/scanner:"),
    grant: "shop-legacy/tables/baskets/sharedWith/security/scanner",
  },
];

describe("an expired grant", () => {
  for (const { fact, files, grant } of GONE) {
    it(`blocks nothing where it names ${fact}`, () => {
      const { plan: planned, warnings } = planAt(files, over);
      assert.equal(stateOf(planned, grant), "closed");
      const named = warnings.filter((line) => line.includes("ended with this day and is closed"));
      assert.equal(named.length, 4, warnings.join("\n"));
      resolve(planned, new Map());
    });
  }

  it("no longer counts as a second owner, so that the pods take the other owner's role", () => {
    const files = edit(
      sample,
      dataOf("web-dev"),
      "    usedBy:\n",
      "    sharedWith:\n      platform-prod/invoicer: { can: [read], purpose: migration, because: drafts are invoiced, until: 2026-11-21 }\n    usedBy:\n",
    );
    const { plan: planned } = planAt(files, new Date("2026-11-22T00:00:00Z"));
    assert.equal(planned.grants.find(({ id }) => id === "orders-prod/tables/orders/sharedWith/platform-prod/invoicer")?.how, "irsa");
  });

  it("says what is wrong with it as long as it is open", () => {
    const { problems } = loadAt(without(sample, "accounts/checkout-prod/"), new Date(END - SECOND));
    assert.deepEqual(linesOf(problems), [
      'accounts/shop-legacy/data.yaml:11:7: tables.baskets.sharedWith.checkout-prod/checkout: names no declared account, got "checkout-prod/checkout"; choose from analytics-prod, customers-prod, keystore-prod, orders-prod, pipeline-prod, platform-prod, security, sessions-eu and 4 more, or external/<party>',
    ]);
  });
});
