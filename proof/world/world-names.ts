import { type AccountPlace, accountRootArn, parseArn, pathAndName, roleArn, tableArn, userArn } from "../../iam/arn.ts";
import { BREAK_GLASS_PATH, roleNameOf, stackName, WORKLOAD_PATH } from "../../model/names.ts";
import { consumerName } from "../../model/plan/planned-grant.ts";
import type { ResolvedAccount, ResolvedPlan } from "../../model/plan/resolve.ts";
import type { DeclaredEncryption } from "../../model/schema/data.ts";
import { isAccountId, parsePrincipal } from "../engine/principal.ts";
import { meantName } from "../explanation/meant-name.ts";
import { type Path, type Problem, problem } from "../json-problem.ts";
import type { DeployedResources } from "./deployed-resources.ts";
import { arnOf } from "./world-resource.ts";

/** What a name stands for, or why it stands for nothing. */
export type Named = { readonly arn: string; readonly problem?: undefined } | { readonly arn?: undefined; readonly problem: Problem };

/** Knows the names by which the declaration calls principals and resources. */
export interface WorldNames {
  /** A principal: an ARN and whatever else the engine reads stays as it is. */
  principal(name: string): Named;
  /** A resource; a role may be named as a principal is. */
  resource(name: string): Named;
  /** What is called by an ARN; the ARN itself where it has no name. */
  readonly nameOf: (arn: string) => string;
  /** The name of an account by its id, `management` for the management account; undefined for one of nobody's. */
  accountName(id: string): string | undefined;
}

const PRINCIPAL_REMEDY =
  'write "<account>/<workload>", "external/<party>", "<owner>/access/<account>/<workload>", "break-glass@<account>", "deploy@<account>", "role/<name>@<account>", "user/<name>@<account>", "root@<account>", an ARN or a service\'s name';
const RESOURCE_REMEDY =
  'write "<account>/tables/<name>", with "/index/<index>", "/stream" or "/key" behind it, "<account>/keys/<name>", "<account>/secrets/<name>", a role as for principals, an ARN or "*"';

/** Knows the names of a plan whose resources are deployed. */
export function namesOf(plan: ResolvedPlan, inventory: DeployedResources): WorldNames {
  const { organization } = plan;
  const ids = new Map(plan.accounts.flatMap(({ name, id }) => (id === undefined ? [] : [[name, id] as const])));
  ids.set("management", organization.managementAccount);
  const accountNames = new Map([...ids].map(([name, id]) => [id, name]));
  const principals = new Map([...ids].flatMap(([account, id]) => principalsAt(plan, account, id)));
  for (const { name, workloads, people } of plan.accounts)
    for (const { name: own, roleArn: arn } of [...workloads, ...people]) if (arn !== undefined) principals.set(`${name}/${own}`, arn);
  for (const role of plan.accessRoles) {
    const { consumer, account, arn } = role;
    if (arn === undefined) continue;
    principals.set(`${account}/access/${consumerName(consumer)}`, arn);
    // As the plan and AWS write it: the role's own name.
    principals.set(`${account}/access/${role.name}`, arn);
  }
  for (const { name, id, tables } of plan.accounts) {
    for (const table of tables) {
      if (table.tenants === undefined || id === undefined) continue;
      const role = { path: WORKLOAD_PATH, name: roleNameOf(table.name, "tenants") };
      principals.set(`${name}/tenants/${table.name}`, roleArn({ partition: organization.partition, accountId: id, ...role }));
    }
  }
  for (const { name, account, role } of plan.externalParties)
    principals.set(`external/${name}`, roleArn({ partition: organization.partition, accountId: account, ...pathAndName(role) }));
  const resources = new Map(plan.accounts.flatMap((account) => resourcesOf(account, organization.partition, inventory)));
  // Where several names stand for one, the first is the one that it is declared by.
  const byArn = new Map([...resources, ...principals].reverse().map(([name, arn]) => [arn, name]));

  const rolesAndUsers = (name: string): string | undefined =>
    roleOrUserArn(name, (account) => {
      const accountId = ids.get(account) ?? (isAccountId(account) ? account : undefined);
      return accountId === undefined ? undefined : { partition: organization.partition, accountId };
    });
  return {
    principal: (name) => {
      const arn = principals.get(name) ?? rolesAndUsers(name);
      if (arn !== undefined) return { arn };
      if (parsePrincipal(name) !== undefined) return { arn: name };
      return unknownName(["principal"], name, () => principals.keys(), "is not a principal of the organization", PRINCIPAL_REMEDY);
    },
    resource: (name) => {
      const arn = resources.get(name) ?? principals.get(name) ?? rolesAndUsers(name);
      if (arn !== undefined) return { arn };
      if (name === "*" || parseArn(name) !== undefined) return { arn: name };
      return unknownName(
        ["resource"],
        name,
        () => [...resources.keys(), ...principals.keys()],
        "is not a resource of the organization",
        RESOURCE_REMEDY,
      );
    },
    nameOf: (arn) => byArn.get(arn) ?? roleOrUserName(arn, (id) => accountNames.get(id)) ?? arn,
    accountName: (id) => accountNames.get(id),
  };
}

/** The name of a role or user of an account that has one; undefined for all else. */
function roleOrUserName(arn: string, accountName: (id: string) => string | undefined): string | undefined {
  const [, id = "", resource] = /^arn:[^:]+:iam::(\d+):((?:role|user)\/.+)$/.exec(arn) ?? [];
  const account = accountName(id);
  return resource === undefined || account === undefined ? undefined : `${resource}@${account}`;
}

/** The ARN of `role/<path and name>@<account>` or `user/…`; undefined for any other name, and where the account is not known. */
export function roleOrUserArn(name: string, placeOf: (account: string) => AccountPlace | undefined): string | undefined {
  const [, kind, pathed, account = ""] = /^(role|user)\/([^@]+)@(.+)$/.exec(name) ?? [];
  const place = placeOf(account);
  if (kind === undefined || pathed === undefined || place === undefined || /^\/|\/$|\/\//.test(pathed)) return undefined;
  const fields = { ...place, ...pathAndName(pathed) };
  return kind === "role" ? roleArn(fields) : userArn(fields);
}

/** Why a name stands for nothing: what may be meant, or else what may be written. It is looked for when it is read, among all names. */
export function unknownName(path: Path, name: string, names: () => Iterable<string>, what: string, remedy: string): Named {
  return {
    get problem() {
      const suggestion = meantName(name, names());
      return problem(path, what, name, suggestion === undefined ? remedy : `did you mean ${JSON.stringify(suggestion)}?`);
    },
  };
}

function principalsAt({ organization, accounts }: ResolvedPlan, account: string, accountId: string): (readonly [string, string])[] {
  const { partition, breakGlass } = organization;
  const deployRole = accounts.find(({ name }) => name === account)?.deployRole ?? organization.deployRole;
  return [
    [`root@${account}`, accountRootArn({ partition, accountId })],
    [`deploy@${account}`, roleArn({ partition, accountId, ...pathAndName(deployRole) })],
    ...(account === "management"
      ? []
      : [[`break-glass@${account}`, roleArn({ partition, accountId, path: BREAK_GLASS_PATH, name: breakGlass.role })] as const]),
  ];
}

/**
 * What stands for the ARN of the stream that an existing table may have, where no stack looked it up: AWS makes up its last part.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html
 */
export const existingStreamArn = (table: string): string => `${table}/stream/of-the-existing-table`;

function resourcesOf(
  { name: account, id, tables, keys, secrets }: ResolvedAccount,
  partition: ResolvedPlan["organization"]["partition"],
  { byName, streams }: DeployedResources,
): (readonly [string, string])[] {
  if (id === undefined) return [];
  const stack = stackName("data", account);
  const made = (name: string) => {
    const resource = byName.get(`${stack}/${name}`);
    return resource === undefined ? undefined : arnOf(resource);
  };
  const named = (name: string, arn: string | undefined): (readonly [string, string])[] => (arn === undefined ? [] : [[name, arn]]);
  const keyArns = new Map(keys.map((key) => [key.name, key.existing ?? made(`key-${key.name}-key`)]));
  // A key that something else lies under is named as the account declares it, or by its ARN.
  const encryptingKey = (encryption: DeclaredEncryption, own: string): string | undefined => {
    if (typeof encryption !== "object") return made(own);
    return keyArns.has(encryption.key) ? keyArns.get(encryption.key) : encryption.key;
  };
  return [
    ...tables.flatMap((table) => {
      const arn = tableArn({ partition, accountId: id, region: table.region, table: table.physicalName });
      const name = `${account}/tables/${table.name}`;
      return [
        ...named(name, arn),
        ...table.indexes.flatMap((index) => named(`${name}/index/${index.name}`, index.arn)),
        ...named(`${name}/stream`, streams.get(arn) ?? (table.created ? undefined : existingStreamArn(arn))),
        ...named(`${name}/key`, encryptingKey(table.encryption, `table-${table.name}-key`)),
      ];
    }),
    ...keys.flatMap((key) => named(`${account}/keys/${key.name}`, keyArns.get(key.name))),
    ...secrets.flatMap((secret) => [
      ...named(`${account}/secrets/${secret.name}`, secret.existing ?? made(`secret-${secret.name}-secret`)),
      ...named(`${account}/secrets/${secret.name}/key`, encryptingKey(secret.encryption, `secret-${secret.name}-key`)),
    ]),
  ];
}
