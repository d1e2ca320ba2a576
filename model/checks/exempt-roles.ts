import { parseArn, partitionOf } from "../../iam/arn.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { quotaOf, sizeOf } from "../../iam/render.ts";
import { isServicePrincipal, nearestServicePrincipal } from "../../iam/service-principals.ts";
import type { Part } from "../reading/part.ts";
import type { Path } from "../reading/source.ts";
import { runnersTrust } from "../runners-trust.ts";
import type { DeclaredLetThrough } from "../schema/account.ts";
import type { OrganizationFile } from "../schema/organization.ts";
import { deployRoleOf } from "../settings.ts";
import type { Check } from "./check.ts";
import { type RoleNaming, taskOf } from "./role-tasks.ts";
import { unknownServiceFinding } from "./unknown-service.ts";

/** Who takes the roles that guardrails exempt: each role has one kind of taker, or else nobody could take it. */
export function checkExemptRoles({ draft, report }: Pick<Check, "draft" | "report">): void {
  const part = draft.organization;
  const file = part?.value;
  if (part === undefined || file === undefined) return;
  const { managementAccount } = file.organization;
  const partition = partitionOf(file.homeRegion);
  file.deployment.takenBy.forEach((runner, index) => {
    const { accountId, partition: own } = parseArn(runner) ?? {};
    const path = ["deployment", "takenBy", index];
    if (accountId !== managementAccount) {
      report.problem(part, path, {
        what: "is not of the management account, where whoever runs deployments deploys guardrails",
        got: runner,
        remedy: `name a role or user of ${managementAccount}; others may assume that one first`,
      });
    } else if (own !== partition) {
      report.problem(part, path, {
        what: `is not in partition ${partition}, as the home region is`,
        got: runner,
        remedy: `write arn:${partition}:iam::…`,
      });
    }
  });
  checkTrustOfDeployRole(part, file.deployment.takenBy, report);
  const accounts = draft.accounts.flatMap(({ account }) => account?.value ?? []);
  const ofAll = checkLetThrough({
    part,
    declared: file.letThrough,
    known: new Map(),
    naming: { organization: file, deployRole: file.deployment.role, accounts },
    report,
  });
  for (const { account } of draft.accounts) {
    if (account?.value === undefined) continue;
    const naming = { organization: file, deployRole: deployRoleOf(file, account.value), accounts: [account.value] };
    checkLetThrough({ part: account, declared: account.value.letThrough, known: ofAll, naming, report });
  }
  if (file.servicePins === "observe") {
    report.warning(part, ["servicePins"], {
      what: "lets every AWS service assume the roles of letThrough, Lambda with anybody's code too",
      got: file.servicePins,
      remedy: "look at the output observed:takers of the stack guardrails, then write enforced",
    });
  }
}

interface LetThroughCheck extends Pick<Check, "report"> {
  readonly part: Part<unknown>;
  readonly declared: DeclaredLetThrough | undefined;
  /** Services of roles that are declared for every account. */
  readonly known: ReadonlyMap<string, string>;
  readonly naming: RoleNaming;
}

/** The service of each declared role; says which have another one already, or are not a service's at all. */
function checkLetThrough({ part, declared, known, naming, report }: LetThroughCheck): ReadonlyMap<string, string> {
  const services = new Map(known);
  const isKnown = (path: Path, service: string, at?: "name") => {
    if (!isServicePrincipal(service)) report.problem(part, path, unknownServiceFinding(service, nearestServicePrincipal(service)), at);
  };
  for (const service of Object.keys(declared?.services ?? {})) isKnown(["letThrough", "services", service], service, "name");
  const isFree = (path: Path, role: string): boolean => {
    const taken = taskOf(role, naming);
    if (taken !== undefined) report.problem(part, path, { what: taken, got: role, remedy: "remove it" }, "name");
    return taken === undefined;
  };
  const check = (path: Path, role: string, service: string) => {
    const other = services.get(role);
    if (isFree(path, role) && other !== undefined && other !== service) {
      report.problem(
        part,
        path,
        { what: `is declared for ${other} already, and a role is for one service`, got: role, remedy: "keep one of the two" },
        "name",
      );
    }
    services.set(role, service);
  };
  for (const role of Object.keys(declared?.backupRoles ?? {})) check(["letThrough", "backupRoles", role], role, "backup.amazonaws.com");
  for (const role of Object.keys(declared?.restoreRoles ?? {})) isFree(["letThrough", "restoreRoles", role], role);
  for (const [role, { service }] of Object.entries(declared?.serviceRoles ?? {})) {
    check(["letThrough", "serviceRoles", role], role, service);
    isKnown(["letThrough", "serviceRoles", role, "service"], service);
  }
  return services;
}

/**
 * Whether IAM takes the trust policy that names all runners, in every account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
function checkTrustOfDeployRole(part: Part<OrganizationFile>, runners: readonly string[], report: Check["report"]): void {
  if (runners.length === 0) return;
  const document = runnersTrust(nonEmpty(runners, "deployment.takenBy"));
  const { value, unit } = quotaOf(document.kind);
  const got = sizeOf(document);
  if (got <= value) return;
  report.problem(part, ["deployment", "takenBy"], {
    what: `needs a trust policy of the deploy role of more ${unit} than the ${value.toString()} that AWS takes`,
    got,
    remedy: "name fewer: one role of the management account, which the others assume first",
  });
}
