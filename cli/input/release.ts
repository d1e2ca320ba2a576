import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../model/folder/read-declaration.ts";

/** What deploys the stacks, besides the programs whose resources the rehearsal shows. */
const PROVIDERS = ["@pulumi/aws", "@pulumi/awsx"];

/**
 * A hash of what a stack is deployed and judged by, besides its declaration: the versions of the providers, and the files of the policy pack. A
 * stack that another release deployed is deployed again.
 * @param policyPack folder of the pack; undefined where none judges
 */
export function releaseOf(policyPack: string | undefined): string {
  const hash = createHash("sha256");
  for (const name of PROVIDERS) hash.update(`${name} ${versionOf(name)}\0`);
  if (policyPack === undefined) return hash.digest("hex");
  // The project's own pack reads policies as the project does.
  const isOwn = !path.relative(ROOT, policyPack).startsWith("..");
  for (const folder of isOwn ? [policyPack, path.join(ROOT, "iam")] : [policyPack])
    for (const file of sourcesIn(folder))
      hash
        .update(`${file}\0`)
        .update(readFileSync(path.join(folder, file)))
        .update("\0");
  return hash.digest("hex");
}

const sourcesIn = (folder: string): string[] =>
  globSync("**/*.{ts,js,cjs,mjs,json,yaml}", { cwd: folder, exclude: ["**/node_modules/**"] }).sort();

function versionOf(name: string): string {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, "node_modules", name, "package.json"), "utf8")) as {
    readonly version: string;
  };
  return version;
}
