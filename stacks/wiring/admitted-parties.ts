import type { AdmittedKeys, AdmittedParty } from "../../guardrails/outside-principals.ts";
import { keyArn, regionalServiceName, secretArn } from "../../iam/arn.ts";
import { compareText } from "../../iam/compare-text.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import type { Kind } from "../../model/plan/planned-grant.ts";
import type { ResolvedGrant, ResolvedPlan } from "../../model/plan/resolve.ts";

/** Open grants to roles of external parties, which the statement against outside principals exempts; it does not bind open accounts. */
export const grantsToOutsiders = ({ grants, accounts }: ResolvedPlan): ResolvedGrant[] =>
  grants.filter(
    ({ state, owner, consumer, consumerRoleArn }) =>
      state === "open" &&
      consumer.kind === "external" &&
      consumerRoleArn !== undefined &&
      accounts.some(({ name, perimeter }) => name === owner && perimeter !== "open"),
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
      return [{ name, role, resources: nonEmpty(resources, "resources"), ...keysOf(plan, grants) }];
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

/** The keys that a party is granted by ARN, and those that it uses besides, where it does so alike together. */
function keysOf(
  { organization: { partition }, accounts }: ResolvedPlan,
  grants: readonly ResolvedGrant[],
): Pick<AdmittedParty, "namedKeys" | "keys"> {
  const uses = grants.flatMap((grant) => {
    const { how, kind, region } = grant;
    const accountId = accounts.find(({ name }) => name === grant.owner)?.id;
    if (how !== "resource-policy" || accountId === undefined) return [];
    const named = kind === "keys" ? existingKeyOf(accounts, grant) : undefined;
    const service = kind === "keys" ? undefined : SERVICES[kind];
    const through = service === undefined ? undefined : regionalServiceName(service, region, partition);
    return [{ keys: keyArn({ partition, accountId, region, keyId: "*" }), named, service, through }];
  });
  const used = uses.filter(({ named }) => named === undefined);
  const servicesAt = Map.groupBy(used, ({ keys }) => keys);
  const waysTo = (keys: string) => [...new Set(servicesAt.get(keys)?.map(({ service }) => service ?? ""))].sort().join();
  const groups = [...Map.groupBy(used, ({ keys }) => waysTo(keys))].sort(([a], [b]) => compareText(a, b));
  return {
    namedKeys: [...new Set(uses.flatMap(({ named }) => named ?? []))].sort(),
    keys: groups.map(
      ([, group]): AdmittedKeys => ({
        keys: nonEmpty([...new Set(group.map(({ keys }) => keys))].sort(), "keys"),
        through: [...new Set(group.flatMap(({ through }) => through ?? []))].sort(),
        isMade: group.some(({ service }) => service === undefined),
      }),
    ),
  };
}

/** ARN of a granted key that exists already; undefined where stacks make it. */
const existingKeyOf = (accounts: ResolvedPlan["accounts"], { owner, name }: ResolvedGrant): string | undefined =>
  accounts.find((account) => account.name === owner)?.keys.find((key) => key.name === name)?.existing;
