import assert from "node:assert/strict";
import { ControlPlane } from "../../../control-plane/control-plane.ts";
import type { Plan } from "../../../model/plan/plan.ts";
import { existingResources } from "../../../rehearsal/existing-resources.ts";
import type { PreviousOutputs } from "../../../rehearsal/rehearsal-options.ts";
import type { Rehearsal, StackOutcome } from "../../../rehearsal/rehearsal-result.ts";
import { rehearsePrograms } from "../../../rehearsal/rehearse-programs.ts";
import { programOf } from "../../../stacks/dispatch.ts";
import { awsResources, linePlan, rehearseLine } from "../../support/line.ts";

type Handed = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Runs one stack of the line, while the stacks before it hand on just what a test says. */
async function runAlone(
  name: string,
  handed: Handed,
  { preview = false, plan = linePlan() }: { readonly preview?: boolean; readonly plan?: Plan } = {},
): Promise<Rehearsal> {
  const controlPlane = await ControlPlane.open();
  controlPlane.seed(existingResources(plan));
  const previous: Record<string, PreviousOutputs> = Object.fromEntries(
    Object.entries(handed).map(([stack, outputs]) => [stack, { outputs }]),
  );
  return rehearsePrograms({
    project: "palisade",
    controlPlane,
    preview,
    previous,
    stacks: plan.stacks.map((stack) => ({
      name: stack.name,
      dependsOn: stack.dependsOn,
      account: stack.account === "owner" ? "300000000001" : stack.account === "consumer" ? "300000000002" : "100000000001",
      region: "eu-west-1",
      program: stack.name === name ? programOf(plan, name) : () => Promise.resolve(handed[stack.name] ?? {}),
    })),
  });
}

function outcome({ stacks }: Rehearsal, name: string): StackOutcome {
  const found = stacks.find((stack) => stack.name === name);
  assert.ok(found !== undefined);
  return found;
}

/** What the stacks of the line hand on once they stand. */
async function handedOn(): Promise<Record<string, Record<string, unknown>>> {
  const { stacks } = await rehearseLine();
  return Object.fromEntries(stacks.map(({ name, outputs }) => [name, { ...outputs }]));
}

describe("outputs of other stacks", () => {
  it("are all named in one error with their stacks, and nothing is registered, when an update misses required ones", async () => {
    const main = "  main: { region: eu-west-1, cidr: 10.1.0.0/16, zones: 2 }\n";
    const plan = linePlan(["accounts/owner/account.yaml", main, `${main}  second: { region: eu-west-2, cidr: 10.3.0.0/16 }\n`]);
    const rehearsal = await runAlone("perimeter.owner", {}, { plan });
    const { status, error = "" } = outcome(rehearsal, "perimeter.owner");
    assert.equal(status, "failed");
    assert.equal(
      error,
      [
        "outputs of other stacks that this stack needs are missing:",
        "  foundation.owner: network:main, network:second; deploy it first: pulumi up -s foundation.owner",
        "  guardrails: policy:issuers; deploy it first: pulumi up -s guardrails",
        "  organization: organizationId; deploy it first: pulumi up -s organization",
      ].join("\n"),
    );
    assert.deepEqual(
      awsResources(rehearsal).filter(({ stack }) => stack === "perimeter.owner"),
      [],
    );
  });

  it("are unknown with a warning when a preview misses required ones", async () => {
    const rehearsal = await runAlone("perimeter.owner", {}, { preview: true });
    const { status, warnings, error } = outcome(rehearsal, "perimeter.owner");
    assert.equal(status, "done", error);
    assert.deepEqual([...warnings].sort(), [
      "foundation.owner does not hand on network:main yet; what depends on it is unknown in this preview",
      "guardrails does not hand on policy:issuers yet; what depends on it is unknown in this preview",
      "organization does not hand on organizationId yet; what depends on it is unknown in this preview",
    ]);
    assert.deepEqual(
      awsResources(rehearsal)
        .filter(({ stack }) => stack === "perimeter.owner")
        .map(({ name }) => name),
      ["shared-issuers", "compute-policy", "data-policy", "network-policy", "compute-account", "data-account", "network-account"],
    );
  });

  const WAITS =
    "foundation.consumer does not hand on role:reporter yet, so that these grants wait: owner/tables/ledger/sharedWith/consumer/reporter";

  /** The owner's tables and keys stand without the consumer, and the owner's own workload keeps its key. */
  function standsWithoutConsumer(rehearsal: Rehearsal): void {
    const { status, warnings, error } = outcome(rehearsal, "data.owner");
    assert.equal(status, "done", error);
    assert.deepEqual(warnings, [WAITS]);
    const made = awsResources(rehearsal).filter(({ stack }) => stack === "data.owner");
    assert.deepEqual(
      made.map(({ name }) => name),
      ["table-ledger-table", "table-ledger-alias", "table-ledger-key"],
    );
    const policy = String(made.find(({ name }) => name === "table-ledger-key")?.inputs["policy"]);
    assert.ok(policy.includes("AllowApiOfOwner") && !policy.includes("Reporter"));
  }

  it("drop that grant's allow alone, by name, when an update misses an optional one", async () => {
    const plan = linePlan();
    const controlPlane = await ControlPlane.open();
    controlPlane.seed(existingResources(plan));
    const without = async (name: string) => {
      const { "role:reporter": _, ...rest } = await programOf(plan, name)();
      return rest;
    };
    const rehearsal = await rehearsePrograms({
      project: "palisade",
      controlPlane,
      stacks: plan.stacks.map(({ name, dependsOn }) => ({
        name,
        dependsOn,
        account: "100000000001",
        region: "eu-west-1",
        program: name === "foundation.consumer" ? () => without(name) : programOf(plan, name),
      })),
    });
    standsWithoutConsumer(rehearsal);
  });

  it("drop that grant's allow alone, by name, when a preview misses an optional one", async () => {
    const handed = await handedOn();
    const { "role:reporter": _, ...rest } = handed["foundation.consumer"] ?? {};
    standsWithoutConsumer(await runAlone("data.owner", { ...handed, "foundation.consumer": rest }, { preview: true }));
  });

  it("that no grant rests on are said to be missing, without naming any", async () => {
    const workloads = "workloads:\n";
    const plan = linePlan([
      "accounts/owner/account.yaml",
      workloads,
      `clusters: { main: { existing: platform, network: main } }\n${workloads}  idle: { runsOn: eks, cluster: main, namespace: n, serviceAccount: s }\n`,
    ]);
    const rehearsal = await runAlone("perimeter.owner", await handedOn(), { plan });
    assert.ok(outcome(rehearsal, "perimeter.owner").warnings.includes("foundation.owner does not hand on issuer:main yet"));
  });

  it("of another shape than this version reads are refused with the stack to deploy", async () => {
    const handed = await handedOn();
    const rehearsal = await runAlone("perimeter.owner", { ...handed, "foundation.owner": { "network:main": { vpc: "vpc-1" } } });
    assert.match(
      outcome(rehearsal, "perimeter.owner").error ?? "",
      /foundation\.owner: hands on network:main in a shape that this version does not read; deploy it again/,
    );
  });

  it("of its own keep a table from being made anew as a replicated one, and the other way round", async () => {
    const handed = await handedOn();
    const asItWas = (replicated: boolean) => ({
      ...handed,
      "data.owner": { ...handed["data.owner"], "table:ledger": { ...(handed["data.owner"]?.["table:ledger"] as object), replicated } },
    });
    assert.equal(outcome(await runAlone("data.owner", asItWas(false), { preview: true }), "data.owner").error, undefined);
    for (const preview of [false, true]) {
      assert.equal(
        outcome(await runAlone("data.owner", asItWas(true), { preview }), "data.owner").error,
        "accounts/owner/data.yaml:3:3: tables.ledger: stands with replicas, and would lose its items without any, since it would be made anew; keep one, or declare a table of another name and move the items",
      );
    }
    const plan = linePlan(
      [
        "accounts/owner/data.yaml",
        "    sharedWith:\n",
        "    sharedWith:\n      consumer: { purpose: global-table, because: read near the readers }\n",
      ],
      ["accounts/consumer/data.yaml", "", "tables: { ledger: { replicaOf: owner/ledger, region: us-east-1 } }\n"],
    );
    const { error } = outcome(await runAlone("data.owner", asItWas(false), { plan }), "data.owner");
    assert.match(
      error ?? "",
      /tables\.ledger: stands without replicas, .*; take the replica out again, or declare a table of another name/,
    );
  });

  it("of another declaration are warned of", async () => {
    const handed = await handedOn();
    const foundation = { ...handed["foundation.owner"], declaration: "0123456789abcdef" };
    const rehearsal = await runAlone("perimeter.owner", { ...handed, "foundation.owner": foundation });
    assert.deepEqual(outcome(rehearsal, "perimeter.owner").warnings, [
      "foundation.owner was last deployed from another declaration; deploy it first: pulumi up -s foundation.owner",
    ]);
  });
});

describe("a program", () => {
  it("that the plan does not have lists all stacks and names the likely one", async () => {
    await assert.rejects(
      programOf(linePlan(), "data.ownr"),
      /stack "data\.ownr" is not one of this declaration's; did you mean "data\.owner"\?\nstacks: organization, guardrails/,
    );
  });
});

describe("a user's extension", () => {
  it("runs at the end of its layer, with the layer's context, and hands on its own outputs", async () => {
    const seen: string[] = [];
    const { stacks } = await rehearseLine({
      extensions: { data: ({ stack, layer }) => (seen.push(`${layer} ${stack}`), { hello: stack }) },
    });
    assert.deepEqual(seen.sort(), ["data data.consumer", "data data.owner"]);
    assert.equal(stacks.find(({ name }) => name === "data.owner")?.outputs["hello"], "data.owner");
  });

  it("may not hand on what the layer does", async () => {
    const { stacks } = await rehearseLine({ extensions: { data: () => ({ declaration: "mine" }) } });
    assert.match(
      stacks.find(({ name }) => name === "data.owner")?.error ?? "",
      /extensions\/data\.ts: returns an output that the layer hands on itself, got "declaration"; rename it/,
    );
  });
});
