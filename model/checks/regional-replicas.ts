import type { DeclaredEncryption, DeclaredTable } from "../schema/data.ts";
import { defaultsFor, LONGEST_RECOVERY_DAYS, tableSettings } from "../settings.ts";
import type { Check } from "./check.ts";
import type { DeclaredResource } from "./declared-resources.ts";

type TableResource = Extract<DeclaredResource, { kind: "tables" }>;

/** The kinds of keys of which all replicas of a table need the same. */
const kindOf = (encryption: DeclaredEncryption): string => (typeof encryption === "object" ? "own-key" : encryption);

/** How messages name the kinds. */
const NAMES: Readonly<Record<string, string>> = {
  "own-key": "a key of the account",
  "aws-managed": "the key that AWS manages",
  "aws-owned": "a key that AWS owns",
};

/** Checks a replica of a table of the same account: what it cannot say by itself, and what its source must not have besides. */
export function checkRegionalReplica(
  { draft, report }: Check,
  { part, path, owner, declared: table }: TableResource,
  source: DeclaredTable,
): void {
  const reference = table.replicaOf ?? "";
  if (table.class !== undefined) {
    report.problem(
      part,
      [...path, "class"],
      {
        what: "is set by the source table, since a change would make the replica anew",
        got: table.class,
        remedy: `remove it; it follows ${reference}`,
      },
      "name",
    );
  }
  const longest = `${LONGEST_RECOVERY_DAYS.toString()}d`;
  if (table.pointInTimeRecovery !== undefined && table.pointInTimeRecovery !== "off" && table.pointInTimeRecovery !== longest) {
    report.problem(part, [...path, "pointInTimeRecovery"], {
      what: "is a number of days that a replica in the same account cannot have",
      got: table.pointInTimeRecovery,
      remedy: `write ${longest} or off`,
    });
  }
  const foreign = Object.entries(source.sharedWith ?? {}).find(([, { purpose }]) => purpose === "global-table");
  if (foreign !== undefined) {
    report.problem(part, [...path, "replicaOf"], {
      what: `has a replica in ${foreign[0]} too, and DynamoDB takes regions of one account, or one region of each account`,
      got: reference,
      remedy: "keep all replicas in this account, or one in each account",
    });
  }
  checkKindOfKey({ draft, report }, { part, path, owner, declared: table }, source);
}

/**
 * All replicas of a table are encrypted under the same kind of key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2gt_IAM.html
 */
function checkKindOfKey(
  { draft, report }: Pick<Check, "draft" | "report">,
  { part, path, owner, declared: table }: Pick<TableResource, "part" | "path" | "owner" | "declared">,
  source: DeclaredTable,
): void {
  const [organization, account] = [draft.organization?.value, owner.account?.value];
  if (organization === undefined || account === undefined) return;
  const encryptionOf = (each: DeclaredTable) => tableSettings(each, defaultsFor(organization, account), organization.homeRegion).encryption;
  const [own, theirs] = [encryptionOf(table), encryptionOf(source)];
  if (kindOf(own) === kindOf(theirs)) return;
  report.problem(
    part,
    table.encryption === undefined ? path : [...path, "encryption"],
    {
      what: `is encrypted under another kind of key than its source, which has ${NAMES[kindOf(theirs)] ?? ""}`,
      got: own,
      remedy: `write encryption: ${kindOf(theirs)}${typeof theirs === "object" ? ", or { key: <a key of this region> }" : ""}`,
    },
    table.encryption === undefined ? "name" : "value",
  );
}
