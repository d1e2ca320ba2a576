import { alg, Graph } from "@dagrejs/graphlib";

/** One stack waits for another. */
export interface StackEdge {
  readonly from: string;
  readonly to: string;
}

/**
 * Stacks in an order in which each comes after those it depends on; stable for the same nodes and edges.
 * Throws with the path where stacks wait for each other.
 */
export function deploymentOrder(nodes: readonly string[], edges: readonly StackEdge[]): string[] {
  const [cycle] = cyclesOf(edges);
  if (cycle !== undefined) throw new Error(`stacks wait for each other: ${cycle.join(" → ")}`);
  // The library sorts the other way round and keeps the order of insertion where edges leave it free.
  return alg.topsort(graphOf([...nodes].reverse(), edges)).reverse();
}

/** Paths on which stacks wait for each other, each ending where it begins; one for every group of such stacks. */
export function cyclesOf(edges: readonly StackEdge[]): string[][] {
  const graph = graphOf([...new Set(edges.flatMap(({ from, to }) => [from, to]))], edges);
  return alg.findCycles(graph).map((group) => pathWithin(graph, new Set(group)));
}

/** Inside a group of nodes that all reach each other, following any edge must come back to a node that was there. */
function pathWithin(graph: Graph, group: ReadonlySet<string>): string[] {
  const path = [[...group].sort()[0] ?? ""];
  for (;;) {
    const next = (graph.successors(path.at(-1) ?? "") ?? []).filter((node) => group.has(node)).sort()[0] ?? "";
    const seen = path.indexOf(next);
    path.push(next);
    if (seen !== -1) return path.slice(seen);
  }
}

function graphOf(nodes: readonly string[], edges: readonly StackEdge[]): Graph {
  const graph = new Graph({ directed: true });
  for (const node of nodes) graph.setNode(node);
  for (const { from, to } of edges) graph.setEdge(from, to);
  return graph;
}
