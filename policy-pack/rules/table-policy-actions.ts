import { IN_STREAM_POLICIES, IN_TABLE_POLICIES } from "../../iam/table-policy-actions.ts";
import { findInStatements } from "../find-in-documents.ts";
import type { ResourceRule, SeenResource } from "../rule.ts";

type Holder = "a table" | "a stream" | "a table or a stream";

const taken = (...names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => `dynamodb:${name}`.toLowerCase()));

/** The actions that the policy of each takes. Where it is not known whose policy it is, both lists count. */
const TAKEN: Readonly<Record<Holder, ReadonlySet<string>>> = {
  "a table": taken(...IN_TABLE_POLICIES),
  "a stream": taken(...IN_STREAM_POLICIES),
  "a table or a stream": taken(...IN_TABLE_POLICIES, ...IN_STREAM_POLICIES),
};

/** Whose policy stands at a place of a resource. Global tables have both, each in a property of its own. */
function holderAt({ type, properties }: SeenResource, where: string): Holder {
  if (type !== "aws:dynamodb/resourcePolicy:ResourcePolicy") return /StreamSpecification/.test(where) ? "a stream" : "a table";
  const { resourceArn } = properties;
  if (typeof resourceArn !== "string") return "a table or a stream";
  return resourceArn.includes("/stream/") ? "a stream" : "a table";
}

/**
 * DynamoDB checks the names of actions in the policies of tables and streams. One that does not belong there refuses the whole policy, so that
 * a table whose policy was to close it stays open. `NotAction` names all that it leaves out.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html
 */
export const tablePolicyActions: ResourceRule = {
  name: "table-policy-actions",
  displayName: "Table policies name actions that DynamoDB takes",
  description: "The policy of a table or a stream names only actions that DynamoDB takes there.",
  severity: "high",
  remediation: "Leave the action out of the policy of the table or stream. Deny it by an SCP instead.",
  page: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html",
  tags: ["dynamodb", "grammar"],
  check: (resource, { catalogue }) =>
    findInStatements(resource, ["table"], ({ actions = [], notActions = [] }, _, where) => {
      const holder = holderAt(resource, where);
      return [
        ...actions
          .filter((action) => !/[*?]/.test(action) && catalogue.expand(action).length > 0 && !TAKEN[holder].has(action.toLowerCase()))
          .map(
            (action) =>
              `DynamoDB refuses the policy of ${holder} with this action, got ${JSON.stringify(action)}; leave it out, and deny it by an SCP`,
          ),
        ...(notActions.length === 0
          ? []
          : [`nobody knows whether DynamoDB takes NotAction, got ${JSON.stringify(notActions)}; list the actions, or write "dynamodb:*"`]),
      ];
    }),
};
