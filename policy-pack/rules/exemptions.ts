import { z } from "zod";
import { type ExemptionLedger, exemptionSchema } from "../exemption.ts";
import type { StackRule } from "../rule.ts";

/** The name under which the configuration lists exemptions. */
export const EXEMPTIONS = "exemptions";

const settings = z.strictObject({
  list: z.array(exemptionSchema).default([]).describe("Resources that are exempt from a rule, each with its reason and its last day."),
});

/**
 * An exemption that has ended, or that nothing needs, hides what it was not meant for. This rule comes after all others, since it reports
 * which exemptions they did not need.
 * @param ledger the exemptions, as the other rules apply them
 */
export function exemptionsRule(ledger: () => ExemptionLedger): StackRule<typeof settings> {
  return {
    name: EXEMPTIONS,
    displayName: "Exemptions hold and are needed",
    description: "An exemption from a rule has not ended, and a resource needs it.",
    severity: "medium",
    remediation: "Mend the resource and delete the exemption from the pack's configuration, or decide anew and write a later last day.",
    page: "https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_permissions_continuous_reduction.html",
    tags: ["exemptions"],
    settings,
    checkStack: (resources) => ledger().problems(resources.map(({ urn }) => urn)),
  };
}
