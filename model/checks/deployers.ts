import type { Part } from "../reading/part.ts";
import type { AccountFile, DeclaredWorkload } from "../schema/account.ts";
import { deployRoleOf } from "../settings.ts";
import type { Check } from "./check.ts";
import { isLetThrough, taskOf } from "./role-tasks.ts";

/** Who starts and changes what runs under workload roles: roles of pipelines, which have no other task in the declaration. */
export function checkDeployers(check: Pick<Check, "draft" | "report">): void {
  const { draft, report } = check;
  for (const { account: part } of draft.accounts) {
    if (part?.value === undefined) continue;
    checkNames(check, part, part.value);
    if (part.value.deployers !== undefined) continue;
    const started = Object.entries(part.value.workloads ?? {}).find(([, workload]) => isStartedWithMadeRole(workload));
    if (started !== undefined)
      report.warning(
        part,
        ["workloads", started[0]],
        {
          what: "runs with a role that nobody may pass to what runs it, since the account names no deployers",
          got: started[1].runsOn,
          remedy: REMEDY,
        },
        "name",
      );
    const [cluster] = Object.entries(part.value.clusters ?? {});
    if (cluster !== undefined)
      report.warning(
        part,
        ["clusters", cluster[0]],
        {
          what: "is a cluster whose access entries nobody may change, since the account names no deployers",
          got: cluster[1].existing,
          remedy: REMEDY,
        },
        "name",
      );
  }
}

const REMEDY = "add deployers: [<role of the pipeline>] to the account";

/** Whether somebody has to pass a role that Palisade makes: pods and CI jobs take theirs by a token. */
const isStartedWithMadeRole = ({ runsOn, role }: DeclaredWorkload): boolean => runsOn !== "eks" && runsOn !== "ci" && role === undefined;

function checkNames({ draft, report }: Pick<Check, "draft" | "report">, part: Part<AccountFile>, file: AccountFile): void {
  for (const [index, role] of (file.deployers ?? []).entries()) {
    const organization = draft.organization?.value;
    const what = isLetThrough(role, file.letThrough, organization?.letThrough)
      ? "is named under letThrough too"
      : taskOf(role, { organization, deployRole: organization && deployRoleOf(organization, file), accounts: [file] });
    if (what !== undefined)
      report.problem(part, ["deployers", index], { what, got: role, remedy: "name a role that only the account's pipeline takes" });
  }
}
