import { ANY_CALLER, ANY_TRUST } from "../engine/aws-policies.ts";
import { type Layers, withResourcePolicy } from "../engine/layers.ts";
import type { Policy, Statement } from "../engine/policy.ts";
import type { Who } from "../intent/subject.ts";
import type { PrincipalClass } from "./principals.ts";
import type { ResourceClass } from "./resources.ts";

// What is unknown at its worst: what cannot matter is left out, and what nobody declared may allow anyone.

type Unknown = Readonly<Record<string, string>>;

/** Roles that guardrails exempt and whose trust policies others write, who may let in anyone. */
const TRUSTED_BY_OTHERS: ReadonlySet<Who["kind"]> = new Set(["deploy", "backup-role", "service-role"]);

/**
 * What is assumed besides of a request under such layers: that the trust policy of a deploy role, which nobody described, admits whom the
 * declaration lets take the role.
 */
export const assumedTrust = (
  layers: () => Pick<Layers, "resource">,
  { who }: PrincipalClass,
  { what }: Pick<ResourceClass, "what">,
): readonly string[] =>
  who.kind === "runner" && what.kind === "role" && what.role?.kind === "deploy" && layers().resource === ANY_TRUST
    ? RUNNERS_TRUSTED
    : NOTHING;

const NOTHING: readonly string[] = [];
const RUNNERS_TRUSTED: readonly string[] = ["deploy roles trust who runs deployments, unless their trust policies are described"];

/** The layers over a resource; one that nobody declared may have a policy of its own that allows anyone, and so may a role that guardrails exempt. */
export function layersAtWorst(layers: Layers, { what, declared }: ResourceClass): Layers {
  const isDeclared = what.kind === "role" ? what.role !== undefined && !TRUSTED_BY_OTHERS.has(what.role.kind) : declared !== undefined;
  if (isDeclared || layers.resource?.unknown === undefined) return layers;
  return withResourcePolicy(layers, what.kind === "role" ? ANY_TRUST : ANY_CALLER);
}

/** The unknown values that some statement of the layers asks for; undefined where there is none. */
export function askedUnknown(unknown: Unknown | undefined, { groups }: Layers): Unknown | undefined {
  const asked = Object.entries(unknown ?? {}).filter(([key]) =>
    groups.some(({ policies }) => policies.some((policy) => asksFor(policy, key.toLowerCase()))),
  );
  return asked.length === 0 ? undefined : Object.fromEntries(asked);
}

const ASKED = new WeakMap<Policy, { readonly keys: ReadonlySet<string>; readonly found: Map<string, boolean> }>();

/** Whether a policy's statements ask for a key, in lower case, or for one that begins with what stands before a closing `*`. */
function asksFor(policy: Policy, key: string): boolean {
  let known = ASKED.get(policy);
  if (known === undefined) {
    const keys = new Set([...policy.denies, ...policy.allows].flatMap(keysOf));
    ASKED.set(policy, (known = { keys, found: new Map<string, boolean>() }));
  }
  let isAsked = known.found.get(key);
  if (isAsked === undefined) {
    const prefix = key.slice(0, -1);
    isAsked = key.endsWith("*") ? [...known.keys].some((each) => each.startsWith(prefix)) : known.keys.has(key);
    known.found.set(key, isAsked);
  }
  return isAsked;
}

const keysOf = ({ conditions, resources }: Statement): readonly string[] => [
  ...(resources?.variables ?? []).map(({ key }) => key),
  ...conditions.flatMap(({ lowerCaseKey, variables }) => [lowerCaseKey, ...variables.map(({ key }) => key)]),
];
