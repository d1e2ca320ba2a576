import { type Finding, undecided, violation } from "../finding.ts";
import { shown } from "../judge-property.ts";
import { argumentOf } from "../provider-argument.ts";
import type { ResourceRule } from "../rule.ts";
import { UNKNOWN } from "../unknown-values.ts";

/**
 * With the wrong credentials a program deploys into the wrong account. A provider that names its account refuses them.
 * https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/aws-account-management-and-separation.html
 */
export const providerOfOneAccount: ResourceRule = {
  name: "provider-of-one-account",
  displayName: "Providers name their account",
  description: "An AWS provider names the only account that it deploys into.",
  severity: "low",
  level: "advisory",
  remediation: "Set allowedAccountIds of the provider, or aws:allowedAccountIds in the stack's configuration, to the account's id.",
  page: "https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/aws-account-management-and-separation.html",
  tags: ["accounts"],
  check: (resource): readonly Finding[] => {
    if (resource.type !== "pulumi:providers:aws") return [];
    const accounts = argumentOf(resource.properties["allowedAccountIds"]);
    if (accounts === UNKNOWN) return [undecided(resource, "allowedAccountIds")];
    if (Array.isArray(accounts) && accounts.length === 1) return [];
    return [
      violation(
        resource,
        `allowedAccountIds: the provider takes credentials of several accounts, got ${shown(accounts)}; name the one account`,
      ),
    ];
  },
};
