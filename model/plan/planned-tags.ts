import { byName } from "../sorted.ts";

/** A tag of AWS. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** Declared tags, sorted by key. */
export const plannedTags = (tags: Readonly<Record<string, string>> | undefined): Tag[] => byName(tags, (key, value) => ({ key, value }));
