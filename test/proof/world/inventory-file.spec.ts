import assert from "node:assert/strict";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import type { ResolvedPlan } from "../../../model/plan/resolve.ts";
import { problemLine } from "../../../model/problem.ts";
import { prepareRequest, type Request } from "../../../proof/engine/prepare-request.ts";
import { type Explanation, explain } from "../../../proof/explanation/explain.ts";
import { declaredWorld } from "../../../proof/world/declared-organization.ts";
import { parseInventory } from "../../../proof/world/inventory-file.ts";
import type { WorldResource } from "../../../proof/world/world-resource.ts";
import { acmePlan, rehearsedAcme } from "../../support/acme.ts";
import { NOW } from "../../support/sample.ts";

const REHEARSING_MILLISECONDS = 300_000;
const policy = (effect: string, action: string, more = "") =>
  `{ Version: "2012-10-17", Statement: [{ Sid: Told, Effect: ${effect}, Action: "${action}", Resource: "*"${more} }] }`;
const NOTHING_KNOWN = "the policy p-deny0regions, which is attached to r-acme already, is not known and denies nothing";

const problemsOf = (text: string): string[] => parseInventory("inventory.yaml", text).problems.map(problemLine);

describe("an inventory", () => {
  for (const [name, text, expected] of [
    ["a misspelt list", "managedPolices: {}", 'inventory.yaml:1:1: managedPolices: is not a field here; did you mean "managedPolicies"?'],
    [
      "a misspelt field",
      "principals:\n  role/a@orders-prod: { polices: [] }",
      'inventory.yaml:2:25: principals.role/a@orders-prod.polices: is not a field here; did you mean "policies"?',
    ],
    [
      "an id that is none",
      `serviceControlPolicies:\n  regions: { document: ${policy("Deny", "*")} }`,
      'inventory.yaml:2:3: serviceControlPolicies.regions: must be the id of an organization policy, or FullAWSAccess, got "regions"; rename it, like p-1a2b3c4d',
    ],
    [
      "a policy without document",
      "serviceControlPolicies:\n  p-deny0regions: {}",
      "inventory.yaml:2:3: serviceControlPolicies.p-deny0regions.document: is missing",
    ],
    [
      "a misspelt effect",
      `managedPolicies:\n  arn:aws:iam::200000000002:policy/team:\n    Version: "2012-10-17"\n    Statement:\n      - { Effect: Alow, Action: "*", Resource: "*" }`,
      'inventory.yaml:5:11: managedPolicies.arn:aws:iam::200000000002:policy/team.Statement[0].Effect: is none of "Allow", "Deny", got "Alow"; use one of them',
    ],
    [
      "a principal in an SCP",
      `serviceControlPolicies:\n  p-deny0regions:\n    document: ${policy("Deny", "*", ', Principal: "*"')}`,
      'inventory.yaml:3:52: serviceControlPolicies.p-deny0regions.document.Statement[0]: names a principal, which no service control policy can, got "*"; remove Principal and NotPrincipal',
    ],
    [
      "a misspelt condition operator",
      `resourcePolicies:\n  orders-prod/tables/orders: ${policy("Deny", "*", ', Principal: "*", Condition: { StringEqual: { "aws:SourceVpc": x } }')}`,
      'Statement[0].Condition.StringEqual: no such condition operator, got "StringEqual"; did you mean "StringEquals"?',
    ],
    ["broken JSON", '{ "principals": ', "inventory.yaml:1:1: opens a { that is not closed; close it"],
  ] as const) {
    it(`says where ${name} stands`, () => {
      const problems = problemsOf(text);
      assert.ok(
        problems.some((line) => line.includes(expected)),
        problems.join("\n"),
      );
    });
  }

  it("is read from JSON too, with tabs or without", () => {
    const value = { principals: { "role/a@orders-prod": { policies: [{ Version: "2012-10-17", Statement: [] }] } } };
    assert.match(
      problemsOf(JSON.stringify(value, undefined, 2))[0] ?? "",
      /^inventory\.yaml:\d+:\d+: principals\.role\/a@orders-prod\.policies\[0\]\.Statement/,
    );
    const sound = { managedPolicies: { "arn:aws:iam::200000000002:policy/team": JSON.parse(FULL) as unknown } };
    for (const indent of [0, 2, "\t"]) assert.deepEqual(problemsOf(JSON.stringify(sound, undefined, indent)), []);
  });

  describe("of the sample", () => {
    let catalogue: Catalogue;
    let plan: ResolvedPlan;
    let resources: readonly WorldResource[];

    before(async function () {
      this.timeout(REHEARSING_MILLISECONDS);
      const [loaded, rehearsal] = await Promise.all([loadCatalogue(["dynamodb", "iam", "kms", "sts"]), rehearsedAcme()]);
      catalogue = loaded;
      ({ resources } = rehearsal);
      ({ plan } = organizationOf(acmePlan(), rehearsal));
    });

    const asked = (text: string, request: Partial<Request>): Explanation & { readonly assumptions: readonly string[] } => {
      const { world, problems } = declaredWorld({ plan, resources, existing: parseInventory("inventory.yaml", text) });
      assert.deepEqual(problems.map(problemLine), []);
      const situation = world.situate({ principal: "orders-prod/nightly", action: "", resource: "*", context: {}, ...request });
      assert.ok("layers" in situation, JSON.stringify(situation));
      const explanation = explain(prepareRequest(situation.request, { now: NOW, catalogue }), situation.layers);
      return { ...explanation, assumptions: situation.assumptions };
    };

    const READ = { action: "dynamodb:Query", resource: "orders-prod/tables/rates", from: "orders-prod/main" };

    it("is missed where a policy is attached whose document nobody told", () => {
      const { decision, assumptions } = asked("", READ);
      assert.equal(decision, "allowed");
      assert.ok(assumptions.includes(NOTHING_KNOWN), assumptions.join("\n"));
    });

    it("gives the document of a policy that the declaration says is attached", () => {
      const { decision, by, assumptions } = asked(
        `serviceControlPolicies: { p-deny0regions: { document: ${policy("Deny", "dynamodb:Query")} } }`,
        READ,
      );
      assert.equal(decision, "explicitly-denied");
      assert.deepEqual("sid" in by && [by.layer, by.policy, by.sid], ["serviceControl", "p-deny0regions", "Told"]);
      assert.ok(!assumptions.includes(NOTHING_KNOWN));
    });

    for (const node of ["root", "workloads/prod", "orders-prod", '"200000000002"']) {
      it(`attaches a policy to ${node}`, () => {
        const text = `serviceControlPolicies: { p-1a2b3c4d: { attachedTo: [${node}], document: ${policy("Deny", "dynamodb:Query")} } }`;
        assert.equal(asked(text, READ).decision, "explicitly-denied");
        const elsewhere = asked(text, { ...READ, principal: "web-dev/storybook", resource: "web-dev/tables/drafts", from: "web-dev/main" });
        assert.equal(elsewhere.decision, node === "root" ? "explicitly-denied" : "allowed");
      });
    }

    it("attaches a resource control policy", () => {
      const text = `resourceControlPolicies: { p-1a2b3c4d: { attachedTo: [orders-prod], document: ${policy("Deny", "dynamodb:Query", ', Principal: "*"')} } }`;
      const { decision, by } = asked(text, READ);
      assert.deepEqual([decision, by.layer], ["explicitly-denied", "resourceControl"]);
    });

    it("says what a role that exists holds, beside what the stacks give it", () => {
      const text = `principals: { orders-prod/nightly: { policies: [${policy("Allow", "dynamodb:ListTables")}] } }`;
      assert.equal(asked("", { action: "dynamodb:DeleteTable", resource: READ.resource }).decision, "allowed");
      assert.equal(asked(text, { action: "dynamodb:DeleteTable", resource: READ.resource }).decision, "implicitly-denied");
      assert.equal(asked(text, { action: "dynamodb:ListTables" }).decision, "allowed");
      assert.equal(asked(text, READ).decision, "allowed");
    });

    it("says what bounds a role, and takes a boundary whose document it lacks for one that allows anything", () => {
      const held = (more: string) =>
        `principals: { role/team/nightly@orders-prod: { policies: [${FULL}], boundary: "arn:aws:iam::200000000002:policy/edge" } }${more}`;
      const bounded = asked(
        held(`\nmanagedPolicies: { "arn:aws:iam::200000000002:policy/edge": ${policy("Allow", "dynamodb:Scan")} }`),
        READ,
      );
      assert.deepEqual([bounded.decision, bounded.by.layer], ["implicitly-denied", "boundary"]);
      const open = asked(held(""), READ);
      assert.equal(open.decision, "allowed");
      assert.ok(open.assumptions.includes("the managed policy arn:aws:iam::200000000002:policy/edge is not known and may allow anything"));
    });

    it("says whom a role that exists trusts", () => {
      const taken = { principal: "orders-prod/api", action: "sts:AssumeRole", resource: "role/ops/admin@shop-legacy" };
      const trust = (who: string) =>
        `{ Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { AWS: "${who}" }, Action: "sts:AssumeRole" }] }`;
      const told = (who: string) => `principals: { role/ops/admin@shop-legacy: { policies: [${FULL}], trust: ${trust(who)} } }`;
      assert.equal(
        asked(told("arn:aws:iam::200000000008:root"), taken).missing.some(({ layer }) => layer === "resource"),
        true,
      );
      const untold = asked(`principals: { role/ops/admin@shop-legacy: { policies: [${FULL}] } }`, taken);
      assert.equal(
        untold.missing.some(({ layer }) => layer === "resource"),
        false,
      );
      assert.ok(
        untold.assumptions.includes("the policy the trust policy of role/ops/admin@shop-legacy is not known and may allow anything"),
      );
    });

    it("gives the policy of a key that exists", () => {
      const key = "shop-legacy/tables/baskets/key";
      const decrypt = { principal: "role/another@shop-legacy", action: "kms:Decrypt", resource: key };
      const told = `resourcePolicies: { ${key}: ${policy("Allow", "kms:Decrypt", ', Principal: { AWS: "arn:aws:iam::200000000008:role/shop-server" }')} }`;
      assert.equal(asked("", decrypt).decision, "allowed");
      assert.equal(asked(told, decrypt).decision, "implicitly-denied");
      assert.equal(asked(told, { ...decrypt, principal: "shop-legacy/shop" }).decision, "allowed");
    });

    for (const [text, expected] of [
      [
        `serviceControlPolicies: { p-1a2b3c4d: { attachedTo: [workload/prod], document: ${policy("Deny", "*")} } }`,
        'serviceControlPolicies.p-1a2b3c4d.attachedTo[0]: is no part of the organization, got "workload/prod"; did you mean "workloads/prod"?',
      ],
      [
        "principals: { orders-prod/nihgtly: {} }",
        'principals.orders-prod/nihgtly: is not a principal of the organization, got "orders-prod/nihgtly"; did you mean "orders-prod/nightly"?',
      ],
      [
        "principals: { orders-prod/api: {} }",
        'principals.orders-prod/api: is made by a stack, which says what it holds, got "orders-prod/api"; remove it',
      ],
      [
        `resourcePolicies: { orders-prod/tables/orders: ${policy("Deny", "*", ', Principal: "*"')} }`,
        'resourcePolicies.orders-prod/tables/orders: is written by a stack, got "orders-prod/tables/orders"; remove it',
      ],
    ] as const) {
      it(`is refused: ${expected}`, () => {
        const { problems } = declaredWorld({ plan, resources, existing: parseInventory("inventory.yaml", text) });
        assert.ok(
          problems.map(problemLine).some((line) => line.endsWith(expected)),
          problems.map(problemLine).join("\n"),
        );
      });
    }
  });
});

const FULL = '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] }';
