import type { DeclarationOptions, ReadDeclaration } from "../../model/folder/read-declaration.ts";
import type { ReadInventory } from "../../proof/world/inventory-file.ts";
import { keepUnchanged, keyOfRehearsal } from "../input/kept-rehearsal.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { soundInventory } from "../input/read-inventory.ts";
import type { ExitCode, Streams } from "../output/streams.ts";
import { printPlan } from "./plan.ts";
import { type Afterwards, rehearseRead } from "./rehearse.ts";

export interface StartOptions extends DeclarationOptions {
  /** File of policies that exist beside the stacks. @default inventory.yaml in the declaration's folder, where it exists */
  readonly inventory?: string | undefined;
}

/** Prints the plan, rehearses it, and decides what becomes of everything that is declared. */
export async function start(options: StartOptions, streams: Streams): Promise<ExitCode> {
  const read = readDeclaration(options);
  const planned = printPlan(read, {}, streams);
  if (planned !== 0) return planned;
  const existing = soundInventory(options.inventory, read.folder);
  streams.out("\n");
  return rehearseRead(read, {}, streams, decisionsOf({ existing, read }, streams));
}

interface Decided {
  readonly existing: ReadInventory | undefined;
  readonly read: Pick<ReadDeclaration, "folder" | "now">;
}

/** Decides what becomes of everything that is declared in the rehearsed organization, and keeps the rehearsal for questions. */
function decisionsOf({ existing, read: { folder, now } }: Decided, { out }: Streams): Afterwards {
  // The name comes before the rehearsal: what changes meanwhile must not be kept under a name of its own.
  const key = keyOfRehearsal(folder, now.toISOString().slice(0, 10));
  return async (planned, rehearsal) => {
    const [{ decideGrants }, { decisionsText }, { organizationOf }, { loadCatalogue }] = await Promise.all([
      import("../../proof/questions/grant-decisions.ts"),
      import("../output/print-decisions.ts"),
      import("../input/rehearsed-organization.ts"),
      import("../../iam/catalogue.ts"),
    ]);
    const { plan: resolved, world } = organizationOf(planned, rehearsal, existing);
    const catalogue = await loadCatalogue(["dynamodb", "kms", "secretsmanager", "sts"]);
    const grants = decideGrants(resolved, world, { now, catalogue });
    out(`\n${decisionsText(grants, resolved)}`);
    keepUnchanged(key, folder, planned.asOf, rehearsal);
    const wrong = grants.flatMap(({ decisions }) => decisions.filter(({ isAsDeclared }) => !isAsDeclared));
    if (wrong.some(({ explanation }) => explanation !== undefined)) return 1;
    return wrong.length > 0 ? 3 : 0;
  };
}
