import { type Refusal, refused } from "../refusal.ts";
import type { Issued, IssuedCredentials } from "../sessions/issued-credentials.ts";
import { isSignedWith, type ReceivedRequest, readSignature, type Signature } from "./verify-signature.ts";

/** Whose a request is, and what it is signed for. */
export interface Authenticated {
  readonly issued: Issued;
  readonly signature: Signature;
}

/** How far the clock of a caller may be off. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const SKEW_MILLISECONDS = 300_000;

/** The codes of the same refusals at STS and at the services whose answers are JSON. */
const CODES = {
  sts: {
    missing: "MissingAuthenticationToken",
    signature: "SignatureDoesNotMatch",
    unknown: "InvalidClientTokenId",
    expired: "ExpiredToken",
  },
  json: {
    missing: "MissingAuthenticationTokenException",
    signature: "InvalidSignatureException",
    unknown: "UnrecognizedClientException",
    expired: "ExpiredTokenException",
  },
} as const;

/**
 * Finds the session that signed a request, or says why AWS would not take it.
 * @param service that is called, as in scopes of credentials
 * @param now milliseconds since 1970
 */
export async function authenticate(
  request: ReceivedRequest,
  service: string,
  credentials: IssuedCredentials,
  now: number,
): Promise<Authenticated | Refusal> {
  const codes = service === "sts" ? CODES.sts : CODES.json;
  if (request.headers["authorization"] === undefined) return refused(codes.missing, "Missing Authentication Token", 403);
  const signature = readSignature(request);
  if (signature === undefined)
    return refused(codes.signature, "The Authorization header and X-Amz-Date cannot be read as a signature of version 4.", 403);
  const issued = credentials.find(signature.accessKeyId);
  if (issued === undefined || request.headers["x-amz-security-token"] !== issued.sessionToken)
    return refused(codes.unknown, "The security token included in the request is invalid.", 403);
  if (signature.service !== service) return refused(codes.signature, `Credential should be scoped to correct service: '${service}'.`, 403);
  const apart = now - signature.date.getTime();
  if (Math.abs(apart) > SKEW_MILLISECONDS) {
    const how = apart > 0 ? "Signature expired: it is now earlier than" : "Signature not yet current: it is still later than";
    const limit = new Date(now + (apart > 0 ? -SKEW_MILLISECONDS : SKEW_MILLISECONDS)).toISOString();
    return refused(codes.signature, `${how} ${limit}, got ${signature.date.toISOString()}`, 403);
  }
  if (!(await isSignedWith(request, signature, issued.secretAccessKey)))
    return refused(
      codes.signature,
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
      403,
    );
  if (issued.expiration.getTime() <= now) return refused(codes.expired, "The security token included in the request is expired", 403);
  return { issued, signature };
}
