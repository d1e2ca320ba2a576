import assert from "node:assert/strict";
import { ControlPlane } from "../../control-plane/control-plane.ts";
import { MemoryStore } from "../../control-plane/memory-store.ts";
import { load } from "../../model/checks/load.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { type PlanRehearsal, rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { clusters } from "../support/clusters.ts";
import { NOW } from "../support/sample.ts";

/** Rehearses the declaration where these clusters do not exist yet. */
async function rehearsedWithout(...missing: readonly string[]): Promise<PlanRehearsal> {
  const { declaration } = load(clusters, { now: NOW });
  assert.ok(declaration !== undefined);
  const controlPlane = await ControlPlane.open(new MemoryStore());
  const seed = controlPlane.seed.bind(controlPlane);
  controlPlane.seed = (things) => {
    seed(things.filter(({ type, inputs }) => !type.startsWith("aws:eks/") || !missing.includes(String(inputs["name"]))));
  };
  const rehearsal = await rehearsePlan(plan(declaration), { controlPlane });
  assert.deepEqual(
    rehearsal.stacks.filter(({ status }) => status !== "done"),
    [],
  );
  return rehearsal;
}

/** The Sids of a role's trust without what follows the issuer; undefined where the role is not made. */
function trustOf({ resources }: PlanRehearsal, name: string): readonly string[] | undefined {
  const found = resources.find((each) => each.name === name && each.type === "aws:iam/role:Role");
  if (found === undefined) return undefined;
  const { Statement: statements } = JSON.parse(String(found.inputs["assumeRolePolicy"])) as {
    readonly Statement: readonly { readonly Sid: string }[];
  };
  return statements.map(({ Sid: sid }) => sid.replace(/[0-9a-f]{4}$/, ""));
}

const associations = ({ resources }: PlanRehearsal): readonly unknown[] =>
  resources
    .filter(({ type }) => type === "aws:eks/podIdentityAssociation:PodIdentityAssociation")
    .map(({ name, inputs }) => [name, inputs["clusterName"]]);

const warningsOf = ({ stacks }: PlanRehearsal): readonly string[] => [...new Set(stacks.flatMap(({ warnings }) => warnings))].sort();

const INVOICER = "owner/tables/invoices/sharedWith/pods/invoicer";
const SEARCH = "owner/tables/invoices/sharedWith/pods/search";

describe("pods of which one cluster is not there yet", () => {
  it("G15: have one role that trusts both clusters, and one association in each, where both are there", async () => {
    const rehearsal = await rehearsedWithout();
    assert.deepEqual(trustOf(rehearsal, "access-pods.invoicer"), ["TrustInvoicerOfPodsInBlue", "TrustInvoicerOfPodsInGreen"]);
    assert.deepEqual(trustOf(rehearsal, "workload-invoicer-role"), [
      "TrustThePodsOfTheServiceAccountInBlue",
      "TrustThePodsOfTheServiceAccountInGreen",
    ]);
    assert.deepEqual(associations(rehearsal), [
      ["association-search.blue", "platform-blue"],
      ["association-search.green", "platform-green"],
    ]);
    assert.deepEqual(warningsOf(rehearsal), []);
  });

  it("G15: work in the other, and what waits is named", async () => {
    const rehearsal = await rehearsedWithout("platform-green");
    assert.deepEqual(trustOf(rehearsal, "access-pods.invoicer"), ["TrustInvoicerOfPodsInBlue"]);
    assert.deepEqual(trustOf(rehearsal, "workload-invoicer-role"), ["TrustThePodsOfTheServiceAccount"]);
    assert.deepEqual(associations(rehearsal), [["association-search.blue", "platform-blue"]]);
    assert.deepEqual(warningsOf(rehearsal), [
      "cluster green (platform-green) does not exist yet, so that these workloads wait in it, and run in their other clusters: invoicer",
      `foundation.pods does not hand on issuer:green yet, so that these grants wait for the pods of that cluster alone: ${INVOICER}`,
      `foundation.pods does not hand on issuer:green yet, so that these grants wait for the pods of that cluster alone: ${SEARCH}`,
    ]);
  });

  it("G15: wait altogether while none of their clusters is there", async () => {
    const rehearsal = await rehearsedWithout("platform-blue", "platform-green");
    assert.equal(trustOf(rehearsal, "access-pods.invoicer"), undefined);
    assert.equal(trustOf(rehearsal, "workload-invoicer-role"), undefined);
    assert.ok(trustOf(rehearsal, "access-pods.watcher") !== undefined);
    assert.deepEqual(associations(rehearsal), []);
    const warnings = warningsOf(rehearsal);
    for (const key of ["issuer:blue", "issuer:green"])
      assert.ok(
        warnings.some((text) => text.includes(key) && text.includes(INVOICER)),
        warnings.join("\n"),
      );
    assert.ok(
      warnings.some((text) => text.endsWith(`accessRole:pods/invoicer yet, so that these grants wait: ${INVOICER}`)),
      warnings.join("\n"),
    );
  });
});
