import assert from "node:assert/strict";
import { load } from "../../../model/checks/load.ts";
import { problemLine } from "../../../model/problem.ts";
import { type Edit, LINE, linePlan, withEdits } from "../../support/line.ts";

const NOW = new Date("2026-11-22T00:00:00Z");
const OWNER = "accounts/owner/account.yaml";
const ORGANIZATION = "organization.yaml";
const DEPLOYERS = "deployers: [pipeline/deploy]\n";
const found = (...edits: readonly Edit[]) => load(withEdits(LINE, edits), { now: NOW }).problems.map(problemLine);
const naming = (role: string, more = ""): Edit => [OWNER, DEPLOYERS, `deployment: { role: ${role} }\n${more}${DEPLOYERS}`];
const REMEDY = "name a role that only whoever runs deployments takes";
const refused = (role: string, what: string, remedy = REMEDY, line = 9): string =>
  `${OWNER}:${line.toString()}:21: deployment.role: ${what}, got "${role}"; ${remedy}`;

describe("the deploy role that an account names", () => {
  for (const role of ["platform/deployer-prod", "cdk/PalisadeDeploy", "deployer", "PalisadeDeploy", "recovery/deployer"])
    it(`may be ${role}, and is the account's alone`, () => {
      assert.deepEqual(found(naming(role)), []);
      assert.deepEqual(
        linePlan(naming(role)).accounts.map(({ name, deployRole }) => [name, deployRole]),
        [
          ["consumer", "PalisadeDeploy"],
          ["owner", role],
        ],
      );
    });

  it("is a role by path and name", () => {
    assert.deepEqual(found(naming("arn:aws:iam::300000000001:role/deployer")), [
      `${OWNER}:9:21: deployment.role: must be the name of an IAM role, with its path if it has one, without \`role/\` in front, got "arn:aws:iam::300000000001:role/deployer"; write it like platform/deployer-prod`,
    ]);
    assert.deepEqual(found([OWNER, DEPLOYERS, `deployment: { role: deployer, takenBy: [] }\n${DEPLOYERS}`]), [
      `${OWNER}:9:31: deployment.takenBy: is not a field here; choose role`,
    ]);
  });

  for (const [role, what] of [
    ["palisade/workload/api", "lies under the path of the blueprint's own roles"],
    ["aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS", "is a service-linked role, which SCPs do not bind"],
    ["aws-reserved/sso.amazonaws.com/AWSReservedSSO_Deploy_0123456789abcdef", "is the role of a permission set, which people take"],
    ["AWSReservedSSO_AdministratorAccess", "is a role of administrators"],
    ["AWSReservedSSO_OnCall", "is a role that may take break-glass"],
    ["recovery/restore", "is named under letThrough too"],
    ["platform/breakglass", "has the name of the break-glass role, and a name is for one role of an account"],
  ] as const)
    it(`is not ${role}, which ${what}`, () => {
      assert.deepEqual(found(naming(role)), [refused(role, what)]);
    });

  it("has no other task in its account", () => {
    const existing: Edit = [
      OWNER,
      "network: main }\n",
      "network: main }\n  nightly: { runsOn: ec2, network: main, role: { existing: team/nightly } }\n",
    ];
    assert.ok(
      found(existing, naming("team/nightly")).includes(
        refused("team/nightly", "is the role of workload owner/nightly, whose code acts with it", REMEDY, 10),
      ),
    );
    assert.deepEqual(found(naming("pipeline/deploy")), [
      `${OWNER}:10:13: deployers[0]: is the deploy role, which whoever runs deployments assumes, got "pipeline/deploy"; name a role that only the account's pipeline takes`,
    ]);
    const backups = "letThrough: { backupRoles: { cdk/deployer: nightly copies } }\n";
    assert.deepEqual(found(naming("cdk/deployer", backups)), [
      `${OWNER}:10:30: letThrough.backupRoles.cdk/deployer: is the deploy role, which whoever runs deployments assumes, got "cdk/deployer"; remove it`,
    ]);
    // For every account, and so in this one.
    const ofAll: Edit = [ORGANIZATION, "  restoreRoles:", "  backupRoles: { cdk/deployer: nightly copies }\n  restoreRoles:"];
    assert.deepEqual(found(naming("cdk/deployer"), ofAll), [refused("cdk/deployer", "is named under letThrough too")]);
  });

  it("leaves that path and name to others in other accounts, but the organization's to nobody in its own", () => {
    const elsewhere: Edit = ["accounts/consumer/account.yaml", DEPLOYERS, "deployers: [platform/deployer-prod]\n"];
    assert.deepEqual(found(naming("platform/deployer-prod"), elsewhere), []);
    const here: Edit = [OWNER, DEPLOYERS, "deployment: { role: cdk/deployer }\ndeployers: [PalisadeDeploy]\n"];
    const what = "is the organization's deploy role, which has no other task in any account";
    assert.deepEqual(found(here), [
      `${OWNER}:10:13: deployers[0]: ${what}, got "PalisadeDeploy"; name a role that only the account's pipeline takes`,
    ]);
    const existing: Edit = [OWNER, "network: main }\n", "network: main, role: { existing: PalisadeDeploy } }\n"];
    assert.equal(found(existing, naming("cdk/deployer")).filter((each) => each.includes(what)).length, 1);
    const twin: Edit = [OWNER, "network: main }\n", "network: main, role: { existing: team/PalisadeDeploy } }\n"];
    assert.deepEqual(found(twin, naming("cdk/deployer")), []);
  });

  it("is taken by no vendor, and is no workload's role under another path", () => {
    const vendor = (role: string): Edit => [
      ORGANIZATION,
      "letThrough:",
      `vendors:\n  watch: { account: "900000000001", externalId: abc-1234567, because: monitoring, reviewBy: 2027-01-31, takes: { owner: [${role}] } }\nletThrough:`,
    ];
    assert.equal(
      found(naming("cdk/deployer"), vendor("cdk/deployer")).filter((each) => each.includes("is a role of Palisade's")).length,
      1,
    );
    assert.deepEqual(found(naming("cdk/deployer"), vendor("cdk/watcher")), []);
    const existing: Edit = [OWNER, "network: main }\n", "network: main, role: { existing: team/deployer } }\n"];
    assert.equal(
      found(existing, naming("cdk/deployer")).filter((each) => each.includes("is the deploy or the break-glass role")).length,
      1,
    );
    assert.deepEqual(found(existing, naming("cdk/other")), []);
  });

  it("has no path in an account that is created", () => {
    const created: Edit = [OWNER, 'id: "300000000001"', "email: owner@line.example"];
    assert.deepEqual(found(created, naming("platform/deployer-prod")), [
      refused(
        "platform/deployer-prod",
        "has a path, and AWS Organizations makes the role of a new account without one",
        "write deployer-prod, or leave it out for the organization's role",
      ),
    ]);
    assert.deepEqual(found(created, naming("deployer-prod")), []);
  });
});
