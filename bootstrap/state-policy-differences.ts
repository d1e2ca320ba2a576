import { someOf } from "../model/some-of.ts";
import { type FoundStatement, listOf, statementsIn } from "./found-statements.ts";
import type { StatePolicy } from "./state-policies.ts";

/** What a policy has too little of, and whom it allows more. Further denies are nobody's fault. */
export function statePolicyDifferences(wanted: StatePolicy, found: unknown): string[] {
  const [wantedEntries, foundEntries] = [entriesIn(wanted), entriesIn(found)];
  const lacking = [...wantedEntries].filter((entry) => !foundEntries.has(entry));
  const more = [...foundEntries].filter((entry) => entry.startsWith("allow") && !wantedEntries.has(entry));
  return [
    ...(lacking.length === 0 ? [] : [`its policy is without ${someOf(lacking)}; add that as state.yaml has it`]),
    ...(more.length === 0 ? [] : [`its policy has more, with ${someOf(more)}; take that away`]),
  ];
}

/** Each principal, action and resource of a document's statements, however statements group them. */
const entriesIn = (document: unknown): ReadonlySet<string> =>
  new Set(
    statementsIn(document).flatMap((statement) =>
      principalsOf(statement).flatMap((principal) =>
        listed(statement.Action, statement.NotAction).flatMap((action) =>
          listed(statement.Resource, statement.NotResource).map(
            (resource) =>
              `${statement.Effect === "Allow" ? "allow" : "deny"} ${principal} ${action} on ${resource}${conditionText(statement)}`,
          ),
        ),
      ),
    ),
  );

const listed = (values: unknown, others: unknown): readonly string[] =>
  others === undefined ? listOf(values).map(String) : [`all but ${listOf(others).join(", ")}`];

function principalsOf({ Principal: named, NotPrincipal: others }: FoundStatement): readonly string[] {
  if (others !== undefined) return [`all but ${JSON.stringify(others)}`];
  return typeof named === "string"
    ? [named]
    : Object.values((named ?? {}) as Record<string, unknown>).flatMap((each) => listOf(each).map(String));
}

/** S3 keeps a policy as it was written: true and "true", one value and a list of it are the same. */
function conditionText({ Condition: condition }: FoundStatement): string {
  if (condition === undefined) return "";
  const operators = Object.entries(condition as Record<string, Record<string, unknown>>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${operator} ${key} ${listOf(values).map(String).sort().join(", ")}`),
  );
  return ` where ${operators.sort().join(" and ")}`;
}
