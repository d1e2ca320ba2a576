import { accountRootArn, functionArn, type Partition, parseArn, pathAndName, roleArn, userArn } from "../../iam/arn.ts";
import { BREAK_GLASS_PATH } from "../../model/names.ts";
import type { ContextValues } from "../engine/request-context.ts";
import type { Intended, IntendedWorkload } from "../intent/intended.ts";
import { workloadOf } from "../intent/places.ts";
import type { Who } from "../intent/subject.ts";
import { whoIs } from "../intent/who-is.ts";
import type { DeployedResources } from "../world/deployed-resources.ts";

/** A class of principals by one example: whom intent takes it for, and how a request names it. */
export interface PrincipalClass {
  readonly who: Who;
  /** As the engine reads principals. */
  readonly principal: string;
  /** Keys that its requests carry whatever they ask for. */
  readonly carries: ContextValues;
  /** Of a role with which Lambda polls streams: whether it is Lambda that calls, and not the function. */
  readonly isPolled?: boolean;
  /** Whether it is a service that calls by itself, from a network of AWS's own. @default false */
  readonly isOfAws?: boolean;
}

/** What principals are made from. */
export interface PrincipalSources {
  readonly intended: Intended;
  readonly partition: Partition;
  /** ARNs of the roles that stacks make, by account id. */
  readonly rolesOf: ReadonlyMap<string, readonly string[]>;
}

/** What the principals of deployed stacks are made from. */
export const principalSources = (intended: Intended, { roles }: DeployedResources, partition: Partition): PrincipalSources => ({
  intended,
  partition,
  rolesOf: Map.groupBy(roles.keys(), (arn) => parseArn(arn)?.accountId ?? ""),
});

/** What tells classes of principals apart. */
export const classKey = ({ principal, carries }: PrincipalClass): string => JSON.stringify([principal, carries]);

/** Each class of principals once. */
export const distinctPrincipals = (principals: readonly PrincipalClass[]): PrincipalClass[] => [
  ...new Map(principals.map((each) => [classKey(each), each])).values(),
];

/** An account in the organization that nobody declared, and one outside of it. */
export const UNDECLARED_ACCOUNT = "999999999901";
export const STRANGERS_ACCOUNT = "999999999902";

const plain = (who: Who, principal: string): PrincipalClass => ({ who, principal, carries: {} });

/** Every principal of an account that some policy may tell from the others. */
export function principalsOf(sources: PrincipalSources, account: string, accountId: string): PrincipalClass[] {
  const { intended, partition, rolesOf } = sources;
  const declared = intended.accounts.get(account);
  const place = { partition, accountId };
  const role = (pathed: string) => roleArn({ ...place, ...pathAndName(pathed) });
  const named: PrincipalClass[] = [
    plain({ kind: "deploy", account }, role(declared?.deployRole ?? intended.deployRole)),
    ...(declared?.workloads ?? [])
      .filter((workload) => isThere(sources, workload))
      .map(({ name, roleArn: arn }) => plain({ kind: "workload", account, workload: name }, arn)),
    ...(declared?.deployers ?? []).map((each) => plain({ kind: "deployer", account, role: each }, role(each))),
    ...(declared?.backupRoles ?? []).map((each) => plain({ kind: "backup-role", account, role: each }, role(each))),
    ...(declared?.restoreRoles ?? []).map((each) => plain({ kind: "restore-role", account, role: each }, role(each))),
    ...(declared?.serviceRoles ?? []).map((each) => plain({ kind: "service-role", account, role: each }, role(each))),
    ...[...intended.vendors].flatMap(([vendor, { takes }]) =>
      (takes.get(account) ?? []).map((each) => plain({ kind: "vendor-role", account, role: each, vendor }, role(each))),
    ),
    // A role that its team has not made yet, anybody may make.
    ...(declared?.workloads ?? []).filter(waitsForItsTeam).map(({ roleArn: arn }) => plain({ kind: "undeclared-role", account }, arn)),
    ...(rolesOf.get(accountId) ?? []).map((arn) => plain(whoIs(intended, arn) ?? { kind: "undeclared-role", account }, arn)),
  ];
  const unique = [...new Map(named.toReversed().map((each) => [each.principal, each])).values()];
  return [
    ...unique.flatMap((each) => tenantsOf(sources, each)).flatMap((each) => pollingOf(sources, each)),
    ...anyPermissionIn(sources, account, accountId),
    plain(
      { kind: "service-linked", account },
      roleArn({
        ...place,
        path: "aws-service-role/dynamodb.application-autoscaling.amazonaws.com",
        name: "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
      }),
    ),
  ];
}

/** Whether a workload has a role: one that stacks make may wait for a cluster, and nobody else may make it. */
export const isThere = ({ rolesOf }: PrincipalSources, workload: IntendedWorkload): boolean => {
  const { roleArn: arn, isExisting } = workload;
  return isExisting ? !waitsForItsTeam(workload) : rolesOf.get(parseArn(arn)?.accountId ?? "")?.includes(arn) === true;
};

/** Whether a workload's role is one that its team makes after the account is created. */
const waitsForItsTeam = ({ isExisting, mayWait }: IntendedWorkload): boolean => isExisting && mayWait;

/** Principals of an account that nobody declared, each of whom may hold any permission. */
export function anyPermissionIn({ intended, partition }: PrincipalSources, account: string, accountId: string): PrincipalClass[] {
  const place = { partition, accountId };
  const person = (name: string) =>
    name.startsWith("AWSReservedSSO_")
      ? roleArn({ ...place, path: "aws-reserved/sso.amazonaws.com/eu-west-1", name: `${name}_0123456789abcdef` })
      : roleArn({ ...place, ...pathAndName(name) });
  const trusted = intended.breakGlass.trusted;
  return [
    ...intended.administrators.map((name) => plain({ kind: "administrator", account }, person(name))),
    ...trusted.map((name) => plain({ kind: "on-call", account }, person(name))),
    // A permission set whose name begins like a trusted one's.
    ...trusted.map((name) => plain({ kind: "undeclared-role", account }, person(`${name}_ReadOnly`))),
    plain({ kind: "undeclared-role", account }, roleArn({ ...place, name: "another" })),
    // A role of an exempt name under another path, which anybody may make.
    plain({ kind: "undeclared-role", account }, roleArn({ ...place, path: "team", name: nameOf(intended.deployRole) })),
    // A role that deploys elsewhere, and has no task here.
    ...deployRolesOf(intended)
      .map((each) => roleArn({ ...place, ...pathAndName(each) }))
      .filter((arn) => whoIs(intended, arn) === undefined)
      .map((arn) => plain({ kind: "undeclared-role", account }, arn)),
    plain({ kind: "undeclared-role", account }, roleArn({ ...place, name: intended.breakGlass.role })),
    ...(account === "management" ? intended.runners.map((arn) => plain({ kind: "runner", account }, arn)) : []),
    plain({ kind: "user", account }, userArn({ ...place, name: "another" })),
    plain({ kind: "root", account }, accountRootArn(place)),
  ];
}

const nameOf = (role: string): string => pathAndName(role).name;

const DEPLOY_ROLES = new WeakMap<Intended, readonly string[]>();

/** Every role that deploys somewhere, by path and name. */
function deployRolesOf(intended: Intended): readonly string[] {
  const known = DEPLOY_ROLES.get(intended);
  if (known !== undefined) return known;
  const roles = [...new Set([intended.deployRole, ...[...intended.accounts.values()].map(({ deployRole }) => deployRole)])];
  DEPLOY_ROLES.set(intended, roles);
  return roles;
}

/** The sessions of a tenant role: of a tenant, and one without the tag. Nobody may take it with an empty tag, which is asked at the role. */
function tenantsOf({ intended }: PrincipalSources, role: PrincipalClass): PrincipalClass[] {
  if (role.who.kind !== "tenant-role") return [role];
  const { account, table } = role.who;
  const tag = intended.accounts.get(account)?.resources.find(({ kind, name }) => kind === "table" && name === table)?.table?.tenants?.tag;
  if (tag === undefined) return [role];
  const tagged = (tenant: string): PrincipalClass => ({
    ...role,
    who: { kind: "tenant-role", account, table, tenant },
    carries: { [`aws:PrincipalTag/${tag}`]: tenant },
  });
  return [role, tagged(A_TENANT)];
}

/** Who uses a workload's role: the workload's code and, where Lambda polls streams with the role, Lambda. */
export function pollingOf({ intended, partition }: PrincipalSources, role: PrincipalClass): PrincipalClass[] {
  const { who } = role;
  const workload = who.kind === "workload" ? workloadOf(intended, who.account, who.workload) : undefined;
  if (workload?.pollsStreams !== true) return [role];
  const place = { partition, accountId: intended.accounts.get(workload.account)?.id ?? "", region: workload.network?.region ?? "" };
  const carries = { "lambda:SourceFunctionArn": functionArn({ ...place, functionName: workload.name }) };
  return [
    { ...role, carries, isPolled: false },
    { ...role, isPolled: true },
  ];
}

/** A tenant of nobody's, and another whose name begins like its own. */
export const A_TENANT = "one";
export const ANOTHER_TENANT = "one-other";

/** Principals from outside of the organization. */
export function outsiders({ intended, partition }: PrincipalSources): PrincipalClass[] {
  const stranger = (party: string | undefined, accountId: string): PrincipalClass[] => [
    plain({ kind: "stranger", party }, roleArn({ partition, accountId, name: "another" })),
    plain({ kind: "stranger", party }, accountRootArn({ partition, accountId })),
  ];
  return [
    ...[...intended.parties].flatMap(([party, { account, role, organization }]) => [
      ...insideAndOutside(
        plain({ kind: "external", party }, roleArn({ partition, accountId: account, ...pathAndName(role) })),
        organization,
      ),
      ...stranger(party, account),
    ]),
    ...[...intended.vendors].flatMap(([vendor, { account, role }]) => [
      plain({ kind: "vendor", vendor }, roleArn({ partition, accountId: account, ...pathAndName(role ?? "another") })),
      ...(role === undefined ? [] : stranger(undefined, account)),
    ]),
    ...stranger(undefined, STRANGERS_ACCOUNT),
    plain({ kind: "anonymous" }, "*"),
  ];
}

/** A party's role; and where it is bound to an organization, after its account went to another one, or to none. */
const insideAndOutside = (role: PrincipalClass, organization: string | undefined): PrincipalClass[] =>
  organization === undefined
    ? [role]
    : [role, ...["o-elsewhere", []].map((other) => ({ ...role, carries: { ...role.carries, "aws:PrincipalOrgID": other } }))];

/** The break-glass role of an account. */
export const breakGlassArn = ({ intended, partition }: PrincipalSources, accountId: string): string =>
  roleArn({ partition, accountId, path: BREAK_GLASS_PATH, name: intended.breakGlass.role });

/** The account that a principal belongs to, by the declaration's name; undefined outside of the organization. */
export function accountOfWho(who: Who): string | undefined {
  return "account" in who ? who.account : undefined;
}

/** Services that could take a role: those that its trust names and one more, acting for a resource of the account, of another, and of none. */
export function servicesBeside(trusted: readonly string[], account: string, accountId: string): PrincipalClass[] {
  const another = trusted.includes("glue.amazonaws.com") ? "lambda.amazonaws.com" : "glue.amazonaws.com";
  const services = [...new Set([...trusted, another])];
  const actingFor = (service: string, actsFor: string | undefined, id: string | undefined): PrincipalClass => ({
    who: { kind: "service", service, actsFor },
    principal: service,
    carries: id === undefined ? {} : { "aws:SourceAccount": id },
  });
  return services.flatMap((service) => [
    actingFor(service, account, accountId),
    actingFor(service, undefined, STRANGERS_ACCOUNT),
    actingFor(service, undefined, undefined),
  ]);
}
