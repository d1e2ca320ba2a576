import assert from "node:assert/strict";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { decisionsText } from "../../../cli/output/print-decisions.ts";
import { loadCatalogue } from "../../../iam/catalogue.ts";
import { load } from "../../../model/checks/load.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import type { ResolvedPlan } from "../../../model/plan/resolve.ts";
import type { Files } from "../../../model/reading/draft.ts";
import { type DecidedGrant, decideGrants } from "../../../proof/questions/grant-decisions.ts";
import type { Rehearsal } from "../../../rehearsal/rehearsal-result.ts";
import { rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { plain } from "../../support/command.ts";

const NOW = new Date("2026-11-22T00:00:00Z");

const FILES: Files = new Map([
  [
    "organization.yaml",
    `
organization: { name: pods, id: o-podsexample1, managementAccount: "100000000001" }
homeRegion: eu-west-1
deployment: { role: PalisadeDeploy, takenBy: ["arn:aws:iam::100000000001:role/PalisadeRunner"] }
administrators: [AWSReservedSSO_AdministratorAccess]
breakGlass: { role: BreakGlass, trusted: [AWSReservedSSO_OnCall] }
organizationalUnits: { workloads: { perimeter: enforced } }
`,
  ],
  ...["one", "two"].flatMap((name, index): [string, string][] => [
    [
      `accounts/${name}/account.yaml`,
      `
account: ${name}
id: "40000000000${index.toString()}"
organizationalUnit: workloads
networks: { main: { region: eu-west-1, cidr: 10.${index.toString()}.0.0/16 } }
workloads: { poller: { runsOn: lambda, network: main, pollsStreams: true } }
`,
    ],
    [
      `accounts/${name}/data.yaml`,
      `
tables:
  events:
    key: { partition: { id: string } }
    stream: new-image
    usedBy: { poller: { can: [stream] } }
    sharedWith:
      ${name === "one" ? "two" : "one"}/poller: { can: [stream], purpose: shared-service, because: follows events }
      pods/search: { can: [read], purpose: shared-service, because: looks events up }
      young/search: { can: [read], purpose: shared-service, because: looks events up }
`,
    ],
  ]),
  [
    "accounts/young/data.yaml",
    `
tables:
  tickets:
    key: { partition: { id: string } }
    tenants: { broker: search, tag: TenantId, prefix: "Tenant#", can: [read] }
`,
  ],
  ...[
    ["pods", 'id: "400000000008"', "pod-identity"],
    ["young", "email: young@pods.example", "irsa"],
  ].map(([name, account, identity], index): [string, string] => [
    `accounts/${name ?? ""}/account.yaml`,
    `
account: ${name ?? ""}
${account ?? ""}
organizationalUnit: workloads
networks: { main: { region: eu-west-1, cidr: 10.${(index + 8).toString()}.0.0/16 } }
clusters: { main: { existing: platform, network: main } }
workloads: { search: { runsOn: eks, cluster: main, namespace: support, serviceAccount: search, identity: ${identity ?? ""} } }
`,
  ]),
]);

describe("decisions about pods and about streams that Lambda polls", () => {
  let decided: readonly DecidedGrant[];
  let rehearsal: Rehearsal;
  let resolved: ResolvedPlan;

  before(async () => {
    const { declaration } = load(FILES, { now: NOW });
    assert.ok(declaration !== undefined);
    const planned = plan(declaration);
    const catalogue = await loadCatalogue(["dynamodb", "kms", "sts"]);
    rehearsal = await rehearsePlan(planned);
    const organization = organizationOf(planned, rehearsal, undefined);
    const { world } = organization;
    resolved = organization.plan;
    decided = decideGrants(resolved, world, { now: NOW, catalogue });
  });

  it("are all as declared", () => {
    const wrong = decided.flatMap(({ id, decisions }) =>
      decisions
        .filter(({ isAsDeclared }) => !isAsDeclared)
        .map(({ question, request, explanation }) => [id, question, request.action, explanation?.decision]),
    );
    assert.deepEqual(wrong, []);
  });

  it("show that a pod by EKS Pod Identity takes several owners' roles with the tags of its session", () => {
    const taking = decided.flatMap(({ id, decisions }) =>
      decisions
        .filter(({ question, request }) => question === "declared" && request.action.startsWith("sts:"))
        .map(({ request, explanation }) => [id, request.action, request.from, explanation?.decision]),
    );
    assert.deepEqual(
      taking,
      ["one", "two"].flatMap((owner) =>
        ["sts:AssumeRole", "sts:TagSession"].map((action) => [
          `${owner}/tables/events/sharedWith/pods/search`,
          action,
          "pods/main",
          "allowed",
        ]),
      ),
    );
  });

  it("keep another role of the account from a stream that Lambda polls for the declared one", () => {
    const strangers = decided
      .filter(({ id }) => id === "one/tables/events/usedBy/poller")
      .flatMap(({ decisions }) => decisions.filter(({ question }) => question === "by another role"))
      .map(({ request, because, explanation }) => [request.action, because, explanation?.decision]);
    assert.deepEqual(strangers, [["dynamodb:GetRecords", "perimeter enforced", "explicitly-denied"]]);
  });

  it("keep a function of another account from reading for itself what Lambda polls for it", () => {
    const fromTheInternet = decided
      .filter(({ id }) => id.endsWith("/poller") && id.includes("sharedWith"))
      .flatMap(({ decisions }) => decisions.filter(({ question }) => question === "from the internet"))
      .map(({ request, because, explanation }) => [request.action, because, explanation?.by]);
    assert.equal(fromTheInternet.length, 2);
    for (const [action, because, by] of fromTheInternet) {
      assert.deepEqual([action, because], ["dynamodb:GetRecords", "perimeter enforced"]);
      assert.match(JSON.stringify(by), /"sid":"DenyStreamReadsOfFunctionsOutsideTheNetworks/);
    }
  });

  it("are not made about pods whose cluster is not there, and neither about tenants whose broker is such a pod", () => {
    const waiting = [...["one", "two"].map((owner) => `${owner}/tables/events/sharedWith/young/search`), "young/tables/tickets/tenants"];
    assert.deepEqual(
      decided.filter(({ id }) => waiting.includes(id)),
      [],
    );
    const lines = plain(decisionsText(decided, resolved)).split("\n");
    for (const id of waiting) assert.ok(lines.some((line) => line.startsWith(`  ${id} `) && line.includes("does not exist yet")));
    assert.match(lines.at(-2) ?? "", / decisions: 0 not as declared, 3 undecided, 0 closed, 0 not asked about$/);
  });

  it("rest on a rehearsal in which nothing but those waits, by name", () => {
    assert.deepEqual(
      rehearsal.stacks.filter(({ status }) => status !== "done"),
      [],
    );
    const warnings = rehearsal.stacks.find(({ name }) => name === "data.young")?.warnings;
    assert.deepEqual(warnings, [
      "foundation.young does not hand on role:search yet, so that these grants wait: young/tables/tickets/tenants",
    ]);
  });
});
