import path from "node:path";
import { observedOrganization, surroundingsOf } from "../cli/input/observed-organization.ts";
import { readDeclaration } from "../cli/input/read-declaration.ts";
import { readTrails, trailFiles } from "../cli/input/read-trails.ts";
import { loadCatalogue } from "../iam/catalogue.ts";
import { decideRecorded } from "../proof/observation/decide-recorded.ts";
import { report } from "./measure.ts";

// Reads and decides the records of a folder; the rehearsal before it does not count.
const read = readDeclaration({ declaration: path.join(import.meta.dirname, "..", "examples", "line"), asOf: "2026-11-22" });
if (read.declaration === undefined) throw new Error("examples/line has problems");
const quiet = { out: () => undefined, err: () => undefined };
const organization = await observedOrganization({ ...read, declaration: read.declaration }, {}, quiet);
const { world, now } = organization;
const surroundings = surroundingsOf(organization);
await report(async () => {
  const tally = await readTrails(trailFiles([process.argv[2] ?? ""]), surroundings);
  const catalogue = await loadCatalogue(["dynamodb", "kms"]);
  let denied = 0;
  for (const { call, calls } of tally.groups.values())
    if (decideRecorded(call, { world, catalogue, now }).outcome === "denied") denied += calls;
  return { groups: tally.groups.size, denied };
});
