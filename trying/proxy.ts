import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { UnknownName } from "./decide-requests.ts";
import { isRefusal, type Refusal, refused } from "./refusal.ts";
import { IssuedCredentials } from "./sessions/issued-credentials.ts";
import { callerNamed, claimsOf } from "./sessions/named-callers.ts";
import { rolesOf } from "./sessions/roles.ts";
import { identityAnswer, openedAnswer, stsError } from "./sessions/sts-answer.ts";
import { Sts, type StsCall } from "./sessions/sts-call.ts";
import { WebIdentityTokens } from "./sessions/web-identity-tokens.ts";
import { authenticate } from "./signing/authenticate.ts";
import type { ReceivedRequest } from "./signing/verify-signature.ts";
import type { TableStore } from "./tables/table-store.ts";
import { jsonCall, TriedCalls, tablesOf } from "./tried-calls.ts";
import type { TriedOrganization } from "./tried-organization.ts";

export interface ProxyArgs {
  readonly organization: TriedOrganization;
  /** What holds the items. */
  readonly store: TableStore;
  /** The network that calls come from whose URL names none. @default none: they carry nothing of a network */
  readonly from?: string | undefined;
  /** @default a free port */
  readonly port?: number;
  /** Milliseconds since 1970. @default the clock of this machine */
  readonly clock?: () => number;
}

/** A proxy that answers calls on loopback. */
export interface Proxy {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const LOOPBACK = "127.0.0.1";
const MOST_BYTES = 16 * 1024 * 1024;
const SESSION_SECONDS = 3600;
const MILLISECONDS = 1000;
/** Names of this machine that a request may be for: a page of another site must not reach it. */
const OWN_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

/**
 * Starts what answers calls of the AWS SDKs as an organization would. The path of its URL says the network that a call comes from, as in
 * `http://127.0.0.1:4566/analytics-prod/main`; the credentials say whose it is. It hands out credentials under `/credentials/<principal>`
 * and tokens of pods under `/token/<account>/<workload>`.
 */
export async function startProxy({ organization, store, from, port = 0, clock = Date.now }: ProxyArgs): Promise<Proxy> {
  const credentials = new IssuedCredentials(clock);
  const tokens = new WebIdentityTokens();
  const roleOf = rolesOf(organization.world.deployed);
  const sts = new Sts(organization, roleOf, credentials, tokens, clock);
  const calls = new TriedCalls(organization, store, tablesOf(organization), clock);

  const answerJson = async (request: ReceivedRequest, target: string): Promise<Answer> => {
    const call = jsonCall(target, request.body);
    const answered = isRefusal(call) ? call : await signed(request, call);
    if (!isRefusal(answered)) return { status: answered.status, type: "application/x-amz-json-1.0", body: JSON.stringify(answered.body) };
    const { code, message, status = 400 } = answered.refusal;
    return { status: status === 403 ? 400 : status, type: "application/x-amz-json-1.0", body: JSON.stringify({ __type: code, message }) };
  };
  const signed = async (request: ReceivedRequest, call: Exclude<ReturnType<typeof jsonCall>, Refusal>) => {
    const found = await authenticate(request, call.service, credentials, clock());
    if ("refusal" in found) return found;
    return await calls.answer(call, found.issued.caller, found.signature.region, placeOf(request) ?? from);
  };

  const answerSts = async (request: ReceivedRequest): Promise<Answer> => {
    const form = new URLSearchParams(Buffer.from(request.body).toString());
    const id = randomUUID();
    const answered = await stsCall(request, form, id);
    return typeof answered === "string"
      ? { status: 200, type: "text/xml", body: answered }
      : { status: answered.refusal.status ?? 400, type: "text/xml", body: stsError(answered, id) };
  };
  const stsCall = async (request: ReceivedRequest, form: URLSearchParams, id: string): Promise<string | Refusal> => {
    const operation = form.get("Action") ?? "";
    const call: StsCall = { form, caller: undefined, from: placeOf(request) ?? from };
    if (operation === "AssumeRoleWithWebIdentity") {
      const opened = sts.assumeRoleWithWebIdentity(call);
      return isRefusal(opened) ? opened : openedAnswer(operation, opened, id);
    }
    const found = await authenticate(request, "sts", credentials, clock());
    if ("refusal" in found) return found;
    const { caller } = found.issued;
    if (operation === "GetCallerIdentity") return identityAnswer(caller, id);
    if (operation !== "AssumeRole") return refused("InvalidAction", `Could not find operation ${operation} of STS here`);
    const opened = sts.assumeRole(call, caller);
    return isRefusal(opened) ? opened : openedAnswer(operation, opened, id);
  };

  const handOut = (path: string, query: URLSearchParams): Answer => {
    const [, kind, name = ""] = /^\/(credentials|token)\/(.+)$/.exec(path) ?? [];
    const notFound = (what: string): Answer => ({ status: 404, type: "text/plain", body: `${what}\n` });
    if (kind === "credentials") {
      const caller = callerNamed(name, organization, roleOf);
      if (typeof caller === "string") return notFound(`principal: ${caller}`);
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials.issue(caller, SESSION_SECONDS);
      const body = {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        Token: sessionToken,
        Expiration: expiration.toISOString(),
      };
      return { status: 200, type: "application/json", body: JSON.stringify(body) };
    }
    if (kind === "token") {
      const claims = claimsOf(name, organization);
      if (typeof claims === "string") return notFound(`workload: ${claims}`);
      const [aud, sub] = [query.get("audience") ?? claims.audience, query.get("subject") ?? claims.subject];
      const exp = Math.floor(clock() / MILLISECONDS) + SESSION_SECONDS;
      return { status: 200, type: "text/plain", body: tokens.issue({ iss: query.get("issuer") ?? claims.issuer, sub, aud, exp }) };
    }
    return notFound("ask for /credentials/<principal> or /token/<account>/<workload>");
  };

  const answer = async (message: IncomingMessage): Promise<Answer> => {
    const request = await received(message);
    if (request === undefined) return { status: 413, type: "text/plain", body: "the request is too large\n" };
    if (!OWN_HOST.test(request.headers["host"] ?? "")) return { status: 421, type: "text/plain", body: "only for this machine\n" };
    if (message.method === "GET") return handOut(decoded(request.path), new URLSearchParams(request.query));
    const target = request.headers["x-amz-target"];
    return target === undefined ? await answerSts(request) : await answerJson(request, target);
  };

  const server = createServer((message, response) => {
    // Calls that arrived together are answered together: to wake their callers takes as long as to decide a call.
    answer(message).then(
      (found) => setImmediate(send, response, found),
      (error: unknown) => send(response, failed(error)),
    );
  });
  server.listen(port, LOOPBACK);
  await once(server, "listening");
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${own.toString()}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await calls.stop();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body), "x-amzn-requestid": randomUUID() });
  response.end(body);
}

function failed(error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error);
  const status = error instanceof UnknownName ? 400 : 500;
  return {
    status,
    type: "application/x-amz-json-1.0",
    body: JSON.stringify({ __type: status === 400 ? "ValidationException" : "InternalFailure", message }),
  };
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** The network that a request's URL names; undefined where it names none. */
function placeOf({ path }: ReceivedRequest): string | undefined {
  const name = decoded(path).replace(/^\/+|\/+$/g, "");
  return name === "" ? undefined : name;
}

async function received(message: IncomingMessage): Promise<ReceivedRequest | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  const [path = "/", query = ""] = (message.url ?? "/").split("?");
  const headers = Object.entries(message.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(",") : (value ?? "")] as const,
  );
  return {
    method: message.method ?? "",
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}
