/** A stack, and the stacks that come before it. */
export interface Node {
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/** The stacks that come before each, directly or not. Throws for a stack that is named twice or does not exist, and for a cycle. */
export function ancestorsOf(nodes: readonly Node[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  if (byName.size < nodes.length) {
    const doubled = nodes.find((node) => byName.get(node.name) !== node);
    throw new Error(`stacks: a name that two stacks have, got ${JSON.stringify(doubled?.name)}; name each stack once`);
  }
  const all = new Map<string, ReadonlySet<string>>();
  const visit = (node: Node, path: readonly string[]): ReadonlySet<string> => {
    const done = all.get(node.name);
    if (done !== undefined) return done;
    if (path.includes(node.name)) {
      const cycle = [...path.slice(path.indexOf(node.name)), node.name].join(" → ");
      throw new Error(`stacks: a cycle of dependencies, got ${JSON.stringify(cycle)}; let data flow one way only`);
    }
    const ancestors = new Set<string>();
    for (const name of node.dependsOn) {
      const before = byName.get(name);
      if (before === undefined) {
        throw new Error(`stacks: ${node.name} depends on a stack that does not exist, got ${JSON.stringify(name)}; correct its dependsOn`);
      }
      ancestors.add(name);
      for (const each of visit(before, [...path, node.name])) ancestors.add(each);
    }
    all.set(node.name, ancestors);
    return ancestors;
  };
  for (const node of nodes) visit(node, []);
  return all;
}

/**
 * Visits every stack after those that it depends on, at most `concurrency` at a time. Stacks that could be visited next are taken by name.
 * Rejects with the first error of a visit.
 */
export function visitInOrder<T extends Node>(nodes: readonly T[], concurrency: number, visit: (node: T) => Promise<void>): Promise<void> {
  const waiting = new Map(nodes.map((node) => [node.name, new Set(node.dependsOn)]));
  const dependents = new Map<string, T[]>(nodes.map(({ name }) => [name, []]));
  for (const node of nodes) for (const name of waiting.get(node.name) ?? []) dependents.get(name)?.push(node);
  const ready = nodes.filter((node) => node.dependsOn.length === 0).sort(byName);
  return new Promise((resolve, reject) => {
    let running = 0;
    const finish = (node: T): void => {
      const freed = (dependents.get(node.name) ?? []).filter(({ name }) => {
        const left = waiting.get(name);
        left?.delete(node.name);
        return left?.size === 0;
      });
      ready.push(...freed.sort(byName));
      running--;
      start();
    };
    const start = (): void => {
      while (running < concurrency) {
        const node = ready.shift();
        if (node === undefined) break;
        running++;
        visit(node).then(() => finish(node), reject);
      }
      if (running === 0) resolve();
    };
    start();
  });
}

function byName(a: Node, b: Node): number {
  return a.name < b.name ? -1 : 1;
}
