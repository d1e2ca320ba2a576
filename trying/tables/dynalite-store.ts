import { once } from "node:events";
import { Agent, request, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { type Input, isInput } from "../request-input.ts";
import { createTableInput } from "./create-table-input.ts";
import type { CallPlace, KnownTables } from "./known-tables.ts";
import type { StoreAnswer, TableStore } from "./table-store.ts";

/** What is used of dynalite, which has no types of its own. */
type Dynalite = (options: { readonly createTableMs: number }) => Server;

const LOOPBACK = "127.0.0.1";
/** Dynalite asks for a signature and does not verify it. */
const AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=try/20260101/try/dynamodb/aws4_request, SignedHeaders=host, Signature=try";

const keyOf = ({ accountId, region }: CallPlace): string => `${accountId} ${region}`;

/**
 * Starts dynalite, an implementation of DynamoDB by others, once for each account and region that has tables, with these tables in it. All
 * items are in memory.
 */
export async function startDynalite(tables: KnownTables): Promise<TableStore> {
  const dynalite = createRequire(import.meta.url)("dynalite") as Dynalite;
  const agent = new Agent({ keepAlive: true });
  const servers = new Map<string, Server>();
  const ports = new Map<string, number>();
  for (const table of tables.values()) {
    if (servers.has(keyOf(table))) continue;
    const server = dynalite({ createTableMs: 0 });
    server.listen(0, LOOPBACK);
    await once(server, "listening");
    servers.set(keyOf(table), server);
    ports.set(keyOf(table), (server.address() as AddressInfo).port);
  }

  const post = (port: number, operation: string, body: string): Promise<StoreAnswer> =>
    new Promise((resolve, reject) => {
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "content-length": Buffer.byteLength(body),
        "x-amz-target": `DynamoDB_20120810.${operation}`,
        "x-amz-date": "20260101T000000Z",
        authorization: AUTHORIZATION,
      };
      const sent = request({ agent, host: LOOPBACK, port, method: "POST", headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => void chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const value = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
          resolve({ status: response.statusCode ?? 0, body: isInput(value) ? value : {} });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });

  const store: TableStore = {
    call: async (place, operation, input: Input) => {
      const port = ports.get(keyOf(place));
      if (port !== undefined) return await post(port, operation, JSON.stringify(input));
      if (operation === "ListTables") return { status: 200, body: { TableNames: [] } };
      const body = { __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", message: "Requested resource not found" };
      return { status: 400, body };
    },
    stop: async () => {
      agent.destroy();
      await Promise.all(
        [...servers.values()].map((server) => {
          server.closeAllConnections();
          return new Promise<void>((resolve) => server.close(() => resolve()));
        }),
      );
    },
  };
  for (const table of tables.values()) {
    const { status, body } = await store.call(table, "CreateTable", createTableInput(table));
    if (status !== 200) throw new Error(`dynalite: does not make table ${table.arn}, got ${JSON.stringify(body)}`);
  }
  return store;
}
