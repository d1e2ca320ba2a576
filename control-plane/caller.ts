import { globalArn, type Place } from "./place.ts";

/** Who works in AWS, and where: what a provider is configured with. */
export interface Caller extends Place {
  /** The ARN of the role that the provider assumes; the account's root when it assumes none. */
  readonly principal?: string;
  /** Tags that the provider puts on everything. */
  readonly defaultTags?: Readonly<Record<string, string>>;
}

/** The principal that a caller is for AWS. */
export function principalOf(caller: Caller): string {
  return caller.principal ?? globalArn(caller, "iam", "root");
}
