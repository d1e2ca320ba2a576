import { findInStatements } from "../find-in-documents.ts";
import { operatorOf } from "../operator-name.ts";
import type { ResourceRule } from "../rule.ts";
import { ABSENT, mayHold } from "../statement-reach.ts";

/** A request without tag keys sets no tags, which needs no Null. */
const TAG_KEYS = "aws:tagkeys";

/**
 * ForAllValues also holds for a request without the key, so an Allow that only limits the key's values lets such requests through.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export const forAllValuesWithNull: ResourceRule = {
  name: "for-all-values-with-null",
  displayName: "ForAllValues asks that the key is present",
  description: "An Allow with ForAllValues also asks that the request has the key.",
  severity: "high",
  remediation: 'Add "Null": { "<key>": "false" } to the same Condition.',
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
  tags: ["conditions"],
  check: (resource) =>
    findInStatements(resource, ["identity", "trust", "table", "key", "secret", "endpoint", "resource"], (statement) => {
      if (statement.effect !== "Allow") return [];
      return statement.conditions
        .filter(({ key }) => key.toLowerCase() !== TAG_KEYS)
        .filter(({ operator, key }) => operatorOf(operator)?.qualifier === "ForAllValues" && mayHold(statement, { [key]: ABSENT }))
        .map(
          ({ operator, key }) =>
            `requests without ${key} are allowed too, got ${JSON.stringify(operator)}; add "Null": { "${key}": "false" }`,
        );
    }),
};
