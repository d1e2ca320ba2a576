import type { Resource } from "./resource.ts";

/** A change of what exists: resources that were made or changed, keys of those that were removed, and names that were counted. */
export interface Change {
  readonly put: readonly Resource[];
  readonly removed: readonly string[];
  /** The names and URNs of the resource that was made; each is counted once more. */
  readonly counted: readonly string[];
}

/** A read-only view of all resources. */
export interface AwsView {
  /** The resource with this key or alias, or undefined. */
  find(key: string): Resource | undefined;
  /** All resources that need the one with this key, in the order in which they were made. */
  dependents(key: string): readonly Resource[];
  /** All resources of a type in an account and region (empty for global types), in the order in which they were made. */
  all(type: string, account: string, region: string): readonly Resource[];
  /** How many resources of a type exist in an account and region. */
  count(type: string, account: string, region: string): number;
  /** How many resources with this name or URN have been made so far. */
  generation(identity: string): number;
}

/** All resources, indexed by every key by which AWS finds them. */
export class AwsState implements AwsView {
  readonly #resources = new Map<string, Resource>();
  readonly #byAlias = new Map<string, string>();
  readonly #dependents = new Map<string, Set<string>>();
  readonly #byKind = new Map<string, Set<string>>();
  readonly #generations = new Map<string, number>();

  find(key: string): Resource | undefined {
    return this.#resources.get(key) ?? this.#resources.get(this.#byAlias.get(key) ?? "");
  }

  dependents(key: string): readonly Resource[] {
    return this.#resolve(this.#dependents.get(key));
  }

  all(type: string, account: string, region: string): readonly Resource[] {
    return this.#resolve(this.#byKind.get(kindOf(type, account, region)));
  }

  count(type: string, account: string, region: string): number {
    return this.#byKind.get(kindOf(type, account, region))?.size ?? 0;
  }

  generation(identity: string): number {
    return this.#generations.get(identity) ?? 0;
  }

  /** Makes a change. */
  apply(change: Change): void {
    for (const key of change.removed) this.#remove(key);
    for (const resource of change.put) {
      // An update must not change the resource's place in the order, so only its aliases and needs are taken out first.
      const previous = this.#resources.get(resource.key);
      if (previous !== undefined) this.#unlink(previous);
      this.#resources.set(resource.key, resource);
      for (const alias of resource.aliases) this.#byAlias.set(alias, resource.key);
      for (const need of resource.needs) indexed(this.#dependents, need.key).add(resource.key);
      indexed(this.#byKind, kindOf(resource.type, resource.account, resource.region)).add(resource.key);
    }
    for (const identity of change.counted) this.#generations.set(identity, this.generation(identity) + 1);
  }

  #remove(key: string): void {
    const resource = this.#resources.get(key);
    if (resource === undefined) return;
    this.#unlink(resource);
    this.#byKind.get(kindOf(resource.type, resource.account, resource.region))?.delete(key);
    this.#resources.delete(key);
  }

  #unlink(resource: Resource): void {
    for (const alias of resource.aliases) if (this.#byAlias.get(alias) === resource.key) this.#byAlias.delete(alias);
    for (const need of resource.needs) {
      const dependents = this.#dependents.get(need.key);
      dependents?.delete(resource.key);
      if (dependents?.size === 0) this.#dependents.delete(need.key);
    }
  }

  #resolve(keys: ReadonlySet<string> | undefined): readonly Resource[] {
    if (keys === undefined) return [];
    return [...keys].map((key) => this.#resources.get(key)).filter((resource) => resource !== undefined);
  }
}

function kindOf(type: string, account: string, region: string): string {
  return `${type} ${account} ${region}`;
}

function indexed(index: Map<string, Set<string>>, key: string): Set<string> {
  const existing = index.get(key);
  if (existing !== undefined) return existing;
  const made = new Set<string>();
  index.set(key, made);
  return made;
}
