import { parseArn, pathAndName } from "../../iam/arn.ts";
import { ACCESS_PATH, BREAK_GLASS_PATH, EXTERNAL_ACCESS_PATH, roleNameOf, WORKLOAD_PATH } from "../../model/names.ts";
import type { Intended, IntendedWorkload } from "./intended.ts";
import type { Who } from "./subject.ts";

/** Whom the ARN of a role, or of a user who runs deployments, belongs to; undefined for one that nobody declared. */
export function whoIs(intended: Intended, arn: string): Who | undefined {
  if (intended.runners.includes(arn)) return { kind: "runner", account: "management" };
  const parsed = parseArn(arn);
  const account = intended.accountNames.get(parsed?.accountId ?? "");
  if (parsed === undefined || parsed.service !== "iam" || !parsed.resource.startsWith("role/")) return undefined;
  const role = parsed.resource.slice("role/".length);
  const party = [...intended.parties].find(([, each]) => each.account === parsed.accountId && each.role === role);
  if (party !== undefined) return { kind: "external", party: party[0] };
  const vendor = [...intended.vendors].find(
    ([, each]) => each.account === parsed.accountId && (each.role === undefined || each.role === role),
  );
  if (vendor !== undefined) return { kind: "vendor", vendor: vendor[0] };
  if (account === undefined) return undefined;
  const declared = intended.accounts.get(account);
  if (role === (declared?.deployRole ?? intended.deployRole)) return { kind: "deploy", account };
  if (role === `${BREAK_GLASS_PATH}/${intended.breakGlass.role}`) return { kind: "break-glass", account };
  if (role.startsWith("palisade/alarm/")) return { kind: "alarm", account };
  const workload = declared?.workloads.find((each) => each.roleArn === arn || isRoleOf(each, role));
  if (workload !== undefined) return { kind: "workload", account, workload: workload.name };
  if (role.startsWith(`${EXTERNAL_ACCESS_PATH}/`)) {
    const found = [...intended.parties.keys()].find((name) => roleNameOf("external", name) === nameIn(role));
    if (found !== undefined) return { kind: "access-role", account, consumer: `external/${found}` };
  }
  if (role.startsWith(`${ACCESS_PATH}/`) || role.startsWith(`${EXTERNAL_ACCESS_PATH}/`)) {
    const consumer = consumerOf(intended, nameIn(role));
    if (consumer !== undefined) return { kind: "access-role", account, consumer: `${consumer.account}/${consumer.name}` };
  }
  const tenants = declared?.resources.find(
    ({ name, table }) => table?.tenants !== undefined && `${WORKLOAD_PATH}/${roleNameOf(name, "tenants")}` === role,
  );
  if (tenants !== undefined) return { kind: "tenant-role", account, table: tenants.name, tenant: undefined };
  if (declared?.deployers.includes(role) === true) return { kind: "deployer", account, role };
  if (declared?.backupRoles.includes(role) === true) return { kind: "backup-role", account, role };
  if (declared?.restoreRoles.includes(role) === true) return { kind: "restore-role", account, role };
  const taker = [...intended.vendors].find(([, { takes }]) => takes.get(account)?.includes(role) === true);
  if (taker !== undefined) return { kind: "vendor-role", account, role, vendor: taker[0] };
  if (declared?.serviceRoles.includes(role) === true) return { kind: "service-role", account, role };
  return undefined;
}

/** Whether a role is one that Identity Center made of the permission set of people, whatever its suffix. */
const isRoleOf = ({ people }: IntendedWorkload, role: string): boolean =>
  people !== undefined &&
  /^aws-reserved\/sso\.amazonaws\.com\/(?:[a-z0-9-]+\/)?AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role)?.[1] === people.permissionSet;

const CONSUMERS = new WeakMap<Intended, ReadonlyMap<string, IntendedWorkload>>();

/** The workload that an access role of this name is for. */
function consumerOf(intended: Intended, name: string): IntendedWorkload | undefined {
  let known = CONSUMERS.get(intended);
  if (known === undefined) {
    const all = [...intended.accounts.values()].flatMap(({ workloads }) => workloads);
    known = new Map(all.toReversed().map((each) => [roleNameOf(each.account, each.name), each]));
    CONSUMERS.set(intended, known);
  }
  return known.get(name);
}

const nameIn = (role: string): string => pathAndName(role).name;
