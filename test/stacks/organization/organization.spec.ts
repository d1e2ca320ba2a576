import assert from "node:assert/strict";
import type { Existing } from "../../../control-plane/control-plane.ts";
import type { Rehearsal } from "../../../rehearsal/rehearsal-result.ts";
import { type Edit, linePlan, named } from "../../support/line.ts";
import { done, listed, planOf, rehearseLayers } from "../declared.ts";

const NEW: readonly Edit[] = [
  ["organization.yaml", "  id: o-lineexample\n", ""],
  ["organization.yaml", "workloads: { perimeter: enforced, existing: ou-line-11112222 }", "workloads/prod: { perimeter: enforced }"],
  [
    "accounts/owner/account.yaml",
    'id: "300000000001"\norganizationalUnit: workloads',
    "email: owner@line.example\norganizationalUnit: workloads/prod",
  ],
  [
    "accounts/consumer/account.yaml",
    'id: "300000000002"\norganizationalUnit: workloads',
    "email: consumer@line.example\norganizationalUnit: workloads/prod",
  ],
];

const lookedUp = ({ resources }: Rehearsal): unknown =>
  resources.find(({ type }) => type === "palisade:organization:ExistingAccounts")?.outputs;

describe("the organization", () => {
  it("is made with its policy types, units under their parents, and accounts that the deploy role can be taken in", async () => {
    const rehearsal = await rehearseLayers(linePlan(...NEW), ["organization", "guardrails"]);
    assert.deepEqual(listed(rehearsal, "organization"), [
      "Account consumer-account",
      "Account owner-account",
      "Organization organization",
      "OrganizationalUnit unit-workloads",
      "OrganizationalUnit unit-workloads.prod",
    ]);
    const of = (name: string) => named(rehearsal, "organization", name);
    assert.deepEqual(
      [of("organization").inputs["featureSet"], of("organization").inputs["enabledPolicyTypes"]],
      ["ALL", ["RESOURCE_CONTROL_POLICY", "SERVICE_CONTROL_POLICY"]],
    );
    assert.equal(of("unit-workloads.prod").inputs["parentId"], of("unit-workloads").id);
    const { name, email, roleName, parentId, closeOnDeletion } = of("owner-account").inputs;
    assert.deepEqual(
      { name, email, roleName, parentId, closeOnDeletion },
      {
        name: "owner",
        email: "owner@line.example",
        roleName: "PalisadeDeploy",
        parentId: of("unit-workloads.prod").id,
        closeOnDeletion: false,
      },
    );
    const { outputs } = done(rehearsal, "organization");
    assert.equal(outputs["account:owner"], of("owner-account").id);
    assert.equal(outputs["unit:workloads/prod"], of("unit-workloads.prod").id);
    // The accounts have ids by now, and each gets its guardrails itself.
    assert.deepEqual(
      Object.keys(done(rehearsal, "guardrails").outputs).filter((key) => key.startsWith("headroom:")),
      ["headroom:account/consumer", "headroom:account/owner"],
    );
  });

  it("is referred to with units made beside existing accounts in the sample", async () => {
    const rehearsal = await rehearseLayers(planOf(), ["organization"]);
    const { outputs } = done(rehearsal, "organization");
    assert.equal(outputs["organizationId"], "o-acmeexample");
    // Its id is declared, so that no stack has to read it.
    assert.equal(outputs["account:orders-prod"], undefined);
    assert.equal(outputs["account:checkout-prod"], named(rehearsal, "organization", "checkout-prod-account").id);
  });

  it("warns of no account that lies in its unit", async () => {
    const inExisting = await rehearseLayers(linePlan(), ["organization"]);
    assert.deepEqual(done(inExisting, "organization").warnings, []);
  });

  it("is refused while it does not take the perimeter's policies", async () => {
    const { stacks } = await rehearseLayers(linePlan(), ["organization"], ({ type, inputs }) => {
      if (type === "aws:organizations/organization:Organization") Object.assign(inputs, { enabledPolicyTypes: ["SERVICE_CONTROL_POLICY"] });
      return false;
    });
    assert.match(
      stacks[0]?.error ?? "",
      /policy types that are not enabled, got \["SERVICE_CONTROL_POLICY"\]; enable RESOURCE_CONTROL_POLICY in the management account/,
    );
  });

  it("keeps in one component where the accounts lie that exist, and reads none of them by itself", async () => {
    const rehearsal = await rehearseLayers(linePlan(), ["organization"]);
    assert.deepEqual(listed(rehearsal, "organization"), ["OrganizationalUnit unit-workloads"]);
    assert.deepEqual(lookedUp(rehearsal), {
      parents: { "300000000001": "ou-line-11112222", "300000000002": "ou-line-11112222" },
    });
  });

  const refused = async (change: (resource: Existing) => boolean, ...edits: readonly Edit[]): Promise<readonly string[]> => {
    const { stacks } = await rehearseLayers(linePlan(...edits), ["organization"], change);
    return (stacks[0]?.error ?? "").replace(/^RunError: /, "").split("\n");
  };
  const changed =
    (id: string, fields: { readonly parentId?: string; readonly state?: string }) =>
    (resource: Existing): boolean => {
      if (resource.id !== id) return false;
      const { state, ...inputs } = fields;
      Object.assign(resource.inputs, inputs);
      if (state !== undefined) Object.assign(resource, { outputs: { state, status: state } });
      return false;
    };

  it("is refused where an account lies outside of the unit that it is declared in, with the line of its entry", async () => {
    assert.deepEqual(await refused(changed("300000000001", { parentId: "r-line" })), [
      'accounts/owner/account.yaml:2:1: organizationalUnit of owner: is not where the account lies, got "r-line"; move the account to ou-line-11112222, or correct organizationalUnit',
    ]);
  });

  it("is refused where an account is closed", async () => {
    assert.deepEqual(await refused(changed("300000000002", { state: "SUSPENDED" })), [
      'accounts/consumer/account.yaml:2:1: id of consumer: is an account that is closed (SUSPENDED), got "300000000002"; remove its folder, or make the account active again',
    ]);
    assert.match(
      (await refused(changed("300000000002", { state: "PENDING_ACTIVATION" })))[0] ?? "",
      /is not active \(PENDING_ACTIVATION\)/,
    );
  });

  it("is refused with every account that is missing, closed or elsewhere, in one run", async () => {
    const elsewhere = changed("300000000001", { parentId: "r-line" });
    const lines = await refused((resource) => resource.id === "300000000002" || elsewhere(resource));
    assert.equal(
      lines[0],
      'accounts/consumer/account.yaml:2:1: id of consumer: is no account of the organization, got "300000000002"; correct it, or invite the account into the organization',
    );
    assert.match(lines[1] ?? "", /^accounts\/owner\/account\.yaml:2:1: organizationalUnit of owner: /);
    assert.equal(lines.length, 2);
  });

  it("is refused where a unit is not there, with the line of the unit and what AWS says", async () => {
    const lines = await refused(({ type }) => type === "aws:organizations/organizationalUnit:OrganizationalUnit");
    assert.deepEqual(lines, [
      'organization.yaml:12:3: organizationalUnits.workloads.existing: cannot be looked up, got "ou-line-11112222"; correct it, or see why AWS refuses',
      "aws:organizations/getOrganizationalUnitChildAccounts:getOrganizationalUnitChildAccounts: ParentNotFoundException in account 100000000001, eu-west-1: We can't find a root or OU with the ParentId that you specified: 'ou-line-11112222'; correct it, or declare the unit without an id, so that it is created",
    ]);
  });

  it("warns of those that lie elsewhere than in a unit that is made here, wherever they lie", async () => {
    const made: Edit = ["organization.yaml", ", existing: ou-line-11112222 }", " }"];
    const rehearsal = await rehearseLayers(linePlan(made), ["organization"]);
    assert.match(done(rehearsal, "organization").warnings.join("\n"), /are not in theirs: consumer, owner; move them by hand/);
    assert.deepEqual(lookedUp(rehearsal), {
      parents: { "300000000001": "r-line", "300000000002": "r-line" },
    });
  });
});
