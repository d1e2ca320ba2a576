import type { KeyStatement } from "../../iam/key-policy.ts";
import type { PlannedKey, PlannedSecret } from "../../model/plan/planned-account.ts";
import type { DeclaredEncryption } from "../../model/schema/data.ts";
import type { KnownGrant } from "../../sharing/deployed-grant.ts";
import { type EncryptingService, keyAdministration } from "../../sharing/key-administration.ts";
import { replicationKeyStatement } from "../../sharing/replication.ts";
import { accountKeyStatement, directKeyStatement, keyStatement } from "../../sharing/resource-policy.ts";
import { tenantKeyStatement } from "../../sharing/tenants.ts";
import { type PlannedPlace, recoveryRoles } from "../wiring/account-roles.ts";
import { isByAccessRole } from "../wiring/carried-grants.ts";
import { type Originated, ofGrants } from "../wiring/layer.ts";
import type { KnownTable } from "./table-policies.ts";

/** What one use of a key adds to its policy: by a table or a secret that it encrypts, or by direct grants. */
export interface KeyUse {
  readonly statements: readonly Originated<KeyStatement>[];
  /** Statements that leave it to the account's own permissions who uses what is encrypted. */
  readonly ofTheAccount: readonly KeyStatement[];
}

/**
 * What a table adds to the policy of its key: its consumers, its tenants and its replication. The key of an ordinary table names no access role:
 * the account is let in through DynamoDB, and an access role's own permissions name the key. So the policy does not grow with consumers by role.
 */
export function tableKeyUse({ plan, account }: PlannedPlace, { table, grants, tenantRole, replicas }: KnownTable): KeyUse {
  const { name, region, encryption, origin } = table;
  const encrypted = { service: "dynamodb", region, ...(typeof encryption === "object" ? { name } : {}) } as const;
  const isSensitive = table.classification === "sensitive";
  const named = isSensitive ? grants : grants.filter(({ grant }) => !isByAccessRole(grant));
  const others = [
    ...(tenantRole === undefined ? [] : [tenantKeyStatement(name, tenantRole, region)]),
    ...(replicas.length === 0 ? [] : [replicationKeyStatement(replicas)]),
  ];
  const place = { partition: plan.organization.partition, accountId: account.id };
  return {
    statements: [
      ...ofGrants(named, (grant) => [keyStatement(grant, encrypted)]),
      ...others.map((statement) => ({ statement, origins: [origin] })),
    ],
    ofTheAccount: isSensitive ? [] : [accountKeyStatement(place, encrypted)],
  };
}

/** What a secret adds to the policy of its key: its consumers. */
export function secretKeyUse({ name, region, encryption }: PlannedSecret, grants: readonly KnownGrant[]): KeyUse {
  const encrypted = { service: "secretsmanager", region, ...(typeof encryption === "object" ? { name } : {}) } as const;
  return { statements: ofGrants(grants, (grant) => [keyStatement(grant, encrypted)]), ofTheAccount: [] };
}

/** What direct grants add to the policy of a key. */
export const directKeyUse = (grants: readonly KnownGrant[]): KeyUse => ({
  statements: ofGrants(grants, (grant) => [directKeyStatement(grant)]),
  ofTheAccount: [],
});

/** Whether a table or secret is encrypted under the declared key of a name. */
export const isUnder = ({ encryption }: { readonly encryption: DeclaredEncryption }, { name }: Pick<PlannedKey, "name">): boolean =>
  typeof encryption === "object" && encryption.key === name;

/** The statements of a key's policy: its administration, and what each use adds, with where it comes from. */
export function keyPolicyStatements(
  place: PlannedPlace,
  { services, region }: { readonly services: readonly EncryptingService[]; readonly region: string },
  uses: readonly KeyUse[],
): { readonly own: readonly KeyStatement[]; readonly ofUses: readonly Originated<KeyStatement>[] } {
  const { plan, account } = place;
  const { partition, administrators } = plan.organization;
  const { id: accountId, deployRole } = account;
  const administrated = { partition, accountId, deployRole, administrators, ...recoveryRoles(place) };
  return {
    own: [...keyAdministration(administrated, services, region), ...uses.flatMap(({ ofTheAccount }) => ofTheAccount)],
    ofUses: uses.flatMap(({ statements }) => statements),
  };
}
