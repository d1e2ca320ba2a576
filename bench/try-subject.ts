import { Agent, request } from "node:http";
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

const [folder = "examples/acme", load = "16"] = process.argv.slice(2);
const REQUESTS = 4000;
const WARM_UP = 500;
const KINDS = 50;

/** One signed request that the proxy takes for five minutes. */
interface Signed {
  readonly headers: Record<string, string>;
  readonly body: string;
}

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
const agent = new Agent({ keepAlive: true, maxSockets: Number(load) });

async function signed(principal: string, network: string, operation: string, input: object): Promise<Signed> {
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
  return { headers: { ...(await signer.sign(request)).headers, path: `/${network}/` }, body };
}

const send = ({ headers: { path, ...headers }, body }: Signed): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request({ agent, host: url.hostname, port: url.port, path, method: "POST", headers }, (response) => {
      response.resume();
      response.on("end", () => {
        resolve(response.statusCode ?? 0);
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });

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

/** Sends requests, so many at a time. */
async function sendAll(count: number): Promise<number> {
  let [next, answered] = [0, 0];
  const sender = async () => {
    while (next < count) {
      const kind = kinds[next % KINDS];
      next += 1;
      if (kind !== undefined && (await send(kind)) === 200) answered += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(load) }, sender));
  return answered;
}

await sendAll(WARM_UP);
await report(async () => {
  const allowed = await sendAll(REQUESTS);
  if (allowed !== REQUESTS) throw new Error(`${(REQUESTS - allowed).toString()} requests were not allowed`);
  return { requests: REQUESTS };
});
agent.destroy();
await proxy.stop();
