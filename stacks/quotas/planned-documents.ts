import { identityPolicy } from "../../iam/identity-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { secretPolicy } from "../../iam/secret-policy.ts";
import type { Statement } from "../../iam/statement.ts";
import { streamPolicy, tablePolicy } from "../../iam/table-policy.ts";
import { stackName } from "../../model/names.ts";
import { accessRolesOf, accountOf, grantsOn, openGrants } from "../../model/plan/plan-index.ts";
import type { Kind } from "../../model/plan/planned-grant.ts";
import type { ResolvedTable } from "../../model/plan/resolve.ts";
import { permissionStatements } from "../../sharing/permissions.ts";
import { secretStatement } from "../../sharing/resource-policy.ts";
import { tenantStatements } from "../../sharing/tenants.ts";
import { brokeredTables, grantsOfWorkload, type KnownUse, workloadStatements } from "../consumers/workload-statements.ts";
import { directKeyUse, isUnder, secretKeyUse, tableKeyUse } from "../data/key-uses.ts";
import { replicasOf } from "../data/replicas.ts";
import { hasStreamPolicy, hasTablePolicy, type KnownTable, streamPolicyStatements, tablePolicyStatements } from "../data/table-policies.ts";
import type { PlannedPlace } from "../wiring/account-roles.ts";
import type { Originated } from "../wiring/layer.ts";
import { keyDocuments, OF_ORDINARY_TABLES, OF_SECRETS, OF_SENSITIVE_DATA, remedyOfKey } from "./key-documents.ts";
import { plannedGrant, plannedResource, plannedSource, plannedStreamArn, plannedTenantRole } from "./known-by-plan.ts";
import type { PlannedDocument } from "./planned-document.ts";
import { plannedEndpoints } from "./planned-endpoints.ts";
import { everythingThere } from "./planned-place.ts";

/** The documents that grow with grants, accounts and regions: of tables, streams, keys, secrets, roles' permissions and endpoints. */
export function plannedDocuments(place: PlannedPlace): PlannedDocument[] {
  return [
    ...ofTables(place),
    ...ofSecrets(place),
    ...ofKeys(place),
    ...ofAccessRoles(place),
    ...ofWorkloads(place),
    ...plannedEndpoints(place),
  ];
}

/** The statements alone, for documents of any kind. */
const only = <S extends Statement | object>(statements: readonly Originated<S>[]) =>
  nonEmpty(
    statements.map(({ statement }) => statement),
    "statements",
  );

const grantsOf = ({ plan, account }: PlannedPlace, kind: Kind, name: string) =>
  grantsOn(plan, account.name, kind, name).flatMap((grant) => plannedGrant(plan, grant));

function knownTable(place: PlannedPlace, table: ResolvedTable): KnownTable {
  const arn = plannedTenantRole(place, table.name);
  return {
    table,
    grants: grantsOf(place, "tables", table.name),
    tenantRole: table.tenants === undefined ? undefined : { arn, uniqueId: arn },
    replicas: replicasOf(place.plan, place.account, table),
  };
}

function ofTables(place: PlannedPlace): PlannedDocument[] {
  const stack = stackName("data", place.account.name);
  return place.account.tables.flatMap((table) => {
    const known = knownTable(place, table);
    const { arn, name, origin } = table;
    const isSensitive = table.classification === "sensitive";
    const isByRoles = known.grants.every(({ grant }) => grant.how !== "resource-policy");
    const at = { stack, origin, grants: known.grants.length, ...(isSensitive && isByRoles ? { remedy: OF_SENSITIVE_DATA } : {}) };
    const isWritten = table.created || table.writesPolicy;
    return [
      ...(isWritten && arn !== undefined && hasTablePolicy(known)
        ? [
            {
              ...at,
              of: `table-${name}-${table.created && known.replicas.length > 0 ? "table" : "policy"}`,
              make: () => tablePolicy(only(tablePolicyStatements(place, known, arn))),
            },
          ]
        : []),
      ...(isWritten && hasStreamPolicy(known)
        ? [
            {
              ...at,
              of: `table-${name}-stream-policy`,
              make: () => streamPolicy(only(streamPolicyStatements(place, known, plannedStreamArn(place, table)))),
            },
          ]
        : []),
      ...(table.created && table.encryption === "own-key"
        ? [
            {
              ...at,
              remedy: isSensitive ? OF_SENSITIVE_DATA : OF_ORDINARY_TABLES,
              of: `table-${name}-key`,
              ...keyDocuments(place, table.region, ["dynamodb"], () => [tableKeyUse(place, known)]),
            },
          ]
        : []),
      ...(table.tenants === undefined ? [] : ofTenants(place, table)),
    ];
  });
}

function ofTenants(place: PlannedPlace, { name, origin, tenants }: ResolvedTable): PlannedDocument[] {
  const resource = plannedResource(place, "tables", name);
  if (tenants === undefined || resource?.kind !== "tables") return [];
  const of = `tenants-permissions-${name}`;
  return [
    {
      stack: stackName("data", place.account.name),
      of,
      origin,
      grants: 1,
      make: () => identityPolicy(tenantStatements(tenants, resource.table)),
    },
  ];
}

function ofSecrets(place: PlannedPlace): PlannedDocument[] {
  const stack = stackName("data", place.account.name);
  return place.account.secrets.flatMap((secret) => {
    const { name, origin, existing, writesPolicy, encryption, region } = secret;
    const grants = grantsOf(place, "secrets", name);
    const shared = grants.filter(({ grant }) => grant.how === "resource-policy");
    const at = { stack, origin, grants: grants.length };
    return [
      ...((existing === undefined || writesPolicy) && shared.length > 0
        ? [{ ...at, of: `secret-${name}-policy`, make: () => secretPolicy(nonEmpty(shared.map(secretStatement), "statements")) }]
        : []),
      ...(existing === undefined && encryption === "own-key"
        ? [
            {
              ...at,
              remedy: OF_SECRETS,
              of: `secret-${name}-key`,
              ...keyDocuments(place, region, ["secretsmanager"], () => [secretKeyUse(secret, grants)]),
            },
          ]
        : []),
    ];
  });
}

/** Keys that are declared by themselves. */
function ofKeys(place: PlannedPlace): PlannedDocument[] {
  const { tables, secrets, keys, name: account } = place.account;
  return keys.flatMap((key) => {
    if (key.existing !== undefined) return [];
    const encrypted = tables.filter((table) => isUnder(table, key)).map((table) => knownTable(place, table));
    const held = secrets
      .filter((secret) => isUnder(secret, key))
      .map((secret) => ({ secret, grants: grantsOf(place, "secrets", secret.name) }));
    const direct = grantsOf(place, "keys", key.name);
    const services = [...(encrypted.length === 0 ? [] : ["dynamodb" as const]), ...(held.length === 0 ? [] : ["secretsmanager" as const])];
    const grants = direct.length + [...encrypted, ...held].reduce((sum, each) => sum + each.grants.length, 0);
    const uses = () => [
      directKeyUse(direct),
      ...encrypted.map((each) => tableKeyUse(place, each)),
      ...held.map((each) => secretKeyUse(each.secret, each.grants)),
    ];
    return [
      {
        stack: stackName("data", account),
        of: `key-${key.name}-key`,
        origin: key.origin,
        grants,
        remedy: remedyOfKey(encrypted, direct.length + held.length),
        ...keyDocuments(place, key.region, services, uses),
      },
    ];
  });
}

/** The permissions of the roles that consumers take. */
function ofAccessRoles(place: PlannedPlace): PlannedDocument[] {
  const { plan, account } = place;
  const open = new Map(openGrants(plan, account.name).map((grant) => [grant.id, grant]));
  return accessRolesOf(plan, account.name).flatMap((role) => {
    const grants = role.grants.flatMap((id) => open.get(id) ?? []);
    const [first] = grants;
    if (first === undefined) return [];
    const make = () =>
      identityPolicy(
        nonEmpty(
          grants.flatMap((grant) => {
            const on = plannedResource(place, grant.kind, grant.name);
            return on === undefined ? [] : permissionStatements(grant, on, { asOwner: true, from: plannedSource(plan, grant) });
          }),
          role.name,
        ),
      );
    const of = `access-permissions-${role.name}`;
    return [{ stack: stackName("data", account.name), of, origin: first.origin, grants: grants.length, make }];
  });
}

/** The permissions that workloads' own roles are given. */
function ofWorkloads(place: PlannedPlace): PlannedDocument[] {
  const { plan, account } = place;
  return account.workloads.flatMap((workload) => {
    const used = grantsOfWorkload(plan, account, workload.name).flatMap((grant): KnownUse[] => {
      const account = accountOf(plan, grant.owner);
      const owner = account === undefined ? undefined : everythingThere(plan, account);
      const resource = owner === undefined ? undefined : plannedResource(owner, grant.kind, grant.name);
      return resource === undefined ? [] : [{ grant, resource, accessRole: grant.accessRoleArn }];
    });
    const tenants = brokeredTables(account, workload.name).map((table) => ({ table, role: plannedTenantRole(place, table.name) }));
    const statements = workloadStatements(account, workload, used, tenants);
    if (statements.length === 0 || !workload.role.addsPermissions) return [];
    return [
      {
        stack: stackName("consumers", account.name),
        of: `permissions-${workload.name}`,
        origin: workload.origin,
        grants: used.length,
        make: () => identityPolicy(only(statements)),
      },
    ];
  });
}
