import type { Catalogue } from "../../iam/catalogue.ts";
import { wildcard } from "../../iam/wildcard.ts";
import { DATA_ACTIONS } from "../data-actions.ts";
import { findInStatements } from "../find-in-documents.ts";
import { operatorOf } from "../operator-name.ts";
import type { Statement } from "../parsed-policy.ts";
import type { ResourceRule } from "../rule.ts";

const NETWORK_KEYS = new Set(
  ["SourceVpc", "SourceVpce", "SourceVpcArn", "VpcSourceIp", "SourceIp", "VpceAccount", "VpceOrgID", "VpceOrgPaths"].map((name) =>
    `aws:${name}`.toLowerCase(),
  ),
);

/**
 * A Deny by network also denies calls without the network's keys, such as those that AWS services make. So it follows the blueprint's own
 * network SCP. It has a statement for each region, since VPC ids are only unique within a region. It denies table data and no settings,
 * since roles that deploy from elsewhere need the settings. And it never tests the network's keys alone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const networkDenyCarveOuts: ResourceRule = {
  name: "network-deny-carve-outs",
  displayName: "Network denies spare what they must",
  description:
    "An SCP that denies table data by network is bound to a region, does not deny settings to roles that deploy, and tests more than the network.",
  severity: "high",
  remediation:
    "Test aws:SourceVpc with aws:RequestedRegion in each statement, and exempt what AWS services do for the caller, and the deploy role.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
  tags: ["organizations", "network", "data-perimeter"],
  check: (resource, { catalogue }) =>
    findInStatements(resource, ["service-control"], (statement) => {
      const network = networkKeysOf(statement);
      const [first] = network;
      const denied = statement.effect === "Deny" && first !== undefined ? tableActionsOf(statement, catalogue) : [];
      if (first === undefined || !denied.some((name) => DATA_ACTIONS.has(name))) return [];
      const settings = denied.filter((name) => !DATA_ACTIONS.has(name));
      const others = statement.conditions.filter(({ key }) => !NETWORK_KEYS.has(key.toLowerCase()));
      return [
        ...(network.includes("aws:sourcevpc") && !isBoundToRegion(statement)
          ? [
              'a VPC is tested without its region, got "aws:SourceVpc"; add StringEquals on aws:RequestedRegion, a statement for each region',
            ]
          : []),
        ...(others.length === 0 && !network.includes("aws:sourcevpc")
          ? [
              `the Deny depends only on a key that calls of AWS services lack, got ${JSON.stringify(first)}; add aws:RequestedRegion, and exempt services by aws:CalledVia`,
            ]
          : []),
        ...(settings.length > 0 && !hasExemptPrincipals(statement)
          ? [
              `settings such as ${settings[0] ?? ""} are denied to roles that deploy from elsewhere, got ${JSON.stringify(statement.actions ?? statement.notActions)}; list the data actions, or exempt roles by ArnNotLike on aws:PrincipalArn`,
            ]
          : []),
      ];
    }),
};

/** The network's keys that a statement denies by, when they are missing or have other values. */
function networkKeysOf({ conditions }: Statement): readonly string[] {
  return conditions
    .filter(({ operator, values }) => {
      const taken = operatorOf(operator);
      return taken?.isNegated === true || (taken?.base === "Null" && values.includes("true"));
    })
    .map(({ key }) => key.toLowerCase())
    .filter((key) => NETWORK_KEYS.has(key));
}

function tableActionsOf({ actions, notActions }: Statement, catalogue: Catalogue): readonly string[] {
  const matchers = (actions ?? notActions ?? []).map((pattern) => wildcard(pattern.toLowerCase()));
  return catalogue
    .actionsOf("dynamodb")
    .map(({ name }) => name)
    .filter((name) => matchers.some((matcher) => matcher.test(name.toLowerCase())) === (notActions === undefined));
}

function isBoundToRegion({ conditions }: Statement): boolean {
  return conditions.some(
    ({ operator, key, values }) =>
      operatorOf(operator)?.base === "StringEquals" && key.toLowerCase() === "aws:requestedregion" && values.length === 1,
  );
}

function hasExemptPrincipals({ conditions }: Statement): boolean {
  return conditions.some(({ operator, key }) => operatorOf(operator)?.isNegated === true && key.toLowerCase() === "aws:principalarn");
}
