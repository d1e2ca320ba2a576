import type { PolicyDocument } from "../../iam/document.ts";
import { keyPolicy } from "../../iam/key-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { type KeyUse, keyPolicyStatements } from "../data/key-uses.ts";
import type { KnownTable } from "../data/table-policies.ts";
import type { PlannedPlace } from "../wiring/account-roles.ts";
import type { PlannedDocument } from "./planned-document.ts";

/** What makes a policy smaller that names each role which may use sensitive data. */
export const OF_SENSITIVE_DATA = "each role that may use sensitive data is named: let one workload use it for several, or split the data";
/** What makes the policy of a secret's key smaller: it names the roles of owners, too. */
export const OF_SECRETS = "each role that may use a secret is named: let one workload use it for several";
/** What makes the policies of an ordinary table and of its key smaller. */
export const OF_ORDINARY_TABLES = "share by role instead of by resource policy";
const OF_ADMINISTRATION = "name fewer roles under administrators, restoreRoles and backupRoles";

/** What makes the policy of a declared key smaller. Roles are named for secrets, for sensitive tables and for the key itself; an ordinary table names those without a role of the owner's. */
export function remedyOfKey(encrypted: readonly KnownTable[], others: number): string {
  if (encrypted.some(({ table }) => table.classification === "sensitive")) return OF_SENSITIVE_DATA;
  const fewer = "use one key for fewer resources and consumers";
  return others === 0 ? `${fewer}, or ${OF_ORDINARY_TABLES}` : fewer;
}

/** The policy of a key, and what stands in it without grants. */
export const keyDocuments = (
  place: PlannedPlace,
  region: string,
  services: Parameters<typeof keyPolicyStatements>[1]["services"],
  uses: () => readonly KeyUse[],
): Pick<PlannedDocument, "make" | "alone"> => ({
  make: () => keyDocument(place, region, services, uses()),
  alone: { make: () => keyDocument(place, region, services, []), remedy: OF_ADMINISTRATION },
});

function keyDocument(
  place: PlannedPlace,
  region: string,
  services: Parameters<typeof keyPolicyStatements>[1]["services"],
  uses: readonly KeyUse[],
): PolicyDocument<"key policy"> {
  const { own, ofUses } = keyPolicyStatements(place, { services, region }, uses);
  return keyPolicy(nonEmpty([...own, ...ofUses.map(({ statement }) => statement)], "key policy"));
}
