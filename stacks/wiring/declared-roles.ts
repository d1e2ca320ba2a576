import { deployRoles, type GuardedRoles, rolePattern } from "../../guardrails/exempt-roles.ts";
import type { RoleTakers } from "../../guardrails/role-takers.ts";
import { parseArn, roleArn } from "../../iam/arn.ts";
import { compareText } from "../../iam/compare-text.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { BREAK_GLASS_PATH } from "../../model/names.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { administratorPattern } from "../../sharing/key-administration.ts";
import { alarmRegions } from "./alarm-regions.ts";

/** A declared backup or service role, in every account or in one. */
interface RoleOfService {
  readonly pattern: string;
  readonly service: string;
}

/** The principal of AWS Backup, which is the same in every partition. https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html */
const BACKUP = "backup.amazonaws.com";

/** Roles that are declared for the organization are exempt in every account; those of an account only there. Sorted by pattern. */
function declaredRoles<T>(
  { organization, accounts }: ResolvedPlan,
  declared: (letThrough: ResolvedPlan["organization"]["letThrough"]) => readonly (readonly [name: string, of: T])[],
): { readonly pattern: string; readonly of: T }[] {
  const { partition, letThrough } = organization;
  const ofAll = declared(letThrough);
  const names = new Set(ofAll.map(([name]) => name));
  const ofOne = accounts.flatMap(({ id, letThrough: own }) =>
    id === undefined
      ? []
      : declared(own).flatMap(([name, of]) => (names.has(name) ? [] : [{ pattern: rolePattern(partition, name, id), of }])),
  );
  return [...ofAll.map(([name, of]) => ({ pattern: rolePattern(partition, name), of })), ...ofOne].sort((a, b) =>
    compareText(a.pattern, b.pattern),
  );
}

/** Declared backup and service roles, with the service that uses each. */
const rolesOfServices = (plan: ResolvedPlan, kind: "backupRoles" | "serviceRoles"): RoleOfService[] =>
  declaredRoles(plan, ({ backupRoles = {}, serviceRoles = {} }) =>
    kind === "backupRoles"
      ? Object.keys(backupRoles).map((name) => [name, BACKUP] as const)
      : Object.entries(serviceRoles).map(([name, { service }]) => [name, service] as const),
  ).map(({ pattern, of }) => ({ pattern, service: of }));

/** Roles of workloads that a service runs in AWS's own network. Only their takers are a matter of theirs: they are protected like all of their path. */
const rolesOfExemptWorkloads = ({ accounts, organization: { partition } }: ResolvedPlan): RoleOfService[] =>
  accounts
    .flatMap(({ id, workloads }) =>
      workloads.flatMap(({ exempt, service, role }) =>
        id === undefined || exempt === undefined || service === undefined
          ? []
          : [{ pattern: roleArn({ partition, accountId: id, ...pathOf(role), name: role.name }), service }],
      ),
    )
    .sort((a, b) => compareText(a.pattern, b.pattern));

/** Whether a pattern of roles is of some accounts: of one of them, or of every account. */
function isRoleOf(accounts: ResolvedPlan["accounts"]): (pattern: string) => boolean {
  const owners = new Set<string | undefined>(["*", ...accounts.flatMap(({ id }) => id ?? [])]);
  return (pattern) => owners.has(parseArn(pattern)?.accountId);
}

const pathOf = ({ path }: { readonly path: string | undefined }) => (path === undefined ? {} : { path });

/**
 * The roles that guardrails protect or exempt.
 * @param deployRole path and name of the deploy role of the accounts that they are for
 * @param ownDeployRoles ARNs of deploy roles that are exempt besides
 * @param accounts those that they are for; roles of other accounts are left out
 */
export function guardedRoles(
  plan: ResolvedPlan,
  deployRole: string,
  ownDeployRoles: readonly string[],
  accounts: ResolvedPlan["accounts"],
): GuardedRoles {
  const { partition } = plan.organization;
  const isOfThese = isRoleOf(accounts);
  const patterns = (kind: "backupRoles" | "serviceRoles") =>
    rolesOfServices(plan, kind)
      .map(({ pattern }) => pattern)
      .filter(isOfThese);
  const restoreRoles = declaredRoles(plan, (letThrough) =>
    Object.keys(letThrough.restoreRoles ?? {}).map((name) => [name, undefined] as const),
  );
  return {
    partition,
    deployRole,
    ownDeployRoles,
    backupRoles: patterns("backupRoles"),
    restoreRoles: restoreRoles.map(({ pattern }) => pattern).filter(isOfThese),
    serviceRoles: patterns("serviceRoles"),
  };
}

/**
 * Who is declared for each of the roles that guardrails exempt.
 * @param deployRole path and name of the deploy role of the accounts that they are for
 * @param accounts those that they are for; roles of other accounts are left out
 */
export function declaredTakers(plan: ResolvedPlan, deployRole: string, accounts: ResolvedPlan["accounts"]): RoleTakers {
  const { organization } = plan;
  const { partition, breakGlass, runners, servicePins } = organization;
  const listenedTo = alarmRegions(organization);
  const isOfThese = isRoleOf(accounts);
  const byService = Map.groupBy(
    [...rolesOfServices(plan, "backupRoles"), ...rolesOfServices(plan, "serviceRoles"), ...rolesOfExemptWorkloads(plan)].filter(
      ({ pattern }) => isOfThese(pattern),
    ),
    ({ service }) => service,
  );
  return {
    deployRoles: deployRoles({ partition, deployRole }),
    runners: nonEmpty(runners, "runners"),
    breakGlass: {
      roles: [rolePattern(partition, `${BREAK_GLASS_PATH}/${breakGlass.role}`)],
      people: nonEmpty(
        breakGlass.trusted.map((name) => administratorPattern(partition, "*", name)),
        "trusted",
      ),
      listenedTo: listenedTo === undefined ? undefined : nonEmpty(listenedTo, "regions"),
    },
    services: [...byService]
      .sort(([a], [b]) => compareText(a, b))
      .map(([service, roles]) => ({
        service,
        roles: nonEmpty([...new Set(roles.map(({ pattern }) => pattern))], "roles"),
      })),
    arePinned: servicePins === "enforced",
  };
}
