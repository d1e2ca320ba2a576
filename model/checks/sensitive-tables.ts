import type { Draft } from "../reading/draft.ts";
import { entry } from "../reading/entry.ts";
import { type ReplicaSource, replicaSourceOf } from "../replica-source.ts";
import { accountPerimeter, defaultsFor, lapseOf, type TableSettings, tableSettings } from "../settings.ts";
import type { Check } from "./check.ts";
import type { DeclaredResource } from "./declared-resources.ts";
import { confirmFirst, UNCONFIRMED } from "./lapsing-perimeters.ts";
import { ownKeyRemedy } from "./resources.ts";
import { checkRolesOfUsers } from "./roles-of-users.ts";

/** The classification of a replica's source; undefined where the source is missing or broken. */
function sourceClassification(draft: Draft, { account, table }: ReplicaSource): "ordinary" | "sensitive" | undefined {
  const owner = draft.byName.get(account);
  const source = entry(owner?.data?.value?.tables, table);
  const organization = draft.organization?.value;
  if (source === undefined || organization === undefined || owner?.account?.value === undefined) return undefined;
  return tableSettings(source, defaultsFor(organization, owner.account.value), organization.homeRegion).classification;
}

/** What a table is classified as; a replica is what its source is. */
export function classificationOf(
  draft: Draft,
  replicaOf: string | undefined,
  own: TableSettings["classification"],
): TableSettings["classification"] {
  const source = replicaSourceOf({ replicaOf });
  return (source === undefined ? undefined : sourceClassification(draft, source)) ?? own;
}

/** Whether a resource is a table that is sensitive, by itself or as the replica of one. */
export function isSensitive(draft: Draft, { kind, declared, owner: { account } }: DeclaredResource): boolean {
  const organization = draft.organization?.value;
  if (kind !== "tables" || organization === undefined || account?.value === undefined) return false;
  const { classification } = tableSettings(declared, defaultsFor(organization, account.value), organization.homeRegion);
  return classificationOf(draft, declared.replicaOf, classification) === "sensitive";
}

/** How a sensitive table becomes an ordinary one: a replica is what the table is that it replicates. */
export const ordinaryRemedy = ({ kind, declared }: DeclaredResource): string =>
  `write classification: ordinary${kind === "tables" && declared.replicaOf !== undefined ? ` at ${declared.replicaOf}` : ""}`;

/** Checks what a sensitive table needs: a key of its own, a policy that Palisade may write, an enforced perimeter, protected roles. */
export function checkSensitive(check: Check, resource: Extract<DeclaredResource, { kind: "tables" }>): void {
  const { draft, report } = check;
  const { part, path, owner, declared: table } = resource;
  const organization = draft.organization?.value;
  const account = owner.account?.value;
  if (organization === undefined || account === undefined) return;
  const { classification, encryption } = tableSettings(table, defaultsFor(organization, account), organization.homeRegion);
  if (classificationOf(draft, table.replicaOf, classification) !== "sensitive") return;
  if (encryption !== "own-key" && typeof encryption !== "object") {
    report.problem(
      part,
      path,
      { what: "is sensitive but not encrypted under a key of its own", got: encryption, remedy: ownKeyRemedy(table) },
      "name",
    );
  }
  if (table.existing !== undefined && table.adds === undefined) {
    report.problem(
      part,
      path,
      {
        what: "is sensitive, but Palisade may not write its policy, so that every principal that may read all tables of the account reads this one",
        remedy: `add adds: [resource-policy], or ${ordinaryRemedy(resource)}`,
      },
      "name",
    );
  }
  if (accountPerimeter(organization, account) === "open") {
    report.warning(
      part,
      path,
      { what: `is sensitive in an account whose perimeter is open`, remedy: "move it to an account with an enforced perimeter" },
      "name",
    );
  }
  if (lapseOf(account) !== undefined) {
    report.problem(
      part,
      path,
      { what: `is sensitive in ${owner.name}, ${UNCONFIRMED}`, remedy: `${confirmFirst(owner.name)}, or ${ordinaryRemedy(resource)}` },
      "name",
    );
  }
  checkRolesOfUsers(check, resource);
}
