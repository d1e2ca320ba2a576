import path from "node:path";
import { plan as planOf } from "../model/plan.ts";
import type { ReadExisting } from "../proof/existing-policies.ts";
import { unsupported } from "../stacks/unsupported.ts";
import { keepUnchanged, keyOfRehearsal } from "./kept-rehearsal.ts";
import { plan } from "./plan.ts";
import { count } from "./print-problems.ts";
import { type DeclarationOptions, LINE, readDeclaration, SAMPLE } from "./read-declaration.ts";
import { soundInventory } from "./read-inventory.ts";
import { type Afterwards, rehearse } from "./rehearse.ts";
import type { ExitCode, Streams } from "./streams.ts";

export interface StartOptions extends DeclarationOptions {
  /** File of policies that exist beside the stacks. @default inventory.yaml in the declaration's folder, where it exists */
  readonly inventory?: string | undefined;
}

/**
 * Prints the plan and rehearses it. What cannot be deployed yet is listed by name instead; for the sample the smallest organization is
 * rehearsed in its place.
 */
export async function start(options: StartOptions, streams: Streams): Promise<ExitCode> {
  const planned = plan(options, streams);
  const { declaration, folder, now } = readDeclaration(options);
  if (planned !== 0 || declaration === undefined) return planned;
  const existing = soundInventory(options.inventory, folder);
  streams.out("\n");
  const missing = unsupported(planOf(declaration));
  if (missing.length === 0) return rehearse({ ...options, declaration: folder }, streams, decisionsAt({ now, existing, folder }, streams));
  const shown = (name: string) => path.relative(process.cwd(), name) || ".";
  const kinds = [...Map.groupBy(missing, ({ what }) => what)]
    .map(([what, all]) => `  ${what}: ${all.map(({ origin }) => origin.id).join(", ")}\n`)
    .sort();
  streams.out(`${shown(folder)} is not rehearsed: ${count(missing.length, "thing")} of it cannot be deployed yet\n${kinds.join("")}`);
  if (folder !== SAMPLE) return 0;
  streams.out(`\n${shown(LINE)} is rehearsed in its place.\n\n`);
  return rehearse({ declaration: LINE }, streams, decisionsAt({ now: new Date(), existing: undefined, folder: LINE }, streams));
}

interface Decided {
  readonly now: Date;
  readonly existing: ReadExisting | undefined;
  readonly folder: string;
}

/** Decides what becomes of everything that is declared in the rehearsed organization, and keeps the rehearsal for questions. */
function decisionsAt({ now, existing, folder }: Decided, { out }: Streams): Afterwards {
  const key = keyOfRehearsal(folder, now.toISOString().slice(0, 10));
  return async (planned, rehearsal) => {
    const [{ decideGrants }, { decisionsText }, { organizationOf }, { loadCatalogue }] = await Promise.all([
      import("../proof/grant-decisions.ts"),
      import("./print-decisions.ts"),
      import("./rehearsed-organization.ts"),
      import("../iam/catalogue.ts"),
    ]);
    const { plan: resolved, world } = organizationOf(planned, rehearsal, existing);
    const catalogue = await loadCatalogue(["dynamodb", "kms", "secretsmanager", "sts"]);
    const grants = decideGrants(resolved, world, { now, catalogue });
    out(`\n${decisionsText(grants)}`);
    keepUnchanged(key, folder, planned.asOf, rehearsal);
    return grants.every(({ decisions }) => decisions.every(({ isAsDeclared }) => isAsDeclared)) ? 0 : 1;
  };
}
