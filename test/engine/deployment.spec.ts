import assert from "node:assert/strict";
import { readDeclaration } from "../../cli/input/read-declaration.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { describeUnderTheEngine, inShort } from "./engine-sandbox.ts";
import { ofEngine, ofRehearsal } from "./same-resources.ts";

const STACKS = [
  "organization",
  "guardrails",
  "foundation.consumer",
  "foundation.owner",
  "perimeter.consumer",
  "perimeter.owner",
  "data.consumer",
  "data.owner",
  "consumers.consumer",
  "consumers.owner",
];

describeUnderTheEngine("deploying the line", (sandbox) => {
  it("previews before anything is deployed: unknown values are reported, and nothing is made", async () => {
    const calls = await sandbox.callsDuring(async () => {
      const out = await sandbox.succeeds("preview");
      assert.match(out, /warning: foundation\.owner does not hand on role:api yet;/);
      assert.match(
        out,
        /warning: foundation\.consumer does not hand on role:reporter yet, so that these grants wait: .*consumer\/reporter/,
      );
      assert.match(out, /10 of 10 stacks done/);
    });
    assert.deepEqual(inShort(calls), []);
  });

  it("names all missing outputs of all stacks in one error", async () => {
    const borrowed = "\n  borrowed: { sharedFrom: owner/main }";
    sandbox.edit("accounts/consumer/account.yaml", "networks:", `networks:${borrowed}`);
    const { code, out, err } = await sandbox.pulumi("up", "--yes", "--skip-preview", "-s", "foundation.consumer");
    sandbox.edit("accounts/consumer/account.yaml", borrowed, "");
    assert.notEqual(code, 0);
    assert.match(
      `${out}${err}`,
      /outputs of other stacks that this stack needs are missing:\n\s+foundation\.owner: network:main; deploy it first: pulumi up -s foundation\.owner\n\s+organization: organizationId; deploy it first: pulumi up -s organization/,
    );
  });

  it("lists the stacks of the declaration to who selects another one", async () => {
    await sandbox.pulumi("stack", "init", "data.ownr", "--no-select");
    const { code, out, err } = await sandbox.pulumi("preview", "-s", "data.ownr");
    assert.notEqual(code, 0);
    assert.match(`${out}${err}`, /stack "data\.ownr" is not one of this declaration's; did you mean "data\.owner"\?/);
    assert.match(`${out}${err}`, new RegExp(`stacks: ${STACKS.join(", ")}`));
  });

  it("deploys all stacks", async () => {
    const out = await sandbox.succeeds("up");
    for (const stack of STACKS) assert.match(out, new RegExp(`✔ \\[\\d+/10\\] ${stack} `));
    assert.match(out, /10 of 10 stacks done, \d+ created/);
  });

  it("leaves exactly the resources that the rehearsal shows", async () => {
    const { declaration } = readDeclaration({ declaration: sandbox.declaration });
    const rehearsal = await rehearsePlan(plan(declaration!));
    for (const stack of STACKS) {
      const { resources } = await sandbox.state(stack);
      assert.deepEqual(ofEngine(resources), ofRehearsal(rehearsal.resources.filter((each) => each.stack === stack)), stack);
    }
  });

  it("makes no call to create, update or delete when it runs again", async () => {
    for (const again of [[], ["--again"]]) {
      const calls = await sandbox.callsDuring(() => sandbox.succeeds("up", ...again));
      assert.deepEqual(inShort(calls), []);
    }
  });

  it("shows nothing to change to who previews by hand", async () => {
    for (const stack of ["foundation.owner", "data.owner"]) {
      const { code, out, err } = await sandbox.pulumi("preview", "--expect-no-changes", "-s", stack);
      assert.equal(code, 0, `${out}${err}`);
    }
  });

  it("looks up all accounts that exist together, and refuses one that lies under another unit with the line of its entry", async () => {
    const { resources } = await sandbox.state("organization");
    assert.deepEqual(
      resources.filter(({ type }) => /:(?:Account|ExistingAccounts)$/.test(type)).map(({ type, outputs }) => ({ type, outputs })),
      [
        {
          type: "palisade:organization:ExistingAccounts",
          outputs: { parents: { "300000000001": "ou-line-11112222", "300000000002": "ou-line-11112222" } },
        },
      ],
    );
    const unit = "  workloads: { perimeter: enforced, existing: ou-line-11112222 }";
    const other = `${unit}\n  other: { perimeter: enforced, existing: ou-line-33334444 }`;
    const entry = "organizationalUnit: workloads";
    sandbox.edit("organization.yaml", unit, other);
    sandbox.edit("accounts/consumer/account.yaml", entry, "organizationalUnit: other");
    const { code, out, err } = await sandbox.sandbox("preview", "--stack", "organization");
    sandbox.edit("organization.yaml", other, unit);
    sandbox.edit("accounts/consumer/account.yaml", "organizationalUnit: other", entry);
    assert.equal(code, 1);
    assert.match(
      `${out}${err}`,
      /consumer\/account\.yaml:2:1: organizationalUnit of consumer: is not where the account lies, got "ou-line-11112222"; move the account to ou-line-33334444, or correct organizationalUnit/,
    );
  });
});
