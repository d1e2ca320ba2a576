import { findInStatements } from "../find-in-documents.ts";
import type { ResourceRule } from "../rule.ts";
import { ABSENT, conditionMayHold, reachedActions } from "../statement-reach.ts";

const LEADING_KEYS = "dynamodb:leadingkeys";

/** Actions that read or write items without naming their partition keys, so that DynamoDB has no leading keys to compare. */
const WITHOUT_KEYS: ReadonlySet<string> = new Set(
  ["ExportTableToPointInTime", "GetRecords", "GetShardIterator", "Scan", "SearchVectors"].map((name) => `dynamodb:${name}`),
);

/**
 * A statement that gives each tenant its own items by their leading keys must not allow actions that name no key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export const tenantStatement: ResourceRule = {
  name: "tenant-statement",
  displayName: "Tenants reach their own items alone",
  description: "An Allow by dynamodb:LeadingKeys names only actions that have leading keys, and holds only where they are present.",
  severity: "critical",
  remediation: "Leave Scan, SearchVectors, exports and stream reads out of the statement, and use no IfExists.",
  page: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html",
  tags: ["dynamodb", "tenants"],
  check: (resource, { catalogue }) =>
    findInStatements(resource, ["identity", "table"], (statement) => {
      const tests = statement.conditions.filter(({ key }) => key.toLowerCase() === LEADING_KEYS);
      if (statement.effect !== "Allow" || tests.length === 0) return [];
      const keyless = reachedActions(statement, "dynamodb", catalogue).filter((name) => WITHOUT_KEYS.has(name));
      const loose = tests.filter(
        (condition) => /IfExists$/i.test(condition.operator) && conditionMayHold(condition, statement, { [LEADING_KEYS]: ABSENT }),
      );
      return [
        ...(keyless.length === 0
          ? []
          : [`actions without leading keys are allowed to each tenant, got ${JSON.stringify(keyless)}; leave them out of the statement`]),
        ...loose.map(({ operator }) => `requests without leading keys are allowed, got ${JSON.stringify(operator)}; leave out IfExists`),
      ];
    }),
};
