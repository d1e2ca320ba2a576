import { plan } from "./plan.ts";
import type { DeclarationOptions } from "./read-declaration.ts";
import { type Afterwards, rehearse } from "./rehearse.ts";
import type { ExitCode, Streams } from "./streams.ts";

/** Prints the plan, rehearses it, and decides what becomes of each grant. */
export async function start(options: DeclarationOptions, streams: Streams): Promise<ExitCode> {
  const planned = plan(options, streams);
  if (planned !== 0) return planned;
  streams.out("\n");
  return rehearse(options, streams, decisions(streams));
}

/** Decides what becomes of each grant across accounts in the rehearsed organization. */
function decisions({ out }: Streams): Afterwards {
  return async (planned, rehearsal, now) => {
    const [{ decideGrants }, { decisionsText }, { organizationOf }, { loadCatalogue }] = await Promise.all([
      import("../proof/grant-decisions.ts"),
      import("./print-decisions.ts"),
      import("./rehearsed-organization.ts"),
      import("../iam/catalogue.ts"),
    ]);
    const { plan: resolved, world } = organizationOf(planned, rehearsal);
    const catalogue = await loadCatalogue(["dynamodb", "kms", "secretsmanager", "sts"]);
    const grants = decideGrants(resolved, world, { now, catalogue });
    out(`\n${decisionsText(grants)}`);
    return grants.every(({ decisions }) => decisions.every(({ isAsDeclared }) => isAsDeclared)) ? 0 : 1;
  };
}
