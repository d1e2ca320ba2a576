import type { Catalogue } from "../iam/catalogue.ts";
import type { Plan } from "../model/plan/plan.ts";
import { type BootstrapRole, deployRoleOf, previewerArn, previewRoleOf } from "./bootstrap-role.ts";
import { accountCommands, CALLERS_ACCOUNT } from "./commands.ts";
import { previewerRole, type RepositoryEnvironments, runnerRole, type StatePlace } from "./management-roles.ts";
import { THIS_ACCOUNT } from "./place.ts";
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

/** The roles of an account. */
export function accountRoles(
  plan: Plan,
  accountId: string,
  previewRole: string,
  catalogue: Catalogue,
): [deploy: BootstrapRole, preview: BootstrapRole] {
  const place = { partition: plan.organization.partition, accountId };
  return [deployRoleOf(plan, place, catalogue), previewRoleOf(plan, previewRole, place, catalogue)];
}

/** Every file by its name, in the order in which they are used. */
export function bootstrapFiles(
  plan: Plan,
  { runner, previewRole, state, environments }: BootstrapChoice,
  catalogue: Catalogue,
): Map<string, string> {
  const { partition } = plan.organization;
  const management = [
    runnerRole(plan, runner, previewerArn(plan, previewRole), state, environments),
    previewerRole(plan, previewRole, state, environments),
  ] as const;
  return new Map([
    ["state.yaml", stateTemplate(plan, state)],
    ["github.yaml", providerTemplate()],
    ["management.yaml", managementTemplate(...management)],
    ["accounts.yaml", accountsTemplate(...accountRoles(plan, THIS_ACCOUNT, previewRole, catalogue))],
    [
      "accounts.sh",
      accountCommands(accountRoles(plan, CALLERS_ACCOUNT, previewRole, catalogue), { partition, accountId: CALLERS_ACCOUNT }, plan),
    ],
  ]);
}
