import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { type AwsCall, answerOf, ownAccount } from "./aws-answers.ts";

/** What is wrong with one answer: AWS's error, or the end of the connection. */
export type Fault = { readonly status: number; readonly code: string } | "hang-up";

/** A stand-in for AWS on loopback, over a folder of answers. */
export interface AwsServer {
  readonly url: string;
  /** Every call with whether it was answered, in their order. */
  readonly calls: readonly (AwsCall & { readonly fault: Fault | undefined })[];
  readonly stop: () => void;
}

/**
 * Serves the answers of a folder as AWS's APIs do: one item on each page, with an empty page before the last where AWS writes such. `faultOf`
 * says what goes wrong with a call, which it is told with how often the same was asked before.
 */
export async function startAwsServer(folder: string, faultOf: (call: AwsCall, before: number) => Fault | undefined): Promise<AwsServer> {
  const calls: (AwsCall & { readonly fault: Fault | undefined })[] = [];
  const asked = new Map<string, number>();
  const read = (name: string): Readonly<Record<string, unknown>> | undefined => {
    try {
      return JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8")) as Readonly<Record<string, unknown>>;
    } catch {
      return undefined;
    }
  };
  const answer = (request: IncomingMessage, body: string, response: ServerResponse): void => {
    const call = callOf(request, body);
    const key = JSON.stringify(call);
    const before = asked.get(key) ?? 0;
    asked.set(key, before + 1);
    const found = answerOf(call, read);
    const fault = faultOf(call, before) ?? ("code" in found ? found : undefined);
    calls.push({ ...call, fault });
    if (fault === "hang-up") request.socket.destroy();
    else if (fault !== undefined) refuse(call, fault, response);
    else if ("xml" in found) response.writeHead(200, { "content-type": "text/xml" }).end(found.xml);
    else if ("json" in found) response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(found.json));
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      answer(request, Buffer.concat(chunks).toString(), response);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`,
    calls,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html */
function callOf({ headers, url = "" }: IncomingMessage, body: string): AwsCall {
  const [, key = "", region = "", service = ""] = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  const account = ownAccount(key);
  const target = headers["x-amz-target"];
  if (typeof target === "string") {
    return { service, region, account, operation: target.split(".").at(-1) ?? "", input: JSON.parse(body) as AwsCall["input"] };
  }
  if (service === "eks") {
    const { pathname, searchParams } = new URL(url, "http://loopback");
    const [, , name] = pathname.split("/");
    const input = { ...Object.fromEntries(searchParams), ...(name === undefined ? {} : { name }) };
    return { service, region, account, operation: name === undefined ? "ListClusters" : "DescribeCluster", input };
  }
  const { Action: operation = "", Version: _version, ...input } = Object.fromEntries(new URLSearchParams(body));
  return { service, region, account, operation, input };
}

function refuse({ service }: AwsCall, { status, code }: Exclude<Fault, string>, response: ServerResponse): void {
  const message = `${code} of the test`;
  if (["sts", "iam"].includes(service)) {
    response.writeHead(status, { "content-type": "text/xml" });
    response.end(`<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`);
  } else if (service === "ec2") {
    response.writeHead(status, { "content-type": "text/xml" });
    response.end(`<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors></Response>`);
  } else {
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": code });
    response.end(JSON.stringify({ __type: code, message }));
  }
}
