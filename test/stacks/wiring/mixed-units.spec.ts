import assert from "node:assert/strict";
import { resolve } from "../../../model/plan/resolve.ts";
import { quotaProblems } from "../../../stacks/quotas/organization-quotas.ts";
import { guardrailsAt } from "../../../stacks/wiring/guardrail-places.ts";
import type { GuardrailPolicy } from "../../../stacks/wiring/guardrail-policies.ts";
import { crowdedUnits } from "../../../stacks/wiring/mixed-units.ts";
import { type Edit, linePlan } from "../../support/line.ts";

const OWNER = "accounts/owner/account.yaml";
const CONSUMER = "accounts/consumer/account.yaml";
const naming = (file: string, role: string): Edit => [file, "deployers: [", `deployment: { role: ${role} }\ndeployers: [`];
const OWN_ROLE = naming(OWNER, "platform/deployer-prod");
const UNIT = "workloads: { perimeter: enforced, existing: ou-line-11112222 }";
const attached = (policies: number): Edit => [
  "organization.yaml",
  UNIT,
  UNIT.replace(
    " }",
    `, attachedPolicies: { serviceControl: [${Array.from({ length: policies }, (_, index) => `p-${index.toString().padStart(8, "0")}`).join(", ")}] } }`,
  ),
];
const EXACT = "arn:aws:iam::300000000001:role/platform/deployer-prod";
const EVERYWHERE = "arn:aws:iam::*:role/PalisadeDeploy";

type Edits = readonly Edit[];
const planned = (...edits: Edits) => resolve(linePlan(...edits), new Map());
const HASH = /-[0-9a-f]{8}(?=$|-)/;
const setsAt = (place: string, ...edits: Edits) => [
  ...new Set(guardrailsAt(planned(...edits), place).map(({ set }) => set.replace(HASH, "-#"))),
];

interface Statement {
  readonly Sid: string;
  readonly Condition?: { readonly ArnNotLikeIfExists?: { readonly "aws:PrincipalArn"?: string | readonly string[] } };
}
const statementsOf = (policies: readonly GuardrailPolicy[]) =>
  policies.flatMap(({ content }) => (JSON.parse(content) as { Statement: readonly Statement[] }).Statement);
const exemptIn = ({ Condition }: Statement) => [Condition?.ArnNotLikeIfExists?.["aws:PrincipalArn"] ?? []].flat();
const controlsAt = (place: string, ...edits: Edits) =>
  guardrailsAt(planned(...edits), place).filter(({ type }) => type === "SERVICE_CONTROL_POLICY");

/** A unit says of the organization's role what holds in no account with a role of its own. */
const ABOUT_THE_ROLE_ALONE = ["DenyChangingTheDeployRole", "DenyPassingTheDeployRole"];
const isNotAboutTheRole = ({ Sid }: Statement) => !/TheDeployRole|RolesOfTheBlueprint$/.test(Sid);

describe("guardrails of a unit below which an account has a deploy role of its own", () => {
  it("stay at the unit, in one set of SCPs in place of three", () => {
    assert.deepEqual(setsAt("unit/workloads"), ["protection", "blueprint", "data", "takers", "outside"]);
    assert.deepEqual(setsAt("unit/workloads", OWN_ROLE), ["takers", "guardrails-unit-workloads-#", "outside"]);
    assert.deepEqual(setsAt("account/consumer", OWN_ROLE), []);
    assert.deepEqual(setsAt("account/owner", OWN_ROLE), ["own-guardrails-deployer-prod-#", "own-takers-deployer-prod-#"]);
  });

  it("say the same as before, and exempt beside the organization's role that of the account, in this account alone", () => {
    const before = statementsOf(controlsAt("unit/workloads")).filter(isNotAboutTheRole);
    const now = statementsOf(controlsAt("unit/workloads", OWN_ROLE)).filter(isNotAboutTheRole);
    const without = (statement: Statement) => JSON.stringify(statement).replace(`,"${EXACT}"`, "").replace(`"${EXACT}",`, "");
    const plain = (statement: Statement) => without(statement).replaceAll(/\[("[^",]*")\]/g, "$1");
    assert.deepEqual(now.map(plain).sort(), before.map(plain).sort());
    const exempting = now.filter((statement) => exemptIn(statement).includes(EVERYWHERE));
    assert.ok(exempting.length > 10);
    for (const statement of exempting) assert.ok(exemptIn(statement).includes(EXACT), statement.Sid);
    for (const statement of now)
      for (const role of exemptIn(statement).filter((each) => each.includes("deployer-prod"))) assert.equal(role, EXACT);
  });

  it("say of the organization's role what they say everywhere but in the account", () => {
    const about = controlsAt("unit/workloads", OWN_ROLE).flatMap(
      ({ content }) => (JSON.parse(content) as { Statement: readonly { Sid: string; Condition: unknown }[] }).Statement,
    );
    for (const sid of [...ABOUT_THE_ROLE_ALONE, "DenyDataToTheDeployRole", "DenyDataToTheDeployRoleThroughOtherServices"])
      assert.match(
        JSON.stringify(about.find(({ Sid }) => Sid === sid)?.Condition),
        /"StringNotEqualsIfExists":\{"aws:PrincipalAccount":"300000000001"\}/,
      );
    const [takers] = guardrailsAt(planned(OWN_ROLE), "unit/workloads").filter(({ set }) => set === "takers");
    assert.match(takers?.content ?? "", /"StringNotEqualsIfExists":\{"aws:ResourceAccount":"300000000001"\}/);
  });

  it("are joined by documents of the account, whose statements exempt its role alone, and which say nothing else again", () => {
    const own = statementsOf(controlsAt("account/owner", OWN_ROLE));
    const atTheUnit = statementsOf(controlsAt("unit/workloads", OWN_ROLE));
    const exempting = atTheUnit
      .filter(({ Sid }) => !ABOUT_THE_ROLE_ALONE.includes(Sid))
      .filter((statement) => exemptIn(statement).includes(EVERYWHERE))
      .map(({ Sid }) => Sid);
    const forTheRole = ["DenyDataToTheDeployRole", "DenyDataToTheDeployRoleThroughOtherServices"];
    assert.deepEqual(own.map(({ Sid }) => Sid).sort(), [...exempting, ...forTheRole].sort());
    for (const statement of own) assert.ok(!exemptIn(statement).includes(EVERYWHERE), statement.Sid);
  });

  it("leave out the role of an account that is yet to be created, until it has an id", () => {
    const created: Edit = [CONSUMER, 'id: "300000000002"', "email: consumer@line.example"];
    const edits = [created, naming(CONSUMER, "deployer")];
    const named = (ids: ReadonlyMap<string, string>) =>
      new Set(
        statementsOf(
          guardrailsAt(resolve(linePlan(...edits), ids), "unit/workloads").filter(({ type }) => type === "SERVICE_CONTROL_POLICY"),
        )
          .flatMap(exemptIn)
          .filter((role) => role.endsWith("/deployer")),
      );
    assert.deepEqual([...named(new Map())], []);
    assert.deepEqual([...named(new Map([["consumer", "300000000077"]]))], ["arn:aws:iam::300000000077:role/deployer"]);
  });

  it("are attached to the declared accounts where none of them has the organization's role", () => {
    const edits = [OWN_ROLE, naming(CONSUMER, "deployer")];
    assert.deepEqual([...crowdedUnits(planned(...edits))], ["workloads"]);
    assert.deepEqual(setsAt("unit/workloads", ...edits), ["takers", "outside"]);
    assert.deepEqual(setsAt("account/consumer", ...edits), ["guardrails-deployer-#", "own-takers-deployer-#"]);
  });

  it("are attached to the declared accounts where the unit has no room for both while they are exchanged, and refuse nothing", () => {
    assert.deepEqual([...crowdedUnits(planned(OWN_ROLE, attached(4)))], []);
    assert.deepEqual([...crowdedUnits(planned(OWN_ROLE, attached(5)))], ["workloads"]);
    assert.deepEqual(setsAt("unit/workloads", OWN_ROLE, attached(5)), ["takers", "outside"]);
    assert.deepEqual(setsAt("account/consumer", OWN_ROLE, attached(5)), ["protection", "blueprint", "data"]);
    assert.deepEqual(setsAt("account/owner", OWN_ROLE, attached(5)), ["guardrails-deployer-prod-#", "own-takers-deployer-prod-#"]);
    for (const policies of [4, 5]) assert.deepEqual(quotaProblems(linePlan(OWN_ROLE, attached(policies))), []);
  });

  it("are attached to the declared accounts where their deploy roles are more than the documents of a unit take", () => {
    const many = (accounts: number): Edits =>
      Array.from({ length: accounts }, (_, index): Edit => {
        const digits = (index + 100).toString();
        const account = [
          `account: team-${digits}`,
          `id: "400000000${digits}"`,
          "organizationalUnit: workloads",
          "deployment: { role: platform/deployment/deployer-of-the-team }",
        ];
        return [`accounts/team-${digits}/account.yaml`, "", `${account.join("\n")}\n`];
      });
    assert.deepEqual([...crowdedUnits(planned(...many(20)))], []);
    assert.deepEqual([...crowdedUnits(planned(...many(200)))], ["workloads"]);
    assert.deepEqual(quotaProblems(linePlan(...many(200))), []);
  });
});
