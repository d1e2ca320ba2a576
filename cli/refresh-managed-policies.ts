import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MANAGED_POLICIES_FILE, type ManagedPolicyData, managedPoliciesText } from "../iam/managed-policies/managed-policy-data.ts";

/** A policy as moto's module has it, by its name. */
interface Collected {
  readonly Document: unknown;
  readonly Path: string;
  readonly CreateDate: string;
  readonly UpdateDate?: string;
}

const MODULE = "moto/iam/aws_managed_policies.py";

// Writes AWS's managed policies anew, from the newest version of moto on PyPI or from the version that is named. Python with pip fetches it.
const [, , version] = process.argv;
const folder = mkdtempSync(join(tmpdir(), "managed-policies-"));
try {
  python("-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, version === undefined ? "moto" : `moto==${version}`);
  const wheel = readdirSync(folder).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new Error("pip brought no wheel of moto");
  python("-m", "zipfile", "-e", join(folder, wheel), folder);
  const collected = policiesOf(readFileSync(join(folder, MODULE), "utf8"));
  const changes = Object.values(collected).map(({ CreateDate, UpdateDate = CreateDate }) => UpdateDate.slice(0, 10));
  const asOf = changes.sort().at(-1) ?? "";
  const source = wheel.split("-").slice(0, 2).join(" ");
  const policies = Object.entries(collected).map(([name, { Path, Document }]): ManagedPolicyData => {
    return { arn: `arn:aws:iam::aws:policy${Path}${name}`, document: Document };
  });
  writeFileSync(MANAGED_POLICIES_FILE, managedPoliciesText({ source, asOf }, policies));
  process.stdout.write(`${policies.length.toString()} managed policies of AWS's, as of ${asOf}, from ${source}\n`);
} catch (error) {
  process.stderr.write(`Nothing was changed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

function python(...args: readonly string[]): void {
  execFileSync("python3", args, { stdio: ["ignore", "ignore", "inherit"] });
}

/** The module holds one text in JSON. It is read as text; nothing of it is run. */
function policiesOf(module: string): Readonly<Record<string, Collected>> {
  const [, json] = /"""(.*)"""/s.exec(module) ?? [];
  if (json === undefined) throw new Error(`${MODULE} holds no policies`);
  return JSON.parse(json) as Record<string, Collected>;
}
