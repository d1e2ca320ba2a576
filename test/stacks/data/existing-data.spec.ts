import assert from "node:assert/strict";
import { ControlPlane, type Existing } from "../../../control-plane/control-plane.ts";
import { load } from "../../../model/checks/load.ts";
import { LAYERS } from "../../../model/names.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import type { Files } from "../../../model/reading/draft.ts";
import type { PlanRehearsal } from "../../../rehearsal/rehearse-plan.ts";
import { awsResources, named } from "../../support/line.ts";
import { edit, NOW } from "../../support/sample.ts";
import { rehearseLayers } from "../declared.ts";
import { rehearseSharing, sharingFiles } from "../sharing.ts";

const REGION = "eu-west-1";
const OWNER = "400000000001";
const KEY = `arn:aws:kms:${REGION}:${OWNER}:key/5f0c2c0e-8f0b-4a57-9d5c-2f9f6f1c9d10`;
const SECRET = `arn:aws:secretsmanager:${REGION}:${OWNER}:secret:legacy-AbCdEf`;
const base = sharingFiles({ home: REGION, other: "us-east-1" });

/** What exists already: a key that is used by itself, a secret, a table with a stream that others read. */
const existing: Files = new Map(base)
  .set(
    "accounts/owner/data.yaml",
    `
tables:
  baskets:
    existing: shop-baskets
    adds: [resource-policy]
    encryption: aws-owned
    key: { partition: { id: string } }
    stream: new-image
    sharedWith:
      consumer/reporter: { can: [stream], purpose: etl, because: counts baskets }
  orders:
    existing: shop-orders
    encryption: { key: ${KEY} }
    key: { partition: { id: string } }
    stream: new-image
    sharedWith:
      consumer/reporter: { can: [read, stream], purpose: etl, because: counts orders }
keys:
  old:
    existing: ${KEY}
    usedBy: { api: { can: [encrypt] } }
    sharedWith:
      consumer/reporter: { can: [decrypt], how: role, purpose: shared-service, because: decrypts what it forwards }
secrets:
  legacy:
    existing: ${SECRET}
    adds: [resource-policy]
    encryption: { key: ${KEY} }
    usedBy: { api: { can: [read] } }
    sharedWith:
      consumer/reporter: { can: [read], purpose: shared-service, because: signs in its name }
`,
  )
  .set("accounts/consumer/data.yaml", "tables: {}\n");

const BASKETS = "owner/tables/baskets/sharedWith/consumer/reporter";
const ORDERS = "owner/tables/orders/sharedWith/consumer/reporter";

const statementsOf = (text: unknown) => (JSON.parse(String(text)) as { Statement: Readonly<Record<string, unknown>>[] }).Statement;
const sidsOf = (text: unknown) => statementsOf(text).map(({ Sid }) => String(Sid).slice(0, -4));
const listed = (rehearsal: PlanRehearsal, stack: string) =>
  awsResources(rehearsal)
    .filter((each) => each.stack === stack)
    .map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`)
    .sort();
const cardOf = ({ stacks }: PlanRehearsal, grant: string) =>
  stacks.find(({ name }) => name === "consumers.consumer")?.outputs[`card:${grant}`] as Readonly<Record<string, unknown>> | undefined;

/** The account's tables as they are without a stream. */
async function withoutStreams(): Promise<ControlPlane> {
  const plane = await ControlPlane.open();
  plane.seed(
    ["shop-baskets", "shop-orders"].map((name) => ({
      account: OWNER,
      region: REGION,
      type: "aws:dynamodb/table:Table",
      inputs: { name, hashKey: "id", attributes: [{ name: "id", type: "S" }], billingMode: "PAY_PER_REQUEST" },
    })),
  );
  return plane;
}

describe("data that exists", () => {
  let rehearsal: PlanRehearsal;
  before(async () => {
    rehearsal = await rehearseSharing(existing);
  });

  it("gets its policies where they may be added, roles where they may not, and nothing else", () => {
    assert.deepEqual(
      rehearsal.stacks.filter(({ status, warnings }) => status !== "done" || warnings.length > 0),
      [],
    );
    assert.deepEqual(listed(rehearsal, "data.owner"), [
      "ResourcePolicy table-baskets-stream-policy",
      "Role access-consumer.reporter",
      "RolePolicy access-permissions-consumer.reporter",
      "SecretPolicy secret-legacy-policy",
    ]);
  });

  it("is read by its stream's exact ARN, at the owner and at the consumer", () => {
    const { inputs } = named(rehearsal, "data.owner", "table-baskets-stream-policy");
    const stream = String(inputs["resourceArn"]);
    assert.match(stream, /:table\/shop-baskets\/stream\/20/);
    const [statement] = statementsOf(inputs["policy"]);
    assert.deepEqual(
      [statement?.["Resource"], statement?.["Principal"]],
      [stream, { AWS: "arn:aws:iam::400000000002:role/palisade/workload/reporter" }],
    );
    const own = statementsOf(named(rehearsal, "consumers.consumer", "permissions-reporter").inputs["policy"]);
    assert.ok(own.some(({ Resource }) => Resource === stream));
    assert.equal(cardOf(rehearsal, BASKETS)?.["streamArn"], stream);
    const setting = named(rehearsal, "consumers.consumer", "setting-owner.tables.baskets.reporter.stream-arn");
    assert.equal(setting.inputs["insecureValue"], stream);
  });

  it("is read by role where its own policy may not be written, stream and key included", () => {
    const { inputs } = named(rehearsal, "data.owner", "access-permissions-consumer.reporter");
    assert.deepEqual(sidsOf(inputs["policy"]).sort(), [
      "UseOldOfOwner",
      "UseOrdersOfOwner",
      "UseOrdersOfOwnerKey",
      "UseOrdersOfOwnerStream",
    ]);
  });

  it("leaves a key's policy to its owner, with the statements to add on each card", () => {
    const cards = [ORDERS, "owner/keys/old/sharedWith/consumer/reporter", "owner/secrets/legacy/sharedWith/consumer/reporter"];
    assert.deepEqual(
      cards.map((grant) => sidsOf(cardOf(rehearsal, grant)?.["keyPolicyStatements"])),
      [
        ["AllowReporterOfConsumerThroughDynamodbForOrders"],
        ["AllowReporterOfConsumer"],
        ["AllowReporterOfConsumerThroughSecretsmanagerForLegacy"],
      ],
    );
    const api = rehearsal.stacks.find(({ name }) => name === "consumers.owner")?.outputs["card:owner/keys/old/usedBy/api"];
    assert.deepEqual(sidsOf((api as { keyPolicyStatements?: string } | undefined)?.keyPolicyStatements), ["AllowApiOfOwner"]);
  });
});

describe("a table that exists without its stream", () => {
  it("lets what is granted of the stream wait, by name, and nothing else", async () => {
    const { stacks, refusals, ...rest } = await rehearseSharing(existing, await withoutStreams());
    assert.deepEqual([stacks.filter(({ status }) => status !== "done"), refusals], [[], []]);
    assert.deepEqual(stacks.find(({ name }) => name === "data.owner")?.warnings, [
      `table baskets (shop-baskets) has no stream, so that what these grants say of it waits: ${BASKETS}`,
      `table orders (shop-orders) has no stream, so that what these grants say of it waits: ${ORDERS}`,
    ]);
    assert.deepEqual(stacks.find(({ name }) => name === "consumers.consumer")?.warnings, [
      `data.owner does not hand on stream:baskets yet, so that these grants wait: ${BASKETS}`,
      `data.owner does not hand on stream:orders yet, so that these grants wait: ${ORDERS}`,
    ]);
    const rehearsal = { stacks, refusals, ...rest };
    assert.ok(!listed(rehearsal, "data.owner").includes("ResourcePolicy table-baskets-stream-policy"));
    const byRole = sidsOf(named(rehearsal, "data.owner", "access-permissions-consumer.reporter").inputs["policy"]);
    assert.deepEqual(byRole.sort(), ["UseOldOfOwner", "UseOrdersOfOwner", "UseOrdersOfOwnerKey"]);
    assert.deepEqual([cardOf(rehearsal, BASKETS), cardOf(rehearsal, ORDERS)?.["streamArn"]], [undefined, undefined]);
  });
});

describe("a table that is declared as existing and does not exist", () => {
  it("is named with the entry to correct, and AWS's own words", async () => {
    const { declaration } = load(existing, { now: NOW });
    assert.ok(declaration !== undefined);
    const isAbsent = ({ inputs }: Existing) => inputs["name"] === "shop-orders";
    const { stacks } = await rehearseLayers(plan(declaration), LAYERS, isAbsent);
    const failed = stacks.find(({ name }) => name === "data.owner");
    assert.match(
      failed?.error ?? "",
      /tables\.orders\.existing of owner: cannot be looked up in eu-west-1, got "shop-orders"; correct it, or its region, in accounts\/owner\/data\.yaml\n.*ResourceNotFoundException/,
    );
  });
});

describe("a replica", () => {
  const reading = edit(
    new Map(base).set(
      "accounts/consumer/data.yaml",
      "tables: { sessions: { replicaOf: owner/sessions, region: us-east-1, usedBy: { mirror: { can: [stream] } } } }\n",
    ),
    "accounts/consumer/account.yaml",
    "networks: {",
    "networks: { east: { region: us-east-1, cidr: 10.3.0.0/16, zones: 1 },",
  );
  const files = edit(reading, "accounts/consumer/account.yaml", "workloads:\n", "workloads:\n  mirror: { runsOn: ec2, network: east }\n");

  it("has a stream of its own, which a grant of nothing else is of", async () => {
    const rehearsal = await rehearseSharing(files);
    assert.deepEqual(
      rehearsal.stacks.filter(({ status, warnings }) => status !== "done" || warnings.length > 0).map(({ name, error }) => [name, error]),
      [],
    );
    const stream = rehearsal.stacks.find(({ name }) => name === "data.consumer")?.outputs["stream:sessions"];
    assert.match(String(stream), /^arn:aws:dynamodb:us-east-1:400000000002:table\/sessions\/stream\/20/);
    const own = statementsOf(named(rehearsal, "consumers.consumer", "permissions-mirror").inputs["policy"]);
    assert.deepEqual(
      own.filter(({ Sid }) => String(Sid).includes("Stream")).map(({ Resource }) => Resource),
      [stream],
    );
  });
});
