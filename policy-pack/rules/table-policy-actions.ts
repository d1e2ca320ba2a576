import { IN_STREAM_POLICIES, IN_TABLE_POLICIES } from "../../iam/table-policy-actions.ts";
import { findInStatements } from "../find-in-documents.ts";
import type { ResourceRule } from "../rule.ts";

const TAKEN: ReadonlySet<string> = new Set([...IN_TABLE_POLICIES, ...IN_STREAM_POLICIES].map((name) => `dynamodb:${name}`.toLowerCase()));

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
    findInStatements(resource, ["table"], ({ actions = [], notActions = [] }) => [
      ...actions
        .filter((action) => !/[*?]/.test(action) && catalogue.expand(action).length > 0 && !TAKEN.has(action.toLowerCase()))
        .map(
          (action) =>
            `DynamoDB refuses the policy of a table or a stream with this action, got ${JSON.stringify(action)}; leave it out, and deny it by an SCP`,
        ),
      ...(notActions.length === 0
        ? []
        : [`nobody knows whether DynamoDB takes NotAction, got ${JSON.stringify(notActions)}; list the actions, or write "dynamodb:*"`]),
    ]),
};
