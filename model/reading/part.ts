import type { z } from "zod";
import { findingText, type Problem } from "../problem.ts";
import { type AccountFile, accountFile } from "../schema/account.ts";
import { type DataFile, dataFile } from "../schema/data.ts";
import { type OrganizationFile, organizationFile } from "../schema/organization.ts";
import { type TemplateFile, templateFile } from "../schema/template.ts";
import { explainIssues } from "./explain-issue.ts";
import { type Path, pathText, readSource, type Source, unreadable } from "./source.ts";

/** A file of the declaration after its schema: what of it is right, what it names, and what is wrong with it. */
export interface Part<T> {
  readonly source: Source;
  /** What the schema accepts once broken entries are left out; undefined where nothing usable remains. */
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
  /** Paths of mappings whose names are unclear, because the mapping or a name in it is misspelt. */
  readonly unclear: readonly string[];
}

export type Kind = "organization" | "account" | "data" | "template";

/** The content of each kind of file. */
export interface FileOf {
  readonly organization: OrganizationFile;
  readonly account: AccountFile;
  readonly data: DataFile;
  readonly template: TemplateFile;
}

export const SCHEMAS: { readonly [K in Kind]: z.ZodType<FileOf[K]> } = {
  organization: organizationFile,
  account: accountFile,
  data: dataFile,
  template: templateFile,
};

/** Reads and validates one file; pure, so that an unchanged file need not be read again. */
export function readPart<K extends Kind>(kind: K, file: string, text: string): Part<FileOf[K]> {
  return partOf(kind, readSource(file, text));
}

/** Validates a file that was read. */
export function partOf<K extends Kind>(kind: K, source: Source): Part<FileOf[K]> {
  if (source.problems.length > 0) return { source, value: undefined, problems: source.problems, unclear: [] };
  // A file with only comments, or one emptied on purpose, is a mapping without entries.
  const whole = source.value ?? {};
  const schema = SCHEMAS[kind];
  const result = schema.safeParse(whole);
  if (result.success) return { source, value: result.data, problems: [], unclear: [] };
  const findings = explainIssues(schema, whole, result.error.issues, (path) => source.written(path));
  const problems = findings.map(({ path, at, ...finding }) => ({
    ...(at === "name" ? source.position(path) : source.valuePosition(path)),
    where: pathText(path),
    message: findingText(finding),
  }));
  const unclear = findings.flatMap(({ unclear: path }) => (path === undefined ? [] : [pathText(path)]));
  return { source, value: parseRest(schema, whole, result.error.issues), problems, unclear };
}

/** A file that is there and could not be read; what it declares is not called unknown elsewhere. */
export function unreadPart(file: string, message: string): Part<never> {
  const problems = [{ file, line: 1, column: 1, where: "", message }];
  return { source: unreadable(file, problems), value: undefined, problems, unclear: [] };
}

/** Collections whose entries do not depend on each other: a broken one is left out, and the rest is still checked against the other files. */
const COLLECTIONS: ReadonlySet<string> = new Set([
  ...["networks", "clusters", "workloads", "tables", "keys", "secrets"],
  ...["organizationalUnits", "externalParties", "trustedIssuers", "defaults"],
]);

function parseRest<T>(schema: z.ZodType<T>, whole: unknown, issues: readonly z.core.$ZodIssue[]): T | undefined {
  if (typeof whole !== "object" || whole === null || Array.isArray(whole)) return undefined;
  const rest = structuredClone(whole) as Record<string, unknown>;
  for (const { path, code, ...issue } of issues) {
    const extra = code === "unrecognized_keys" && path.length === 0 ? (issue as { keys: string[] }).keys : undefined;
    if (extra === undefined) removeAt(rest, entryOf(path as Path));
    else for (const key of extra) removeAt(rest, [key]);
  }
  const result = schema.safeParse(rest);
  return result.success ? result.data : undefined;
}

/** The smallest entry that can be left out and contains the path: a grant, an item of a collection, or a field of the file. */
function entryOf(path: Path): Path {
  const [collection, , field] = path;
  if (typeof collection !== "string" || !COLLECTIONS.has(collection)) return path.slice(0, 1);
  return (field === "usedBy" || field === "sharedWith") && path.length >= 4 ? path.slice(0, 4) : path.slice(0, 2);
}

function removeAt(value: Record<string, unknown>, path: Path): void {
  const last = path.at(-1);
  let here: unknown = value;
  for (const step of path.slice(0, -1))
    here = typeof here === "object" && here !== null ? (here as Record<string | number, unknown>)[step] : undefined;
  if (typeof here === "object" && here !== null && last !== undefined) Reflect.deleteProperty(here, last);
}

/**
 * The names that stand at a path in the file, right or broken, so that a reference to a broken entry is not called unknown.
 * Undefined where the file leaves open which names it means; then nothing is said about references to them.
 */
export function namesAt(part: Part<unknown> | undefined, path: Path): readonly string[] | undefined {
  if (part === undefined || part.unclear.includes(pathText(path))) return undefined;
  let here = part.source.value;
  if (!isMapping(here) || Object.keys(here).length === 0) return undefined;
  for (const step of path) {
    if (!isMapping(here)) return undefined;
    if (!Object.hasOwn(here, step)) return [];
    here = here[step];
  }
  return isMapping(here) ? Object.keys(here) : undefined;
}

/** Whether a field stands in the file, right or broken. */
export const stands = (part: Part<unknown>, field: string): boolean =>
  namesAt(part, [])?.includes(field) !== false || part.unclear.includes(field);

const isMapping = (value: unknown): value is Readonly<Record<string | number, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
