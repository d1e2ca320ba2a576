import { DATA_ACTIONS } from "../data-actions.ts";
import { findInStatements } from "../find-in-documents.ts";
import { isNetworkKey, passingRegions, sparesPrincipal, sparesSomeone, takesNetworkAway } from "../network-deny.ts";
import type { Statement } from "../parsed-policy.ts";
import type { ResourceRule } from "../rule.ts";
import { reachedActions } from "../statement-reach.ts";

/**
 * A Deny by network also denies calls without the network's keys, such as those that AWS services make. The rule asks the statement for
 * each caller, network and region that its own values name, and for others. So it sees what the statement does, however it is written:
 * a VPC must let through in one region alone, since VPC ids are only unique within a region; somebody must be spared; and whoever deploys
 * from elsewhere must be able to change settings.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const networkDenyCarveOuts: ResourceRule = {
  name: "network-deny-carve-outs",
  displayName: "Network denies spare what they must",
  description:
    "An SCP that denies table data by network lets a VPC through in one region, spares somebody, and does not deny settings to roles that deploy.",
  severity: "high",
  remediation:
    "Test aws:SourceVpc with aws:RequestedRegion in each statement, and exempt what AWS services do for the caller, and the deploy role.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
  tags: ["organizations", "network", "data-perimeter"],
  check: (resource, { catalogue }) =>
    findInStatements(resource, ["service-control"], (statement) => {
      if (statement.effect !== "Deny" || !takesNetworkAway(statement)) return [];
      const denied = reachedActions(statement, "dynamodb", catalogue);
      if (!denied.some((name) => DATA_ACTIONS.has(name))) return [];
      return [...regionProblems(statement), ...carveOutProblems(statement, denied)];
    }),
};

/** A VPC in a tag of the principal goes with a region in another tag, which a statement of its own tests. */
const isFromTag = (values: readonly string[]): boolean => values.every((value) => /^\$\{aws:PrincipalTag\//i.test(value));

function regionProblems(statement: Statement): readonly string[] {
  if (!statement.conditions.some(({ key, values }) => key.toLowerCase() === "aws:sourcevpc" && !isFromTag(values))) return [];
  const regions = passingRegions(statement);
  if (regions.length <= 1) return [];
  const got = JSON.stringify(regions);
  return [
    `a VPC lets through in several regions, and its id is unique in one alone, got ${got}; add StringEquals on aws:RequestedRegion, a statement for each region`,
  ];
}

function carveOutProblems(statement: Statement, denied: readonly string[]): readonly string[] {
  const setting = denied.find((name) => !DATA_ACTIONS.has(name));
  if (setting !== undefined && !sparesPrincipal(statement)) {
    const got = JSON.stringify(statement.actions ?? { NotAction: statement.notActions });
    return [
      `settings such as ${setting} are denied to roles that deploy from elsewhere, got ${got}; list the data actions, or exempt roles by ArnNotLike on aws:PrincipalArn`,
    ];
  }
  if (sparesSomeone(statement)) return [];
  const keys = JSON.stringify(statement.conditions.map(({ key }) => key).filter((key) => isNetworkKey(key)));
  return [
    `nobody is spared, and calls of AWS services have no network, got conditions on ${keys}; exempt services by aws:CalledVia or aws:ViaAWSService, or roles by ArnNotLike on aws:PrincipalArn`,
  ];
}
