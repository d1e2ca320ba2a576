import { keysNeverTogether, tagsUnderOneNull } from "../exclusive-keys.ts";
import { findInStatements } from "../find-in-documents.ts";
import { deadValuesOf } from "../key-values.ts";
import { operatorOf } from "../operator-name.ts";
import type { Condition, Statement } from "../parsed-policy.ts";
import { DOCUMENT_KINDS } from "../resource-documents.ts";
import type { ResourceRule } from "../rule.ts";
import { ABSENT, conditionMayHold } from "../statement-reach.ts";
import { isPartlyUnknown } from "../unknown-values.ts";

/**
 * AWS takes conditions that never hold, or always do. An Allow with the first allows nothing; a Deny with it protects nothing, and looks as
 * if it did. A condition never holds where none of its values is one that its key can have, where two conditions contradict each other, or
 * where they ask for two keys that no request has both of. AWS joins all keys of one operator by "and".
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const conditionsThatDecide: ResourceRule = {
  name: "conditions-that-decide",
  displayName: "Conditions hold for some and not for others",
  description:
    "A condition compares its key with values that the key can have, no two conditions of a statement contradict each other, and requests have all of its keys.",
  severity: "high",
  remediation: "Write the value in the form that AWS sends, use a Like operator for a pattern, or take out one of the two conditions.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
  tags: ["conditions", "grammar"],
  check: (resource) =>
    findInStatements(resource, DOCUMENT_KINDS, (statement) => {
      const dead = statement.conditions.flatMap(deadProblems);
      return dead.length > 0 ? dead : [...contradictions(statement), ...neverTogether(statement)];
    }),
};

function deadProblems(condition: Condition): readonly string[] {
  const { operator, key, values } = condition;
  if (values.some(isPartlyUnknown)) return [];
  const dead = deadValuesOf(condition);
  const [first] = dead;
  if (first === undefined) return [];
  const effect =
    dead.length < values.length
      ? "the value changes nothing"
      : operatorOf(operator)?.isNegated === true
        ? "it always holds"
        : "it never holds";
  return [
    `${operator} on ${key} is compared with what no request has, so that ${effect}, got ${JSON.stringify(first.value)}; ${first.remedy}`,
  ];
}

/** The keys of which nothing, not even their absence, meets all conditions of the statement. */
function contradictions(statement: Statement): readonly string[] {
  const keys = [...new Set(statement.conditions.map(({ key }) => key.toLowerCase()))];
  return keys.flatMap((key) => {
    const tests = statement.conditions.filter((condition) => condition.key.toLowerCase() === key);
    if (tests.length < 2 || !tests.every(isListed)) return [];
    const candidates = [ABSENT, "zz", ...tests.flatMap(({ values }) => values)];
    if (candidates.some((value) => tests.every((test) => conditionMayHold(test, statement, { [key]: value })))) return [];
    const got = JSON.stringify(tests.map(({ operator, values }) => `${operator} ${values.join(" ")}`));
    return [`no request meets all conditions on ${tests[0]?.key ?? key}, got ${got}; take out one of them`];
  });
}

/** Keys that no request has both of, and tags of which a Deny means each, and gets all. */
function neverTogether(statement: Statement): readonly string[] {
  const tags = tagsUnderOneNull(statement);
  return [
    ...keysNeverTogether(statement).map(
      ({ keys, because }) => `no request has both keys, since ${because}, got ${JSON.stringify(keys)}; write a statement for each`,
    ),
    ...(tags.length === 0
      ? []
      : [
          `the Deny is for requests without all of the tags, so that one of them is enough, got ${JSON.stringify(tags)}; write a statement for each`,
        ]),
  ];
}

/** Whether the values of a condition, one that it does not name, and none at all stand for every request. */
const isListed = ({ operator, values }: Condition): boolean =>
  (operator === "Null" || /^String(?:Not)?Equals(?:IfExists)?$/.test(operator)) && values.every((value) => !/[*?$]/.test(value));
