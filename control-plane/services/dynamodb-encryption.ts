import type { AwsView } from "../aws-state.ts";
import { foreignAccounts } from "../documents/named-principals.ts";
import type { PolicyDocument } from "../documents/parse-document.ts";
import type { Place } from "../place.ts";
import { isGiven, type Properties, recordOf, textOf } from "../properties.ts";
import type { Subject } from "../resource-type.ts";
import { isAwsManagedKey } from "./kms.ts";

/** The unique name of a resource policy: a table or stream has only one. */
export function policyNameKey(resourceArn: string): string {
  return `dynamodb policy ${resourceArn}`;
}

/** The policy attached to a table or stream, as text; undefined when there is none. */
export function tablePolicyOf(view: AwsView, arn: string): string | undefined {
  return textOf(view.find(policyNameKey(arn))?.inputs ?? {}, "policy");
}

/** Whether a table with these inputs is encrypted with the account's AWS managed key, which cannot be shared. */
export function isTableUnderManagedKey(place: Place, inputs: Properties): boolean {
  const { enabled, kmsKeyArn } = recordOf(inputs, "serverSideEncryption");
  return enabled === true && (!isGiven(kmsKeyArn) || isAwsManagedKey(place, "dynamodb", String(kmsKeyArn)));
}

/**
 * Refuses to share a table across accounts that is encrypted with the AWS managed key: other accounts cannot use that key.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 */
export function refuseForeignersUnderManagedKey(subject: Subject, document: PolicyDocument): void {
  const accounts = foreignAccounts(document, subject.account);
  if (accounts.length === 0) return;
  subject.refuse(
    "ValidationException",
    `Cross-account access is not supported for tables encrypted with the AWS managed key (shared with ${accounts.join(", ")})`,
    "encrypt the table with a customer managed key, or with the AWS owned key",
  );
}
