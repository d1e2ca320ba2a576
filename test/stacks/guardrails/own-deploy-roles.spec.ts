import assert from "node:assert/strict";
import { wordOf, wordOfUnit } from "../../../model/plan/own-deploy-roles.ts";
import type { PlanRehearsal } from "../../../rehearsal/rehearse-plan.ts";
import { quotaProblems } from "../../../stacks/quotas/organization-quotas.ts";
import { awsResources, type Edit, linePlan, named, rehearseLine } from "../../support/line.ts";

const OWNER = "accounts/owner/account.yaml";
const ROLE = "platform/deployer-prod";
const naming = (account: string, role = ROLE): Edit => [
  `accounts/${account}/account.yaml`,
  "deployers:",
  `deployment: { role: ${role} }\ndeployers:`,
];
const ACCOUNTS: Readonly<Record<string, string>> = { "300000000001": "owner", "300000000002": "consumer", "ou-line-11112222": "unit" };

/** Where each policy of the guardrails is attached, by what it is called without its hash. */
function attachments(rehearsal: PlanRehearsal): Readonly<Record<string, readonly string[]>> {
  const all = awsResources(rehearsal).filter(({ stack, type }) => stack === "guardrails" && type.endsWith(":PolicyAttachment"));
  const policies = new Map(rehearsal.resources.map(({ id, name }) => [id, name.replace(/-[0-9a-f]{8}(?=-)/, "")]));
  const found = all.map(
    ({ inputs }) => [policies.get(String(inputs["policyId"])) ?? "", ACCOUNTS[String(inputs["targetId"])] ?? ""] as const,
  );
  return Object.fromEntries(
    [...Map.groupBy(found, ([policy]) => policy)].map(([policy, at]) => [policy, at.map(([, place]) => place).sort()]),
  );
}

/** The principals that the statements of a policy name, each once. */
const namedIn = (rehearsal: PlanRehearsal, stack: string, name: string): string[] => [
  ...new Set(JSON.stringify(named(rehearsal, stack, name).inputs).match(/arn:aws:iam::[^"\\]*:role\/[^"\\]*eploy[^"\\]*/g)),
];

describe("guardrails of accounts with a deploy role of their own", () => {
  it("are attached to these accounts alone, and those of the organization's role to their unit", async () => {
    assert.deepEqual(attachments(await rehearseLine({}, naming("owner"))), {
      "guardrails-unit-workloads-2-policy": ["unit"],
      "guardrails-unit-workloads-policy": ["unit"],
      "outside-policy": ["unit"],
      "own-guardrails-deployer-prod-policy": ["owner"],
      "own-takers-deployer-prod-policy": ["owner"],
      "takers-policy": ["unit"],
    });
  });

  it("are attached to each account where the unit is made here, which carries none", async () => {
    const made: Edit = ["organization.yaml", "perimeter: enforced, existing: ou-line-11112222", "perimeter: enforced"];
    assert.deepEqual(attachments(await rehearseLine({}, naming("owner"), made)), {
      "blueprint-policy": ["consumer"],
      "data-policy": ["consumer"],
      "guardrails-deployer-prod-2-policy": ["owner"],
      "guardrails-deployer-prod-policy": ["owner"],
      "outside-policy": ["consumer", "owner"],
      "protection-policy": ["consumer"],
      "takers-deployer-prod-policy": ["owner"],
      "takers-policy": ["consumer"],
    });
  });

  it("are the same for accounts with the same role, and for each role others; the unit carries none that no declared account needs", async () => {
    const both = attachments(await rehearseLine({}, naming("owner"), naming("consumer")));
    assert.deepEqual(both["guardrails-deployer-prod-policy"], ["consumer", "owner"]);
    assert.deepEqual(
      Object.keys(both).filter((policy) => both[policy]?.includes("unit") === true),
      ["outside-policy", "takers-policy"],
    );
    // Names of roles under different paths are told apart.
    const others = await rehearseLine({}, naming("owner"), naming("consumer", "cdk/deployer-prod"));
    assert.equal(awsResources(others).filter(({ name }) => /^own-takers-deployer-prod-\w+-policy$/.test(name)).length, 2);
  });

  it("protect the role where nothing is enforced, too", async () => {
    const observed: Edit = [
      OWNER,
      "organizationalUnit: workloads",
      "organizationalUnit: workloads\nperimeter: observe\nbecause: it is old",
    ];
    assert.deepEqual(attachments(await rehearseLine({}, naming("owner"), observed)), {
      "blueprint-policy": ["consumer"],
      "data-policy": ["consumer"],
      "guardrails-unit-workloads-policy": ["unit"],
      "outside-policy": ["consumer"],
      "own-protection-deployer-prod-policy": ["owner"],
      "own-takers-deployer-prod-policy": ["owner"],
      "takers-policy": ["unit"],
    });
  });

  it("exempt the account's own role and no other, in the account's own policies by its exact ARN", async () => {
    const rehearsal = await rehearseLine({}, naming("owner"));
    const own = `arn:aws:iam::*:role/${ROLE}`;
    const word = wordOf(ROLE);
    for (const name of [`own-guardrails-${word}-policy`, `own-takers-${word}-policy`])
      assert.deepEqual(namedIn(rehearsal, "guardrails", name), [own], name);
    assert.deepEqual(namedIn(rehearsal, "guardrails", "takers-policy"), ["arn:aws:iam::*:role/PalisadeDeploy"]);
    for (const name of [`guardrails-${wordOfUnit("workloads")}-policy`, `guardrails-${wordOfUnit("workloads")}-2-policy`])
      assert.deepEqual(
        namedIn(rehearsal, "guardrails", name).sort(),
        ["arn:aws:iam::*:role/PalisadeDeploy", `arn:aws:iam::300000000001:role/${ROLE}`],
        name,
      );
    for (const name of ["network-policy", "data-policy"])
      assert.deepEqual(namedIn(rehearsal, "perimeter.owner", name), [`arn:aws:iam::300000000001:role/${ROLE}`], name);
    assert.deepEqual(namedIn(rehearsal, "perimeter.owner", "compute-policy"), ["arn:aws:iam::*:role/pipeline/deploy", own]);
    assert.deepEqual(namedIn(rehearsal, "data.owner", "table-ledger-key"), [`arn:aws:iam::300000000001:role/${ROLE}`]);
  });

  it("have room while the role changes: the old ones and the new ones stand at one time", () => {
    const attached = (count: number): Edit => [
      OWNER,
      "deployers:",
      `attachedPolicies: { serviceControl: [${Array.from({ length: count }, (_, index) => `p-1a2b3c4${index.toString()}`).join(", ")}] }\ndeployers:`,
    ];
    const problems = (...edits: readonly Edit[]) => quotaProblems(linePlan(...edits)).map(({ where, message }) => `${where}: ${message}`);
    assert.deepEqual(problems(naming("owner"), attached(2)), []);
    assert.deepEqual(problems(naming("owner"), attached(3)), [
      "owner: has no room for its guardrails while its deploy role changes, got 1 SCP too many; detach policies from it, or attach them to its parent",
    ]);
    assert.deepEqual(problems(attached(3)), []);
  });

  it("are none but the organization's where an account names that one", async () => {
    assert.deepEqual(attachments(await rehearseLine({}, naming("owner", "PalisadeDeploy"))), attachments(await rehearseLine()));
  });
});
