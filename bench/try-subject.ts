import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { SignatureV4 } from "@smithy/signature-v4";
import { soundInventory } from "../cli/input/read-inventory.ts";
import { organizationOf } from "../cli/input/rehearsed-organization.ts";
import { loadCatalogue } from "../iam/catalogue.ts";
import { readDeclaration } from "../model/folder/read-declaration.ts";
import { plan as planOf } from "../model/plan/plan-declaration.ts";
import { rehearsePlan } from "../rehearsal/rehearse-plan.ts";
import { inTermsOfAws } from "../trying/denial-message.ts";
import { startProxy } from "../trying/proxy.ts";
import { NodeSha256 } from "../trying/signing/node-sha256.ts";
import { TRIED_SERVICES } from "../trying/tried-organization.ts";
import type { Sending, Sent, SignedRequest } from "./try-sender.ts";

/** One round: so many requests, so many at a time. */
export interface Round {
  readonly requests: number;
  readonly milliseconds: number;
  /** What the processor worked in the process of the server, all threads together. */
  readonly serverMilliseconds: number;
  readonly senderMilliseconds: number;
}

/** All rounds of one load, against the proxy and against a server that reads a request and answers at once. */
export interface RoundsOfLoad {
  readonly atOnce: number;
  readonly proxy: readonly Round[];
  readonly bare: readonly Round[];
}

const [folder = "examples/acme", rounds = "5", ...loads] = process.argv.slice(2);
const REQUESTS = 1000;
const WARM_UP = 3000;
const KINDS = 50;

const {
  declaration,
  now,
  folder: read,
} = readDeclaration({ declaration: folder }, { declaration: "folder", asOf: "day", cwd: process.cwd() });
if (declaration === undefined) throw new Error(`${folder}: has problems`);
const plan = planOf(declaration);
const organization = {
  ...organizationOf(plan, await rehearsePlan(plan), soundInventory(undefined, read)),
  now,
  catalogue: await loadCatalogue(TRIED_SERVICES),
  explained: inTermsOfAws,
};
const stub = { call: () => Promise.resolve({ status: 200, body: {} }), stop: () => Promise.resolve() };
const proxy = await startProxy({ organization, store: stub });
const url = new URL(proxy.url);

const bare = createServer((message, response) => {
  message.resume();
  message.on("end", () => response.writeHead(200, { "content-length": 2 }).end("{}"));
}).listen(0, url.hostname);
await once(bare, "listening");

async function signed(principal: string, network: string, operation: string, input: object): Promise<SignedRequest> {
  const answer = (await (await fetch(`${proxy.url}/credentials/${principal}`)).json()) as Record<string, string>;
  const credentials = {
    accessKeyId: answer["AccessKeyId"] ?? "",
    secretAccessKey: answer["SecretAccessKey"] ?? "",
    sessionToken: answer["Token"] ?? "",
  };
  const signer = new SignatureV4({ service: "dynamodb", region: "eu-west-1", credentials, sha256: NodeSha256, applyChecksum: false });
  const body = JSON.stringify(input);
  const headers = { host: url.host, "content-type": "application/x-amz-json-1.0", "x-amz-target": `DynamoDB_20120810.${operation}` };
  const request = { method: "POST", protocol: "http:", hostname: url.hostname, path: `/${network}/`, query: {}, headers, body };
  return { path: request.path, headers: (await signer.sign(request)).headers, body };
}

/** Each with credentials of its own and about an item of its own. */
const requests = await Promise.all(
  Array.from({ length: KINDS }, async (_, at) => {
    const Key = { PK: { S: `Tenant#${at.toString()}` }, SK: { S: "Item#1" } };
    const query = { TableName: "tickets", KeyConditionExpression: "PK = :p", ExpressionAttributeValues: { ":p": Key.PK } };
    const order = {
      TableName: "arn:aws:dynamodb:eu-west-1:200000000002:table/orders",
      Key: { customerId: { S: at.toString() }, orderId: { S: "1" } },
    };
    switch (at % 3) {
      case 0:
        return await signed("tickets-prod/reader", "tickets-prod/main", "Query", query);
      case 1:
        return await signed("tickets-prod/intake", "tickets-prod/main", "PutItem", { TableName: "tickets", Item: Key });
      default:
        return await signed("analytics-prod/nightly-etl", "analytics-prod/main", "GetItem", order);
    }
  }),
);

/** The sender has a process of its own, as callers have. */
const sender = fork(path.join(import.meta.dirname, "try-sender.ts"));

async function round(port: number, count: number, atOnce: number): Promise<Round> {
  const [start, worked] = [performance.now(), process.cpuUsage()];
  sender.send({ port, requests, count, atOnce } satisfies Sending);
  const [{ answered, cpuMilliseconds }] = (await once(sender, "message")) as [Sent];
  if (answered !== count) throw new Error(`${(count - answered).toString()} requests were not allowed`);
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(worked);
  return { requests: count, milliseconds, serverMilliseconds: (user + system) / 1000, senderMilliseconds: cpuMilliseconds };
}

const [proxyPort, barePort] = [Number(url.port), (bare.address() as AddressInfo).port];
await round(proxyPort, WARM_UP, 16);
await round(barePort, WARM_UP, 16);
const measured = loads.map((load) => ({ atOnce: Number(load), proxy: new Array<Round>(), bare: new Array<Round>() }));
for (let done = 0; done < Number(rounds); done += 1)
  for (const each of measured) {
    each.proxy.push(await round(proxyPort, REQUESTS, each.atOnce));
    each.bare.push(await round(barePort, REQUESTS, each.atOnce));
  }
process.stdout.write(JSON.stringify(measured satisfies RoundsOfLoad[]));
sender.disconnect();
bare.close();
await proxy.stop();
