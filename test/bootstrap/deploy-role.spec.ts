import assert from "node:assert/strict";
import { accountRoles } from "../../bootstrap/bootstrap-files.ts";
import { documentOf } from "../../bootstrap/bootstrap-role.ts";
import { BOOTSTRAP_SERVICES } from "../../bootstrap/role-statements.ts";
import { organizationOf } from "../../cli/input/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import { runScenario } from "../../proof/scenario/run-scenario.ts";
import { readScenario } from "../../proof/scenario/scenario.ts";
import { parseInventory } from "../../proof/world/inventory-file.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { linePlan, rehearseLine } from "../support/line.ts";

const NOW = new Date("2026-11-22T00:00:00Z");
const OWNER = "300000000001";
const DEPLOY = `arn:aws:iam::${OWNER}:role/PalisadeDeploy`;
const TABLE = `arn:aws:dynamodb:eu-west-1:${OWNER}:table/ledger`;
const WORKLOAD = `arn:aws:iam::${OWNER}:role/palisade/workload/api`;
const ADMINISTRATOR = { Version: "2012-10-17", Statement: [{ Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" }] };
const THROUGH_DYNAMODB = { "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com", "aws:ViaAWSService": "true" };
/** The role by which service-managed StackSets work in an account. */
const STACK_SETS = "role/stacksets-exec-0123456789abcdef@owner";

describe("the roles of bootstrap, decided over every policy of the organization", function () {
  this.timeout(300_000);
  let catalogue: Catalogue;
  let rehearsal: PlanRehearsal;
  let world: OrganizationWorld;

  const worldOf = (deploy: readonly unknown[], resources = rehearsal.resources): OrganizationWorld => {
    const [, preview] = accountRoles(linePlan(), "PalisadeDeploy", OWNER, "PalisadePreview", catalogue);
    const none = { managed: "none", boundary: "none" };
    const principals = {
      "deploy@owner": { policies: deploy.length === 0 ? "none" : deploy, ...none },
      "role/PalisadePreview@owner": { policies: [...preview.policies.values()].map(documentOf), ...none },
      [STACK_SETS]: { policies: [ADMINISTRATOR], ...none },
      "role/Administrator@owner": { policies: [ADMINISTRATOR], ...none },
    };
    const read = parseInventory("inventory.yaml", JSON.stringify({ principals }, undefined, 2));
    assert.deepEqual(read.problems, []);
    return organizationOf(linePlan(), { ...rehearsal, resources }, read).world;
  };

  before(async () => {
    [catalogue, rehearsal] = await Promise.all([loadCatalogue([...BOOTSTRAP_SERVICES, "sts", "s3", "lambda"]), rehearseLine()]);
    world = worldOf(
      [...accountRoles(linePlan(), "PalisadeDeploy", OWNER, "PalisadePreview", catalogue)[0].policies.values()].map(documentOf),
    );
  });

  const decided = (principal: string, action: string, resource: string, context: Record<string, string> = {}, inWorld = world): string => {
    const { value, problems } = readScenario({
      name: action,
      organization: true,
      request: { principal, action, resource, from: "internet", context },
      expect: { decision: "allowed" },
    });
    assert.ok(value !== undefined, JSON.stringify(problems));
    const { explanation, problems: refused } = runScenario(value, { now: NOW, catalogue }, inWorld);
    assert.ok(explanation !== undefined, JSON.stringify(refused));
    return explanation.decision;
  };

  it("deploys, and neither reads items, takes roles, changes itself nor reaches what stacks do not make", () => {
    const pass = { "iam:PassedToService": "ec2.amazonaws.com" };
    for (const [action, resource, context, expected] of [
      ["dynamodb:UpdateTable", TABLE, {}, "allowed"],
      ["iam:PutRolePolicy", WORKLOAD, {}, "allowed"],
      ["iam:PassRole", WORKLOAD, pass, "allowed"],
      ["iam:GetRolePolicy", DEPLOY, {}, "allowed"],
      ["dynamodb:GetItem", TABLE, {}, "explicitly-denied"],
      ["dynamodb:Scan", TABLE, {}, "explicitly-denied"],
      ["dynamodb:ExportTableToPointInTime", TABLE, {}, "explicitly-denied"],
      ["sts:AssumeRole", WORKLOAD, {}, "implicitly-denied"],
      ["iam:PutRolePolicy", DEPLOY, {}, "implicitly-denied"],
      ["iam:AttachRolePolicy", DEPLOY, { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" }, "implicitly-denied"],
      ["iam:AttachRolePolicy", WORKLOAD, { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" }, "implicitly-denied"],
      ["iam:UpdateAssumeRolePolicy", DEPLOY, {}, "implicitly-denied"],
      ["iam:PutRolePolicy", `arn:aws:iam::${OWNER}:role/Administrator`, {}, "implicitly-denied"],
      ["iam:PassRole", WORKLOAD, { "iam:PassedToService": "lambda.amazonaws.com" }, "explicitly-denied"],
      ["iam:PassRole", `arn:aws:iam::${OWNER}:role/Administrator`, pass, "implicitly-denied"],
      ["iam:CreateUser", `arn:aws:iam::${OWNER}:user/eve`, {}, "implicitly-denied"],
      ["kms:Decrypt", "owner/tables/ledger/key", {}, "implicitly-denied"],
      ["kms:CreateGrant", "owner/tables/ledger/key", THROUGH_DYNAMODB, "allowed"],
      ["kms:Decrypt", "owner/tables/ledger/key", THROUGH_DYNAMODB, "allowed"],
    ] as const)
      assert.equal(decided("deploy@owner", action, resource, context), expected, `${action} ${resource}`);
    // Policies of secrets and buckets that nobody declared are not known. The role's own do not name what is in them.
    for (const role of accountRoles(linePlan(), "PalisadeDeploy", OWNER, "PalisadePreview", catalogue))
      assert.doesNotMatch(
        // To put a table under its key, DynamoDB asks for the role.
        JSON.stringify([...role.policies.values()]).replace(/\{[^{}]*ManageEncryptionThroughDynamodb[^{}]*/, "{"),
        /GetSecretValue|kms:(?:De|En|Re)[ck]\w*rypt|CreateGrant|sts:|s3:|\*:\*|"[a-z]+:\*"/,
      );
  });

  it("previews by reading settings and policies, and changes and reads nothing else", () => {
    const preview = "role/PalisadePreview@owner";
    for (const [action, resource, expected] of [
      ["dynamodb:DescribeTable", TABLE, true],
      ["dynamodb:GetResourcePolicy", TABLE, true],
      ["iam:GetRole", WORKLOAD, true],
      ["dynamodb:GetItem", TABLE, false],
      ["dynamodb:UpdateTable", TABLE, false],
      ["dynamodb:PutResourcePolicy", TABLE, false],
      ["iam:PutRolePolicy", WORKLOAD, false],
      ["iam:UpdateAssumeRolePolicy", DEPLOY, false],
      ["sts:AssumeRole", DEPLOY, false],
      ["sts:AssumeRole", WORKLOAD, false],
    ] as const)
      assert.equal(decided(preview, action, resource) === "allowed", expected, `${action} ${resource}`);
  });

  it("is changed by no StackSet and no administrator while the guardrail stands, and by both while it is detached", () => {
    const detached = worldOf(
      [],
      rehearsal.resources.filter(
        ({ type, name }) => type !== "aws:organizations/policyAttachment:PolicyAttachment" || !name.includes("protection"),
      ),
    );
    assert.notEqual(detached, world);
    for (const principal of [STACK_SETS, "role/Administrator@owner"])
      for (const action of ["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:DeleteRole", "iam:DeleteRolePolicy"]) {
        assert.equal(decided(principal, action, DEPLOY), "explicitly-denied", `${principal} ${action}`);
        assert.equal(decided(principal, action, DEPLOY, {}, detached), "allowed", `${principal} ${action}, detached`);
      }
  });

  it("may take the rights away from itself that AWS Organizations gave it in an account that it made", () => {
    const asMade = worldOf([ADMINISTRATOR]);
    const administrator = { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" };
    assert.equal(decided("deploy@owner", "iam:PutRolePolicy", DEPLOY, {}, asMade), "allowed");
    assert.equal(decided("deploy@owner", "iam:DetachRolePolicy", DEPLOY, administrator, asMade), "allowed");
    assert.equal(decided("deploy@owner", "iam:DetachRolePolicy", DEPLOY, administrator), "implicitly-denied");
  });
});
