import assert from "node:assert/strict";
import fc from "fast-check";
import type { Plan } from "../../../model/plan/plan.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { cyclesOf, deploymentOrder } from "../../../model/stack-graph.ts";
import { accountOf, dataOf, edit, linesOf, loadAt, sample } from "../../support/sample.ts";

function planOf(files: ReadonlyMap<string, string>): Plan {
  const { declaration, problems } = loadAt(files);
  assert.ok(declaration !== undefined, linesOf(problems).join("\n"));
  return plan(declaration);
}

const dependenciesOf = ({ stacks }: Plan, stack: string) => stacks.find(({ name }) => name === stack)?.dependsOn;

describe("the stacks of the sample", () => {
  const planned = planOf(sample);

  for (const [stack, dependencies] of [
    ["organization", []],
    ["guardrails", ["organization"]],
    ["foundation.orders-prod", ["organization"]],
    // Its access roles are used from the cluster's network.
    ["perimeter.orders-prod", ["foundation.orders-prod", "foundation.platform-prod", "guardrails", "organization"]],
    ["perimeter.shop-legacy", ["foundation.checkout-prod", "foundation.shop-legacy", "guardrails", "organization"]],
    ["perimeter.analytics-prod", ["foundation.analytics-prod", "guardrails", "organization"]],
    [
      "data.orders-prod",
      ["foundation.analytics-prod", "foundation.orders-prod", "foundation.platform-prod", "organization", "perimeter.orders-prod"],
    ],
    // The replica waits for its source.
    ["data.sessions-us", ["data.sessions-eu", "foundation.sessions-us", "organization", "perimeter.sessions-us"]],
    ["data.sessions-eu", ["foundation.sessions-eu", "organization", "perimeter.sessions-eu"]],
    [
      "consumers.platform-prod",
      ["data.customers-prod", "data.orders-prod", "data.tickets-prod", "foundation.platform-prod", "organization"],
    ],
    ["consumers.security", ["foundation.security", "organization"]],
    // The newsletter's grant is over, so that it waits for the orders alone.
    ["consumers.analytics-prod", ["data.orders-prod", "foundation.analytics-prod", "organization"]],
  ] as const) {
    it(`let ${stack} wait for ${dependencies.length === 0 ? "nothing" : "exactly those that it reads"}`, () => {
      assert.deepEqual(dependenciesOf(planned, stack), dependencies);
    });
  }

  it("come after all that they wait for", () => {
    const place = new Map(planned.stacks.map(({ name }, index) => [name, index]));
    for (const { name, dependsOn } of planned.stacks) {
      for (const dependency of dependsOn)
        assert.ok((place.get(dependency) ?? Infinity) < (place.get(name) ?? -1), `${name} before ${dependency}`);
    }
  });

  it("are two and four for each account, and act where they should", () => {
    assert.equal(planned.stacks.length, 2 + 4 * planned.accounts.length);
    const management = planned.stacks.filter(({ actsIn }) => actsIn === "management").map(({ layer }) => layer);
    assert.deepEqual(new Set(management), new Set(["organization", "guardrails", "perimeter"]));
  });

  it("wait for the account that shares a network", () => {
    const files = edit(
      sample,
      accountOf("checkout-prod"),
      "main: { region: eu-west-1, cidr: 10.90.0.0/16, zones: 3 }",
      "main: { sharedFrom: security/hub }",
    );
    const shared = edit(
      files,
      accountOf("security"),
      "organizationalUnit: security",
      "organizationalUnit: security\nnetworks: { hub: { region: eu-west-1, cidr: 10.250.0.0/16 } }",
    );
    const other = planOf(shared);
    assert.deepEqual(dependenciesOf(other, "foundation.checkout-prod"), ["foundation.security", "organization"]);
    assert.equal(dependenciesOf(other, "perimeter.shop-legacy")?.includes("foundation.security"), true);
    assert.equal(dependenciesOf(other, "data.shop-legacy")?.includes("foundation.security"), true);
  });

  it("wait no longer for the consumer of a grant that is removed", () => {
    const without = edit(
      sample,
      dataOf("orders-prod"),
      "      analytics-prod/nightly-etl: { can: [read, stream], purpose: etl, because: month-end close }\n",
      "",
    );
    assert.equal(dependenciesOf(planOf(without), "data.orders-prod")?.includes("foundation.analytics-prod"), false);
  });
});

describe("the order of deployment", () => {
  it("throws with the path where stacks wait for each other", () => {
    const edges = [
      { from: "data.a", to: "data.b" },
      { from: "data.b", to: "data.c" },
      { from: "data.c", to: "data.a" },
    ];
    assert.throws(() => deploymentOrder(["data.a", "data.b", "data.c"], edges), {
      message: "stacks wait for each other: data.a → data.b → data.c → data.a",
    });
  });

  it("names each group of stacks that wait for each other once", () => {
    const both = (a: string, b: string) => [
      { from: a, to: b },
      { from: b, to: a },
    ];
    assert.deepEqual(
      cyclesOf([...both("x", "y"), ...both("p", "q"), { from: "q", to: "x" }])
        .map((path) => path.join(" "))
        .sort(),
      ["p q p", "x y x"],
    );
  });

  it("puts every stack behind those it waits for, whatever the graph", () => {
    const graph = fc.integer({ min: 1, max: 30 }).chain((size) =>
      fc.record({
        nodes: fc.constant(Array.from({ length: size }, (_, index) => `n${index.toString()}`)),
        pairs: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 80 }),
      }),
    );
    fc.assert(
      fc.property(graph, ({ nodes, pairs }) => {
        const edges = pairs.filter(([a, b]) => a > b).map(([a, b]) => ({ from: `n${a.toString()}`, to: `n${b.toString()}` }));
        const order = deploymentOrder(nodes, edges);
        assert.deepEqual([...order].sort(), [...nodes].sort());
        for (const { from, to } of edges) assert.ok(order.indexOf(to) < order.indexOf(from));
      }),
      { seed: 20261122, numRuns: 500 },
    );
  });
});
