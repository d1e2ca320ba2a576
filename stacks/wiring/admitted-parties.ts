import type { AdmittedParty } from "../../guardrails/outside-principals.ts";
import { keyArn, regionalServiceName, secretArn } from "../../iam/arn.ts";
import { compareText } from "../../iam/compare-text.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import type { Kind } from "../../model/plan/planned-grant.ts";
import type { ResolvedGrant, ResolvedPlan } from "../../model/plan/resolve.ts";

/** Open grants to roles of external parties, which the statement against outside principals exempts. */
export const grantsToOutsiders = ({ grants }: ResolvedPlan): ResolvedGrant[] =>
  grants.filter(
    ({ state, consumer, consumerRoleArn }) => state === "open" && consumer.kind === "external" && consumerRoleArn !== undefined,
  );

/** The external parties that grants are open to, sorted by name, each with exactly what it is granted. */
export function admittedParties(plan: ResolvedPlan): AdmittedParty[] {
  const byParty = Map.groupBy(grantsToOutsiders(plan), ({ consumer }) => (consumer.kind === "external" ? consumer.party : ""));
  return [...byParty]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([name, grants]) => {
      const resources = [...new Set(grants.flatMap((grant) => reachedBy(plan, grant)))].sort();
      const role = grants[0]?.consumerRoleArn;
      if (role === undefined || resources.length === 0) return [];
      return [{ name, role, resources: nonEmpty(resources, "resources"), keys: keysOf(plan, grants) }];
    });
}

/** What a party calls for: the role that it takes, or the resource itself with its key. */
function reachedBy(plan: ResolvedPlan, grant: ResolvedGrant): readonly string[] {
  if (grant.how !== "resource-policy") return grant.accessRoleArn === undefined ? [] : [grant.accessRoleArn];
  const owner = plan.accounts.find(({ name }) => name === grant.owner);
  if (owner?.id === undefined) return [];
  const place = { partition: plan.organization.partition, accountId: owner.id, region: grant.region };
  const keys = keyArn({ ...place, keyId: "*" });
  switch (grant.kind) {
    case "tables":
      return [...grant.resourceArns, ...(grant.can.includes("stream") ? streamsOf(owner.tables, grant) : []), keys];
    case "secrets":
      return [
        owner.secrets.find(({ name }) => name === grant.name)?.existing ?? secretArn({ ...place, secret: `${grant.name}-??????` }),
        keys,
      ];
    case "keys":
      return [existingKeyOf(plan.accounts, grant) ?? keys];
  }
}

const streamsOf = (tables: ResolvedPlan["accounts"][number]["tables"], grant: ResolvedGrant): string[] =>
  tables.flatMap(({ name, arn }) => (name === grant.name && arn !== undefined ? [`${arn}/stream/*`] : []));

const SERVICES: Readonly<Record<Exclude<Kind, "keys">, string>> = { tables: "dynamodb", secrets: "secretsmanager" };

/** The keys that a party uses and that no ARN names; undefined where there are none. */
function keysOf({ organization, accounts }: ResolvedPlan, grants: readonly ResolvedGrant[]): AdmittedParty["keys"] {
  const direct = grants.filter(({ how }) => how === "resource-policy");
  const services = direct.flatMap(({ kind, region }) =>
    kind === "keys" ? [] : [regionalServiceName(SERVICES[kind], region, organization.partition)],
  );
  const granted = direct.filter(({ kind }) => kind === "keys").map((grant) => existingKeyOf(accounts, grant));
  const isMade = granted.includes(undefined);
  if (services.length === 0 && !isMade) return undefined;
  return { through: [...new Set(services)].sort(), named: [...new Set(granted.flatMap((arn) => arn ?? []))].sort(), isMade };
}

/** ARN of a granted key that exists already; undefined where stacks make it. */
const existingKeyOf = (accounts: ResolvedPlan["accounts"], { owner, name }: ResolvedGrant): string | undefined =>
  accounts.find((account) => account.name === owner)?.keys.find((key) => key.name === name)?.existing;
