import { isRecord, type Properties, UNKNOWN } from "./properties.ts";

/** A registered resource of one stack, with the id and outputs that AWS gave it. */
export interface RegisteredResource {
  readonly urn: string;
  /** The URN of the parent; empty at the top. */
  readonly parent: string;
  /** Whether a provider makes it. False for components. */
  readonly isCustom: boolean;
  /** The URNs that it depends on, by its inputs or by `dependsOn`. */
  readonly dependsOn: readonly string[];
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** An input that names another resource of the same stack, although no dependency makes Pulumi deploy that one first. */
export interface MissingEdge {
  readonly urn: string;
  /** The input, by path. */
  readonly input: string;
  /** The id or ARN in it. */
  readonly value: string;
  /** The resource that has it. */
  readonly target: string;
}

const ARN = /arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12})?:[^\s"',*?$]+/g;
const MADE_UP_ID = /\b(?:vpc|subnet|rtb|igw|vpce|sg|ou|p)-[a-z0-9-]{8,}/g;

/**
 * Finds references between a stack's resources without a dependency: ARNs and ids that the program computed instead of taking them from
 * the resource's output. AWS refuses such a resource whenever Pulumi happens to make it first. A reference to a resource that depends on
 * the referring one is left out, since a dependency would be a cycle. Sorted.
 */
export function findMissingEdges(resources: readonly RegisteredResource[]): readonly MissingEdge[] {
  const owners = ownersOf(resources);
  const ancestors = ancestorsOf(resources);
  const missing = resources.flatMap((resource) =>
    mentions(resource.inputs, "").flatMap(({ input, value }) => {
      const target = owners.get(value);
      if (target === undefined || target === resource.urn) return [];
      if (ancestors(resource.urn).has(target) || ancestors(target).has(resource.urn)) return [];
      return [{ urn: resource.urn, input, value, target }];
    }),
  );
  const distinct = new Map(missing.map((edge) => [`${edge.urn} ${edge.input} ${edge.target}`, edge]));
  return [...distinct.keys()]
    .sort()
    .map((key) => distinct.get(key))
    .filter((edge) => edge !== undefined);
}

/** The URN of the resource that each ARN or id belongs to. */
function ownersOf(resources: readonly RegisteredResource[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { urn, isCustom, id, outputs, inputs } of resources) {
    if (!isCustom) continue;
    const names = [
      id,
      ...Object.entries(outputs)
        .filter(([name]) => name === "arn" || name === "streamArn")
        .map(([, value]) => value),
    ];
    const own = names.filter((name) => typeof name === "string" && (name.startsWith("arn:") || isWhole(name, MADE_UP_ID)));
    // A table's policy and a secret's version have the table's or secret's ARN as their id. They got it as an input, so it is not theirs.
    const given = new Set(Object.values(inputs));
    for (const name of own) if (!given.has(name)) owners.set(name as string, urn);
  }
  return owners;
}

function isWhole(text: string, pattern: RegExp): boolean {
  return text.replace(pattern, "") === "" && text !== "";
}

interface Mention {
  readonly input: string;
  readonly value: string;
}

function mentions(value: unknown, path: string): readonly Mention[] {
  if (typeof value === "string") return value === UNKNOWN ? [] : named(value).map((found) => ({ input: path, value: found }));
  if (Array.isArray(value)) return (value as unknown[]).flatMap((item, index) => mentions(item, `${path}[${index}]`));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => mentions(field, path === "" ? name : `${path}.${name}`));
}

/** The ARNs and ids in a text. An ARN counts also without its last parts, since an index's ARN contains its table's. */
function named(text: string): readonly string[] {
  const arns = [...text.matchAll(ARN)].flatMap(([arn]) => {
    const parts = arn.split("/");
    return parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
  });
  return [...arns, ...[...text.matchAll(MADE_UP_ID)].map(([id]) => id)];
}

/** For each resource, the URNs of all that Pulumi deploys before it. */
function ancestorsOf(resources: readonly RegisteredResource[]): (urn: string) => ReadonlySet<string> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const children = new Map<string, string[]>();
  for (const { urn, parent } of resources) children.set(parent, [...(children.get(parent) ?? []), urn]);
  const cache = new Map<string, ReadonlySet<string>>();
  const withChildren = (urn: string): readonly string[] =>
    byUrn.get(urn)?.isCustom === false ? [urn, ...(children.get(urn) ?? []).flatMap(withChildren)] : [urn];
  const direct = ({ parent, dependsOn }: RegisteredResource): readonly string[] => [
    // A resource that depends on a component depends on the component's children. A child does not depend on its component.
    ...dependsOn.flatMap(withChildren),
    ...(byUrn.get(parent)?.isCustom === true ? [parent] : []),
  ];
  const ancestors = (urn: string): ReadonlySet<string> => {
    const cached = cache.get(urn);
    if (cached !== undefined) return cached;
    const found = new Set<string>();
    const open = [urn];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const resource = byUrn.get(next);
      if (resource === undefined) continue;
      for (const each of direct(resource)) {
        if (found.has(each)) continue;
        found.add(each);
        open.push(each);
      }
    }
    cache.set(urn, found);
    return found;
  };
  return ancestors;
}
