import assert from "node:assert/strict";
import { load } from "../../../model/checks/load.ts";
import { problemLine } from "../../../model/problem.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";

const NOW = new Date("2026-11-22T00:00:00Z");
const found = (...edits: readonly Edit[]) => {
  const { problems, warnings } = load(withEdits(LINE, edits), { now: NOW });
  return { problems: problems.map(problemLine), warnings: warnings.map(problemLine) };
};
const OWNER = "accounts/owner/account.yaml";
const DEPLOYERS = "deployers: [pipeline/deploy]\n";
const naming = (role: string): Edit => [OWNER, DEPLOYERS, `deployers: [pipeline/deploy, ${role}]\n`];
const refused = (role: string, what: string, place = "9:30"): string =>
  `${OWNER}:${place}: deployers[1]: ${what}, got "${role}"; name a role that only the account's pipeline takes`;

describe("deployers of an account", () => {
  it("are roles of pipelines by path and name", () => {
    assert.deepEqual(found(), { problems: [], warnings: [] });
    assert.deepEqual(found(naming("pipeline/rollback")), { problems: [], warnings: [] });
  });

  it("are missed where something starts with a role that Palisade makes", () => {
    assert.deepEqual(found([OWNER, DEPLOYERS, ""]), {
      problems: [],
      warnings: [
        `${OWNER}:8:3: workloads.api: runs with a role that nobody may pass to what runs it, since the account names no deployers, got "lambda"; add deployers: [<role of the pipeline>] to the account`,
      ],
    });
    const existing: Edit = [OWNER, "network: main }\n", "network: main, role: { existing: team/api } }\n"];
    assert.ok(found([OWNER, DEPLOYERS, ""], existing).warnings.every((each) => !each.includes("deployers")));
  });

  it("are missed where there is a cluster", () => {
    const clusters: Edit = [OWNER, DEPLOYERS, "clusters: { main: { existing: platform, network: main } }\n"];
    const existing: Edit = [OWNER, "network: main }\n", "network: main, role: { existing: team/api } }\n"];
    assert.ok(
      found(clusters, existing).warnings.includes(
        `${OWNER}:9:13: clusters.main: is a cluster whose access entries nobody may change, since the account names no deployers, got "platform"; add deployers: [<role of the pipeline>] to the account`,
      ),
    );
  });

  for (const [role, what] of [
    ["PalisadeDeploy", "is the deploy role, which whoever runs deployments assumes"],
    ["palisade/workload/api", "lies under the path of the blueprint's own roles"],
    ["aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS", "is a service-linked role, which SCPs do not bind"],
    ["aws-reserved/sso.amazonaws.com/AWSReservedSSO_Deploy_0123456789abcdef", "is the role of a permission set, which people take"],
    ["AWSReservedSSO_AdministratorAccess", "is a role of administrators"],
    ["AWSReservedSSO_OnCall", "is a role that may take break-glass"],
    ["recovery/restore", "is named under letThrough too"],
  ] as const)
    it(`are not ${role}, which ${what}`, () => {
      assert.deepEqual(found(naming(role)).problems, [refused(role, what)]);
    });

  it("are not the role of a workload of the account", () => {
    const existing: Edit = [OWNER, "  api:", "  nightly: { runsOn: ec2, network: main, role: { existing: team/nightly } }\n  api:"];
    assert.deepEqual(found(existing, naming("team/nightly")).problems, [
      refused("team/nightly", "is the role of workload owner/nightly, whose code acts with it", "10:30"),
    ]);
  });
});
