import type { DeclaredEncryption } from "../schema/data.ts";
import type { PlannedAccount } from "./planned-account.ts";

/** The encryption of a table or secret. */
export interface Encrypted {
  readonly encryption: DeclaredEncryption;
  /** Whether the table or secret is merely referenced. */
  readonly existing: boolean;
}

/** Who writes the policy of the key that a table or secret is encrypted under; undefined for a key of AWS, whose policy nobody writes. */
export function keyWriter({ keys }: Pick<PlannedAccount, "keys">, { encryption, existing }: Encrypted): "palisade" | "owner" | undefined {
  if (encryption === "aws-managed" || encryption === "aws-owned") return undefined;
  if (encryption === "own-key") return existing ? "owner" : "palisade";
  return keys.some(({ name, existing: found }) => name === encryption.key && found === undefined) ? "palisade" : "owner";
}
