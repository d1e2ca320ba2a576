import { type AccountLayer, LAYERS, stackName } from "../names.ts";
import { deploymentOrder, type StackEdge } from "../stack-graph.ts";
import type { PlannedStack } from "./plan.ts";
import type { PlannedAccount } from "./planned-account.ts";
import type { PlannedGrant } from "./planned-grant.ts";

const ACCOUNT_LAYERS = LAYERS.filter((layer): layer is AccountLayer => layer !== "organization" && layer !== "guardrails");

/** The explicit stack graph: every stack with those it depends on, in an order in which they can be deployed. */
export function planStacks(accounts: readonly PlannedAccount[], grants: readonly PlannedGrant[]): PlannedStack[] {
  const waits = new Map<string, Set<string>>([
    ["organization", new Set()],
    ["guardrails", new Set(["organization"])],
  ]);
  const described = new Map<string, Pick<PlannedStack, "layer" | "account">>([
    ["organization", { layer: "organization", account: undefined }],
    ["guardrails", { layer: "guardrails", account: undefined }],
  ]);
  for (const layer of ACCOUNT_LAYERS) {
    for (const { name } of accounts) {
      described.set(stackName(layer, name), { layer, account: name });
      waits.set(stackName(layer, name), new Set(ownDependencies(layer, name)));
    }
  }
  const wait = (from: string, to: string) => from !== to && waits.get(from)?.add(to);
  for (const account of accounts) {
    addNetworkSources(account, wait);
    // The broker of a table's tenants needs the ARN of the role that it may take.
    if (account.tables.some(({ tenants }) => tenants !== undefined))
      wait(stackName("consumers", account.name), stackName("data", account.name));
  }
  const byName = new Map(accounts.map((account) => [account.name, account]));
  for (const grant of grants) addGrant(grant, byName, wait);

  // Data flows down the layers, so that only the stacks within one layer have to be sorted.
  const ordered = LAYERS.flatMap((layer) => {
    const nodes = [...described].flatMap(([name, stack]) => (stack.layer === layer ? [name] : []));
    const edges = nodes.flatMap((from): StackEdge[] =>
      [...(waits.get(from) ?? [])].filter((to) => described.get(to)?.layer === layer).map((to) => ({ from, to })),
    );
    return deploymentOrder(nodes, edges);
  });
  return ordered.map((name) => {
    const { layer, account } = described.get(name) ?? { layer: "organization", account: undefined };
    return {
      name,
      layer,
      account,
      actsIn: layer === "perimeter" || account === undefined ? "management" : "account",
      dependsOn: [...(waits.get(name) ?? [])].sort(),
    };
  });
}

function ownDependencies(layer: AccountLayer, account: string): string[] {
  switch (layer) {
    case "foundation":
      return ["organization"];
    case "perimeter":
      return ["organization", "guardrails", stackName("foundation", account)];
    case "data":
      return ["organization", stackName("foundation", account), stackName("perimeter", account)];
    case "consumers":
      return ["organization", stackName("foundation", account)];
  }
}

type Wait = (from: string, to: string) => void;

/** A shared network is made in another account's foundation. */
function addNetworkSources({ name, networks }: PlannedAccount, wait: Wait): void {
  for (const network of networks) {
    if (network.kind !== "shared") continue;
    for (const layer of ["foundation", "perimeter", "data"] as const)
      wait(stackName(layer, name), stackName("foundation", network.from.account));
  }
}

function addGrant(
  { state, owner, name: resource, consumer, how }: PlannedGrant,
  accounts: ReadonlyMap<string, PlannedAccount>,
  wait: Wait,
): void {
  if (state === "closed" || consumer.kind === "external") return;
  if (consumer.kind === "account") {
    // A replica is made from the table that it replicates; where both exist, nothing waits.
    const isMade = accounts.get(owner)?.tables.find(({ name }) => name === resource)?.created === true;
    if (isMade) wait(stackName("data", consumer.account), stackName("data", owner));
    return;
  }
  const account = accounts.get(consumer.account);
  const caller =
    consumer.kind === "people"
      ? account?.people.find(({ name }) => name === consumer.people)
      : account?.workloads.find(({ name }) => name === consumer.workload);
  const network = caller?.network;
  if (consumer.kind === "people") {
    // Nothing of theirs is made: what they call from is all that there is to wait for.
    if (network !== undefined) wait(stackName("data", owner), stackName("foundation", network.account));
    return;
  }
  wait(stackName("consumers", consumer.account), stackName("data", owner));
  wait(stackName("data", owner), stackName("foundation", consumer.account));
  // The network that a consumer calls from may be another account's; the Allow names it, and by role the owner's perimeter does.
  if (network !== undefined) {
    wait(stackName("data", owner), stackName("foundation", network.account));
    wait(stackName("consumers", consumer.account), stackName("foundation", network.account));
  }
  if (how === "role" || how === "irsa" || how === "pod-identity") {
    wait(stackName("perimeter", owner), stackName("foundation", consumer.account));
    if (network !== undefined) wait(stackName("perimeter", owner), stackName("foundation", network.account));
  }
}
