import type { AccountDraft } from "../reading/draft.ts";
import { entry } from "../reading/entry.ts";
import type { Path } from "../reading/source.ts";
import { accountPerimeter, lapseOf } from "../settings.ts";
import type { Check } from "./check.ts";
import type { DeclaredResource } from "./declared-resources.ts";
import { confirmFirst, UNCONFIRMED } from "./lapsing-perimeters.ts";
import { isSensitive, ordinaryRemedy } from "./sensitive-tables.ts";

// What is known of where a consumer calls from, which sensitive tables ask for.

/** A sensitive table is used from known places alone, as an account's that enforces its perimeter. */
export function checkAddressesOfParty({ draft, report }: Check, resource: DeclaredResource, name: string, path: Path): void {
  const party = entry(draft.organization?.value?.externalParties, name);
  if (party?.organization === undefined || party.networks !== undefined || !isSensitive(draft, resource)) return;
  report.problem(
    resource.part,
    path,
    {
      what: `shares a sensitive table with external/${name}, which has no networks`,
      remedy: `add networks: [<its public addresses>] to externalParties.${name} in organization.yaml, or ${ordinaryRemedy(resource)}`,
    },
    "name",
  );
}

const PERIMETER_WORDS = { open: "is open", observe: "is only observed" } as const;

/** Shares with an account that does not enforce its perimeter: refused for sensitive tables, warned of otherwise. */
export function checkPerimeterOfConsumer({ draft, report }: Check, resource: DeclaredResource, consumer: AccountDraft, path: Path): void {
  const organization = draft.organization?.value;
  const other = consumer.account?.value;
  if (organization === undefined || other === undefined) return;
  const perimeter = accountPerimeter(organization, other);
  const isLapsing = lapseOf(other) !== undefined;
  if (perimeter === "enforced" && !isLapsing) return;
  const sensitive = isSensitive(draft, resource);
  if (perimeter === "enforced") {
    if (!sensitive) return;
    report.problem(
      resource.part,
      path,
      {
        what: `shares a sensitive table with ${consumer.name}, ${UNCONFIRMED}`,
        remedy: `${confirmFirst(consumer.name)}, or ${ordinaryRemedy(resource)}`,
      },
      "name",
    );
  } else if (sensitive) {
    report.problem(
      resource.part,
      path,
      {
        what: `shares a sensitive table with ${consumer.name}, whose perimeter ${PERIMETER_WORDS[perimeter]}`,
        remedy: `enforce the perimeter of ${consumer.name}, or share with another account`,
      },
      "name",
    );
  } else {
    report.warning(
      resource.part,
      path,
      {
        what: `shares with ${consumer.name}, whose perimeter ${PERIMETER_WORDS[perimeter]}`,
        remedy: "keep real data out of it, or enforce that perimeter",
      },
      "name",
    );
  }
}
