import assert from "node:assert/strict";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { awsResources, named } from "../support/line.ts";
import { accountOf, edit, sample } from "../support/sample.ts";
import { rehearseSharing } from "./sharing.ts";

const statementsOf = (text: unknown) => (JSON.parse(String(text)) as { Statement: Readonly<Record<string, unknown>>[] }).Statement;

describe("the sample's sharing", () => {
  let rehearsal: PlanRehearsal;
  before(async () => {
    rehearsal = await rehearseSharing(sample);
  });
  const card = (stack: string, grant: string) =>
    rehearsal.stacks.find(({ name }) => name === stack)?.outputs[`card:${grant}`] as Readonly<Record<string, unknown>> | undefined;

  it("is deployed as a whole", () => {
    assert.deepEqual(
      rehearsal.stacks.filter(({ status }) => status !== "done").map(({ name, error }) => `${name}: ${error ?? ""}`),
      [],
    );
  });

  it("tells who reads a stream itself which URL its client must be given, and nobody else", () => {
    const reader = card("consumers.analytics-prod", "orders-prod/tables/orders/sharedWith/analytics-prod/nightly-etl");
    const { dnsEntries } = named(rehearsal, "foundation.analytics-prod", "network-main-dynamodb-streams-endpoint").outputs;
    const [{ dnsName } = { dnsName: "none" }] = dnsEntries as { readonly dnsName: string }[];
    assert.equal(reader?.["streamsUrl"], `https://${dnsName}`);
    assert.match(JSON.stringify(reader["notes"]), /set AWS_ENDPOINT_URL_DYNAMODB_STREAMS to streamsUrl/);
    const setting = named(rehearsal, "consumers.analytics-prod", "setting-orders-prod.tables.orders.nightly-etl.streams-url");
    assert.equal(setting.inputs["insecureValue"], reader["streamsUrl"]);
    const polled = card("consumers.orders-prod", "orders-prod/tables/orders/usedBy/projector");
    assert.equal(polled?.["streamsUrl"], undefined);
    assert.ok(!JSON.stringify(polled).includes("DYNAMODB_STREAMS"));
  });

  it("leaves the URL of an existing network's endpoint to who made it", async () => {
    const created = "main: { region: eu-west-1, cidr: 10.40.0.0/16, zones: 2 }";
    const existing =
      "main: { existing: vpc-0aaaabbbbccccdddd, region: eu-west-1, cidr: 10.40.0.0/16, dynamodbEndpoint: vpce-0aaaabbbbccccdddd }";
    const { stacks, resources } = await rehearseSharing(edit(sample, accountOf("analytics-prod"), created, existing));
    const { outputs } = stacks.find(({ name }) => name === "consumers.analytics-prod") ?? {};
    const reader = outputs?.["card:orders-prod/tables/orders/sharedWith/analytics-prod/nightly-etl"] as Readonly<Record<string, unknown>>;
    assert.equal(reader["streamsUrl"], undefined);
    assert.match(JSON.stringify(reader["notes"]), /to the URL of the network's own endpoint for dynamodb-streams/);
    assert.ok(!resources.some(({ name }) => name.endsWith(".streams-url")));
  });

  it("gives a service account one role of its owner's, for all that it uses, by the cluster's provider in that account", () => {
    const provider = awsResources(rehearsal).filter(
      ({ stack, type }) => stack === "data.orders-prod" && type.includes("openIdConnectProvider"),
    );
    assert.deepEqual(
      provider.map(({ name, inputs }) => [name, inputs["clientIdLists"], inputs["thumbprintLists"]]),
      [["issuer-platform-prod.main", ["sts.amazonaws.com"], undefined]],
    );
    const issuer = String(provider[0]?.outputs["url"]);
    const [trust] = statementsOf(named(rehearsal, "data.orders-prod", "access-platform-prod.invoicer").inputs["assumeRolePolicy"]);
    assert.deepEqual(trust?.["Principal"], { Federated: provider[0]?.outputs["arn"] });
    assert.deepEqual(trust["Condition"], {
      StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: "system:serviceaccount:billing:invoicer" },
    });
    const services = statementsOf(named(rehearsal, "data.orders-prod", "access-permissions-platform-prod.invoicer").inputs["policy"]);
    assert.deepEqual(services.map(({ Sid }) => String(Sid).slice(0, -4)).sort(), [
      "UseInvoiceSigningOfOrdersProd",
      "UseInvoiceSigningOfOrdersProdKey",
      "UseOrdersOfOrdersProd",
      "UseOrdersOfOrdersProdKey",
    ]);
    assert.deepEqual(card("consumers.platform-prod", "orders-prod/tables/orders/sharedWith/platform-prod/invoicer")?.["serviceAccount"], {
      namespace: "billing",
      name: "invoicer",
      annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::200000000002:role/palisade/access/platform-prod.invoicer" },
    });
  });

  it("has a pod annotated with its own role, from which it takes the roles of several owners", () => {
    const grants = ["orders-prod/tables/orders", "customers-prod/tables/customers", "customers-prod/secrets/mailer-token"];
    for (const grant of grants) {
      const notifier = card("consumers.platform-prod", `${grant}/sharedWith/platform-prod/notifier`);
      assert.deepEqual((notifier?.["serviceAccount"] as { annotations: unknown }).annotations, {
        "eks.amazonaws.com/role-arn": "arn:aws:iam::200000000005:role/palisade/workload/notifier",
      });
      assert.match(String(notifier?.["notes"]), /annotate the service account with the workload's own role/);
    }
  });

  it("leaves a pod by EKS Pod Identity without an annotation", () => {
    const search = card("consumers.platform-prod", "tickets-prod/tables/tickets/sharedWith/platform-prod/ticket-search");
    assert.deepEqual((search?.["serviceAccount"] as { annotations: unknown }).annotations, {});
    assert.doesNotMatch(String(search?.["notes"]), /annotate/);
  });

  it("associates a pod with its own role and the owner's as target", () => {
    const { inputs } = named(rehearsal, "consumers.platform-prod", "association-ticket-search");
    assert.equal(inputs["roleArn"], "arn:aws:iam::200000000005:role/palisade/workload/ticket-search");
    assert.equal(inputs["targetRoleArn"], "arn:aws:iam::200000000012:role/palisade/access/platform-prod.ticket-search");
  });

  it("hands back to an external party what it sets, and to a key's owner what to add", () => {
    const audit = card("data.customers-prod", "customers-prod/tables/customers/sharedWith/external/nightjar");
    assert.match(String(audit?.["externalId"]), /nightjar issued/);
    assert.equal(audit?.["until"], "2027-01-31");
    const baskets = card("consumers.checkout-prod", "shop-legacy/tables/baskets/sharedWith/checkout-prod/checkout");
    const [statement] = statementsOf(baskets?.["keyPolicyStatements"]);
    assert.deepEqual(statement?.["Principal"], { AWS: "arn:aws:iam::200000000008:role/palisade/access/checkout-prod.checkout" });
  });

  it("gives the policy of a role that may not be added to back instead of attaching it", () => {
    const shop = card("consumers.shop-legacy", "shop-legacy/tables/baskets/usedBy/shop");
    assert.ok(statementsOf(shop?.["permissions"]).length > 0);
    assert.ok(!rehearsal.resources.some(({ stack, name }) => stack === "consumers.shop-legacy" && name === "permissions-shop"));
  });

  it("changes no existing table or key", () => {
    const shop = awsResources(rehearsal).filter(({ stack }) => stack === "data.shop-legacy");
    assert.deepEqual(
      shop.map(({ name }) => name),
      ["access-checkout-prod.checkout", "access-permissions-checkout-prod.checkout"],
    );
  });
});
