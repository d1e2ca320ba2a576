import type { Layer, Layers, PolicyGroup } from "../engine/layers.ts";

/** A group of policies with what the engine asks of it besides its statements, as a text. */
export interface MarkedGroup extends PolicyGroup {
  readonly mark: string;
}

/** Marks a group: by its layer and level, by whether it allows nothing, and by how many of its policies are of unknown text. */
export function marked(group: PolicyGroup): MarkedGroup {
  const { layer, level = -1, policies } = group;
  const isClosed = policies.every(({ allows }) => allows.length === 0);
  const unknown = policies.filter((policy) => policy.unknown !== undefined).length;
  return { ...group, mark: `|${LETTERS[layer]}${level.toString()}${isClosed ? "-" : ""}${unknown === 0 ? "" : `?${unknown.toString()}`}:` };
}

const LETTERS: Readonly<Record<Layer, string>> = {
  serviceControl: "c",
  resourceControl: "r",
  endpoint: "e",
  boundary: "b",
  session: "s",
  resource: "p",
  identity: "i",
};

/** The groups of one layer. */
export const markedGroups = ({ groups }: Layers, layer: Layer): readonly MarkedGroup[] =>
  groups.filter((each) => each.layer === layer).map(marked);
