import assert from "node:assert/strict";
import { endpointMonth, endpointPrice } from "../../../model/plan/endpoint-prices.ts";
import type { PlannedEndpoint } from "../../../model/plan/plan.ts";
import { acmePlan, type Edit } from "../../support/acme.ts";
import { linePlan } from "../../support/line.ts";
import { accountOf, dataOf } from "../../support/sample.ts";

const lines = (endpoints: readonly PlannedEndpoint[]): string[] =>
  endpoints.map(({ account, network, service, made, zones, usdPerMonth, forPods }) =>
    [
      `${account}/${network}`,
      service,
      made ? `${zones.toString()} zones` : "exists",
      usdPerMonth ?? "–",
      ...(forPods ? ["for pods"] : []),
    ].join(" "),
  );
const endpointsOf = (account: string, ...edits: readonly Edit[]): string[] =>
  lines(acmePlan(...edits).endpoints.filter((endpoint) => endpoint.account === account));

describe("the interface endpoints of a plan", () => {
  it("are those that the sample's workloads need, and no others", () => {
    assert.deepEqual(lines(acmePlan().endpoints), [
      "analytics-prod/main dynamodb-streams 2 zones 16.06",
      "checkout-prod/main sts 3 zones 24.09",
      "keystore-prod/main kms 2 zones 16.06",
      "orders-prod/main secretsmanager 3 zones 24.09",
      "pipeline-prod/main kms 3 zones 24.09",
      "pipeline-prod/main sts 3 zones 24.09",
      "platform-prod/main secretsmanager exists –",
      "platform-prod/main sts exists – for pods",
      "tickets-prod/main sts 2 zones 16.06",
    ]);
  });

  it("name every grant, and the tenants, that need them", () => {
    const neededBy = (account: string, service: string) =>
      acmePlan().endpoints.find((endpoint) => endpoint.account === account && endpoint.service === service)?.neededBy;
    assert.deepEqual(neededBy("pipeline-prod", "sts"), [
      "keystore-prod/keys/wrapping/sharedWith/pipeline-prod/pipeline",
      "keystore-prod/tables/keystore/sharedWith/pipeline-prod/pipeline",
    ]);
    assert.deepEqual(neededBy("tickets-prod", "sts"), ["tickets-prod/tables/tickets/tenants"]);
    // Pods bring a token even for their own role; who has pod identity calls no STS.
    assert.deepEqual(neededBy("platform-prod", "sts"), [
      "customers-prod/secrets/mailer-token/sharedWith/platform-prod/notifier",
      "customers-prod/tables/customers/sharedWith/platform-prod/notifier",
      "orders-prod/secrets/invoice-signing/sharedWith/platform-prod/invoicer",
      "orders-prod/tables/orders/sharedWith/platform-prod/invoicer",
      "orders-prod/tables/orders/sharedWith/platform-prod/notifier",
    ]);
  });

  it("are none for a stream that Lambda polls, and one for a stream that the function reads itself", () => {
    assert.deepEqual(endpointsOf("orders-prod"), ["orders-prod/main secretsmanager 3 zones 24.09"]);
    assert.deepEqual(endpointsOf("orders-prod", [accountOf("orders-prod"), "network: main, pollsStreams: true", "network: main"]), [
      "orders-prod/main dynamodb-streams 3 zones 24.09",
      "orders-prod/main secretsmanager 3 zones 24.09",
    ]);
  });

  it("go with the last grant that needs them", () => {
    assert.deepEqual(
      endpointsOf("analytics-prod", [
        dataOf("orders-prod"),
        "analytics-prod/nightly-etl: { can: [read, stream]",
        "analytics-prod/nightly-etl: { can: [read]",
      ]),
      [],
    );
  });

  it("are none for a grant that is over", () => {
    assert.deepEqual(endpointsOf("checkout-prod", [dataOf("shop-legacy"), "until: 2027-03-31", "until: 2026-03-31"]), []);
  });

  it("let pods through STS where the network is made here", () => {
    const created: Edit = [
      accountOf("platform-prod"),
      "{ existing: vpc-0a1b2c3d4e5f60718, region: eu-west-1, cidr: 10.50.0.0/16, adds: [endpoints], routeTables: [rtb-0a1b2c3d4e5f60718] }",
      "{ region: eu-west-1, cidr: 10.50.0.0/16, zones: 3 }",
    ];
    assert.deepEqual(endpointsOf("platform-prod", created), [
      "platform-prod/main secretsmanager 3 zones 24.09",
      "platform-prod/main sts 3 zones 24.09 for pods",
    ]);
  });

  it("are made by the account that owns a shared network", () => {
    const plan = linePlan([
      "accounts/consumer/account.yaml",
      "main: { region: eu-west-1, cidr: 10.2.0.0/16, zones: 1 }",
      "main: { sharedFrom: owner/main }",
    ]);
    assert.deepEqual(lines(plan.endpoints), ["owner/main dynamodb-streams 2 zones 16.06"]);
  });
});

describe("the price of an interface endpoint", () => {
  it("is given for a month of 730 hours, to the cent", () => {
    assert.equal(endpointMonth("eu-west-1", 3), 24.09);
    assert.equal(endpointMonth("us-east-1", 1), 7.3);
    assert.equal(endpointMonth("ap-southeast-5", 1), 8.54);
  });

  it("is missing where none is listed", () => {
    for (const region of ["sa-east-1", "cn-north-1", "us-gov-west-1", "constructor"]) {
      assert.equal(endpointPrice(region), undefined);
      assert.equal(endpointMonth(region, 3), undefined);
    }
  });
});
