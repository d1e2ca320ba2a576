import { tableNameOf } from "../names.ts";
import type { Draft } from "../reading/draft.ts";
import type { DeclaredEncryption, DeclaredTable } from "../schema/data.ts";
import { defaultsFor, LONGEST_RECOVERY_DAYS, tableSettings } from "../settings.ts";
import type { Check } from "./check.ts";
import { type DeclaredResource, resourcesOf } from "./declared-resources.ts";
import { isSensitive } from "./sensitive-tables.ts";

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
  // What is kept of a table that exists is its owner's.
  const longest = `${LONGEST_RECOVERY_DAYS.toString()}d`;
  if (
    table.existing === undefined &&
    table.pointInTimeRecovery !== undefined &&
    table.pointInTimeRecovery !== "off" &&
    table.pointInTimeRecovery !== longest
  ) {
    report.problem(part, [...path, "pointInTimeRecovery"], {
      what: "is a number of days that a replica in the same account cannot have",
      got: table.pointInTimeRecovery,
      remedy: `write ${longest} or off`,
    });
  }
  const foreign = Object.entries(source.sharedWith ?? {}).find(
    ([target, { purpose }]) => purpose === "global-table" && target !== owner.name,
  );
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
 * Warns of a table that exists, says no classification and is ordinary, where a sensitive one of the same name is in another region of the
 * account: AWS gives all replicas of a table one name, so that the two may hold the same items.
 */
export function warnOfNamesakes({ draft, report }: Check, resource: TableResource): void {
  const { part, path, owner, declared: table } = resource;
  const { existing, classification, replicaOf } = table;
  if (existing === undefined || classification !== undefined || replicaOf !== undefined || isSensitive(draft, resource)) return;
  const other = resourcesOf(owner).find(
    (each) =>
      each.kind === "tables" &&
      each.declared.replicaOf === undefined &&
      tableNameOf(owner.name, each.name, each.declared) === existing &&
      !isBesideItsSource(draft, table, each.declared) &&
      isSensitive(draft, each),
  );
  if (other === undefined) return;
  const reference = `${owner.name}/${other.name}`;
  report.warning(part, [...path, "existing"], {
    what: `is the name of ${reference} too, which is sensitive; if this is a replica of it, the same items are open here`,
    got: existing,
    remedy: `write replicaOf: ${reference} if it is one, else classification: ordinary`,
  });
}

/** Whether a replica is declared in the region of the table that it replicates. */
export function isBesideItsSource({ organization }: Draft, replica: DeclaredTable, source: DeclaredTable): boolean {
  const homeRegion = organization?.value?.homeRegion;
  return (replica.region ?? homeRegion) === (source.region ?? homeRegion);
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
  // The key of a table that exists is looked up where its entry does not say it.
  if ([table, source].some(({ existing, encryption }) => existing !== undefined && encryption === undefined)) return;
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
