import assert from "node:assert/strict";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import type { ResolvedPlan } from "../../../model/plan/resolve.ts";
import type { Request } from "../../../proof/engine/prepare-request.ts";
import { type CallExplanation, explainCall } from "../../../proof/explanation/explain-call.ts";
import { decideGrants } from "../../../proof/questions/grant-decisions.ts";
import { parseInventory } from "../../../proof/world/inventory-file.ts";
import { notesOf } from "../../../proof/world/world.ts";
import type { WorldResource } from "../../../proof/world/world-resource.ts";
import { rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { acmeInventory, acmePlan, acmeWorld, rehearsedAcme } from "../../support/acme.ts";
import { accountOf, INVENTORY, NOW, sampleInventory } from "../../support/sample.ts";

const REHEARSING_MILLISECONDS = 300_000;

interface Case {
  readonly name: string;
  readonly request: Omit<Request, "context">;
  /** Stack and name of the endpoint that it passes, and the statement that lets it through. */
  readonly stack: string;
  readonly endpoint: string;
  readonly statement: string;
}

const CASES: readonly Case[] = [
  {
    name: "A1: an ETL workload reads the stream from its own VPC",
    request: {
      principal: "analytics-prod/nightly-etl",
      action: "dynamodb:GetRecords",
      resource: "orders-prod/tables/orders/stream",
      from: "analytics-prod/main",
    },
    stack: "foundation.analytics-prod",
    endpoint: "network-main-dynamodb-streams-endpoint",
    statement: "AllowAccountsOfTheNetworkToReadStreams",
  },
  {
    name: "A1: the same reads the table",
    request: {
      principal: "analytics-prod/nightly-etl",
      action: "dynamodb:GetItem",
      resource: "orders-prod/tables/orders",
      from: "analytics-prod/main",
    },
    stack: "foundation.analytics-prod",
    endpoint: "network-main-dynamodb",
    statement: "AllowAccountsOfTheNetworkToUseTables",
  },
  {
    name: "C1: role B assumes role A",
    request: {
      principal: "pipeline-prod/pipeline",
      action: "sts:AssumeRole",
      resource: "keystore-prod/access/pipeline-prod/pipeline",
      from: "pipeline-prod/main",
    },
    stack: "foundation.pipeline-prod",
    endpoint: "network-main-sts-endpoint",
    statement: "AllowTakingRolesOfOwners",
  },
  {
    name: "C1: role A decrypts directly from the VPC of B",
    request: {
      principal: "keystore-prod/access/pipeline-prod/pipeline",
      action: "kms:Decrypt",
      resource: "keystore-prod/keys/wrapping",
      from: "pipeline-prod/main",
    },
    stack: "foundation.pipeline-prod",
    endpoint: "network-main-kms-endpoint",
    statement: "AllowAccessRolesOfOwnersToUseKeys",
  },
  {
    name: "E1: the owner's own workload reads its secret",
    request: {
      principal: "orders-prod/api",
      action: "secretsmanager:GetSecretValue",
      resource: "orders-prod/secrets/invoice-signing",
      from: "orders-prod/main",
    },
    stack: "foundation.orders-prod",
    endpoint: "network-main-secretsmanager-endpoint",
    statement: "AllowAccountsOfTheNetworkToUseSecrets",
  },
];

describe("the endpoints of a network", () => {
  let catalogue: Catalogue;
  let plan: ResolvedPlan;
  let resources: readonly WorldResource[];

  before(async function () {
    this.timeout(REHEARSING_MILLISECONDS);
    const rehearsal = await rehearsedAcme();
    catalogue = await loadCatalogue(["dynamodb", "iam", "kms", "secretsmanager", "sts"]);
    ({ resources } = rehearsal);
    ({ plan } = organizationOf(acmePlan(), rehearsal, acmeInventory));
  });

  /** The decision, with what is told about endpoints. */
  const decide = (request: Omit<Request, "context">, held = resources): CallExplanation & { readonly told: readonly string[] } => {
    const situation = acmeWorld(plan, held).situate({ ...request, context: {} });
    if ("problems" in situation) throw new Error(situation.problems.map(({ message }) => message).join("; "));
    return {
      ...explainCall(situation, { now: NOW, catalogue }),
      told: notesOf(situation).filter((text) => text.includes("endpoint")),
    };
  };

  for (const { name, request, stack, endpoint, statement } of CASES) {
    const isIt = (resource: WorldResource) => resource.stack === stack && resource.name === endpoint;

    it(`${name}, through the endpoint of the called service`, () => {
      const { decision, told } = decide(request);
      assert.equal(decision, "allowed");
      assert.deepEqual(told, []);
    });

    it(`${name}: not without the endpoint, and says so`, () => {
      const { decision, missing, told } = decide(
        request,
        resources.filter((resource) => !isIt(resource)),
      );
      assert.notEqual(decision, "allowed");
      assert.ok(missing.some(({ layer }) => layer === "endpoint"));
      const service = /GetRecords$/.test(request.action) ? "dynamodb-streams" : request.action.split(":")[0];
      assert.deepEqual(told, [
        `the network ${request.from ?? ""} has no endpoint for ${service ?? ""}, and nothing leaves that network but through its endpoints`,
      ]);
    });

    it(`${name}: not without the statement of its policy`, () => {
      const cut = (resource: WorldResource): WorldResource => {
        const document = JSON.parse(String(resource.inputs.policy)) as { readonly Statement: readonly { readonly Sid: string }[] };
        // A document needs a statement: what takes its place lets nothing through that is asked here.
        const other = { Sid: "AllowSomethingElse", Effect: "Allow", Principal: "*", Action: "ec2:DescribeVpcs", Resource: "*" };
        const policy = JSON.stringify({ ...document, Statement: [...document.Statement.filter(({ Sid }) => Sid !== statement), other] });
        return { ...resource, inputs: { ...resource.inputs, policy } };
      };
      const { decision, by } = decide(
        request,
        resources.map((resource) => (isIt(resource) ? cut(resource) : resource)),
      );
      assert.deepEqual([decision, by], ["implicitly-denied", { layer: "endpoint" }]);
    });
  }

  it("keep the organization's principals from foreign keys, roles and secrets, whatever these allow", () => {
    const from = "pipeline-prod/main";
    const foreign = [
      { action: "kms:Encrypt", resource: "arn:aws:kms:eu-west-1:900000000009:key/11111111-2222-3333-4444-555555555555" },
      { action: "sts:AssumeRole", resource: "arn:aws:iam::900000000009:role/drop" },
    ];
    for (const asked of foreign) {
      const { decision, by } = decide({ principal: "role/team@pipeline-prod", from, ...asked });
      assert.deepEqual([decision, by], ["implicitly-denied", { layer: "endpoint" }], asked.action);
    }
  });

  it("carry all that is declared where the cluster's network is made here too", async function () {
    this.timeout(REHEARSING_MILLISECONDS);
    const existing =
      "{ existing: vpc-0a1b2c3d4e5f60718, region: eu-west-1, cidr: 10.50.0.0/16, adds: [endpoints], routeTables: [rtb-0a1b2c3d4e5f60718] }";
    const planned = acmePlan([accountOf("platform-prod"), existing, "{ region: eu-west-1, cidr: 10.50.0.0/16 }"]);
    const withoutPlatform = sampleInventory.replace(/ {2}platform-prod\/main:\n(?: {4}.*\n)+/, "");
    assert.notEqual(withoutPlatform, sampleInventory);
    const { plan: resolved, world } = organizationOf(planned, await rehearsePlan(planned), parseInventory(INVENTORY, withoutPlatform));
    const decided = decideGrants(resolved, world, { now: NOW, catalogue });
    assert.deepEqual(
      decided.flatMap(({ id, decisions }) =>
        decisions.filter(({ isAsDeclared }) => !isAsDeclared).map(({ request }) => `${id}: ${request.action}`),
      ),
      [],
    );
    const ofPods = decided.filter(({ id }) => id.includes("/sharedWith/platform-prod/")).flatMap(({ decisions }) => decisions);
    assert.ok(ofPods.some(({ request }) => request.action === "sts:AssumeRoleWithWebIdentity" && request.from === "platform-prod/main"));
    assert.deepEqual(
      ofPods.flatMap(({ assumptions }) => assumptions.filter((text) => text.includes("endpoint"))),
      [],
    );
  });

  it("lead to their own region alone", () => {
    const { decision, told } = decide({
      principal: "role/team@sessions-us",
      action: "kms:Decrypt",
      resource: "arn:aws:kms:eu-west-1:200000000011:key/11111111-2222-3333-4444-555555555555",
      from: "sessions-us/main",
    });
    assert.equal(decision, "implicitly-denied");
    assert.match(told[0] ?? "", /^no endpoint of sessions-us\/main leads to eu-west-1, and nothing leaves that network/);
  });

  it("are unknown where the network exists already and no inventory names them", () => {
    const request = {
      principal: "role/any@shop-legacy",
      action: "kms:Decrypt",
      resource: "shop-legacy/tables/baskets/key",
      from: "shop-legacy/main",
    };
    const { decision, restsOn } = decide(request);
    assert.equal(decision, "unknown");
    assert.deepEqual(
      restsOn.map(({ what }) => what),
      ["the endpoint for kms of shop-legacy/main"],
    );
    assert.match(restsOn[0]?.remedy ?? "", /^write in inventory\.yaml: endpoints: \{ shop-legacy\/main: \{ kms: /);
  });
});
