import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { distance } from "fastest-levenshtein";
import { type ReadDeclaration, readDeclaration } from "./model/folder/read-declaration.ts";
import { WrongOption } from "./model/folder/wrong-option.ts";
import { LAYERS } from "./model/names.ts";
import { plan } from "./model/plan/plan-declaration.ts";
import { problemLine } from "./model/problem.ts";
import { programOf } from "./stacks/dispatch.ts";
import type { Extension, Extensions } from "./stacks/wiring/layer.ts";

/** What Pulumi runs: the declaration's plan, and of it the stack that is selected. */
export default async function program(): Promise<Record<string, unknown>> {
  const { declaration, problems, folder } = readDeclared();
  if (declaration === undefined) throw new pulumi.RunError(`the declaration has problems:\n${problems.map(problemLine).join("\n")}`);
  // Previews may be done with a role that only reads. The engine shows no change of a provider.
  const { PALISADE_ROLE: role = "" } = process.env;
  const options = { extensions: await readExtensions(folder), ...(role === "" ? {} : { role }) };
  return programOf(plan(declaration), pulumi.getStack(), options)();
}

/** The declaration that the environment names, or the default one. */
function readDeclared(): ReadDeclaration {
  try {
    const { PALISADE_DECLARATION: declaration, PALISADE_AS_OF: asOf } = process.env;
    return readDeclaration({ declaration, asOf }, { declaration: "PALISADE_DECLARATION", asOf: "PALISADE_AS_OF", cwd: process.cwd() });
  } catch (error) {
    throw error instanceof WrongOption ? new pulumi.RunError(error.message) : error;
  }
}

/**
 * The user's own resources: `extensions/<layer>.ts` beside the declaration, each exporting a function as its default.
 * @throws a `RunError` that names the file which cannot be loaded, or is almost named after a layer
 */
export async function readExtensions(folder: string): Promise<Extensions> {
  const found: Record<string, Extension> = {};
  const extensions = path.join(folder, "extensions");
  if (!existsSync(extensions)) return found;
  refuseMisnamed(extensions);
  for (const layer of LAYERS) {
    const file = path.join(extensions, `${layer}.ts`);
    if (!existsSync(file)) continue;
    const { default: extension } = await load(file);
    if (typeof extension !== "function")
      throw new pulumi.RunError(`${file}: exports no function as its default; write export default function (context) { … }`);
    found[layer] = extension as Extension;
  }
  return found;
}

/** Other names are those of modules that extensions import; one that is nearly a layer's would be left out without a word. */
function refuseMisnamed(extensions: string): void {
  for (const file of readdirSync(extensions)) {
    const { name, ext } = path.parse(file);
    const layer = LAYERS.find((each) => distance(name.toLowerCase(), each) <= each.length / LETTERS_FOR_A_MISTAKE);
    if (layer === undefined || (name === layer && ext === ".ts") || !MODULE.has(ext)) continue;
    throw new pulumi.RunError(`${path.join(extensions, file)}: is not a layer's extension; name it ${layer}.ts, or less like a layer`);
  }
}

const LETTERS_FOR_A_MISTAKE = 4;
const MODULE = new Set([".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"]);

async function load(file: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  } catch (error) {
    const message = error instanceof Error ? error.message : inspect(error);
    throw new pulumi.RunError(`${file}: cannot be loaded, got ${JSON.stringify(message)}; correct it, and install what it imports`);
  }
}
