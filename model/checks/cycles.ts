import { stackName } from "../names.ts";
import type { Part } from "../reading/part.ts";
import type { Path } from "../reading/source.ts";
import { replicaSourceOf } from "../replica-source.ts";
import { cyclesOf } from "../stack-graph.ts";
import type { Check } from "./check.ts";
import { allResources } from "./declared-resources.ts";

/** Stacks of one layer that would wait for each other: networks shared both ways, global tables that begin on both sides. */
export function checkCycles({ draft, report }: Check): void {
  const edges: { readonly from: string; readonly to: string; readonly part: Part<unknown>; readonly path: Path }[] = [];
  for (const { name, account: part } of draft.accounts) {
    for (const [network, declared] of Object.entries(part?.value?.networks ?? {})) {
      if (part === undefined || !("sharedFrom" in declared)) continue;
      const owner = declared.sharedFrom.split("/")[0] ?? "";
      edges.push({
        from: stackName("foundation", name),
        to: stackName("foundation", owner),
        part,
        path: ["networks", network, "sharedFrom"],
      });
    }
  }
  for (const { owner, part, path, kind, declared } of allResources(draft)) {
    // Nothing waits for replicas that exist.
    const source = kind === "tables" && declared.existing === undefined ? replicaSourceOf(declared) : undefined;
    if (source === undefined) continue;
    edges.push({ from: stackName("data", owner.name), to: stackName("data", source.account), part, path: [...path, "replicaOf"] });
  }
  const between = edges.filter(({ from, to }) => from !== to);
  for (const cycle of cyclesOf(between)) {
    const [first, second] = cycle;
    const edge = between.find(({ from, to }) => from === first && to === second);
    if (edge === undefined) continue;
    const remedy =
      first?.startsWith("data.") === true
        ? "let all global tables between these accounts begin on the same side"
        : "let one account share, and the other use";
    report.problem(edge.part, edge.path, { what: "makes stacks wait for each other", got: cycle.join(" → "), remedy });
  }
}
