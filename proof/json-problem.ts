import type { z } from "zod";
import { nearest } from "../iam/nearest.ts";

/** Where in a JSON value something is. */
export type Path = readonly (string | number)[];

/** Something wrong in a JSON value: what, got what, and what to do. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
}

/** Makes a problem out of what is wrong, the value, and the remedy. */
export function problem(path: Path, wrong: string, got: unknown, remedy: string): Problem {
  return { path, message: `${wrong}, got ${got === undefined ? "nothing" : JSON.stringify(got)}; ${remedy}` };
}

/** A path as people read it: `policies.serviceControl[0][1].Statement`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** The value at a path, undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, part) => (typeof inner === "object" && inner !== null ? (inner as Record<string | number, unknown>)[part] : undefined),
    value,
  );
}

/**
 * What a schema found wrong with a value, each as a problem; `words` are the property names that a misspelt one may mean. A message that the
 * schema itself gives is `wrong; remedy`.
 */
export function problemsOf(error: z.ZodError, value: unknown, words: readonly string[]): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
    const got = valueAt(value, path);
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownProperty([...path, key], key, words));
    if (got === undefined && issue.code !== "custom") return [problem(path, "is missing", got, "add it")];
    if (issue.code === "invalid_value")
      return [problem(path, `is none of ${issue.values.map((one) => JSON.stringify(one)).join(", ")}`, got, "use one of them")];
    if (issue.code === "invalid_type") return [problem(path, `is not of type ${issue.expected}`, got, `write it as ${issue.expected}`)];
    const [wrong = issue.message, remedy = "correct it"] = issue.message.split("; ");
    return [problem(path, wrong, got, remedy)];
  });
}

function unknownProperty(path: Path, key: string, words: readonly string[]): Problem {
  const suggestion = nearest(key, words);
  return problem(path, "no such property", key, suggestion === undefined ? "remove it" : `did you mean ${JSON.stringify(suggestion)}?`);
}
