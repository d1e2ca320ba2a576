import assert from "node:assert/strict";
import type { Rehearsal } from "../../../rehearsal/rehearsal-result.ts";
import { linePlan, named } from "../../support/line.ts";
import { edit, organization, sample } from "../../support/sample.ts";
import { done, listed, planOf, rehearseLayers } from "../declared.ts";

const LAYERS = ["organization", "guardrails", "foundation", "perimeter"];

interface Statement {
  readonly Sid: string;
  readonly Condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
const statementsIn = (rehearsal: Rehearsal, stack: string, name: string): Statement[] =>
  (JSON.parse(String(named(rehearsal, stack, name).inputs["content"])) as { Statement: Statement[] }).Statement;

describe("perimeters of the sample", () => {
  let rehearsal: Rehearsal;

  before(async () => {
    rehearsal = await rehearseLayers(planOf(), LAYERS);
  });

  it("bind each access role to exactly the network of its grant, by its tags", () => {
    const statements = statementsIn(rehearsal, "perimeter.keystore-prod", "network-policy");
    const pipeline = statements.find(({ Sid }) => Sid === "DenyAccessRolesOutsideTheirNetwork");
    assert.deepEqual(pipeline?.Condition, {
      ArnLike: { "aws:PrincipalArn": "arn:aws:iam::200000000006:role/palisade/access/*" },
      StringNotEquals: { "aws:SourceVpc": "${aws:PrincipalTag/palisade:vpc}" },
    });
  });

  it("know the declared issuers and those of the clusters whose pods take roles", () => {
    const issuer = String(done(rehearsal, "foundation.platform-prod").outputs["issuer:main"]).replace("https://", "");
    const issuersOf = (stack: string) => Object.keys(statementsIn(rehearsal, stack, "issuers-policy")[0]?.Condition["Null"] ?? {});
    assert.deepEqual(issuersOf("perimeter.orders-prod"), [`${issuer}:sub`, "token.actions.githubusercontent.com:sub"]);
    // Where no cluster's pods take roles, accounts share one policy: AWS takes fewer than there may be accounts.
    assert.deepEqual(issuersOf("guardrails"), ["token.actions.githubusercontent.com:sub"]);
    const attached = named(rehearsal, "perimeter.customers-prod", "shared-issuers").inputs;
    assert.deepEqual(attached, { policyId: named(rehearsal, "guardrails", "issuers-policy").id, targetId: "200000000003" });
  });

  it("are compiled and attached nowhere for an account that is observed, and not even compiled for an open one", () => {
    assert.deepEqual(listed(rehearsal, "perimeter.shop-legacy"), []);
    const { outputs } = done(rehearsal, "perimeter.shop-legacy");
    assert.deepEqual(Object.keys(outputs).sort(), ["declaration", "observed:data", "observed:issuers", "observed:network"]);
    // What keeps the compute of its workloads stands all the same.
    assert.deepEqual(listed(rehearsal, "perimeter.web-dev"), ["Policy compute-policy", "PolicyAttachment compute-account"]);
    assert.deepEqual(Object.keys(done(rehearsal, "perimeter.web-dev").outputs).sort(), [
      "declaration",
      "headroom:account/web-dev",
      "policy:compute",
    ]);
  });

  it("leave room that is handed on, after what is attached to the account itself", () => {
    const left = done(rehearsal, "perimeter.orders-prod").outputs["headroom:account/orders-prod"];
    assert.deepEqual(left, { serviceControl: 3, resourceControl: 1 });
    const taken = rehearsal.resources.filter(
      ({ type, inputs }) => type.endsWith(":PolicyAttachment") && inputs["targetId"] === "200000000002",
    );
    assert.equal(taken.length, 9);
  });

  it("are attached once an account that is made here has its id", () => {
    const checkout = named(rehearsal, "organization", "checkout-prod-account").id;
    const targets = rehearsal.resources.filter(({ stack, type }) => stack === "guardrails" && type.endsWith(":PolicyAttachment"));
    assert.equal(targets.filter(({ inputs }) => inputs["targetId"] === checkout).length, 5);
    // What protects the blueprint, and who takes exempt roles, stands in accounts that are observed or open, too; nothing else does.
    for (const id of ["200000000008", "200000000013"])
      assert.deepEqual(
        targets.filter(({ inputs }) => inputs["targetId"] === id).map(({ name }) => name.replace(/-account.*/, "")),
        ["protection", "takers"],
      );
  });

  it("let break-glass be taken where the alarm of each account listens, and nowhere else", () => {
    const statement = statementsIn(rehearsal, "guardrails", "takers-policy").find(({ Sid }) => Sid === "DenyTakingBreakGlassUnheard");
    const heard = statement?.Condition["StringNotEqualsIfExists"]?.["aws:RequestedRegion"];
    assert.deepEqual(heard, ["eu-west-1", "us-east-1"]);
    const foundations = rehearsal.stacks.filter(({ name }) => name.startsWith("foundation."));
    assert.ok(foundations.length > 10);
    for (const { name: stack } of foundations) {
      const rules = rehearsal.resources.filter((each) => each.stack === stack && each.type === "aws:cloudwatch/eventRule:EventRule");
      const regions = rules.map(({ inputs }) => String(inputs["region"]));
      for (const region of heard) assert.ok(regions.includes(region), `${stack} has no rule in ${region}`);
    }
  });

  it("bind roles of services to AWS services as such while the pin is observed, and hand on how they will be bound", async () => {
    const plan = planOf(edit(sample, organization, "trustedIssuers:", "servicePins: observe\ntrustedIssuers:"));
    const observed = await rehearseLayers(plan, ["organization", "guardrails"]);
    const conditions = (statements: readonly Statement[]) =>
      statements.filter(({ Sid }) => Sid.startsWith("DenyTakingRolesOf")).map(({ Sid, Condition }) => [Sid, Condition]);
    assert.deepEqual(conditions(statementsIn(observed, "guardrails", "takers-policy")), [
      ["DenyTakingRolesOfServices", { BoolIfExists: { "aws:PrincipalIsAWSService": "false" } }],
    ]);
    const { Statement: pinned } = JSON.parse(String(done(observed, "guardrails").outputs["observed:takers"])) as { Statement: Statement[] };
    assert.deepEqual(conditions(pinned), [
      ["DenyTakingRolesOfBackup", { StringNotEqualsIfExists: { "aws:PrincipalServiceName": "backup.amazonaws.com" } }],
      ["DenyTakingRolesOfDax", { StringNotEqualsIfExists: { "aws:PrincipalServiceName": "dax.amazonaws.com" } }],
    ]);
    assert.equal(done(rehearsal, "guardrails").outputs["observed:takers"], undefined);
  });

  it("are refused, with a way out, where AWS takes no more policies", async () => {
    const attached = Array.from({ length: 8 }, (_, index) => `p-taken00${index.toString()}`).join(", ");
    const plan = linePlan([
      "organization.yaml",
      "workloads: { perimeter: enforced, existing: ou-line-11112222 }",
      `workloads: { perimeter: enforced, existing: ou-line-11112222, attachedPolicies: { serviceControl: [${attached}] } }`,
    ]);
    const { stacks } = await rehearseLayers(plan, LAYERS);
    assert.match(
      stacks.find(({ name }) => name === "guardrails")?.error ?? "",
      /unit\/workloads: has no room for its guardrails, got 2 SCPs too many; detach policies from it, or attach them to its parent/,
    );
  });
});
