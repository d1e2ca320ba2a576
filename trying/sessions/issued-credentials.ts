import { randomBytes } from "node:crypto";
import type { Caller } from "../caller.ts";

/** Credentials of a session, as STS answers them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Credentials with the session that they are of. */
export interface Issued extends Credentials {
  readonly caller: Caller;
}

const MILLISECONDS = 1000;
/** How long ended credentials are remembered, so that their users are told that they have ended. */
const REMEMBERED_MILLISECONDS = 3_600_000;
const TIDY_EVERY = 1000;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** All credentials that were issued, in memory alone. */
export class IssuedCredentials {
  readonly #byId = new Map<string, Issued>();
  readonly #clock: () => number;
  #opened = 0;

  /** @param clock milliseconds since 1970 */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  /** Issues credentials for a session. */
  issue(caller: Caller, seconds: number): Issued {
    const now = this.#clock();
    this.#opened += 1;
    if (this.#opened % TIDY_EVERY === 0) this.#forgetEnded(now);
    const issued: Issued = {
      accessKeyId: `ASIA${[...randomBytes(16)].map((byte) => LETTERS[byte % LETTERS.length] ?? "").join("")}`,
      secretAccessKey: randomBytes(30).toString("base64"),
      sessionToken: randomBytes(96).toString("base64"),
      expiration: new Date(now + seconds * MILLISECONDS),
      caller,
    };
    this.#byId.set(issued.accessKeyId, issued);
    return issued;
  }

  find(accessKeyId: string): Issued | undefined {
    return this.#byId.get(accessKeyId);
  }

  #forgetEnded(now: number): void {
    for (const [id, { expiration }] of this.#byId) if (expiration.getTime() + REMEMBERED_MILLISECONDS < now) this.#byId.delete(id);
  }
}
