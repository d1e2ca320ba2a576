import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A stand-in for STS on loopback. */
export interface StsServer {
  readonly url: string;
  /** The account of every caller. */
  account: string;
  /** ARNs of roles that nobody may assume. */
  refused: ReadonlySet<string>;
  /** ARNs of the roles that were asked for since the last call of this. */
  readonly taken: () => string[];
  readonly stop: () => void;
}

const CREDENTIALS =
  "<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>";

/** Answers who calls, and lets roles be assumed. https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html */
export async function startStsServer(account: string): Promise<StsServer> {
  let asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      const { Action: action = "", RoleArn: role = "" } = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
      if (role !== "") asked.push(role);
      const isRefused = sts.refused.has(role);
      response.writeHead(isRefused ? 403 : 200, { "content-type": "text/xml" });
      const arn = `arn:aws:sts::${sts.account}:assumed-role/PalisadeRunner/me`;
      const who = `<Account>${sts.account}</Account><Arn>${arn}</Arn><UserId>me</UserId>`;
      response.end(
        isRefused
          ? `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to assume ${role}</Message></Error></ErrorResponse>`
          : `<${action}Response><${action}Result>${role === "" ? who : CREDENTIALS}</${action}Result></${action}Response>`,
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const sts: StsServer = {
    url: `http://127.0.0.1:${port.toString()}`,
    account,
    refused: new Set(),
    taken: () => {
      const taken = asked;
      asked = [];
      return taken;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return sts;
}
