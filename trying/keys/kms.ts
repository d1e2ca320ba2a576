import { randomBytes } from "node:crypto";
import type { DeployedResources } from "../../proof/world/deployed-resources.ts";
import { type Refusal, refused } from "../refusal.ts";
import { type Input, textIn, textsIn } from "../request-input.ts";
import { bytesIn, keyArnOf } from "./key-requests.ts";
import { keyOfCiphertext, LocalKeys } from "./local-keys.ts";

const AES_256_BYTES = 32;
const AES_128_BYTES = 16;

/** A small stand-in for KMS: symmetric keys, encrypted and decrypted with material of its own. */
export class Kms {
  readonly #keys = new LocalKeys();
  readonly #aliases: DeployedResources["aliases"];
  readonly #known: ReadonlySet<string>;

  constructor({ aliases, byName }: Pick<DeployedResources, "aliases" | "byName">) {
    this.#aliases = aliases;
    const made = [...byName.values()].filter(({ type }) => type === "aws:kms/key:Key").map(({ outputs }) => String(outputs["arn"]));
    this.#known = new Set([...made, ...aliases.values()]);
  }

  /** Carries out what is allowed; undefined for an operation that it does not have. */
  call(operation: string, input: Input, place: { readonly accountId: string; readonly region: string }): object | Refusal | undefined {
    const keyIn = (field: string): string => {
      const arn = keyArnOf(textIn(input, field) ?? "", place);
      return this.#aliases.get(arn) ?? arn;
    };
    const context = (field = "EncryptionContext") => textsIn(input, field);
    const decrypted = (field: string, source: string): Buffer | Refusal => {
      const ciphertext = bytesIn(input, "CiphertextBlob");
      const isOther = input[field] !== undefined && keyIn(field) !== keyOfCiphertext(ciphertext);
      if (isOther)
        return refused("IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.");
      return (
        this.#keys.decrypt(ciphertext, context(source)) ??
        refused("InvalidCiphertextException", "The encryption context or the ciphertext is another.")
      );
    };
    const encrypted = (key: string, plaintext: Uint8Array, source?: string): string =>
      this.#keys.encrypt(key, plaintext, context(source)).toString("base64");
    const named = textIn(input, "KeyId") === undefined ? undefined : keyIn("KeyId");
    if (named !== undefined && !this.#known.has(named)) return refused("NotFoundException", `Key '${named}' does not exist`);
    switch (operation) {
      case "Encrypt":
        return {
          CiphertextBlob: encrypted(named ?? "", bytesIn(input, "Plaintext")),
          KeyId: named,
          EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
        };
      case "Decrypt": {
        const plaintext = decrypted("KeyId", "EncryptionContext");
        if ("refusal" in plaintext) return plaintext;
        const keyId = keyOfCiphertext(bytesIn(input, "CiphertextBlob"));
        return { Plaintext: plaintext.toString("base64"), KeyId: keyId, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
      }
      case "ReEncrypt": {
        const plaintext = decrypted("SourceKeyId", "SourceEncryptionContext");
        if ("refusal" in plaintext) return plaintext;
        const to = keyIn("DestinationKeyId");
        const from = keyOfCiphertext(bytesIn(input, "CiphertextBlob"));
        return { CiphertextBlob: encrypted(to, plaintext, "DestinationEncryptionContext"), KeyId: to, SourceKeyId: from };
      }
      case "GenerateDataKey":
      case "GenerateDataKeyWithoutPlaintext": {
        const given: unknown = input["NumberOfBytes"];
        const bytes = typeof given === "number" ? given : textIn(input, "KeySpec") === "AES_128" ? AES_128_BYTES : AES_256_BYTES;
        const plaintext = randomBytes(bytes);
        const shown = operation === "GenerateDataKey" ? { Plaintext: plaintext.toString("base64") } : {};
        return { ...shown, CiphertextBlob: encrypted(named ?? "", plaintext), KeyId: named };
      }
      case "DescribeKey":
        return {
          KeyMetadata: {
            Arn: named,
            KeyId: named?.split("/").at(-1),
            Enabled: true,
            KeyState: "Enabled",
            KeyUsage: "ENCRYPT_DECRYPT",
            KeySpec: "SYMMETRIC_DEFAULT",
          },
        };
      default:
        return undefined;
    }
  }
}
