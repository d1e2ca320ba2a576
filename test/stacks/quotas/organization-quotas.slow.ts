import assert from "node:assert/strict";
import { load } from "../../../model/checks/load.ts";
import type { Plan } from "../../../model/plan/plan.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { problemLine } from "../../../model/problem.ts";
import { deployedDocuments, documentSizes } from "../../../rehearsal/deployed-documents.ts";
import { rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { quotaProblems } from "../../../stacks/quotas/organization-quotas.ts";
import { LINE } from "../../support/line.ts";

const MILLISECONDS = 300_000;
const NOW = new Date("2026-11-22T00:00:00Z");
const UNIT = "workloads: { perimeter: enforced, existing: ou-line-11112222 }";

/** The plan of the line after its files are changed and others are added. */
function planned(added: readonly (readonly [string, string])[], change = (text: string) => text): Plan {
  const files = new Map([...[...LINE].map(([file, text]) => [file, change(text)] as const), ...added]);
  const { declaration, problems } = load(files, { now: NOW });
  assert.deepEqual(problems.slice(0, 3).map(problemLine), []);
  assert.ok(declaration !== undefined);
  return plan(declaration);
}

const idOf = (index: number): string => `4${index.toString().padStart(11, "0")}`;
const account = (index: number, rest = ""): readonly [string, string] => [
  `accounts/a${index.toString()}/account.yaml`,
  `account: a${index.toString()}\nid: "${idOf(index)}"\norganizationalUnit: workloads\n${rest}`,
];
const range = <T>(length: number, each: (index: number) => T): T[] => Array.from({ length }, (_, index) => each(index));
const network = (index: number): string =>
  `networks:\n  main: { region: eu-west-1, cidr: 10.${(10 + Math.floor(index / 16)).toString()}.${((index % 16) * 16).toString()}.0/20, zones: 1 }\n`;

/** An owner's table that roles of many workloads use, each by a role of its own. */
function manyConsumers(workloads: number): Plan {
  const each = 50;
  const names = range(workloads, (index) => [Math.floor(index / each), index % each] as const);
  const accounts = range(Math.ceil(workloads / each), (index) =>
    account(
      index,
      `${network(index)}workloads:\n${names
        .filter(([of]) => of === index)
        .map(([, name]) => `  w${name.toString()}: { runsOn: ec2, network: main }\n`)
        .join("")}`,
    ),
  );
  const shares = names
    .map(([of, name]) => `      a${of.toString()}/w${name.toString()}: { can: [read], how: role, purpose: etl, because: many readers }\n`)
    .join("");
  return planned(accounts, (text) => text.replace("    sharedWith:\n", `    sharedWith:\n${shares}`));
}

/** An owner of tables, each of whose settings roles of teams of its own may change. */
const manyTables = (tables: number, attached: number): Plan =>
  planned([
    [
      "accounts/big/account.yaml",
      `account: big\nid: "${idOf(0)}"\norganizationalUnit: workloads\n${attached === 0 ? "" : `attachedPolicies: { serviceControl: [${range(attached, (index) => `p-1a2b3c4${index.toString()}`).join(", ")}] }\n`}networks:\n  main: { region: eu-west-1, cidr: 10.9.0.0/20, zones: 1 }\nworkloads:\n${range(tables, (index) => `  w${index.toString()}: { runsOn: ec2, network: main, role: { existing: "team/${"x".repeat(50)}${index.toString()}" } }\n`).join("")}`,
    ],
    [
      "accounts/big/data.yaml",
      `tables:\n${range(tables, (index) => `  ${"t".repeat(180)}${index.toString()}:\n    key: { partition: { id: string } }\n    usedBy: { w${index.toString()}: { can: [read, settings] } }\n`).join("")}`,
    ],
  ]);

/** Pods of many clusters that take a role of the owner each. */
const manyClusters = (clusters: number, identity: string): Plan =>
  planned(
    range(clusters, (index) =>
      account(
        index,
        `${network(index % 3800)}clusters:\n  main: { existing: c${index.toString()}, network: main }\nworkloads:\n  pod: { runsOn: eks, cluster: main, namespace: n, serviceAccount: s, identity: ${identity} }\n`,
      ),
    ),
    (text) =>
      text.replace(
        "    sharedWith:\n",
        `    sharedWith:\n${range(clusters, (index) => `      a${index.toString()}/pod: { can: [read], purpose: etl, because: many pods }\n`).join("")}`,
      ),
  );

const problemsOf = (of: Plan): string[] => quotaProblems(of).map(problemLine);

describe("F20, AWS's quotas over a plan", function () {
  this.timeout(MILLISECONDS);

  it("hold for an owner with 500 consuming roles, whose own guardrails and keys are as large as for ten", async () => {
    const sizes = async (workloads: number) => {
      const of = manyConsumers(workloads);
      assert.deepEqual(problemsOf(of), []);
      const { resources, stacks } = await rehearsePlan(of);
      assert.deepEqual(
        stacks.filter(({ status }) => status !== "done"),
        [],
      );
      const roles = resources.filter(({ stack, name }) => stack === "data.owner" && /^access-a\d+\.w\d+$/.test(name));
      assert.equal(roles.length, workloads);
      const own = resources.filter(({ stack, type }) => stack === "perimeter.owner" && type === "aws:organizations/policy:Policy");
      assert.ok(own.length <= 3, own.length.toString());
      return documentSizes(deployedDocuments(resources).filter(({ resource }) => /^(?:perimeter\.owner|data\.owner)$/.test(resource.stack)))
        .filter(({ of: name }) => /^(?:network-policy|data-policy|table-ledger-key)$/.test(name))
        .map(({ of: name, size }) => [name, size]);
    };
    assert.deepEqual(await sizes(500), await sizes(10));
  });

  it("hold for 3,000 enforced accounts", () => {
    assert.deepEqual(problemsOf(planned(range(3000, (index) => account(index)))), []);
  });

  it("hold for pods of 500 clusters by pod identity, and are refused with the number and the way round where they bring tokens", () => {
    assert.deepEqual(problemsOf(manyClusters(500, "pod-identity")), []);
    const [problem, ...rest] = problemsOf(manyClusters(500, "irsa"));
    assert.deepEqual(rest, []);
    assert.match(
      problem ?? "",
      /^accounts\/owner\/account\.yaml:\d+:\d+: owner: trusts the tokens of more clusters than one RCP of 5120 bytes names: \d\d here, got 500; write identity: pod-identity for pods of the others/,
    );
  });

  it("take as many clusters as they say", () => {
    const most = Number(/names: (\d+) here/.exec(problemsOf(manyClusters(100, "irsa"))[0] ?? "")?.[1]);
    assert.ok(most > 40, most.toString());
    assert.deepEqual(problemsOf(manyClusters(most, "irsa")), []);
    assert.equal(problemsOf(manyClusters(most + 1, "irsa")).length, 1);
  });

  it("are refused where more accounts need a policy of their own than AWS takes, and where a place has no room", () => {
    const clusters = planned(
      range(2100, (index) => account(index, `${network(index)}clusters:\n  main: { existing: c, network: main }\n`)),
    );
    assert.match(
      problemsOf(clusters)[0] ?? "",
      /^organization\.yaml:\d+:\d+: .*: needs more policies than AWS takes: at most 2000 resource control policies in an organization, got 2\d\d\d; split/,
    );
    const full = planned([], (text) =>
      text.replace(UNIT, UNIT.replace("}", ", attachedPolicies: { resourceControl: [p-1a2b3c41, p-1a2b3c42, p-1a2b3c43] } }")),
    );
    assert.match(
      problemsOf(full)[0] ?? "",
      /^organization\.yaml:12:\d+: unit\/workloads: has no room for its guardrails, got 1 RCP too many; detach policies from it/,
    );
  });

  it("name a sensitive table and its key that more roles use than their policies name, at the first role that is too many", async () => {
    const sensitive = (workloads: number, how: string) => {
      const each = 50;
      const accounts = range(Math.ceil(workloads / each), (index) =>
        account(
          index,
          `${network(index)}workloads:\n${range(Math.min(each, workloads - index * each), (name) => `  w${name.toString()}: { runsOn: ec2, network: main }\n`).join("")}`,
        ),
      );
      const shares = range(workloads, (index) => {
        const of = `a${Math.floor(index / each).toString()}/w${(index % each).toString()}`;
        return `      ${of}: { can: [read], how: ${how}, purpose: etl, because: many readers }\n`;
      }).join("");
      return planned(accounts, (text) => text.replace("    sharedWith:\n", `    classification: sensitive\n    sharedWith:\n${shares}`));
    };
    const most = (how: string) => {
      let [fits, not] = [1, 400];
      while (not - fits > 1) {
        const middle = Math.floor((fits + not) / 2);
        if (problemsOf(sensitive(middle, how)).length === 0) fits = middle;
        else not = middle;
      }
      return fits;
    };
    const refusedIn = async (workloads: number, how: string) => {
      const { stacks, refusals } = await rehearsePlan(sensitive(workloads, how));
      return [
        ...stacks.flatMap(({ name, error }) => (error === undefined ? [] : [`${name}: ${error}`])),
        ...refusals.map(({ stack }) => stack),
      ];
    };
    for (const [how, kind, remedy] of [
      ["role", "key policy", "each role that may use sensitive data is named: let one workload"],
      ["resource-policy", "table policy", "share by role instead of by resource policy"],
    ] as const) {
      const workloads = most(how);
      assert.ok(workloads > 30, `${how}: ${workloads.toString()}`);
      assert.deepEqual(await refusedIn(workloads, how), []);
      assert.match((await refusedIn(workloads + 1, how)).join(), /data\.owner/);
      assert.match(
        problemsOf(sensitive(workloads + 1, how))[0] ?? "",
        new RegExp(
          `^accounts/owner/data\\.yaml:\\d+:\\d+: owner/tables/ledger: needs a ${kind} for \\d+ grants that is larger than the \\d+ bytes that AWS takes, got \\d+; ${remedy}`,
        ),
      );
    }
  });

  it("say what makes the policy of a key smaller: never to share by role what names those roles too, and what fills it without grants", () => {
    const accounts = range(4, (index) =>
      account(
        index,
        `${network(index)}workloads:\n${range(50, (name) => `  w${name.toString()}: { runsOn: ec2, network: main }\n`).join("")}`,
      ),
    );
    const shares = (right: string) =>
      range(
        200,
        (index) =>
          `      a${Math.floor(index / 50).toString()}/w${(index % 50).toString()}: { can: [${right}], how: role, purpose: etl, because: many }\n`,
      ).join("");
    const keys = `secrets:\n  token:\n    sharedWith:\n${shares("read")}keys:\n  signing:\n    sharedWith:\n${shares("decrypt")}`;
    const withKeys = planned(accounts, (text) => (text.includes("tables:\n") ? `${text}${keys}` : text));
    const administrators = range(300, (index) => `AWSReservedSSO_${"A".repeat(20)}${index.toString()}`).join(", ");
    const administrated = planned([], (text) => text.replace("[AWSReservedSSO_AdministratorAccess]", `[${administrators}]`));
    for (const [problems, subject, grants, remedy] of [
      [
        problemsOf(withKeys),
        "secrets/token",
        "200 grants",
        "each role that may use a secret is named: let one workload use it for several",
      ],
      [problemsOf(withKeys), "keys/signing", "200 grants", "use one key for fewer resources and consumers"],
      [problemsOf(administrated), "tables/ledger", "2 grants", "name fewer roles under administrators, restoreRoles and backupRoles"],
    ] as const) {
      const found = problems.filter((line) => line.includes(`owner/${subject}: `));
      assert.equal(found.length, 1, problems.join("\n"));
      assert.match(
        found[0] ?? "",
        new RegExp(`: needs a key policy for ${grants} that is larger than the 32768 bytes that AWS takes, got \\d+; ${remedy}$`),
      );
    }
  });

  it("ask for the room that an update takes while it moves statements from one policy to another", () => {
    assert.deepEqual(problemsOf(manyTables(15, 3)), []);
    const rooms = range(8, (attached) => problemsOf(manyTables(15, attached))[0] ?? "");
    const first = rooms.findIndex((text) => text !== "");
    assert.match(
      rooms[first] ?? "",
      /^accounts\/big\/account\.yaml:\d+:\d+: big: has no room for its guardrails while an update moves them, got \d SCPs? too many; declare its data in two accounts, or detach policies from it$/,
    );
    assert.match(rooms[7] ?? "", /big: has no room for its guardrails, got \d SCPs? too many/);
  });

  it("name people with more addresses than the trust of their role takes", () => {
    const people = (addresses: number) =>
      planned([], (text) =>
        text.includes("account: consumer\n")
          ? `${text}people:\n  analysts: { permissionSet: Analysts, addresses: [${range(addresses, (index) => `8.8.${index.toString()}.0/24`).join(", ")}], because: reports }\n`
          : text.replace(
              "    sharedWith:\n",
              "    sharedWith:\n      consumer/analysts: { can: [read], purpose: etl, because: reports }\n",
            ),
      );
    assert.deepEqual(problemsOf(people(20)), []);
    assert.match(
      problemsOf(people(150))[0] ?? "",
      /consumer\/people\/analysts.*: needs a trust policy .* 2048 .*; name fewer addresses, in larger ranges, or a network/,
    );
  });

  it("names pods in more clusters than the trust of their role takes, by token or by pod identity", () => {
    const running = (count: number, identity: string) => {
      const names = range(count, (index) => `c${index.toString()}`);
      const declared = names.map((name) => `  ${name}: { existing: ${name}, network: main }\n`).join("");
      const pods = `  pods: { runsOn: eks, clusters: [${names.join(", ")}], namespace: billing, serviceAccount: invoicer, identity: ${identity} }\n`;
      return planned([account(0, `${network(0)}clusters:\n${declared}workloads:\n${pods}`)]);
    };
    for (const [identity, fits, remedy] of [
      ["irsa", 3, "name fewer clusters, or write identity: pod-identity"],
      ["pod-identity", 3, "name fewer clusters, and declare another workload for the others"],
    ] as const) {
      assert.deepEqual(quotaProblems(running(fits, identity)), []);
      const [problem, ...others] = quotaProblems(running(8, identity));
      assert.deepEqual(others, []);
      assert.match(
        problem === undefined ? "" : problemLine(problem),
        new RegExp(`^accounts/a0/account\\.yaml:\\d+:\\d+: a0/workloads/pods: needs a trust policy .* 2048 .*; ${remedy}`),
      );
    }
  });

  it("names a trust policy of break-glass that too many permission sets would fill", () => {
    const trusted = (count: number) =>
      planned([], (text) =>
        text.replace(/trusted: \[.*\]/, `trusted: [${range(count, (index) => `AWSReservedSSO_OnCall${index.toString()}`).join(", ")}]`),
      );
    assert.deepEqual(quotaProblems(trusted(10)), []);
    const [problem, ...others] = quotaProblems(trusted(30));
    assert.deepEqual(others, []);
    assert.match(
      problemLine(problem!),
      /^organization\.yaml:\d+:\d+: .* needs a trust policy .* 2048 .*; let fewer permission sets assume break-glass/,
    );
  });
});
