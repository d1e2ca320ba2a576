import { createHash, timingSafeEqual } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { NodeSha256 } from "./node-sha256.ts";

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  /** Without a query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What the `Authorization` header of a signed request says. */
export interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  /** The service that the credentials are scoped to, such as `dynamodb`. */
  readonly service: string;
  /** In lower case. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** When it was signed. */
  readonly date: Date;
}

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([A-Za-z0-9]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
const DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** Reads the signature of a request; undefined where it has none that can be read. */
export function readSignature({ headers }: Pick<ReceivedRequest, "headers">): Signature | undefined {
  const [, accessKeyId, day, region, service, signed, signature] = HEADER.exec(headers["authorization"] ?? "") ?? [];
  const text = headers["x-amz-date"] ?? "";
  const [, year, month, date, hour, minute, second] = DATE.exec(text) ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined || signed === undefined || signature === undefined)
    return undefined;
  if (year === undefined || month === undefined || date === undefined || day !== `${year}${month}${date}`) return undefined;
  const at = new Date(`${year}-${month}-${date}T${hour ?? ""}:${minute ?? ""}:${second ?? ""}Z`);
  return Number.isNaN(at.getTime()) ? undefined : { accessKeyId, region, service, signedHeaders: signed.split(";"), signature, date: at };
}

/**
 * Whether a request was signed with a secret key, and nothing of it that counts was changed since: its body, its host, and every header of
 * AWS's own. The AWS SDK's signer signs it anew, and both signatures are compared.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function isSignedWith(request: ReceivedRequest, found: Signature, secretAccessKey: string): Promise<boolean> {
  const signed = new Set(found.signedHeaders);
  const hasToBeSigned = (name: string) => name === "host" || name.startsWith("x-amz-");
  if (!signed.has("host") || Object.keys(request.headers).some((name) => hasToBeSigned(name) && !signed.has(name))) return false;
  const given = request.headers["x-amz-content-sha256"];
  if (given !== undefined && given !== createHash("sha256").update(request.body).digest("hex")) return false;
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => signed.has(name)));
  const signer = new SignatureV4({
    service: found.service,
    region: found.region,
    credentials: { accessKeyId: found.accessKeyId, secretAccessKey },
    sha256: NodeSha256,
    applyChecksum: false,
  });
  const { method, path, query, body } = request;
  const again = await signer.sign(
    { method, protocol: "http:", hostname: headers["host"] ?? "", path, query: { ...query }, headers, body },
    { signingDate: found.date, signableHeaders: signed },
  );
  const [, signature = ""] = /Signature=([0-9a-f]{64})$/.exec(again.headers["authorization"] ?? "") ?? [];
  return signature.length === found.signature.length && timingSafeEqual(Buffer.from(signature), Buffer.from(found.signature));
}
