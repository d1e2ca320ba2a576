import assert from "node:assert/strict";
import { accountRoles } from "../../../bootstrap/bootstrap-files.ts";
import { documentOf } from "../../../bootstrap/bootstrap-role.ts";
import { BOOTSTRAP_SERVICES } from "../../../bootstrap/role-statements.ts";
import { loadCatalogue } from "../../../iam/catalogue.ts";
import { plan as planOf } from "../../../model/plan/plan-declaration.ts";
import type { Files } from "../../../model/reading/draft.ts";
import { type PlanRehearsal, rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { regions } from "../../support/regions.ts";
import { replicas } from "../../support/replicas.ts";
import { edit, linesOf, loadAt } from "../../support/sample.ts";

const EXISTING = "    existing: patients\n    adds: [resource-policy]\n";
const planned = (files: Files) => {
  const { declaration, problems } = loadAt(files);
  assert.deepEqual(linesOf(problems), []);
  assert.ok(declaration !== undefined);
  return planOf(declaration);
};
const policyIn = (
  rehearsal: PlanRehearsal,
  stack: string,
  name: string,
): { Sid: string; Effect: string; Resource: unknown; Condition?: object }[] => {
  const found = rehearsal.resources.find((each) => each.stack === stack && each.name === name) ?? assert.fail(name);
  return (JSON.parse(String(found.inputs["policy"])) as { Statement: { Sid: string; Effect: string; Resource: unknown }[] }).Statement;
};

describe("replicas that exist", function () {
  this.timeout(300_000);

  describe("in another region of their account", () => {
    const shop = "accounts/shop/data.yaml";
    const plan = planned(
      ["    key: { partition: { patientId", "    replicaOf: shop/patients"].reduce(
        (files, line) => edit(files, shop, line, `${EXISTING}${line}`),
        regions,
      ),
    );
    let rehearsal: PlanRehearsal;
    before(async () => {
      rehearsal = await rehearsePlan(plan);
    });

    it("are made by nobody, and each gets the policy of a sensitive table in its region", () => {
      assert.deepEqual(rehearsal.refusals, []);
      assert.deepEqual(
        rehearsal.resources.flatMap(({ type, name }) => (/:(?:Table|TableReplica)$/.test(type) && name.includes("patients") ? [name] : [])),
        [],
      );
      for (const [name, region] of [
        ["patients", "eu-central-1"],
        ["patients-west", "eu-west-1"],
      ] as const) {
        const statements = policyIn(rehearsal, "data.shop", `table-${name}-policy`);
        assert.ok(statements.every(({ Resource }) => JSON.stringify(Resource).includes(`:dynamodb:${region}:300000000001:table/patients`)));
        assert.ok(statements.some(({ Sid }) => Sid.startsWith("Deny")));
        // DynamoDB fills no replica for the deploy role: those are there.
        assert.doesNotMatch(JSON.stringify(statements), /CalledVia/);
      }
    });

    it("give the deploy role of bootstrap nothing for replicas, which those that are made here do", async () => {
      const catalogue = await loadCatalogue(BOOTSTRAP_SERVICES);
      const [role] = accountRoles(plan, "PalisadeDeploy", "300000000001", "PalisadePreview", catalogue);
      const text = JSON.stringify([...role.policies.values()].map(documentOf));
      assert.ok(text.includes("table/orders") && !text.includes("table/patients"));
    });
  });

  describe("in another account", () => {
    const files = ["owner", "copies"].reduce(
      (made, account) => edit(made, `accounts/${account}/data.yaml`, "  patients:\n", `  patients:\n${EXISTING}`),
      replicas,
    );
    const plan = planned(files);
    let rehearsal: PlanRehearsal;
    before(async () => {
      rehearsal = await rehearsePlan(plan);
    });

    it("keep replicating under the policies that are written, which let nobody join", () => {
      assert.deepEqual(rehearsal.refusals, []);
      for (const account of ["owner", "copies"]) {
        const statements = policyIn(rehearsal, `data.${account}`, "table-patients-policy");
        const replication = statements.find(({ Sid }) => Sid === "AllowReplicationAmongTheReplicas") ?? assert.fail(account);
        assert.match(JSON.stringify(replication.Condition), /300000000001.*300000000003|300000000003.*300000000001/);
        assert.doesNotMatch(JSON.stringify(statements.filter(({ Effect }) => Effect === "Allow")), /AssociateTableReplica/);
      }
    });

    it("wait for no stack of each other", () => {
      for (const { name, dependsOn } of plan.stacks.filter(({ layer }) => layer === "data"))
        assert.deepEqual([name, dependsOn.filter((other) => other.startsWith("data."))], [name, []]);
    });

    it("have halves of what is written, and none where nothing is", () => {
      const halves = (from: Files) => {
        const grant = planned(from).grants.find(({ how }) => how === "replication") ?? assert.fail();
        return [grant.ownerHalf, grant.consumerHalf].map(({ account, documents }) => [
          account,
          documents.map(({ kind, of }) => `${kind} ${of}`),
        ]);
      };
      assert.deepEqual(halves(files), [
        ["owner", ["table-policy patients", "key-policy-by-hand patients"]],
        ["copies", ["table-policy patients", "key-policy-by-hand patients"]],
      ]);
      const ordinary = edit(files, "accounts/owner/data.yaml", "    classification: sensitive\n", "");
      assert.deepEqual(
        halves(edit(ordinary, "accounts/copies/data.yaml", "    adds: [resource-policy]\n", "    encryption: aws-owned\n")),
        [
          ["owner", ["table-policy patients", "key-policy-by-hand patients"]],
          ["copies", []],
        ],
      );
    });
  });
});
