import { type DeclaredData, declaredData } from "../../guardrails/declared-data.ts";
import { type BoundSecretsAndKeys, secretsAndKeys } from "../../guardrails/secrets-and-keys.ts";
import { alikeStreams, sensitiveStreams, streamsSid } from "../../guardrails/sensitive-streams.ts";
import { keyArn, secretArn } from "../../iam/arn.ts";
import type { ServiceControlStatement } from "../../iam/service-control-policy.ts";
import { accessRolesOf, grantsOn, workloadOf } from "../../model/plan/plan-index.ts";
import type { ResolvedGrant } from "../../model/plan/resolve.ts";
import { ownRoles, type PlannedPlace } from "../wiring/account-roles.ts";
import {
  declaredRolesOf,
  exemptWorkloadsOf,
  isThere,
  ownNetworks,
  type PerimeterPlace,
  type StatementOrigin,
  type VpcIds,
} from "./network.ts";

/** The statements about what the account declares: its tables and their streams, its secrets and its keys. Empty where it declares none. */
export const dataStatements = (context: PerimeterPlace, ids: VpcIds): ServiceControlStatement[] => [
  ...sensitiveStreams(sensitiveTables(context)),
  ...secretsAndKeys(secretsAndKeysOf(context, ids)),
  ...declaredData(dataOf(context)),
];

/** The origins of the statements about the streams of sensitive tables; all others follow from the perimeter itself. */
export function dataOrigins(context: PerimeterPlace): StatementOrigin[] {
  const tables = new Map(context.account.tables.map(({ name, origin }) => [name, origin]));
  return alikeStreams(sensitiveTables(context)).flatMap((alike) =>
    alike.flatMap(({ table }) => {
      const origin = tables.get(table);
      return origin === undefined ? [] : [{ statement: streamsSid(alike), origin }];
    }),
  );
}

/** The account's declared tables and secrets, and the roles that may change their settings. */
function dataOf(context: PerimeterPlace): DeclaredData {
  const { account, plan } = context;
  return {
    tables: account.tables.flatMap(({ name, arn, classification }) => {
      const settingsRoles = grantsOn(plan, account.name, "tables", name).flatMap((grant) =>
        grant.can.includes("settings") ? (ownRoleOf(context, grant) ?? []) : [],
      );
      return arn === undefined ? [] : [{ tableArn: arn, isSensitive: classification === "sensitive", settingsRoles }];
    }),
    secrets: secretsOf(context),
    ...ownRoles(context),
  };
}

/** ARNs of the declared secrets, to which AWS adds six characters where stacks make them. */
const secretsOf = ({ account, plan }: PlannedPlace): string[] =>
  account.secrets.map(
    ({ name, region, existing }) =>
      existing ?? secretArn({ partition: plan.organization.partition, accountId: account.id, region, secret: `${name}-??????` }),
  );

function secretsAndKeysOf(context: PlannedPlace, ids: VpcIds): BoundSecretsAndKeys {
  const { account, plan } = context;
  return {
    networks: ownNetworks(account, ids),
    secrets: secretsOf(context),
    existingKeys: account.keys.flatMap(({ existing }) => existing ?? []),
    madeKeys: [...new Set(account.keys.flatMap(({ existing, region }) => (existing === undefined ? [region] : [])))]
      .sort()
      .map((region) => keyArn({ partition: plan.organization.partition, accountId: account.id, region, keyId: "*" })),
    boundElsewhere: [
      ...declaredRolesOf(context, "backupRoles", "serviceRoles"),
      ...exemptWorkloadsOf(context),
      ...accessRolesOf(plan, account.name).flatMap(({ arn }) => arn ?? []),
    ],
  };
}

/** The role of the owner's account that a grant is used with; undefined while its team has not made it. */
function ownRoleOf(context: PerimeterPlace, { how, consumer, accessRoleArn, consumerRoleArn }: ResolvedGrant): string | undefined {
  if (accessRoleArn !== undefined || how !== "own-role") return accessRoleArn;
  const workload = workloadOf(context.plan, consumer);
  return workload !== undefined && isThere(context, workload) ? consumerRoleArn : undefined;
}

/** Sensitive tables with the roles of this account that are granted their streams. */
function sensitiveTables(context: PerimeterPlace) {
  const { account, plan } = context;
  return account.tables.flatMap(({ name, arn, classification }) => {
    if (classification !== "sensitive" || arn === undefined) return [];
    const readers = grantsOn(plan, account.name, "tables", name).flatMap((grant) => {
      const role = ownRoleOf(context, grant);
      return grant.can.includes("stream") && role !== undefined ? [role] : [];
    });
    return [{ table: name, tableArn: arn, readers }];
  });
}
