import { allOf, type Conditions } from "../iam/condition.ts";
import { exceptPrincipals, keysPresent } from "../iam/guard-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { type ActionPattern, deny } from "../iam/statement.ts";
import { partSuffix, partsOf } from "./arn-parts.ts";

/** A declared table and who may change its settings. */
export interface GuardedTable {
  readonly tableArn: string;
  readonly isSensitive: boolean;
  /** Exact ARNs of the account's roles that are granted `settings`. */
  readonly settingsRoles: readonly string[];
}

/** What decides the statements about an account's declared data. */
export interface DeclaredData {
  readonly tables: readonly GuardedTable[];
  /** ARNs of the declared secrets; a pattern where AWS ends the name. */
  readonly secrets: readonly string[];
  /** ARNs of the deploy role and of break-glass. */
  readonly deployRole: string;
  readonly breakGlass: string;
}

/**
 * Only the deploy role ends declared tables and secrets. Settings of tables are changed by who is granted them, too: `UpdateTable` has no condition
 * keys, so that throughput cannot be told from the key, the stream or the protection against deletion; break-glass may call it. The time to live,
 * which deletes items, is for the deploy role and those roles alone.
 *
 * Only the deploy role says which function rotates a declared secret. Whoever rotates it at once, with the function that is set, names none.
 *
 * Nobody searches sensitive tables by vectors: no right gives it, and DynamoDB does not take the name of that action in a table's policy.
 *
 * Threat: an administrator of the account deletes a table or its recovery, or lets its items expire; or has a secret rotated by a function of their own, which
 * Secrets Manager then invokes whenever the secret changes. Tables and secrets that nobody declared stay with their
 * teams.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
export function declaredData({ tables, secrets, deployRole, breakGlass }: DeclaredData): ServiceControlStatement[] {
  const all = tables.map(({ tableArn }) => tableArn);
  const alike = Map.groupBy(tables, ({ settingsRoles }) => JSON.stringify(rolesOf(settingsRoles)));
  const sensitive = tables.filter(({ isSensitive }) => isSensitive).flatMap(({ tableArn }) => [tableArn, `${tableArn}/index/*`]);
  return [
    ...denying("DenySearchingSensitiveTables", ["dynamodb:SearchVectors"], sensitive, []),
    ...denying("DenyEndingTables", ["dynamodb:DeleteTable", "dynamodb:UpdateContinuousBackups"], all, [deployRole]),
    ...denying("DenyEndingSecrets", ENDING_SECRETS, secrets, [deployRole]),
    ...denying("DenyChangingRotations", ["secretsmanager:RotateSecret"], secrets, [deployRole], keysPresent([ROTATION_FUNCTION])),
    ...[...alike.values()].flatMap((group, index) => {
      const arns = group.map(({ tableArn }) => tableArn);
      const settingsRoles = rolesOf(group[0]?.settingsRoles ?? []);
      const number = index === 0 ? "" : `Of${index.toString()}`;
      return [
        ...denying(`DenySettings${number}`, SETTINGS, arns, [deployRole, breakGlass, ...settingsRoles]),
        ...denying(`DenyTimeToLive${number}`, ["dynamodb:UpdateTimeToLive"], arns, [deployRole, ...settingsRoles]),
      ];
    }),
  ];
}

const SETTINGS: NonEmpty<ActionPattern> = ["dynamodb:UpdateTable", "dynamodb:UpdateTableReplicaAutoScaling"];
/** In a request that sets a rotation, and in no other. */
const ROTATION_FUNCTION = "secretsmanager:RotationLambdaARN";
const ENDING_SECRETS: NonEmpty<ActionPattern> = [
  "secretsmanager:DeleteSecret",
  "secretsmanager:RemoveRegionsFromReplication",
  "secretsmanager:StopReplicationToReplica",
];

const rolesOf = (roles: readonly string[]): readonly string[] => [...new Set(roles)].sort();

function denying(
  sid: string,
  actions: NonEmpty<ActionPattern>,
  arns: readonly string[],
  exempt: readonly string[],
  where: Conditions = {},
): ServiceControlStatement[] {
  return partsOf([...new Set(arns)].sort(), (arn) => arn).map((part, index) =>
    deny({
      sid: `${sid}${partSuffix(index)}`,
      actions,
      resources: nonEmpty(part, "resources"),
      conditions: allOf(where, exceptPrincipals(exempt)),
    }),
  );
}
