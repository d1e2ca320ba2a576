import assert from "node:assert/strict";
import { type AuthorizedEvent, withTenant } from "../../tenants/examples/http-api.ts";
import type { TenantClient } from "../../tenants/src/tenant-client.ts";
import { tenantId } from "../../tenants/src/tenant-id.ts";
import { type SdkServer, startSdkServer } from "../support/sdk-server.ts";

const eventOf = (claims: Readonly<Record<string, unknown>> | undefined): AuthorizedEvent => ({
  requestContext: claims === undefined ? {} : { authorizer: { jwt: { claims } } },
});

describe("the middleware for an HTTP API", () => {
  let server: SdkServer;
  before(async () => {
    server = await startSdkServer();
  });
  after(() => server.stop());

  const answered = (event: AuthorizedEvent, handle: (client: TenantClient) => Promise<unknown>) =>
    withTenant(
      {
        vend: (tenant) =>
          Promise.resolve({ accessKeyId: tenantId(tenant), secretAccessKey: "s", sessionToken: "t", expiration: new Date("2099-01-01") }),
        region: "eu-west-1",
        table: { tableName: "tickets", partitionKey: "PK", prefix: "Tenant#" },
        claim: "tenant",
        endpoint: server.url,
      },
      async (_event, client) => {
        await handle(client);
        return { statusCode: 200, body: client.tenant };
      },
    )(event);

  it("gives the handler a client of the claim's tenant", async () => {
    const answer = await answered(eventOf({ tenant: "acme" }), (client) => client.get({ SK: "Item#1" }));
    assert.deepEqual(answer, { statusCode: 200, body: "acme" });
    assert.deepEqual(server.taken(), [
      { operation: "DynamoDB_20120810.GetItem", input: { TableName: "tickets", Key: { PK: { S: "Tenant#acme" }, SK: { S: "Item#1" } } } },
    ]);
  });

  for (const [what, claims] of [
    ["without an authorizer", undefined],
    ["without the claim", {}],
    ["with an empty claim", { tenant: "" }],
    ["with a pattern", { tenant: "*" }],
    ["with a list", { tenant: ["acme"] }],
  ] as const) {
    it(`answers 403 to a caller ${what}, and calls nothing`, async () => {
      const answer = await answered(eventOf(claims), (client) => client.get({ SK: "Item#1" }));
      assert.deepEqual([answer.statusCode, server.taken()], [403, []]);
    });
  }

  it("answers 403 to a caller who asks for another tenant's item", async () => {
    const answer = await answered(eventOf({ tenant: "acme" }), (client) => client.get({ PK: "Tenant#2", SK: "Item#1" }));
    assert.deepEqual([answer.statusCode, server.taken()], [403, []]);
  });

  it("hands on an error of the handler", async () => {
    await assert.rejects(
      answered(eventOf({ tenant: "acme" }), () => Promise.reject(new Error("of its own"))),
      /of its own/,
    );
  });
});
