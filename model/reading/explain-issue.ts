import { z } from "zod";
import type { Finding } from "../problem.ts";
import { type Grammar, grammars } from "../schema/grammar.ts";
import type { Path } from "./source.ts";
import { chooseFrom, likelyWord } from "./suggest.ts";

/** A finding with its place inside the file and which end of the place it means: the item's name or its value. */
export interface PlacedFinding extends Finding {
  readonly path: Path;
  readonly at: "name" | "value";
  /** The mapping whose names it leaves unclear: one that is misspelt, or that holds a name that cannot be right. */
  readonly unclear?: Path;
}

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

/**
 * Turns zod's issues into findings in the user's words.
 * The schema's own grammar says what would be right; unknown names are compared with the known ones.
 * @param written what stands in the file where a number or truth value was read
 */
export function explainIssues(
  schema: Schema,
  value: unknown,
  issues: readonly Issue[],
  written: (path: Path) => string | undefined,
  base: Path = [],
): PlacedFinding[] {
  const findings: PlacedFinding[] = [];
  const misspelt = new Set<string>();
  const ordered = [...issues].sort((a, b) => Number(b.code === "unrecognized_keys") - Number(a.code === "unrecognized_keys"));
  for (const issue of ordered) {
    const path = issue.path as Path;
    const place = schemaAt(schema, value, path);
    const found = valueAt(value, path);
    const full = [...base, ...path];
    if (issue.code === "unrecognized_keys") {
      const shape = shapeWithout(issue.keys, found, place);
      const known = Object.keys(shape ?? {});
      for (const key of issue.keys) {
        const rival = rivalOf(key, found, shape, place);
        if (rival !== undefined) {
          findings.push({ path: [...full, key], at: "name", what: `does not go with ${rival}`, remedy: "remove one of the two" });
          continue;
        }
        const likely = likelyWord(key, known);
        if (likely !== undefined) misspelt.add(JSON.stringify([...full, likely]));
        findings.push({
          path: [...full, key],
          at: "name",
          what: "is not known here",
          remedy: likely === undefined ? chooseFrom(key, known, "remove it") : didYouMean(likely),
          ...(likely === undefined ? {} : { unclear: [...full, likely] }),
        });
      }
    } else if (issue.code === "invalid_union" && issue.errors.length > 0) {
      const branch = place.schema === undefined ? undefined : likeliestBranch(place.schema, found, issue.errors);
      if (branch === undefined) findings.push(leafFinding(place, found, full, written));
      else findings.push(...explainIssues(branch.schema, found, branch.issues, written, full));
    } else if (issue.code === "invalid_union" && "discriminator" in issue && typeof issue.discriminator === "string") {
      const union = schemaAt(schema, value, path.slice(0, -1)).schema;
      findings.push(discriminatorFinding(issue.discriminator, discriminatorWords(union, issue.discriminator), found, full));
    } else if (issue.code === "invalid_key") {
      findings.push(keyFinding(place.keySchema, full));
    } else if (issue.code === "custom") {
      findings.push(customFinding(issue.message, place, found, full, written));
    } else {
      findings.push(leafFinding(place, found, full, written));
    }
  }
  return findings.filter((finding) => !(finding.what === MISSING && misspelt.has(JSON.stringify(finding.path))));
}

const MISSING = "is missing";

const didYouMean = (word: string): string => `did you mean ${JSON.stringify(word)}?`;

type Written = (path: Path) => string | undefined;

function leafFinding({ schema, removable }: Place, found: unknown, path: Path, written: Written): PlacedFinding {
  const grammar = grammarOf(schema);
  const name = path.at(-1);
  const example = typeof name === "string" ? `${name}: ${grammar.like}` : grammar.like;
  if (found === undefined) return { path, at: "name", what: MISSING, remedy: `add it, like ${example}` };
  if (found === null)
    return { path, at: "value", what: "is empty", remedy: `write ${example}${removable === true ? ", or remove the line" : ""}` };
  const text = written(path);
  if (typeof found !== "string" && schema !== undefined && text !== undefined && z.safeParse(schema, text).success)
    return { path, at: "value", what: `must be ${grammar.is}`, written: text, remedy: `put it in quotes: ${JSON.stringify(text)}` };
  const words = wordsOf(schema);
  const likely = typeof found === "string" && words.length > 0 ? likelyWord(found, words) : undefined;
  if (likely !== undefined) return { path, at: "value", what: `must be ${grammar.is}`, got: found, remedy: didYouMean(likely) };
  const remedy = words.length > 0 && grammar.is.startsWith("one of ") ? "choose one of them" : `write it like ${grammar.like}`;
  return { path, at: "value", what: `must be ${grammar.is}`, got: found, remedy };
}

function keyFinding(keySchema: Schema | undefined, path: Path): PlacedFinding {
  const { is, like, misplaced } = grammarOf(keySchema);
  const name = path.at(-1);
  return {
    path,
    at: "name",
    what: `must be ${is}`,
    got: name,
    remedy: misplaced !== undefined && String(name).includes(misplaced.holds) ? misplaced.remedy : `rename it, like ${like}`,
    unclear: path.slice(0, -1),
  };
}

const discriminatorWords = (schema: Schema | undefined, name: string): string[] =>
  optionsOf(schema).flatMap((option) => (option instanceof z.ZodObject ? wordsOf(option.shape[name] as Schema) : []));

function discriminatorFinding(name: string, words: readonly string[], found: unknown, path: Path): PlacedFinding {
  const choices = `one of ${words.join(", ")}`;
  if (found === undefined)
    return { path, at: "name", what: MISSING, remedy: `add ${name}: ${words[0] ?? ""}, or another of ${words.join(", ")}` };
  const likely = typeof found === "string" ? likelyWord(found, words) : undefined;
  const remedy = likely === undefined ? "choose one of them" : didYouMean(likely);
  return { path, at: "value", what: `must be ${choices}`, got: found, remedy };
}

/** Refinements name themselves by a code, so that their texts stand here with all others. */
function customFinding(code: string, place: Place, found: unknown, path: Path, written: Written): PlacedFinding {
  switch (code) {
    case "repeats":
      return { path, at: "value", what: "names something twice", got: found, remedy: "remove the repeats" };
    case "one":
      return {
        path,
        at: "value",
        what: "must be exactly one attribute",
        got: found,
        remedy: `write it like ${grammarOf(place.schema).like}`,
      };
    case "calendar":
      return { path, at: "value", what: "is no day of the calendar", got: found, remedy: "correct the month or the day" };
    case "bare":
      return {
        path,
        at: "value",
        what: "would name every person who comes through Identity Center",
        got: found,
        remedy: "name the permission set, like AWSReservedSSO_OnCall",
      };
    default:
      return leafFinding(place, found, path, written);
  }
}

function grammarOf(schema: Schema | undefined): Grammar {
  return (schema === undefined ? undefined : grammars.get(schema)) ?? { is: "something else", like: "…" };
}

/** Where an object was given, the branch that knows most of its fields; otherwise none, and the union's own words are best. */
function likeliestBranch(union: Schema, found: unknown, errors: readonly (readonly Issue[])[]) {
  if (typeof found !== "object" || found === null || Array.isArray(found)) return undefined;
  const size = Object.keys(found).length;
  const branches = optionsOf(union).flatMap((schema, index) => {
    const issues = errors[index];
    if (issues === undefined || !(unwrap(schema) instanceof z.ZodObject)) return [];
    const unknown = issues.reduce(
      (count, issue) => count + (issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys.length : 0),
      0,
    );
    return [{ schema, issues, known: size - unknown }];
  });
  branches.sort((a, b) => b.known - a.known || a.issues.length - b.issues.length);
  return branches[0]?.known === 0 ? undefined : branches[0];
}

function wordsOf(schema: Schema | undefined): string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodEnum) return Object.values(inner.enum).map(String);
  if (inner instanceof z.ZodLiteral) return [...inner.values].filter((value) => typeof value === "string");
  return optionsOf(inner).flatMap((option) => wordsOf(option));
}

function optionsOf(schema: Schema | undefined): readonly Schema[] {
  const inner = unwrap(schema);
  return inner instanceof z.ZodUnion || inner instanceof z.ZodDiscriminatedUnion ? inner.options : [];
}

function unwrap(schema: Schema | undefined): Schema | undefined {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;
}

interface Place {
  readonly schema: Schema | undefined;
  /** Fields of the object at the place. */
  readonly shape?: Readonly<Record<string, Schema>> | undefined;
  /** Whether the file may do without it. */
  readonly removable?: boolean;
  /** Fields of all objects that a union takes at the place. */
  readonly shapes?: readonly Readonly<Record<string, Schema>>[];
  /** Schema of the names, where the place is an entry of a mapping. */
  readonly keySchema?: Schema | undefined;
}

/** Follows a path through the schema; at a union it takes the branch that knows the next step. */
function schemaAt(root: Schema, value: unknown, path: Path): Place {
  let schema = unwrap(root);
  let keySchema: Schema | undefined;
  let here = value;
  let removable = false;
  for (const step of path) {
    keySchema = undefined;
    removable = true;
    const object = objectFor(schema, here, step);
    if (object !== undefined) {
      schema = object.shape[step] as Schema | undefined;
      removable = schema instanceof z.ZodOptional;
    } else if (schema instanceof z.ZodRecord) {
      keySchema = schema.keyType;
      schema = schema.valueType;
    } else if (schema instanceof z.ZodArray) schema = schema.element;
    else return { schema: undefined };
    schema = unwrap(schema);
    here = valueAt(here, [step]);
  }
  const shapes = optionsOf(schema).flatMap((option) => (option instanceof z.ZodObject ? [option.shape] : []));
  return { schema, shape: objectFor(schema, here, undefined)?.shape, shapes, keySchema, removable };
}

/** At a union, the branch to which exactly these fields are unknown; zod does not say which one it followed. */
function shapeWithout(unknown: readonly string[], found: unknown, { shape, shapes = [] }: Place): Place["shape"] {
  const names = typeof found === "object" && found !== null ? Object.keys(found) : [];
  const isFollowed = (candidate: object) => names.every((name) => name in candidate !== unknown.includes(name));
  return shape === undefined || isFollowed(shape) ? shape : (shapes.find(isFollowed) ?? shape);
}

/** The field that excludes one of another branch, as it stands in the file. */
function rivalOf(key: string, found: unknown, shape: Place["shape"], { schema, shapes = [] }: Place): string | undefined {
  const other = shapes.find((candidate) => Object.hasOwn(candidate, key));
  if (other === undefined || shape === undefined || typeof found !== "object" || found === null) return undefined;
  if (schema instanceof z.ZodDiscriminatedUnion)
    return `${schema.def.discriminator}: ${String((found as Record<string, unknown>)[schema.def.discriminator])}`;
  return Object.keys(found).find((name) => Object.hasOwn(shape, name) && !Object.hasOwn(other, name));
}

function objectFor(schema: Schema | undefined, here: unknown, step: string | number | undefined): z.ZodObject | undefined {
  if (schema instanceof z.ZodObject) return schema;
  const objects = optionsOf(schema).filter((option) => option instanceof z.ZodObject);
  const discriminator = schema instanceof z.ZodDiscriminatedUnion ? schema.def.discriminator : undefined;
  if (discriminator !== undefined && typeof here === "object" && here !== null) {
    const chosen = (here as Record<string, unknown>)[discriminator];
    const match = objects.find((object) => z.safeParse(object.shape[discriminator] as Schema, chosen).success);
    if (match !== undefined) return match;
  }
  return objects.find((object) => step !== undefined && step in object.shape) ?? objects[0];
}

function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}
