import { fork } from "node:child_process";
import { once } from "node:events";
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
import { report } from "./measure.ts";
import type { SignedRequest } from "./try-sender.ts";

const [folder = "examples/acme", load = "16"] = process.argv.slice(2);
const REQUESTS = 4000;
const WARM_UP = 500;
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

const kinds = await Promise.all(
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
const sender = fork(path.join(import.meta.dirname, "try-sender.ts"), [proxy.url, load]);

async function sendAll(count: number): Promise<void> {
  sender.send({ kinds, count });
  const [allowed] = (await once(sender, "message")) as [number];
  if (allowed !== count) throw new Error(`${(count - allowed).toString()} requests were not allowed`);
}

await sendAll(WARM_UP);
await report(async () => {
  await sendAll(REQUESTS);
  return { requests: REQUESTS };
});
sender.disconnect();
await proxy.stop();
