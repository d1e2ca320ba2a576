import { keyArn, roleArn, secretArn, streamArn } from "../../iam/arn.ts";
import { roleNameOf, WORKLOAD_PATH } from "../../model/names.ts";
import { workloadOf } from "../../model/plan/plan-index.ts";
import type { PlannedSecret } from "../../model/plan/planned-account.ts";
import type { Kind } from "../../model/plan/planned-grant.ts";
import type { ResolvedGrant, ResolvedPlan, ResolvedTable } from "../../model/plan/resolve.ts";
import type { CallsFrom, KnownGrant } from "../../sharing/deployed-grant.ts";
import type { SharedResource } from "../../sharing/shared-resource.ts";
import type { PlannedPlace } from "../wiring/account-roles.ts";
import { isByAccessRole, sourceOf } from "../wiring/carried-grants.ts";
import { vpcIdOf } from "../wiring/guardrail-policies.ts";

// What AWS makes up stands here as something equally long, so that documents are as large as they will be. Everything that may wait is there.

const KEY_ID = "00000000-0000-0000-0000-000000000000";
const STREAM_LABEL = "2026-01-01T00:00:00.000";

/** Where a grant's consumer calls from. */
export function plannedSource(plan: ResolvedPlan, grant: ResolvedGrant): CallsFrom | undefined {
  const source = sourceOf(plan, grant);
  if (source === undefined || "addresses" in source) return source;
  return { vpcs: { region: source.region, vpcIds: [vpcIdOf(0)] } };
}

/** A grant with the role that the owner's documents name. */
export function plannedGrant(plan: ResolvedPlan, grant: ResolvedGrant): KnownGrant[] {
  const arn = isByAccessRole(grant) ? grant.accessRoleArn : grant.consumerRoleArn;
  if (arn === undefined) return [];
  const pollsStreams = workloadOf(plan, grant.consumer)?.pollsStreams === true;
  return [{ grant, role: { arn, uniqueId: arn }, from: plannedSource(plan, grant), pollsStreams }];
}

/** ARN of the role of a table's tenants. */
export const plannedTenantRole = ({ plan, account }: PlannedPlace, table: string): string =>
  roleArn({ partition: plan.organization.partition, accountId: account.id, path: WORKLOAD_PATH, name: roleNameOf(table, "tenants") });

/** ARN of a table's stream. */
export const plannedStreamArn = ({ plan, account }: PlannedPlace, { physicalName, region }: ResolvedTable): string =>
  streamArn({ partition: plan.organization.partition, accountId: account.id, region, table: physicalName, label: STREAM_LABEL });

/** The resource of a grant, by its kind and name; undefined where the account has none of that name. */
export function plannedResource(place: PlannedPlace, kind: Kind, name: string): SharedResource | undefined {
  const { plan, account } = place;
  const at = { partition: plan.organization.partition, accountId: account.id };
  switch (kind) {
    case "keys": {
      const key = account.keys.find((each) => each.name === name);
      if (key === undefined) return undefined;
      const { region, existing } = key;
      return { kind, key: { arn: existing ?? keyArn({ ...at, region, keyId: KEY_ID }), region } };
    }
    case "secrets": {
      const secret = account.secrets.find((each) => each.name === name);
      if (secret === undefined) return undefined;
      const { region, existing } = secret;
      const arn = existing ?? secretArn({ ...at, region, secret: `${name}-000000` });
      return { kind, secret: { arn, keyArn: plannedKeyArn(place, secret), region } };
    }
    case "tables": {
      const table = account.tables.find((each) => each.name === name);
      if (table?.arn === undefined) return undefined;
      const { arn, indexes, stream, region, created } = table;
      return {
        kind,
        table: {
          arn,
          indexArns: Object.fromEntries(indexes.map((index) => [index.name, index.arn ?? ""])),
          streamArn: stream === undefined && created ? undefined : plannedStreamArn(place, table),
          keyArn: plannedKeyArn(place, table),
          region,
        },
      };
    }
  }
}

/** The key that a table or secret is encrypted under; undefined under one of AWS's. */
function plannedKeyArn(
  { plan, account }: PlannedPlace,
  { encryption, region }: Pick<PlannedSecret, "encryption" | "region">,
): string | undefined {
  const made = keyArn({ partition: plan.organization.partition, accountId: account.id, region, keyId: KEY_ID });
  if (typeof encryption === "string") return encryption === "own-key" ? made : undefined;
  return account.keys.find(({ name }) => name === encryption.key)?.existing ?? (encryption.key.startsWith("arn:") ? encryption.key : made);
}
