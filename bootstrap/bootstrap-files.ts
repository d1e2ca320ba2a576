import type { Catalogue } from "../iam/catalogue.ts";
import { ownDeployRoles } from "../model/plan/own-deploy-roles.ts";
import type { Plan } from "../model/plan/plan.ts";
import { type BootstrapRole, deployRoleOf, previewerArn, previewRoleOf } from "./bootstrap-role.ts";
import { accountCommands, CALLERS_ACCOUNT } from "./commands.ts";
import { accountsWith, filesOf } from "./deploy-role-files.ts";
import { previewerRole, type RepositoryEnvironments, runnerRole } from "./management-roles.ts";
import { THIS_ACCOUNT } from "./place.ts";
import type { StatePlace } from "./state-place.ts";
import { accountsTemplate, managementTemplate, providerTemplate, stateTemplate } from "./templates.ts";

/** What the files are written with. */
export interface BootstrapChoice {
  /** ARN of the role that deploys. */
  readonly runner: string;
  /** Name of the roles that only read. */
  readonly previewRole: string;
  readonly state: StatePlace;
  readonly environments: RepositoryEnvironments;
}

/**
 * The roles of an account.
 * @param deployRole path and name of its deploy role
 */
export function accountRoles(
  plan: Plan,
  deployRole: string,
  accountId: string,
  previewRole: string,
  catalogue: Catalogue,
): [deploy: BootstrapRole, preview: BootstrapRole] {
  const place = { partition: plan.organization.partition, accountId };
  return [deployRoleOf(plan, deployRole, place, catalogue), previewRoleOf(plan, previewRole, place, catalogue)];
}

/** Every file by its name, in the order in which they are used. */
export function bootstrapFiles(
  plan: Plan,
  { runner, previewRole, state, environments }: BootstrapChoice,
  catalogue: Catalogue,
): Map<string, string> {
  const management = [
    runnerRole(plan, runner, previewerArn(plan, previewRole), state, environments),
    previewerRole(plan, previewRole, state, environments),
  ] as const;
  const { deployRole } = plan.organization;
  const ofAccounts = (role: string, name: string): (readonly [string, string])[] => {
    const roles = (accountId: string) => accountRoles(plan, role, accountId, previewRole, catalogue);
    return [
      [`${name}.yaml`, accountsTemplate(...roles(THIS_ACCOUNT), role === deployRole ? [] : accountsWith(plan, role))],
      [`${name}.sh`, accountCommands(plan, { file: `${name}.sh`, deployRole: role, roles: roles(CALLERS_ACCOUNT) })],
    ];
  };
  return new Map([
    ["state.yaml", stateTemplate(plan, state)],
    ["github.yaml", providerTemplate()],
    ["management.yaml", managementTemplate(...management)],
    ...ofAccounts(deployRole, "accounts"),
    ...ownDeployRoles(plan).flatMap((role) => ofAccounts(role, filesOf(role))),
  ]);
}
