import { createHash, createHmac, createSecretKey, type KeyObject } from "node:crypto";

/** The keys of HMACs as Node reads them, which takes longer than an HMAC does. The signer passes the key of a session's day again and again. */
const READ_KEYS = new WeakMap<object, KeyObject>();

/** SHA-256 of Node, as the AWS SDK's signer takes it. With a secret it is an HMAC. */
export class NodeSha256 {
  readonly #secret: KeyObject | string | undefined;
  #hash: ReturnType<typeof createHash | typeof createHmac>;

  constructor(secret?: Uint8Array | string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined || typeof secret === "string" ? secret : keyOf(secret);
    this.#hash = this.#fresh();
  }

  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#fresh();
  }

  #fresh(): ReturnType<typeof createHash | typeof createHmac> {
    return this.#secret === undefined ? createHash("sha256") : createHmac("sha256", this.#secret);
  }
}

/** A key is read once: the signer never writes into the bytes of one. */
function keyOf(data: ArrayBuffer | ArrayBufferView): KeyObject {
  const read = READ_KEYS.get(data) ?? createSecretKey(bytesOf(data));
  READ_KEYS.set(data, read);
  return read;
}

const bytesOf = (data: ArrayBuffer | ArrayBufferView): Uint8Array =>
  data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
