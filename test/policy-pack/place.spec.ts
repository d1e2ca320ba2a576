import assert from "node:assert/strict";
import { readConfiguration } from "../../policy-pack/configuration.ts";
import { everyPolicy } from "../../policy-pack/every-policy.ts";
import { judgeResources, type RegisteredResource } from "../../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../../policy-pack/pack-catalogue.ts";
import { policiesOf } from "../../policy-pack/pulumi-policies.ts";
import { NO_PACK_CONTEXT } from "../../policy-pack/rule.ts";
import { keyDeletionWindow } from "../../policy-pack/rules/key-deletion-window.ts";
import { judgePolicy } from "../../policy-pack/testing/judge-policy.ts";
import { declaredLine } from "./declared-line.ts";

const KEY = "aws:kms/key:Key";
const PROVIDER = "urn:pulumi:dev::orders::pulumi:providers:aws::aws";
const RULE = "key-deletion-window";

/** A key that is deleted after a week, which the rule refuses, in an account of the smallest organization. */
const resources: readonly RegisteredResource[] = [
  { urn: PROVIDER, type: "pulumi:providers:aws", name: "aws", inputs: { allowedAccountIds: '["300000000001"]' }, outputs: {} },
  {
    urn: `urn:pulumi:dev::orders::${KEY}::key`,
    type: KEY,
    name: "key",
    inputs: { deletionWindowInDays: 7, policy: "{}" },
    outputs: {},
    provider: `${PROVIDER}::1`,
  },
];

function configured(...list: readonly unknown[]) {
  const { configuration, problems } = readConfiguration({ places: { list } }, everyPolicy());
  assert.ok(configuration !== undefined, problems?.join("\n"));
  return configuration;
}

async function levels(list: readonly unknown[], more: Parameters<typeof judgeResources>[2] = {}): Promise<readonly string[]> {
  const found = judgeResources(resources, await loadCatalogueFor(resources), { ...more, ...configured(...list) });
  return found.filter(({ rule }) => rule === RULE).map(({ level }) => level);
}

const advise = (where: Record<string, unknown>) => ({ ...where, rules: { [RULE]: "advisory" } });

describe("levels and settings for places", () => {
  const CASES: readonly (readonly [fact: string, where: Record<string, unknown>, isThere: boolean])[] = [
    ["a stack", { stack: "dev" }, true],
    ["stacks by pattern", { stack: "d*" }, true],
    ["another stack", { stack: "prod" }, false],
    ["a project", { project: "orders" }, true],
    ["an account", { account: "300000000001" }, true],
    ["another account", { account: "300000000002" }, false],
    ["a unit", { organizationalUnit: "workloads" }, true],
    ["units by pattern", { organizationalUnit: "work*" }, true],
    ["another unit", { organizationalUnit: "sandbox" }, false],
    ["a tag of the stack", { tags: { env: "test" } }, true],
    ["another value of the tag", { tags: { env: "prod" } }, false],
    ["a tag that the stack does not have", { tags: { team: "*" } }, false],
    ["a stack and another project", { stack: "dev", project: "billing" }, false],
  ];
  for (const [fact, where, isThere] of CASES) {
    it(`are for ${fact}: ${isThere ? "this stack" : "not this stack"}`, async () => {
      const found = await levels([advise(where)], { ...declaredLine(), stackTags: { env: "test" } });
      assert.deepEqual(found, [isThere ? "advisory" : "mandatory"]);
    });
  }

  it("take settings over the general ones, and may switch a rule off", async () => {
    assert.deepEqual(await levels([{ stack: "dev", rules: { [RULE]: { days: 7 } } }]), []);
    assert.deepEqual(await levels([{ stack: "dev", rules: { [RULE]: "disabled" } }]), []);
    assert.deepEqual(await levels([{ stack: "dev", rules: { all: "disabled" } }]), []);
  });

  it("are those of the last entry that matches, and a rule's own before those of all", async () => {
    assert.deepEqual(await levels([advise({ stack: "dev" }), { project: "orders", rules: { [RULE]: "mandatory" } }]), ["mandatory"]);
    assert.deepEqual(await levels([advise({ stack: "dev" }), { project: "orders", rules: { all: "mandatory" } }]), ["advisory"]);
  });

  it("know no unit without the file of declared grants, and say so", async () => {
    const list = [advise({ organizationalUnit: "workloads" })];
    assert.deepEqual(await levels(list), ["mandatory"]);
    const said = async (more: Parameters<typeof judgeResources>[2], unit: string) => {
      const found = judgeResources(resources, await loadCatalogueFor(resources), {
        ...more,
        ...configured(advise({ organizationalUnit: unit })),
      });
      return found.filter(({ rule }) => rule === "places").map(({ message }) => message);
    };
    assert.match(
      (await said({}, "workloads"))[0] ?? "",
      /are for no stack, since the pack has no file of declared grants, got "workloads"/,
    );
    assert.match((await said(declaredLine(), "workload"))[0] ?? "", /since no account lies there, got "workload"/);
    assert.deepEqual(await said(declaredLine(), "workloads"), []);
  });

  it("hold under the policy SDK, for resources and for stacks", async () => {
    const { places } = configured({ stack: "test", tags: { env: "dev" }, rules: { [RULE]: "advisory" } });
    const [policy] = policiesOf([keyDeletionWindow], undefined, NO_PACK_CONTEXT, () => places);
    assert.ok(policy !== undefined);
    const target = [{ type: KEY, props: { deletionWindowInDays: 7 } }];
    const found = async (tags: Record<string, string>) => (await judgePolicy(policy, target, {}, tags)).map(({ level }) => level);
    assert.deepEqual(await found({ env: "dev" }), ["advisory"]);
    assert.deepEqual(await found({}), ["mandatory"]);
  });

  const WRONG: readonly (readonly [fact: string, entry: unknown, says: RegExp])[] = [
    ["no place", { rules: {} }, /places\.list\[0\]: is for no place/],
    ["a misspelt place", { stak: "dev", stack: "a", rules: {} }, /got "stak"; did you mean "stack"\?/],
    ["a misspelt rule", { stack: "dev", rules: { "key-window": "advisory" } }, /places\.list\[0\]\.rules: .*got "key-window"/],
    ["a misspelt level", { stack: "dev", rules: { [RULE]: "warn" } }, /there is no such level, got "warn"/],
    ["a setting that does not exist", { stack: "dev", rules: { [RULE]: { day: 7 } } }, /got "day"; did you mean "days"\?/],
    ["no rules", { stack: "dev" }, /places\.list\[0\]\.rules: /],
  ];
  for (const [fact, entry, says] of WRONG) {
    it(`refuse ${fact}`, () => {
      const { problems = [] } = readConfiguration({ places: { list: [entry] } }, everyPolicy());
      assert.match(problems.join("\n"), says);
    });
  }
});
