import { isRecord, type Properties, UNKNOWN } from "./properties.ts";

/** A resource of one stack as it was registered, with what AWS made of it. */
export interface RegisteredResource {
  readonly urn: string;
  /** The URN of the parent; empty at the top. */
  readonly parent: string;
  /** Whether a provider makes it; components are only names. */
  readonly isCustom: boolean;
  /** The URNs that it depends on, by its inputs' values or by option. */
  readonly dependsOn: readonly string[];
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** An input that names another resource of the same stack although nothing makes Pulumi deploy that one first. */
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
 * Finds references between a stack's resources that no edge backs: an ARN or a made-up id that the program computed instead of taking it
 * from the resource's output. AWS would refuse some of them, depending on the order of the day. A reference to a resource that itself
 * waits for the referring one is left out, since it cannot have an edge. Sorted.
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

/** Which resource an ARN or made-up id belongs to. */
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
    // A policy or version of a thing goes by the thing's own ARN, which is no output of it.
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

/** The ARNs and ids in a text, each also without what follows its last slashes: a table's ARN stands in that of its index. */
function named(text: string): readonly string[] {
  const arns = [...text.matchAll(ARN)].flatMap(([arn]) => {
    const parts = arn.split("/");
    return parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
  });
  return [...arns, ...[...text.matchAll(MADE_UP_ID)].map(([id]) => id)];
}

/** For each resource, all that Pulumi deploys before it. */
function ancestorsOf(resources: readonly RegisteredResource[]): (urn: string) => ReadonlySet<string> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const children = new Map<string, string[]>();
  for (const { urn, parent } of resources) children.set(parent, [...(children.get(parent) ?? []), urn]);
  const known = new Map<string, ReadonlySet<string>>();
  const withHeld = (urn: string): readonly string[] =>
    byUrn.get(urn)?.isCustom === false ? [urn, ...(children.get(urn) ?? []).flatMap(withHeld)] : [urn];
  const direct = ({ parent, dependsOn }: RegisteredResource): readonly string[] => [
    // To depend on a component is to depend on what it holds; to be held by one is not.
    ...dependsOn.flatMap(withHeld),
    ...(byUrn.get(parent)?.isCustom === true ? [parent] : []),
  ];
  const ancestors = (urn: string): ReadonlySet<string> => {
    const cached = known.get(urn);
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
    known.set(urn, found);
    return found;
  };
  return ancestors;
}
