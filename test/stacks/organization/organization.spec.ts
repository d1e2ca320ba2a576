import assert from "node:assert/strict";
import { misplacement } from "../../../components/organization/member-account.ts";
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
    assert.equal(outputs["account:orders-prod"], "200000000002");
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

  it("is refused where an account lies outside of the unit that it is declared in", async () => {
    assert.equal(misplacement("owner", "ou-1", "ou-1"), undefined);
    const { stacks } = await rehearseLayers(linePlan(), ["organization"], ({ id, inputs }) => {
      if (id === "300000000001") Object.assign(inputs, { parentId: "r-line" });
      return false;
    });
    assert.match(
      stacks[0]?.error ?? "",
      /owner: is not in its organizational unit, got "r-line"; move it to ou-line-11112222, or correct organizationalUnit/,
    );
  });
});
