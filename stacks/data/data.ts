import * as pulumi from "@pulumi/pulumi";
import { tableArn } from "../../iam/arn.ts";
import { stackName } from "../../model/names.ts";
import { accountOf, grantsOn, openGrants } from "../../model/plan/plan-index.ts";
import type { Kind } from "../../model/plan/planned-grant.ts";
import type { ResolvedAccount, ResolvedPlan, ResolvedTable } from "../../model/plan/resolve.ts";
import { connectionCard } from "../../sharing/connection-card.ts";
import type { NamedRole } from "../../sharing/deployed-grant.ts";
import type { Replica } from "../../sharing/replication.ts";
import type { NamedTable, SharedResource } from "../../sharing/shared-resource.ts";
import type { Outputs } from "../wiring/contract.ts";
import type { AccountContext, AccountLayer } from "../wiring/layer.ts";
import { accessRoleKey, isByAccessRole, knownGrant, mergedNeeds, needsOfGrant, waitingTenants } from "../wiring/read-grants.ts";
import type { Need } from "../wiring/references.ts";
import { type GrantedResources, type MadeAccessRole, makeAccessRoles, namedRole, permitAccessRoles } from "./access-roles.ts";
import { findTable, waitsForStream } from "./existing-tables.ts";
import { encryptionOf, holdKey } from "./keys.ts";
import { holdSecret, keyUseOfSecret } from "./secrets.ts";
import { holdTable, keyUseOf, type TableStep } from "./tables.ts";
import { makeTenantRoles, permitTenantRoles } from "./tenant-roles.ts";

/**
 * What an account holds, and everyone who is named at it. Roles come first, since keys and tables name them; then keys, what they encrypt,
 * and last what the roles may do with it.
 */
export const dataLayer: AccountLayer = {
  needs: (plan, account) => mergedNeeds(needsOf(plan, account)),
  build: async (context) => {
    const { account, plan, references } = context;
    refuseConversions(context);
    const outputs: Outputs = {};
    const roles = makeAccessRoles(context, references.required("organization", "organizationId"));
    const accessRoles = new Map(roles.flatMap(({ grants, role }) => grants.map(({ id }) => [id, namedRole(role)] as const)));
    const tenantRoles = makeTenantRoles(context);
    const tenantRoleOf = new Map<string, pulumi.Output<NamedRole>>(tenantRoles.map(({ table, role }) => [table, namedRole(role)]));
    const held = (kind: Kind, name: string) =>
      grantsOn(plan, account.name, kind, name).flatMap((grant) => knownGrant(context, grant, accessRoles) ?? []);

    const tables: TableStep[] = [];
    const waiting = new Set<string>();
    for (const table of account.tables) {
      const granted = grantsOn(plan, account.name, "tables", table.name);
      const found = table.created ? undefined : await findTable(context, table, granted);
      for (const grant of granted) if (waitsForStream(grant, found)) waiting.add(grant.id);
      tables.push({
        table,
        grants: held("tables", table.name).filter(({ grant }) => !waiting.has(grant.id)),
        tenantRole: tenantRoleOf.get(table.name),
        replicas: replicasOf(plan, account, table),
        found,
      });
    }
    const secrets = account.secrets.map((secret) => ({ secret, grants: held("secrets", secret.name) }));
    const keys = new Map(
      account.keys.map((key) => {
        const uses = [
          ...tables.filter(({ table }) => isUnder(table, key.name)).map((held) => keyUseOf(context, held)),
          ...secrets.filter(({ secret }) => isUnder(secret, key.name)).map(({ secret, grants }) => keyUseOfSecret(secret, grants)),
        ];
        return [key.name, holdKey(context, key, held("keys", key.name), uses)] as const;
      }),
    );
    const resources = new Map<string, pulumi.Output<SharedResource>>();
    for (const { name, region } of account.keys) {
      const arn = keys.get(name) ?? pulumi.output("");
      outputs[`key:${name}`] = { arn, region };
      resources.set(
        `keys/${name}`,
        arn.apply((known): SharedResource => ({ kind: "keys", key: { arn: known, region } })),
      );
    }
    for (const resource of tables) {
      const { table } = resource;
      const use = keyUseOf(context, resource);
      const encryption = encryptionOf(
        context,
        { ...table, resource: `table-${table.name}`, alias: `palisade/table/${table.physicalName}` },
        use,
        keys,
      );
      const { named, streamArn } = holdTable(context, resource, encryption, sourceOf(context, table));
      const replicated = table.created ? resource.replicas.length > 0 : undefined;
      outputs[`table:${table.name}`] = named.apply(({ streamArn: _, ...rest }) => withoutUndefined({ ...rest, replicated }));
      if (streamArn !== undefined) outputs[`stream:${table.name}`] = streamArn;
      resources.set(
        `tables/${table.name}`,
        named.apply((known: NamedTable): SharedResource => ({ kind: "tables", table: known })),
      );
    }
    for (const { secret, grants } of secrets) {
      const encryption = encryptionOf(
        context,
        { ...secret, resource: `secret-${secret.name}`, alias: `palisade/secret/${aliasOf(secret.name)}` },
        keyUseOfSecret(secret, grants),
        keys,
      );
      const named = holdSecret(context, secret, grants, encryption);
      outputs[`secret:${secret.name}`] = named.apply(withoutUndefined);
      resources.set(
        `secrets/${secret.name}`,
        named.apply((known): SharedResource => ({ kind: "secrets", secret: known })),
      );
    }
    permitAccessRoles(context, roles, { resources, waiting });
    permitTenantRoles(context, tenantRoles, resources);
    for (const { planned, role } of roles)
      outputs[accessRoleKey(planned.consumer)] = { arn: role.arn, uniqueId: role.uniqueId, name: role.name };
    for (const { table, role } of tenantRoles) outputs[`tenantRole:${table}`] = { arn: role.arn, uniqueId: role.uniqueId, name: role.name };
    return { ...outputs, ...cardsOfParties(context, roles, { resources, waiting }) };
  },
};

function needsOf(plan: ResolvedPlan, account: ResolvedAccount): Need[] {
  const foundation = stackName("foundation", account.name);
  return [
    { stack: "organization", key: "organizationId" },
    ...account.tables.flatMap(({ name, created }): Need[] =>
      created ? [{ stack: stackName("data", account.name), key: `table:${name}`, isOwn: true }] : [],
    ),
    ...openGrants(plan, account.name).flatMap((grant) => needsOfGrant(plan, grant)),
    ...account.tables.flatMap((table): Need[] =>
      table.tenants === undefined ? [] : [{ stack: foundation, key: `role:${table.tenants.broker}`, ...waitingTenants(account, table) }],
    ),
    ...account.tables.flatMap(({ replicaOf }): Need[] =>
      replicaOf === undefined ? [] : [{ stack: stackName("data", replicaOf.account), key: `table:${replicaOf.table}` }],
    ),
  ];
}

/**
 * A replicated table is of another type to AWS and to Pulumi than one by itself: what stands as the one would be made anew as the other,
 * without its items.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 * @throws pulumi.RunError
 */
function refuseConversions({ plan, account, references }: AccountContext): void {
  const found = account.tables.flatMap((table) => {
    const was = table.created ? references.own(`table:${table.name}`)?.replicated : undefined;
    if (was === undefined || was === replicasOf(plan, account, table).length > 0) return [];
    const { file, line, column } = table.origin;
    const [stands, remedy] = was
      ? ["with replicas, and would lose its items without any", "keep one"]
      : ["without replicas, and would lose its items with the first", "take the replica out again"];
    return `${file}:${line.toString()}:${column.toString()}: tables.${table.name}: stands ${stands}, since it would be made anew; ${remedy}, or declare a table of another name and move the items`;
  });
  if (found.length > 0) throw new pulumi.RunError(found.join("\n"));
}

/** Whether something is encrypted under a declared key of that name. */
const isUnder = ({ encryption }: Pick<ResolvedTable, "encryption">, key: string): boolean =>
  typeof encryption === "object" && encryption.key === key;

/** The table that a replica joins; its stack comes first. */
const sourceOf = ({ references }: AccountContext, { replicaOf }: ResolvedTable): pulumi.Output<string> | undefined =>
  replicaOf === undefined
    ? undefined
    : references.required(stackName("data", replicaOf.account), `table:${replicaOf.table}`).apply(({ arn }) => arn);

/** All tables that hold the same items, the source first; those of accounts whose ids are not known wait. */
function replicasOf(plan: ResolvedPlan, account: ResolvedAccount, table: ResolvedTable): Replica[] {
  const owner = table.replicaOf === undefined ? account : accountOf(plan, table.replicaOf.account);
  const source = table.replicaOf === undefined ? table : owner?.tables.find(({ name }) => name === table.replicaOf?.table);
  if (owner === undefined || source === undefined || source.replicas.length === 0) return [];
  const places = [{ account: owner.name, region: source.region }, ...source.replicas];
  return places.flatMap(({ account: name, region }) => {
    const accountId = accountOf(plan, name)?.id;
    if (accountId === undefined) return [];
    const place = { partition: plan.organization.partition, accountId, region };
    return [{ account: name, accountId, tableArn: tableArn({ ...place, table: source.physicalName }) }];
  });
}

/** KMS takes letters, digits, `/`, `_` and `-` in an alias, and secrets have more in their names. */
const aliasOf = (name: string): string => name.replace(/[^a-zA-Z0-9/_-]/g, "-");

/** What is not there is left out of an output: a stack's outputs know no undefined. */
const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

/** External parties have no stack of their own: the owner hands their cards back. */
function cardsOfParties(
  { plan, account }: AccountContext,
  roles: readonly MadeAccessRole[],
  { resources, waiting }: GrantedResources,
): Outputs {
  const outputs: Outputs = {};
  for (const grant of openGrants(plan, account.name)) {
    const thing = resources.get(`${grant.kind}/${grant.name}`);
    const made = roles.find(({ grants }) => grants.some(({ id }) => id === grant.id));
    if (waiting.has(grant.id)) continue;
    if (grant.consumer.kind !== "external" || thing === undefined || (isByAccessRole(grant) && made === undefined)) continue;
    outputs[`card:${grant.id}`] = pulumi.all([thing, made?.role.arn]).apply(([known, roleArn]) =>
      connectionCard(grant, {
        thing: known,
        streams: undefined,
        roleArn,
        sessionHours: made?.planned.maxSessionHours ?? 1,
        pod: undefined,
        permissions: undefined,
        keyPolicyStatements: undefined,
      }),
    );
  }
  return outputs;
}
