import { z } from "zod";
import { type Finding, undecided, violation } from "../finding.ts";
import type { StackRule } from "../rule.ts";
import { deniesReads, statementsOfTable, TABLE, TABLE_REPLICA } from "../table-policies.ts";
import { isRecord, UNKNOWN } from "../unknown-values.ts";

const settings = z.strictObject({
  tag: z.string().min(1).default("classification").describe("The tag that says how sensitive a table is."),
  values: z.array(z.string()).min(1).default(["sensitive"]).describe("The tag's values for tables that need a Deny of their own."),
});

/**
 * Administrators of an account may read every table that no Deny keeps from them. A table that is called sensitive has one in its own policy.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 */
export const sensitiveTableDenies: StackRule<typeof settings> = {
  name: "sensitive-table-denies",
  displayName: "Sensitive tables deny what is not named",
  description: "A table that its tag calls sensitive has a policy that denies reads to whoever is not named.",
  severity: "high",
  remediation:
    "Add an aws.dynamodb.ResourcePolicy with a Deny of dynamodb:* to everyone but the roles that use the table, by ArnNotLike on aws:PrincipalArn.",
  page: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html",
  tags: ["dynamodb", "data-perimeter"],
  settings,
  checkStack: (resources, { settings: { tag, values } }) =>
    resources
      .filter(({ type }) => type === TABLE || type === TABLE_REPLICA)
      .flatMap((table): readonly Finding[] => {
        const { tags } = table.properties;
        const value = isRecord(tags) ? tags[tag] : tags;
        if (value === UNKNOWN) return [undecided(table, `the tag ${tag}`)];
        if (typeof value !== "string" || !values.includes(value)) return [];
        const statements = statementsOfTable(table, resources);
        if (statements === UNKNOWN) return [undecided(table, "the table of a policy, or the policy,")];
        return statements.some(deniesReads)
          ? []
          : [
              violation(
                table,
                `tags: no policy of the table denies reads, got ${JSON.stringify({ [tag]: value })}; write one with a Deny of dynamodb:*`,
              ),
            ];
      }),
};
