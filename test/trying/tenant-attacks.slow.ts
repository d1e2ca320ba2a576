import assert from "node:assert/strict";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchWriteItemCommand, DynamoDBServiceException, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { AssumeRoleCommand } from "@aws-sdk/client-sts";
import fc from "fast-check";
import { assumedSession } from "../../proof/engine/session.ts";
import { sessionPolicy } from "../../tenants/src/session-policy.ts";
import { tenantId } from "../../tenants/src/tenant-id.ts";
import { vendTenantCredentials } from "../../tenants/src/vend-tenant-credentials.ts";
import type { Caller } from "../../trying/caller.ts";
import { isRefusal } from "../../trying/refusal.ts";
import { sessionPolicyOf } from "../../trying/sessions/session-policy-of.ts";
import { type JsonCall, TriedCalls, tablesOf } from "../../trying/tried-calls.ts";
import { denial, type SdkCredentials, type Tried } from "../support/tried.ts";
import { tryTenants } from "../support/tried-tenants.ts";

const MUTATED = 100_000;
const THROUGH_HTTP = 300;
const MINUTES = 600_000;
const FROM = "owner/main";
const TENANTS = ["1", "2", "acme", "acme-2", "tenant"] as const;

let tried: Tried;
let calls: TriedCalls;

before(async function () {
  this.timeout(MINUTES);
  tried = await tryTenants();
  calls = new TriedCalls(
    tried.organization,
    { call: () => Promise.reject(new Error("not called")), stop: () => Promise.resolve() },
    tablesOf(tried.organization),
  );
});

after(async () => {
  await tried.stop();
});

const arnOf = (name: string): string => {
  const { names } = tried.organization.world;
  return names.resource(name).arn ?? names.principal(name).arn ?? "";
};

/** What somebody writes in order to reach another tenant's partition: a value that is nearly one's own. */
const value = fc.oneof(
  fc.constantFrom(...TENANTS).map((tenant) => `Tenant#${tenant}`),
  fc
    .tuple(
      fc.constantFrom(...TENANTS),
      fc.array(
        fc.tuple(
          fc.nat(14),
          fc.constantFrom(
            "",
            "*",
            "?",
            "#",
            "Tenant#",
            "\u0000",
            "\n",
            " ",
            "\u200b",
            "-2",
            "A",
            "${aws:PrincipalTag/TenantId}",
            "/",
            "\\",
            '"',
            "\u212a",
          ),
          fc.boolean(),
        ),
        { maxLength: 3 },
      ),
    )
    .map(([tenant, changes]) =>
      changes.reduce((text, [at, insert, cuts]) => text.slice(0, at) + insert + text.slice(cuts ? at + 1 : at), `Tenant#${tenant}`),
    ),
);

/** A call with every partition that it may reach; undefined for one that may reach every partition. */
interface Attack {
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly reaches: readonly string[] | undefined;
}

const key = (PK: string) => ({ PK: { S: PK }, SK: { S: "Item#1" } });

const attack: fc.Arbitrary<Attack> = fc.tuple(value, value, fc.boolean(), fc.nat(13)).map(([one, other, isNotes, form]): Attack => {
  const table = isNotes ? "notes" : "tickets";
  const attribute = form % 2 === 0 && !isNotes ? "PK1" : "PK";
  const index = attribute === "PK1" ? { IndexName: "gsi" } : {};
  const query = (KeyConditionExpression: string, names: Record<string, string>, reaches: readonly string[] | undefined): Attack => ({
    operation: "Query",
    input: {
      TableName: table,
      ...index,
      KeyConditionExpression,
      ExpressionAttributeValues: { ":a": { S: one }, ":b": { S: other } },
      ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    },
    reaches,
  });
  switch (form) {
    case 0:
      return { operation: "GetItem", input: { TableName: table, Key: key(one) }, reaches: [one] };
    case 1:
      return { operation: "PutItem", input: { TableName: table, Item: { ...key(one), text: { S: other } } }, reaches: [one] };
    case 2:
      return query(`${attribute} = :a`, {}, [one]);
    case 3:
      return query(`( :b=${attribute} ) and begins_with(SK, :a)`, {}, [other]);
    case 4:
      return query("#k = :a AND #s = :b", { "#k": attribute, "#s": attribute === "PK" ? "SK" : "SK1" }, [one]);
    case 5:
      return query("SK = :a AND #SK = :b", { "#SK": attribute }, [other]);
    case 6:
      return query(`${attribute} = :a AND ${attribute} = :b`, {}, [one, other]);
    case 7:
      return query(`begins_with(${attribute}, :a)`, {}, undefined);
    case 8:
      return query(`${attribute} BETWEEN :a AND :b`, {}, undefined);
    case 9:
      return { operation: "BatchGetItem", input: { RequestItems: { [table]: { Keys: [key(one), key(other)] } } }, reaches: [one, other] };
    case 10:
      return {
        operation: "BatchWriteItem",
        input: { RequestItems: { [table]: [{ PutRequest: { Item: key(one) } }, { DeleteRequest: { Key: key(other) } }] } },
        reaches: [one, other],
      };
    case 11: {
      const KeyConditions = { [attribute]: { ComparisonOperator: "EQ", AttributeValueList: [{ S: one }] } };
      return { operation: "Query", input: { TableName: table, ...index, KeyConditions }, reaches: [one] };
    }
    case 12:
      return {
        operation: "Scan",
        input: { TableName: table, FilterExpression: "PK = :a", ExpressionAttributeValues: { ":a": { S: one } } },
        reaches: undefined,
      };
    default:
      return {
        operation: "TransactWriteItems",
        input: { TransactItems: [{ Put: { TableName: table, Item: key(one) } }, { Delete: { TableName: table, Key: key(other) } }] },
        reaches: [one, other],
      };
  }
});

/** Sessions of a tenant, by the tag and by a session policy. */
function callersOf(tenant: string): readonly Caller[] {
  const open = (role: string, tags: Record<string, string>, policy: Caller["policy"]): Caller => {
    const arn = arnOf(role);
    const tagsOf = tried.organization.world.deployed.roles.get(arn)?.tags ?? {};
    const session = assumedSession(
      { principal: "", context: {} },
      { arn, tags: tagsOf },
      { sessionName: "test", tags },
      tried.organization.now,
    );
    return { session, policy, carries: {} };
  };
  const policy = sessionPolicy(tenantId(tenant), {
    tableArn: arnOf("owner/tables/tickets"),
    prefix: "Tenant#",
    can: ["read"],
    indexes: ["gsi"],
    keyArn: arnOf("owner/tables/tickets/key"),
  });
  const compiled = sessionPolicyOf({ policy, policyArns: [] }, tried.organization.world.deployed);
  assert.ok(!isRefusal(compiled));
  return [
    open("owner/tenants/tickets", { TenantId: tenant }, undefined),
    open("owner/tenants/notes", { TenantId: tenant }, undefined),
    open("owner/access/consumer/reporter", {}, compiled.policy),
  ];
}

describe("a tenant's session", () => {
  it(`reaches no foreign item, by ${MUTATED.toString()} calls with mutated keys`, function () {
    this.timeout(MINUTES);
    const callers = new Map(TENANTS.map((tenant) => [tenant, callersOf(tenant)]));
    let allowed = 0;
    fc.assert(
      fc.property(attack, fc.constantFrom(...TENANTS), fc.nat(2), ({ operation, input, reaches }, tenant, which) => {
        const caller = callers.get(tenant)?.[which];
        assert.ok(caller !== undefined);
        const call: JsonCall = { service: "dynamodb", operation, input };
        const from = which === 2 ? "consumer/main" : FROM;
        if (calls.decide(call, caller, "eu-west-1", from) !== undefined) return;
        allowed += 1;
        assert.deepEqual([...new Set(reaches)], [`Tenant#${tenant}`]);
      }),
      { seed: 20261122, numRuns: MUTATED },
    );
    assert.ok(allowed > MUTATED / 100, `${allowed.toString()} were allowed`);
  });

  it("reaches no foreign item through the proxy and its store", async function () {
    this.timeout(MINUTES);
    const intake = tried.dynamodb(await tried.credentials("owner/intake"), FROM);
    const items = TENANTS.flatMap((tenant, at) => {
      const led = TENANTS[(at + 1) % TENANTS.length] ?? "";
      return [{ PutRequest: { Item: { ...key(`Tenant#${tenant}`), PK1: { S: `Tenant#${led}` }, SK1: { S: "x" } } } }];
    });
    await intake.send(new BatchWriteItemCommand({ RequestItems: { tickets: items, notes: items } }));
    const vend = vendTenantCredentials({
      sts: tried.sts(await tried.credentials("owner/vendor"), FROM),
      roleArn: arnOf("owner/tenants/tickets"),
      by: { kind: "session-tag", tag: "TenantId" },
    });
    const clients = new Map<string, DynamoDBClient>();
    for (const tenant of TENANTS) clients.set(tenant, tried.dynamodb(await vend(tenant), FROM));
    let found = 0;
    for (const { operation, input } of fc.sample(attack, { numRuns: THROUGH_HTTP, seed: 7 })) {
      const isQuery = operation === "Query";
      if (!isQuery && operation !== "GetItem") continue;
      for (const tenant of ["1", "acme"]) {
        const client = clients.get(tenant);
        const sent = isQuery ? client?.send(new QueryCommand(input as never)) : client?.send(new GetItemCommand(input as never));
        const answer = await sent?.catch((error: unknown) => {
          assert.ok(error instanceof DynamoDBServiceException && error.$fault === "client", String(error));
          return {};
        });
        const { Items = [], Item } = (answer ?? {}) as {
          readonly Items?: Record<string, { S?: string }>[];
          readonly Item?: Record<string, { S?: string }>;
        };
        const attribute = input["IndexName"] === undefined ? "PK" : "PK1";
        for (const item of [...Items, ...(Item === undefined ? [] : [Item])]) {
          found += 1;
          assert.equal(item[attribute]?.S, `Tenant#${tenant}`);
        }
      }
    }
    assert.ok(found > 0);
  });

  const policyOf = (tenant: string) => ({
    kind: "session-policy" as const,
    tableArn: arnOf("owner/tables/tickets"),
    prefix: "Tenant#",
    can: ["read" as const],
    indexes: ["gsi"],
    keyArn: arnOf("owner/tables/tickets/key"),
    tenant,
  });

  for (const [index, attribute] of [
    [undefined, "PK"],
    ["gsi", "PK1"],
  ] as const) {
    it(`${index === undefined ? "D4" : "D5"}: narrowed by a session policy, reaches its own ${index ?? "table"} partition alone`, async () => {
      const reporter = await tried.credentials("consumer/reporter");
      const roleArn = arnOf("owner/access/consumer/reporter");
      const { tenant: _, ...by } = policyOf("acme");
      const vend = vendTenantCredentials({ sts: tried.sts(reporter, "consumer/main"), roleArn, by });
      const query = (tenant: string) =>
        new QueryCommand({
          TableName: by.tableArn,
          IndexName: index,
          KeyConditionExpression: `${attribute} = :t`,
          ExpressionAttributeValues: { ":t": { S: `Tenant#${tenant}` } },
        });
      const client = tried.dynamodb(await vend("acme"), "consumer/main");
      assert.equal((await client.send(query("acme"))).Count, 1);
      assert.match(await denial(client.send(query("acme-2"))), /because no session policy allows the dynamodb:Query action/);
    });
  }

  it("of many tenants at a time answers each with its own items, by one call to STS for each", async () => {
    const sts = tried.sts(await tried.credentials("owner/vendor"), FROM);
    let opened = 0;
    const counting = {
      send: (command: AssumeRoleCommand) => {
        opened += 1;
        return sts.send(command);
      },
    } as never;
    const vend = vendTenantCredentials({
      sts: counting,
      roleArn: arnOf("owner/tenants/tickets"),
      by: { kind: "session-tag", tag: "TenantId" },
    });
    const read = async (tenant: string): Promise<string | undefined> => {
      const credentials: SdkCredentials = await vend(tenant);
      const { Item } = await tried
        .dynamodb(credentials, FROM)
        .send(new GetItemCommand({ TableName: "tickets", Key: key(`Tenant#${tenant}`) }));
      return Item?.["PK"]?.S;
    };
    const asked = Array.from({ length: 40 }, (_, at) => TENANTS[at % TENANTS.length] ?? "");
    assert.deepEqual(
      await Promise.all(asked.map(read)),
      asked.map((tenant) => `Tenant#${tenant}`),
    );
    assert.equal(opened, TENANTS.length);
  });
});
