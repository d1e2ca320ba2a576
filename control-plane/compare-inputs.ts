import type { Caller } from "./caller.ts";
import { canonicalDocument } from "./documents/canonical-document.ts";
import { allTags, factsOf } from "./make-resource.ts";
import { canonical, canonicalSet, isGiven, type Properties, recordOf, UNKNOWN, withoutGaps } from "./properties.ts";
import type { ResourceType } from "./resource-type.ts";

/** How a resource's inputs differ from those of its last deployment. */
export interface Difference {
  /** The inputs that differ, sorted; `tagsAll` stands for the provider's tags. */
  readonly changes: readonly string[];
  /** The changes that AWS cannot make in place: the resource is replaced. */
  readonly replaces: readonly string[];
  /** Whether the old resource has to be deleted first, because both would have the same name. */
  readonly deleteBeforeReplace: boolean;
}

/** The inputs of two runs, and the outputs of the first run where they are available. */
export interface Comparison {
  readonly caller: Caller;
  readonly olds: Properties;
  readonly news: Properties;
  readonly oldOutputs?: Properties;
}

/** Compares inputs by meaning: AWS's defaults count as given, policy documents and sets have no order, null counts as absent. */
export function compareInputs(type: ResourceType, { caller, olds, news, oldOutputs }: Comparison): Difference {
  const [before, after] = [filled(type, caller, olds), filled(type, caller, news)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changed = names.filter((name) => meaning(type, name, before[name]) !== meaning(type, name, after[name]));
  const replaces = changed.filter(
    (name) =>
      type.replacedBy.includes(name) ||
      (name === "region" && type.scope === "regional") ||
      type.replacedWhen?.(before, after).includes(name) === true,
  );
  return {
    changes: hasOtherTags(type, caller, news, oldOutputs) && !changed.includes("tags") ? [...changed, "tagsAll"].sort() : changed,
    replaces,
    deleteBeforeReplace: replaces.length > 0 && shareAName(type, caller, before, after),
  };
}

function filled(type: ResourceType, caller: Caller, inputs: Properties): Properties {
  return { ...(type.scope === "regional" ? { region: caller.region } : {}), ...type.defaults, ...withoutGaps(inputs) };
}

function meaning(type: ResourceType, name: string, value: unknown): string {
  if (typeof value === "string" && (type.documents?.[name] !== undefined || type.json?.includes(name) === true))
    return canonicalDocument(value);
  return type.sets?.includes(name) === true ? canonicalSet(value) : canonical(value);
}

function hasOtherTags(type: ResourceType, caller: Caller, news: Properties, oldOutputs: Properties | undefined): boolean {
  if (!type.isTaggable || !isGiven(oldOutputs?.["tagsAll"]) || oldOutputs?.["tagsAll"] === UNKNOWN) return false;
  return canonical(recordOf(oldOutputs ?? {}, "tagsAll")) !== canonical(allTags(caller, news));
}

function shareAName(type: ResourceType, caller: Caller, before: Properties, after: Properties): boolean {
  const names = (inputs: Properties): readonly string[] => type.unique?.(factsOf(type, { caller, urn: "", inputs }, 1, {})) ?? [];
  const oldNames = names(before);
  return names(after).some((name) => oldNames.includes(name));
}
