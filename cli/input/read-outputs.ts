import { globSync, statSync } from "node:fs";
import path from "node:path";
import { parseOutput } from "../../stacks/wiring/contract.ts";
import type { ConnectionCard } from "../output/card/service-call.ts";
import { WrongUse } from "../output/streams.ts";
import { readNamedFile } from "./read-named-file.ts";

/** What deployed stacks hand on, as far as consumers need it. */
export interface DeployedOutputs {
  /** Ids of accounts that Palisade created, by name. */
  readonly accountIds: ReadonlyMap<string, string>;
  /** Connection cards by the grant's id. */
  readonly cards: ReadonlyMap<string, ConnectionCard>;
}

export const NO_OUTPUTS: DeployedOutputs = { accountIds: new Map(), cards: new Map() };

const INSTEAD = "a file that `pulumi stack output --json` wrote, or a folder of such files";

/**
 * Reads the outputs of deployed stacks, from one file or from every `.json` file of a folder.
 * Throws for files that are no outputs, and where two files contradict each other.
 */
export function readOutputs(given: string): DeployedOutputs {
  const isFolder = statSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
  const files = isFolder ? globSync("*.json", { cwd: given }).sort() : [];
  if (isFolder && files.length === 0) throw new WrongUse(`--outputs: has no .json files, got ${JSON.stringify(given)}; name ${INSTEAD}`);
  const accountIds = new Map<string, string>();
  const cards = new Map<string, ConnectionCard>();
  for (const file of isFolder ? files.map((name) => path.join(given, name)) : [given]) {
    for (const [key, value] of Object.entries(outputsOf(file))) {
      const name = key.slice(key.indexOf(":") + 1);
      if (key.startsWith("account:")) add(accountIds, name, parsed("account:", value, key, file), file);
      if (key.startsWith("card:")) add(cards, name, parsed("card:", value, key, file), file);
    }
  }
  return { accountIds, cards };
}

function outputsOf(file: string): Readonly<Record<string, unknown>> {
  const text = readNamedFile("--outputs", file, INSTEAD);
  const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  try {
    const outputs: unknown = JSON.parse(text);
    if (isObject(outputs)) return outputs;
  } catch {
    // Said below.
  }
  throw new WrongUse(`--outputs: is no JSON object, got ${JSON.stringify(text.slice(0, 20))} in ${file}; name ${INSTEAD}`);
}

function parsed<K extends "account:" | "card:">(kind: K, value: unknown, key: string, file: string) {
  const output = parseOutput(kind, value);
  if (output !== undefined) return output;
  throw new WrongUse(`--outputs: ${key} is not what this version writes, got it in ${file}; deploy the stack, and write its outputs again`);
}

function add<T>(known: Map<string, T>, name: string, value: T, file: string): void {
  const other = known.get(name);
  if (other !== undefined && JSON.stringify(other) !== JSON.stringify(value))
    throw new WrongUse(`--outputs: two files differ about ${name}, got another value in ${file}; keep the file of the last deployment`);
  known.set(name, value);
}
