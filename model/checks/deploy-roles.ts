import { pathAndName } from "../../iam/arn.ts";
import type { Part } from "../reading/part.ts";
import type { Path } from "../reading/source.ts";
import type { AccountFile } from "../schema/account.ts";
import type { OrganizationFile } from "../schema/organization.ts";
import type { Check } from "./check.ts";
import { isLetThrough, otherTaskOf } from "./role-tasks.ts";

const AT: Path = ["deployment", "role"];

/** Deploy roles that accounts name in place of the organization's: guardrails exempt each in its account, so that it has no other task there. */
export function checkDeployRoles({ draft, report }: Pick<Check, "draft" | "report">): void {
  for (const { account: part } of draft.accounts) {
    const role = part?.value?.deployment?.role;
    if (part?.value === undefined || role === undefined) continue;
    checkTask(draft.organization?.value, part, part.value, role, report);
    if (part.value.id === undefined && role.includes("/"))
      report.problem(part, AT, {
        what: "has a path, and AWS Organizations makes the role of a new account without one",
        got: role,
        remedy: `write ${pathAndName(role).name}, or leave it out for the organization's role`,
      });
  }
}

function checkTask(
  organization: OrganizationFile | undefined,
  part: Part<AccountFile>,
  file: AccountFile,
  role: string,
  report: Check["report"],
): void {
  // What the account itself names it for is a mistake there.
  const task = isLetThrough(role, organization?.letThrough)
    ? "is named under letThrough too"
    : (otherTaskOf(role, { organization, accounts: [file] }) ?? twinOf(organization, role));
  if (task !== undefined)
    report.problem(part, AT, { what: task, got: role, remedy: "name a role that only whoever runs deployments takes" });
}

/** Names of roles are unique in an account whatever their paths and case. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const twinOf = (organization: OrganizationFile | undefined, role: string): string | undefined =>
  pathAndName(role).name.toLowerCase() === organization?.breakGlass.role.toLowerCase()
    ? "has the name of the break-glass role, and a name is for one role of an account"
    : undefined;
