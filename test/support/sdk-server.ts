import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that an SDK sent: an operation and its input. */
export interface SentRequest {
  readonly operation: string;
  readonly input: unknown;
}

/** A stand-in for AWS on loopback. */
export interface SdkServer {
  readonly url: string;
  /** What was sent since the last call of this. */
  readonly taken: () => SentRequest[];
  readonly stop: () => void;
}

const EXPIRATION = "2099-01-01T00:00:00Z";
const CREDENTIALS = `<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${EXPIRATION}</Expiration></Credentials>`;

/** Notes every request and answers it with next to nothing; STS answers with credentials. */
export async function startSdkServer(): Promise<SdkServer> {
  let sent: SentRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const target = request.headers["x-amz-target"];
      if (typeof target === "string") {
        sent.push({ operation: target, input: JSON.parse(body) as unknown });
        response.writeHead(200, { "content-type": String(request.headers["content-type"]) }).end("{}");
        return;
      }
      const { Action: action = "", Version: _version, ...input } = Object.fromEntries(new URLSearchParams(body));
      sent.push({ operation: action, input });
      response.writeHead(200, { "content-type": "text/xml" });
      response.end(`<${action}Response><${action}Result>${CREDENTIALS}</${action}Result></${action}Response>`);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port.toString()}`,
    taken: () => {
      const all = sent;
      sent = [];
      return all;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
