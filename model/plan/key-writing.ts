import type { DeclaredEncryption } from "../schema/data.ts";
import type { PlannedAccount } from "./planned-account.ts";

/** Something that is encrypted. */
export interface Encrypted {
  readonly encryption: DeclaredEncryption;
  /** Whether it is merely referenced. */
  readonly existing: boolean;
}

/** Who writes the policy of the key that something is encrypted under; undefined under a key of AWS's, which has none. */
export function keyWriter({ keys }: Pick<PlannedAccount, "keys">, { encryption, existing }: Encrypted): "palisade" | "owner" | undefined {
  if (encryption === "aws-managed" || encryption === "aws-owned") return undefined;
  if (encryption === "own-key") return existing ? "owner" : "palisade";
  return keys.some(({ name, existing: found }) => name === encryption.key && found === undefined) ? "palisade" : "owner";
}
