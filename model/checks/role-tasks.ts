import { BREAK_GLASS_PATH } from "../names.ts";
import type { AccountFile, DeclaredLetThrough } from "../schema/account.ts";
import type { OrganizationFile } from "../schema/organization.ts";

/** The declaration's parts that name roles; parts that are missing or broken name none. */
export interface RoleNaming {
  readonly organization: OrganizationFile | undefined;
  /** Path and name of the deploy role where the role is: an account's own stands in place of the organization's there. */
  readonly deployRole: string | undefined;
  /** The accounts in which the role may be. */
  readonly accounts: readonly AccountFile[];
}

/**
 * What a role is for already, by the declaration or by AWS; undefined where it is for nothing else. Guardrails and the proof take each role
 * for one thing.
 * @param role path and name, as the declaration writes roles
 */
export function taskOf(role: string, naming: RoleNaming): string | undefined {
  if (role === naming.deployRole) return "is the deploy role, which whoever runs deployments assumes";
  return role === naming.organization?.deployment.role ? ORGANIZATIONS_DEPLOY_ROLE : otherTaskOf(role, naming);
}

/** An account that names its own deploy role may go back to this one. */
export const ORGANIZATIONS_DEPLOY_ROLE = "is the organization's deploy role, which has no other task in any account";

/** What a role is for already besides deploying. */
export function otherTaskOf(role: string, { organization, accounts }: Omit<RoleNaming, "deployRole">): string | undefined {
  if (organization !== undefined && role === `${BREAK_GLASS_PATH}/${organization.breakGlass.role}`)
    return "is the break-glass role, which people on call assume";
  if (role.startsWith("palisade/")) return "lies under the path of the blueprint's own roles";
  if (role.startsWith("aws-service-role/")) return "is a service-linked role, which SCPs do not bind";
  if (role.startsWith("aws-reserved/")) return "is the role of a permission set, which people take";
  if (organization?.administrators.includes(role) === true) return "is a role of administrators";
  if (organization?.breakGlass.trusted.includes(role) === true) return "is a role that may take break-glass";
  for (const { account, workloads } of accounts)
    for (const [workload, { role: own }] of Object.entries(workloads ?? {}))
      if (own?.existing === role) return `is the role of workload ${account}/${workload}, whose code acts with it`;
  return undefined;
}

/** Whether a role is named under the `letThrough` of the organization or of an account. */
export const isLetThrough = (role: string, ...declared: readonly (DeclaredLetThrough | undefined)[]): boolean =>
  declared.some((letThrough) =>
    (["backupRoles", "restoreRoles", "serviceRoles"] as const).some((kind) => Object.hasOwn(letThrough?.[kind] ?? {}, role)),
  );
