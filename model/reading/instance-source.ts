import type { Path, Source } from "./source.ts";

/** `$(cidr)`, where the value of a parameter belongs. */
const PLACEHOLDER = /\$\(([^()]*)\)/g;

/** The parameters that a text names. */
export const parametersIn = (text: string): string[] => [...text.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);

/** A text with an account's values in place of parameters. */
export const filledText = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replace(PLACEHOLDER, (whole, name: string) => values.get(name) ?? whole);

type Fill = (text: string) => string;

/** A template's file as one account has it: with the account's values in place of parameters, and the places of the template. */
export function instanceSource(source: Source, instance: string, values: ReadonlyMap<string, string>): Source {
  const fill: Fill = (text) => filledText(text, values);
  const original = (path: Path) => originalPath(source.value, path, fill);
  return {
    file: source.file,
    instance,
    value: filled(source.value, fill),
    problems: source.problems,
    position: (path) => source.position(original(path)),
    valuePosition: (path) => source.valuePosition(original(path)),
    written: (path) => source.written(original(path)),
  };
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function filled(value: unknown, fill: Fill): unknown {
  if (typeof value === "string") return fill(value);
  if (Array.isArray(value)) return value.map((item) => filled(item, fill));
  if (!isMapping(value)) return value;
  // An object without a prototype: no name that a user may choose means anything already.
  const data = Object.create(null) as Record<string, unknown>;
  for (const [name, item] of Object.entries(value)) data[fill(name)] = filled(item, fill);
  return data;
}

/** The path in the template of what stands at a path for the account. */
function originalPath(whole: unknown, path: Path, fill: Fill): Path {
  let here: unknown = whole;
  return path.map((step) => {
    const own = here;
    const name = typeof step === "string" && isMapping(own) ? (Object.keys(own).find((each) => fill(each) === step) ?? step) : step;
    here = typeof own === "object" && own !== null ? (own as Readonly<Record<string | number, unknown>>)[name] : undefined;
    return name;
  });
}

/** A text of a file with its path: the name of a field, or a value. */
export interface TextAt {
  readonly text: string;
  readonly path: Path;
  readonly isName: boolean;
}

/** Every text of a file. */
export function textsOf(value: unknown, path: Path = []): TextAt[] {
  if (typeof value === "string") return [{ text: value, path, isName: false }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsOf(item, [...path, index]));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => [
    { text: name, path: [...path, name], isName: true },
    ...textsOf(item, [...path, name]),
  ]);
}

/** Names of one mapping that become the same, or a reserved one, with an account's values: the path of each later one. */
export function clashingNames(value: unknown, values: ReadonlyMap<string, string>, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => clashingNames(item, values, [...path, index]));
  if (!isMapping(value)) return [];
  const seen = new Set<string>(["__proto__"]);
  return Object.entries(value).flatMap(([name, item]) => {
    const made = filledText(name, values);
    const isTaken = seen.has(made);
    seen.add(made);
    return [...(isTaken ? [[...path, name]] : []), ...clashingNames(item, values, [...path, name])];
  });
}
