import { z } from "zod";
import { isServicePrincipal } from "../../iam/service-principals.ts";
import type { Finding } from "../problem.ts";
import { type Grammar, grammars } from "../schema/grammar.ts";
import {
  type Issue,
  likeliestBranch,
  optionsOf,
  type Place,
  rivalOf,
  type Schema,
  schemaAt,
  shapeWithout,
  valueAt,
  wordsOf,
} from "./schema-place.ts";
import type { Path } from "./source.ts";
import { chooseFrom, likelyWord } from "./suggest.ts";
import { declaredOtherwise, meaningsOf } from "./synonyms.ts";

/** A finding with its place inside the file and which end of the place it means: the item's name or its value. */
export interface PlacedFinding extends Finding {
  readonly path: Path;
  readonly at: "name" | "value";
  /** The mapping whose names the finding leaves unclear: the mapping is misspelt, or one of its names cannot be right. */
  readonly unclear?: Path;
}

/**
 * Turns zod's issues into findings in the user's words.
 * The schema's own grammar says what would be right; unknown names are compared with those of the schema.
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
      const names = Object.keys(shape ?? {});
      for (const key of issue.keys) {
        const rival = rivalOf(key, found, shape, place);
        if (rival !== undefined) {
          findings.push({ path: [...full, key], at: "name", what: `does not go with ${rival}`, remedy: "remove one of the two" });
          continue;
        }
        const otherwise = declaredOtherwise(key, names);
        if (otherwise !== undefined) {
          findings.push({ path: [...full, key], at: "name", what: "is not a field here", remedy: otherwise });
          continue;
        }
        const likely = likelyWord(key, names);
        if (likely !== undefined) misspelt.add(JSON.stringify([...full, likely]));
        findings.push({
          path: [...full, key],
          at: "name",
          what: "is not a field here",
          remedy: likely === undefined ? chooseFrom(key, names, "remove it") : didYouMean(likely),
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
      const list = listFor(path.at(-1), found, schemaAt(schema, value, path.slice(0, -1)).shape);
      const finding = leafFinding(place, found, full, written);
      findings.push(list === undefined ? finding : { ...finding, remedy: `write ${list}: ${JSON.stringify(found)}` });
    }
  }
  return findings.filter((finding) => !(finding.what === MISSING && misspelt.has(JSON.stringify(finding.path))));
}

/** The field that takes a list where this one takes a single thing: `clusters` beside `cluster`. */
function listFor(name: string | number | undefined, found: unknown, shape: Place["shape"]): string | undefined {
  const list = shape?.[`${String(name)}s`];
  return Array.isArray(found) && list !== undefined && z.safeParse(list, found).success ? `${String(name)}s` : undefined;
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
  if (grammar.misplaced !== undefined && typeof found === "object" && Object.hasOwn(found, grammar.misplaced.sign))
    return { path, at: "value", what: `must be ${grammar.is}`, got: found, remedy: grammar.misplaced.remedy };
  const hint = grammar.hint?.(found);
  if (hint !== undefined) return { path, at: "value", what: `must be ${grammar.is}`, got: found, remedy: hint };
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
    remedy: misplaced !== undefined && String(name).includes(misplaced.sign) ? misplaced.remedy : `rename it, like ${like}`,
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
  const service = typeof found === "string" && likely === "service" ? meaningsOf(found).find(isServicePrincipal) : undefined;
  const remedy =
    likely === undefined
      ? "choose one of them"
      : service === undefined
        ? didYouMean(likely)
        : `write ${name}: ${likely} and service: ${service}`;
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
      return { path, at: "value", what: "is not a day of the calendar", got: found, remedy: "correct the month or the day" };
    case "instant":
      return { path, at: "value", what: "is not an instant of the calendar", got: found, remedy: "correct the day, the time or the zone" };
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
