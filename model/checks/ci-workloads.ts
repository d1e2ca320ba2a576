import type { Part } from "../reading/part.ts";
import { namesAt } from "../reading/part.ts";
import { chooseFrom } from "../reading/suggest.ts";
import type { AccountFile, DeclaredWorkload } from "../schema/account.ts";
import { accountPerimeter } from "../settings.ts";
import type { Check } from "./check.ts";
import { checkPublicRanges } from "./public-range.ts";

type CiWorkload = Extract<DeclaredWorkload, { runsOn: "ci" }>;

/**
 * The subject of a token of GitHub's names its repository: without that, tokens of strangers would fit.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
const GITHUB = { issuer: /^token\.actions\.githubusercontent\.com(?:\/|$)/i, subject: /^repo:[^/:]+\/[^/:]+:.+$/ };

/** A CI job: the issuer and the subject of its token, and where it calls from. */
export function checkCiWorkload(
  { draft, report }: Pick<Check, "draft" | "report">,
  part: Part<AccountFile>,
  name: string,
  workload: CiWorkload,
): void {
  const path = ["workloads", name];
  const organization = draft.organization?.value;
  const issuers = namesAt(draft.organization, ["trustedIssuers"]) ?? (draft.organization === undefined ? undefined : []);
  if (issuers?.includes(workload.issuer) === false)
    report.problem(part, [...path, "issuer"], {
      what: "is not a trusted issuer",
      got: workload.issuer,
      remedy: chooseFrom(workload.issuer, issuers, "declare it under trustedIssuers in organization.yaml"),
    });
  const host = organization?.trustedIssuers?.[workload.issuer]?.issuer ?? "";
  if (GITHUB.issuer.test(host) && !GITHUB.subject.test(workload.subject))
    report.problem(part, [...path, "subject"], {
      what: "names no repository, so that tokens of other organizations could fit",
      got: workload.subject,
      remedy: "write it as GitHub does, like repo:<organization>/<repository>:environment:<name>",
    });
  for (const [other, earlier] of Object.entries(part.value?.workloads ?? {})) {
    if (other === name) break;
    if (earlier.runsOn !== "ci" || earlier.issuer !== workload.issuer) continue;
    if (earlier.subject === workload.subject)
      report.problem(part, [...path, "subject"], {
        what: `is the subject of ${JSON.stringify(other)} already`,
        got: workload.subject,
        remedy: "give each job a subject of its own, or declare one workload",
      });
    // A role that exists needs no provider of Palisade's.
    if (earlier.role !== undefined || workload.role !== undefined) continue;
    if ((earlier.oidcProvider ?? "create") !== (workload.oidcProvider ?? "create")) {
      report.problem(
        part,
        [...path, "oidcProvider"],
        {
          what: `differs from that of ${JSON.stringify(other)}, and an account has one provider for an issuer`,
          got: workload.oidcProvider ?? "create",
          remedy: `write oidcProvider: ${earlier.oidcProvider ?? "create"}`,
        },
        "name",
      );
    }
  }
  checkPublicRanges(report, part, [...path, "addresses"], workload.addresses);
  const isEnforced = organization !== undefined && part.value !== undefined && accountPerimeter(organization, part.value) === "enforced";
  if (workload.addresses === undefined && isEnforced)
    report.problem(
      part,
      [...path, "addresses"],
      {
        what: "are missing, and an enforced perimeter lets nobody in from everywhere",
        remedy: "add addresses: [<public IP range of the runners>], or run the job in a network, like CodeBuild by runsOn: service",
      },
      "name",
    );
}
