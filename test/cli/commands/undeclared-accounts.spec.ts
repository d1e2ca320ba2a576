import assert from "node:assert/strict";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { LINE } from "../../support/line.ts";

const REHEARSING_MILLISECONDS = 300_000;
const folder = temporaryFolder();

const told = (inventory: string) => writeFiles(folder("told"), new Map([...LINE, ["inventory.yaml", inventory]]));
const here = (...rest: string[]) => [...rest, "--declaration", folder("told")];
const LEAVING = [
  ...["explain", "--principal", "arn:aws:iam::300000000099:role/admin", "--action", "organizations:LeaveOrganization"],
  ...["--resource", "*"],
];

describe("F16: an account that nobody declared below a unit with guardrails", function () {
  this.timeout(REHEARSING_MILLISECONDS);

  it("is said to be bound by validate: with its id where the inventory names it, else with the unit", async () => {
    const [shown] = (await command("validate", "--declaration", "examples/line")).out.split("\n");
    assert.equal(shown, "Guardrails at unit workloads bind every account below it, declared or not");
    told('accounts: { "300000000099": workloads, "300000000088": root }\n');
    const { out, code } = await command(...here("validate"));
    assert.equal(code, 0);
    assert.equal(out.split("\n")[0], "Guardrails at unit workloads bind every account below it, also 300000000099, which nobody declared");
    const json = JSON.parse((await command(...here("validate", "--json"))).out) as { widelyBoundUnits: unknown };
    assert.deepEqual(json.widelyBoundUnits, [{ unit: "workloads", undeclaredAccounts: ["300000000099"] }]);
  });

  it("is listed by start below the unit that binds it", async () => {
    told('accounts: { "300000000099": workloads, "300000000088": root }\n');
    const { out } = await command(...here("start", "--json"));
    const { guardrails } = JSON.parse(out) as {
      guardrails: { attachments: { kind: string; target: string; undeclaredAccounts: string[] }[] };
    };
    assert.deepEqual(
      guardrails.attachments.filter(({ kind }) => kind === "unit").map(({ target, undeclaredAccounts }) => [target, undeclaredAccounts]),
      [["workloads", ["300000000099"]]],
    );
  });

  it("is bound: its administrator does not leave the organization, and one of an account elsewhere is not bound", async () => {
    told('accounts: { "300000000099": workloads }\n');
    const bound = await command(...here(...LEAVING));
    assert.equal(bound.code, 1);
    assert.match(bound.out, /Denied by "DenyLeavingTheOrganization"/);
    told('accounts: { "300000000099": root }\n');
    const free = await command(...here(...LEAVING));
    assert.doesNotMatch(free.out, /DenyLeavingTheOrganization/);
  });

  it("stays bound where a declared account of its unit has a deploy role of its own, whose name exempts nobody here", async () => {
    const owner = "accounts/owner/account.yaml";
    const own = (LINE.get(owner) ?? "").replace("deployers: [", "deployment: { role: platform/deployer-prod }\ndeployers: [");
    const inventory = 'accounts: { "300000000099": workloads }\n';
    writeFiles(folder("told"), new Map([...LINE, [owner, own], ["inventory.yaml", inventory]]));
    const asked = (role: string, account: string) =>
      command(
        ...here("explain", "--principal", `arn:aws:iam::${account}:role/${role}`, "--action", "dynamodb:PutResourcePolicy"),
        ...["--resource", `arn:aws:dynamodb:eu-west-1:${account}:table/t`, "--from", "internet"],
      );
    for (const role of ["admin", "platform/deployer-prod"])
      assert.match((await asked(role, "300000000099")).out, /Denied by "DenyChangingPoliciesOfData"/);
    assert.doesNotMatch((await asked("PalisadeDeploy", "300000000099")).out, /DenyChangingPoliciesOfData/);
    assert.doesNotMatch((await asked("platform/deployer-prod", "300000000001")).out, /DenyChangingPoliciesOfData/);
    assert.match((await asked("PalisadeDeploy", "300000000001")).out, /Denied by "DenyChangingPoliciesOfData"/);
  });

  it("is said by validate to be bound no more where deploy roles are more than its unit takes", async () => {
    const teams = Array.from({ length: 100 }, (_, index): [string, string] => {
      const digits = (index + 100).toString();
      const role = "deployment: { role: platform/deployment/deployer-of-the-team }";
      return [
        `accounts/team-${digits}/account.yaml`,
        `account: team-${digits}\nid: "400000000${digits}"\norganizationalUnit: workloads\n${role}\n`,
      ];
    });
    writeFiles(folder("told"), new Map([...LINE, ...teams, ["inventory.yaml", "accounts: {}\n"]]));
    const { out, code } = await command(...here("validate"));
    assert.equal(code, 0);
    assert.match(
      out,
      /^Guardrails that exempt deploy roles are attached to the declared accounts below unit workloads alone, since too many of these, or all, have deploy roles of their own\. Accounts there that nobody declared are not bound by them; declare these, or let more accounts share the organization's deploy role$/m,
    );
    const json = JSON.parse((await command(...here("validate", "--json"))).out) as { crowdedUnits: unknown };
    assert.deepEqual(json.crowdedUnits, ["workloads"]);
  });

  it("is refused in the inventory where it is declared, where its unit is not, and where its id is none", async () => {
    for (const [entry, problem] of [
      ['"300000000001": workloads', /inventory\.yaml:1:\d+: accounts\.300000000001: is declared, got "300000000001"; remove it/],
      ['"300000000099": worklaods', /accounts\.300000000099: is no declared unit, got "worklaods"; did you mean "workloads"\?/],
      ['"12": workloads', /accounts\.12: .*an account id: twelve digits/],
    ] as const) {
      told(`accounts: { ${entry} }\n`);
      const { code, out, err } = await command(...here(...LEAVING));
      assert.equal(code, 2);
      assert.match(out + err, problem);
    }
  });
});
