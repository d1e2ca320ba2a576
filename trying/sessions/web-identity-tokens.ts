import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Claims of a token that a cluster issues for a pod. */
export interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string;
  /** Seconds since 1970. */
  readonly exp: number;
}

const text = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Issues and reads tokens in the form of those of clusters, signed with a key that nobody else has. */
export class WebIdentityTokens {
  readonly #key = randomBytes(32);

  issue(claims: Claims): string {
    const content = `${text({ alg: "HS256", typ: "JWT" })}.${text(claims)}`;
    return `${content}.${this.#sign(content).toString("base64url")}`;
  }

  /** The claims of a token that was issued here; undefined for any other. */
  read(token: string): Claims | undefined {
    const end = token.lastIndexOf(".");
    const given = Buffer.from(token.slice(end + 1), "base64url");
    const own = this.#sign(token.slice(0, end));
    if (given.length !== own.length || !timingSafeEqual(given, own)) return undefined;
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Claims;
  }

  #sign(content: string): Buffer {
    return createHmac("sha256", this.#key).update(content).digest();
  }
}
