import { isOver } from "../calendar.ts";
import { defaultsFor, type TableSettings, tableSettings } from "../settings.ts";
import type { Check } from "./check.ts";
import { type DeclaredResource, sharesOf } from "./declared-resources.ts";
import { classificationOf } from "./sensitive-tables.ts";

/** Settings that the policy pack's rule `table-baseline` refuses, each with the message and the remedy. */
const REFUSED: readonly {
  readonly field: "encryption" | "pointInTimeRecovery";
  readonly isMissing: (settings: TableSettings) => boolean;
  readonly what: string;
  readonly remedy: string;
}[] = [
  {
    field: "encryption",
    isMissing: ({ encryption }) => encryption === "aws-managed" || encryption === "aws-owned",
    what: "is not a key of the account's own, which the policy pack refuses (table-baseline)",
    remedy: "write own-key, or { key: <a key of this account> }",
  },
  {
    field: "pointInTimeRecovery",
    isMissing: ({ pointInTimeRecoveryDays }) => pointInTimeRecoveryDays === 0,
    what: "leaves nothing to restore from, which the policy pack refuses (table-baseline)",
    remedy: "write the days to keep, such as 1d",
  },
];

/**
 * Warns of settings that may be declared, but that the policy pack refuses in the rehearsal and the deployment. One that comes from a default is
 * reported at the table.
 */
export function checkBaseline({ draft, report, now }: Check, resource: Extract<DeclaredResource, { kind: "tables" }>): void {
  const { part, path, owner, declared: table } = resource;
  const organization = draft.organization?.value;
  const account = owner.account?.value;
  if (organization === undefined || account === undefined || table.existing !== undefined) return;
  const settings = tableSettings(table, defaultsFor(organization, account), organization.homeRegion);
  const isSensitive = classificationOf(draft, table.replicaOf, settings.classification) === "sensitive";
  const isShared = sharesOf(resource).some(({ share: { until } }) => until === undefined || !isOver(until, now));
  // A sensitive table needs a key of its own whatever the pack says, a shared one any but AWS's managed one: the lack of it is refused.
  const isRefused = isSensitive || (isShared && settings.encryption === "aws-managed");
  for (const { field, isMissing, what, remedy } of REFUSED) {
    if (!isMissing(settings) || (field === "encryption" && isRefused)) continue;
    const got = field === "encryption" ? settings.encryption : "off";
    report.warning(part, [...path, field], { what, got, remedy }, table[field] === undefined ? "name" : "value");
  }
}
