import type { Partition } from "../iam/arn.ts";

/** The account in whose role a document stands. */
export interface BootstrapPlace {
  readonly partition: Partition;
  /** Twelve digits, or a reference that CloudFormation resolves. */
  readonly accountId: string;
}

/** What CloudFormation replaces by the account that a stack is in. It stands in place of an account's id. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
export const THIS_ACCOUNT = "${AWS::AccountId}";
