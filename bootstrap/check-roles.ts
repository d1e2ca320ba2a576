import { roleArn } from "../iam/arn.ts";
import type { Catalogue } from "../iam/catalogue.ts";
import type { Plan } from "../model/plan/plan.ts";
import { accountRoles, type BootstrapChoice } from "./bootstrap-files.ts";
import type { BootstrapRole } from "./bootstrap-role.ts";
import { previewerArn } from "./bootstrap-role.ts";
import { previewerRole, runnerRole } from "./management-roles.ts";

/** A role that ought to be there, and who reads it. */
export interface CheckedRole {
  /** The account's name, or `management`. */
  readonly account: string;
  readonly arn: string;
  readonly wanted: BootstrapRole;
  /** ARN of the role by which it is read; undefined in the management account, where the shell's own credentials are. */
  readonly asRole: string | undefined;
}

/** The roles of the management account and of every account that exists. Accounts that are created here get theirs from AWS Organizations. */
export function checkedRoles(plan: Plan, choice: BootstrapChoice, catalogue: Catalogue): CheckedRole[] {
  const { partition, managementAccount } = plan.organization;
  const { runner, previewRole, state, environments } = choice;
  const arnOf = (accountId: string, { path, name }: BootstrapRole) =>
    roleArn({ partition, accountId, name, ...(path === "/" ? {} : { path: path.slice(1, -1) }) });
  const management = [
    runnerRole(plan, runner, previewerArn(plan, previewRole), state, environments),
    previewerRole(plan, previewRole, state, environments),
  ].map((wanted) => ({ account: "management", arn: arnOf(managementAccount, wanted), wanted, asRole: undefined }));
  const members = plan.accounts.flatMap(({ name: account, id, deployRole }) => {
    if (id === undefined) return [];
    const asRole = roleArn({ partition, accountId: id, name: deployRole });
    return accountRoles(plan, deployRole, id, previewRole, catalogue).map((wanted) => ({
      account,
      arn: arnOf(id, wanted),
      wanted,
      asRole,
    }));
  });
  return [...management, ...members];
}
