import { z } from "zod";

/** What an error message says of a schema: what it takes, and one value that it would take. */
export interface Grammar {
  /** Completes "must be …". */
  readonly is: string;
  /** A value in YAML, as a user would write it. */
  readonly like: string;
  /** The remedy for what belongs to another field: a name that contains a sign which no name of this field has, or a mapping that has it as a field. */
  readonly misplaced?: { readonly sign: string; readonly remedy: string };
  /** The remedy for values that people often write; undefined for any other value. */
  readonly hint?: (value: unknown) => string | undefined;
}

/** The grammar of every schema of the declaration; messages and the JSON Schema are written from it. */
export const grammars = z.registry<Grammar>();

/** Names what a schema takes; `description` says what the field is for and goes to editors through the JSON Schema. */
export function described<T extends z.ZodType>(schema: T, is: string, like: string): T {
  const named = schema.describe(`${is.charAt(0).toUpperCase()}${is.slice(1)}, like ${like}`);
  grammars.add(named, { is, like });
  return named;
}

/** The same schema, with a remedy for what belongs to another field: it has the sign. */
export function elsewhere<T extends z.ZodType>(schema: T, sign: string, remedy: string): T {
  const grammar = grammars.get(schema);
  if (grammar !== undefined) grammars.add(schema, { ...grammar, misplaced: { sign, remedy } });
  return schema;
}

/** The same schema, with the remedy for values that people often write. */
export function hinting<T extends z.ZodType>(schema: T, hint: NonNullable<Grammar["hint"]>): T {
  const grammar = grammars.get(schema);
  if (grammar !== undefined) grammars.add(schema, { ...grammar, hint });
  return schema;
}

/** A string that a regular expression decides. */
export const text = (pattern: RegExp, is: string, like: string) => described(z.string().regex(pattern), is, like);

/** One of a closed list of words. */
export function word<const T extends readonly [string, ...string[]]>(words: T) {
  return described(z.enum(words), words.length === 1 ? words[0] : `one of ${words.join(", ")}`, words[0]);
}

/** A mapping by name; the names have a grammar too. */
export const mapOf = <K extends z.ZodType<string, string>, V extends z.ZodType>(names: K, values: V, is: string, like: string) =>
  described(z.record(names, values), is, like);

/** A mapping with exactly these fields. */
export const fields = <T extends z.ZodRawShape>(shape: T, is: string, like: string) => described(z.strictObject(shape), is, like);

/** A list without repeats, with at least one item. */
export const listOf = <T extends z.ZodType>(item: T, is: string, like: string) =>
  described(
    z
      .array(item)
      .min(1)
      .refine((items) => new Set(items).size === items.length, { error: "repeats" }),
    is,
    like,
  );
