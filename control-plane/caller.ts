import { globalArn, type Place } from "./place.ts";

/** The account, region and principal that a provider is configured with. */
export interface Caller extends Place {
  /** The ARN of the role that the provider assumes; the account's root when it assumes none. */
  readonly principal?: string;
  /** Tags that the provider adds to every resource. */
  readonly defaultTags?: Readonly<Record<string, string>>;
}

/** The ARN of the principal that makes a caller's requests. */
export function principalOf(caller: Caller): string {
  return caller.principal ?? globalArn(caller, "iam", "root");
}
