import { type Finding, undecided, violation } from "../finding.ts";
import { shown } from "../judge-property.ts";
import type { Statement } from "../parsed-policy.ts";
import type { StackRule } from "../rule.ts";
import { reaches } from "../statement-reach.ts";
import { deniesReads, statementsOfTable, TABLE } from "../table-policies.ts";
import { isRecord, UNKNOWN } from "../unknown-values.ts";

/**
 * Time to live deletes items in DynamoDB's own name, so that no Deny of DeleteItem holds it. Whoever may write the attribute with the time
 * may have items deleted.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export const noExpiryOfKeptItems: StackRule = {
  name: "no-expiry-of-kept-items",
  displayName: "Kept items do not expire",
  description: "A table whose policy denies deleting items, and not reading them, has no time to live.",
  severity: "medium",
  remediation: "Turn ttl off, or take the Deny of dynamodb:DeleteItem out if items are meant to expire.",
  page: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html",
  tags: ["dynamodb", "recovery"],
  checkStack: (resources) =>
    resources
      .filter(({ type, properties: { ttl } }) => type === TABLE && ttl !== undefined)
      .flatMap((table): readonly Finding[] => {
        const { ttl } = table.properties;
        const isOn = isRecord(ttl) ? ttl["enabled"] : ttl;
        if (isOn !== true && isOn !== UNKNOWN) return [];
        const statements = statementsOfTable(table, resources);
        if (statements === UNKNOWN) return [undecided(table, "the table of a policy, or the policy,")];
        if (!statements.some(keepsItems)) return [];
        if (isOn === UNKNOWN) return [undecided(table, "ttl")];
        return [
          violation(table, `ttl: the table's policy denies deleting items, and they expire all the same, got ${shown(ttl)}; turn it off`),
        ];
      }),
};

const keepsItems = (statement: Statement): boolean =>
  statement.effect === "Deny" && reaches(statement, "dynamodb:DeleteItem") && !deniesReads(statement);
