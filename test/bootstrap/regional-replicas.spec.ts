import assert from "node:assert/strict";
import { accountRoles } from "../../bootstrap/bootstrap-files.ts";
import { documentOf } from "../../bootstrap/bootstrap-role.ts";
import { BOOTSTRAP_SERVICES } from "../../bootstrap/role-statements.ts";
import { organizationOf } from "../../cli/input/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { runScenario } from "../../proof/scenario/run-scenario.ts";
import { readScenario } from "../../proof/scenario/scenario.ts";
import { parseInventory } from "../../proof/world/inventory-file.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";
import { linePlan } from "../support/line.ts";
import { deploy } from "../support/proof.ts";
import { regions } from "../support/regions.ts";
import { NOW } from "../support/sample.ts";

const SHOP = "300000000001";
const inRegion = (region: string, table = "orders") => `arn:aws:dynamodb:${region}:${SHOP}:table/${table}`;
const HOME = inRegion("eu-central-1");
const AWAY = inRegion("eu-west-1");
const REPLICATION_ROLE = `arn:aws:iam::${SHOP}:role/aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication`;
const through = (service: string) => ({ "aws:CalledVia": [`${service}.amazonaws.com`], "aws:ViaAWSService": "true" });
/** What UpdateTable asks of the caller to add a replica. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2gt_IAM.html */
const ITEMS = ["BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"];

describe("the deploy role of bootstrap, where an account has replicas in several regions", function () {
  this.timeout(300_000);
  let catalogue: Catalogue;
  let world: OrganizationWorld;
  let planned: Plan;

  before(async () => {
    const [loaded, deployed] = await Promise.all([loadCatalogue(BOOTSTRAP_SERVICES), deploy(regions)]);
    catalogue = loaded;
    planned = planOf(deployed.declaration);
    const [role] = accountRoles(planned, "PalisadeDeploy", SHOP, "PalisadePreview", catalogue);
    const policies = [...role.policies.values()].map(documentOf);
    const principals = { "deploy@shop": { policies, managed: "none", boundary: "none" } };
    const inventory = parseInventory("inventory.yaml", JSON.stringify({ principals }, undefined, 2));
    assert.deepEqual(inventory.problems, []);
    world = organizationOf(planned, deployed, inventory).world;
  });

  const decided = (action: string, resource: string, context: Record<string, string | string[]> = {}): string => {
    const from = "aws:CalledVia" in context ? {} : { from: "internet" };
    const { value, problems } = readScenario({
      name: action,
      organization: true,
      request: { principal: "deploy@shop", action, resource, ...from, context },
      expect: { decision: "allowed" },
    });
    assert.ok(value !== undefined, JSON.stringify(problems));
    const { explanation, problems: refused } = runScenario(value, { now: NOW, catalogue }, world);
    assert.ok(explanation !== undefined, JSON.stringify(refused));
    return explanation.decision;
  };

  it("makes, changes and ends replicas, of the sensitive table too", () => {
    for (const table of ["orders", "patients"])
      for (const [action, region] of [
        ["UpdateTable", "eu-central-1"],
        ["CreateTable", "eu-west-1"],
        ["CreateTableReplica", "eu-west-1"],
        ["UpdateContinuousBackups", "eu-west-1"],
        ["TagResource", "eu-west-1"],
        ["PutResourcePolicy", "eu-west-1"],
        ["DeleteTableReplica", "eu-west-1"],
        ["DeleteTable", "eu-west-1"],
      ] as const)
        assert.equal(decided(`dynamodb:${action}`, inRegion(region, table)), "allowed", `${action} ${table}`);
    assert.equal(
      decided("iam:CreateServiceLinkedRole", REPLICATION_ROLE, { "iam:AWSServiceName": "replication.dynamodb.amazonaws.com" }),
      "allowed",
    );
  });

  for (const item of ITEMS)
    it(`has ${item} of replicated tables through DynamoDB alone`, () => {
      for (const resource of [HOME, AWAY, inRegion("eu-central-1", "patients"), inRegion("eu-west-1", "patients")]) {
        assert.equal(decided(`dynamodb:${item}`, resource, through("dynamodb")), "allowed", resource);
        assert.notEqual(decided(`dynamodb:${item}`, resource), "allowed", resource);
        assert.notEqual(decided(`dynamodb:${item}`, resource, through("cloudformation")), "allowed", resource);
      }
      // The policy of a table that nobody declared is not known; the role's own say nothing of it.
      assert.equal(decided(`dynamodb:${item}`, inRegion("eu-west-1", "others"), through("dynamodb")), "unknown");
    });

  it("names these actions on items in one statement alone, for these tables and calls of DynamoDB's", () => {
    const [role] = accountRoles(planned, "PalisadeDeploy", SHOP, "PalisadePreview", catalogue);
    const statements = [...role.policies.values()].flatMap((document) => {
      const { Statement: all } = documentOf(document) as { readonly Statement: readonly { readonly Action: string | readonly string[] }[] };
      return all.filter(({ Action: action }) => [action].flat().some((each) => ITEMS.includes(each.replace("dynamodb:", ""))));
    });
    assert.deepEqual(statements, [
      {
        Sid: "ManageReplicasThroughDynamodb",
        Effect: "Allow",
        Action: ITEMS.map((item) => `dynamodb:${item}`),
        Resource: ["orders", "patients"].map((table) => inRegion("*", table)),
        Condition: { "ForAnyValue:StringEquals": { "aws:CalledVia": "dynamodb.amazonaws.com" } },
      },
    ]);
  });

  it("makes no other service-linked role, and no replica of a table that has none", () => {
    const other = REPLICATION_ROLE.replace(/replication\.dynamodb\.amazonaws\.com\/.*/, "eks.amazonaws.com/AWSServiceRoleForAmazonEKS");
    assert.equal(decided("iam:CreateServiceLinkedRole", other, { "iam:AWSServiceName": "eks.amazonaws.com" }), "implicitly-denied");
    assert.notEqual(decided("dynamodb:CreateTableReplica", inRegion("eu-west-1", "others")), "allowed");
  });

  it("has nothing of this where no account has such replicas", () => {
    const [role] = accountRoles(linePlan(), "PalisadeDeploy", SHOP, "PalisadePreview", catalogue);
    assert.doesNotMatch(JSON.stringify([...role.policies.values()]), /ManageReplica|ManageReplication|CreateTableReplica/);
  });
});
