import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** What is bound to a ciphertext and has to be said again to decrypt it. */
export type EncryptionContext = Readonly<Record<string, string>>;

const ALGORITHM = "aes-256-gcm";
const MAGIC = Buffer.from("palisade-try");
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LENGTH_BYTES = 2;

const bound = (keyArn: string, context: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify([keyArn, Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))]));

/** A stand-in for the material of KMS keys: one random key for each ARN, in memory alone. */
export class LocalKeys {
  readonly #material = new Map<string, Buffer>();

  #of(keyArn: string): Buffer {
    const found = this.#material.get(keyArn) ?? randomBytes(KEY_BYTES);
    this.#material.set(keyArn, found);
    return found;
  }

  encrypt(keyArn: string, plaintext: Uint8Array, context: EncryptionContext): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#of(keyArn), nonce).setAAD(bound(keyArn, context));
    const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt16BE(Buffer.byteLength(keyArn));
    return Buffer.concat([MAGIC, length, Buffer.from(keyArn), nonce, cipher.getAuthTag(), encrypted]);
  }

  /** The plaintext; undefined for a ciphertext that was made otherwise, or with another context. */
  decrypt(ciphertext: Uint8Array, context: EncryptionContext): Buffer | undefined {
    const keyArn = keyOfCiphertext(ciphertext);
    if (keyArn === undefined) return undefined;
    const start = MAGIC.length + LENGTH_BYTES + Buffer.byteLength(keyArn);
    const [nonce, tag] = [
      ciphertext.subarray(start, start + NONCE_BYTES),
      ciphertext.subarray(start + NONCE_BYTES, start + NONCE_BYTES + TAG_BYTES),
    ];
    try {
      const decipher = createDecipheriv(ALGORITHM, this.#of(keyArn), nonce).setAAD(bound(keyArn, context)).setAuthTag(tag);
      return Buffer.concat([decipher.update(ciphertext.subarray(start + NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    } catch {
      return undefined;
    }
  }
}

/** The ARN of the key that a ciphertext was made with; undefined for one that was not made here. */
export function keyOfCiphertext(ciphertext: Uint8Array): string | undefined {
  const bytes = Buffer.from(ciphertext);
  if (bytes.length < MAGIC.length + LENGTH_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const length = bytes.readUInt16BE(MAGIC.length);
  const start = MAGIC.length + LENGTH_BYTES;
  return bytes.length < start + length + NONCE_BYTES + TAG_BYTES ? undefined : bytes.subarray(start, start + length).toString();
}
