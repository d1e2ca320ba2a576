import { readFileSync } from "node:fs";
import path from "node:path";
import { proofSubject } from "../cli/input/proof-subject.ts";
import { proveInThreads } from "../cli/input/prove-in-threads.ts";
import { organizationOf } from "../cli/input/rehearsed-organization.ts";
import { readFolder } from "../model/folder/read-declaration.ts";
import { plan } from "../model/plan/plan-declaration.ts";
import type { WorldResource } from "../proof/world/world-resource.ts";
import { report } from "./measure.ts";

const [, , drawn = ""] = process.argv;
const folder = path.join(drawn, "declaration");
const now = new Date("2026-11-22T00:00:00Z");
const { declaration } = readFolder(folder, now, drawn);
if (declaration === undefined) throw new Error(`${folder}: was not drawn`);
const resources = JSON.parse(readFileSync(path.join(drawn, "resources.json"), "utf8")) as WorldResource[];
const subject = await proofSubject(declaration, organizationOf(plan(declaration), { resources }));

await report(async () => {
  const { proof } = await proveInThreads(subject, { folder, now, resources, inventory: undefined });
  const { classes, decisions, resources: asked, findings, unmet } = proof;
  return { classes, decisions, resources: asked, findings: findings.length, unmet: unmet.length };
});
