import assert from "node:assert/strict";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import type { Finding } from "../../../proof/verdict/finding.ts";
import { nameOf, whoText } from "../../../proof/verdict/subject-text.ts";
import { parseInventory } from "../../../proof/world/inventory-file.ts";
import { handMadeRole } from "../../support/hand-made-role.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";
import { type Deployed, deploy, proofOf, withStatements } from "../../support/proof.ts";

const REPORTER = "arn:aws:iam::300000000002:role/palisade/workload/reporter";
const BRIDGE = "arn:aws:iam::300000000002:role/bridge";
const API = "arn:aws:iam::300000000001:role/team/api";
const TOOL = "arn:aws:iam::300000000002:role/tool";

const trusts = (...arns: readonly string[]): StatementDocument => ({
  Sid: "Trust",
  Effect: "Allow",
  Principal: { AWS: arns },
  Action: "sts:AssumeRole",
});
const takes = (arn: string): StatementDocument => ({ Sid: "Take", Effect: "Allow", Action: "sts:AssumeRole", Resource: arn });

/** The owner's workload runs with a role that its team made. */
const ROLE_OF_TEAM: Edit = [
  "accounts/owner/account.yaml",
  "network: main }",
  "network: main, role: { existing: team/api, adds: [permissions] } }",
];

const inventory = (...entries: readonly string[]) => parseInventory("inventory.yaml", entries.join("\n"));
const roleOfTeam = (trusted: readonly string[]): string =>
  `principals: { owner/api: { policies: none, managed: none, boundary: none, trust: ${JSON.stringify({ Version: "2012-10-17", Statement: [trusts(...trusted)] })} } }`;

/** Findings about chains, as text: who, by which roles, does what. */
const chains = (findings: readonly Finding[]): string[] =>
  [
    ...new Set(
      findings.flatMap(({ kind, asked, doing, chain }) =>
        chain === undefined
          ? []
          : [
              `${kind}: ${[whoText(asked.who), ...chain.map(({ role }) => role.arn.replace(/^.*role\//, "")), doing ?? "", nameOf(asked.what)].join(" > ")}`,
            ],
      ),
    ),
  ].sort();

describe("sessions that are followed", () => {
  let team: Deployed;
  before(async () => {
    team = await deploy(withEdits(LINE, [ROLE_OF_TEAM]));
  });

  /** The reporter takes a role of its account, which takes the role of the owner's workload. */
  const bridged = (more: { readonly trust?: readonly string[]; readonly inventory?: readonly string[] } = {}): Deployed => ({
    ...team,
    existing: inventory(roleOfTeam([BRIDGE]), ...(more.inventory ?? [])),
    resources: [
      ...team.resources,
      handMadeRole({ account: "300000000002", name: "bridge", trust: [trusts(REPORTER, ...(more.trust ?? []))], policy: [takes(API)] }),
    ],
  });

  it("charge what a role may do to the first of the chain that leads to it, and to each that takes it", async () => {
    const { proof } = await proofOf(bridged());
    assert.deepEqual(chains(proof.findings), [
      "breach: an undeclared role of consumer > team/api > decrypts > owner/tables/ledger/key",
      "breach: an undeclared role of consumer > team/api > describes > owner/tables/ledger",
      "breach: an undeclared role of consumer > team/api > describes > owner/tables/ledger/key",
      "breach: an undeclared role of consumer > team/api > reads-items > owner/tables/ledger",
      "breach: an undeclared role of consumer > team/api > writes-items > owner/tables/ledger",
      "breach: consumer/reporter > bridge > team/api > describes > owner/tables/ledger",
      "breach: consumer/reporter > bridge > team/api > reads-items > owner/tables/ledger",
      "breach: consumer/reporter > bridge > team/api > writes-items > owner/tables/ledger",
    ]);
  });

  it("charge nothing where a team lets principals of its own account take its role", async () => {
    const { against, proof } = await proofOf({ ...team, existing: inventory(roleOfTeam(["arn:aws:iam::300000000001:root"])) });
    assert.deepEqual(against, []);
    assert.ok(proof.assumptions.includes("principals of owner that the team of owner/api lets take its role act as owner/api"));
  });

  it("end where a guardrail denies a step", async () => {
    const guardrail = { Sid: "DenyTheRole", Effect: "Deny", Action: "sts:AssumeRole", Resource: API };
    const document = JSON.stringify({ Version: "2012-10-17", Statement: [guardrail] });
    const { against } = await proofOf(
      bridged({ inventory: [`serviceControlPolicies: { p-0a1b2c3d: { attachedTo: [root], document: ${document} } }`] }),
    );
    assert.deepEqual(against, []);
  });

  it("end where roles take each other in a circle", async () => {
    const { proof } = await proofOf(bridged({ trust: [API] }));
    assert.ok(chains(proof.findings).includes("breach: consumer/reporter > bridge > team/api > writes-items > owner/tables/ledger"));
  });

  it("are not known where a trust policy is not described, which is named", async () => {
    const { proof, against } = await proofOf({ ...team, existing: undefined });
    assert.deepEqual(
      against.filter((each) => each.includes("through")).map((each) => each.replace(/:.*,/, ",")),
      ["unknown, through owner/api"],
    );
    const [unknown] = proof.findings.filter(({ chain }) => chain !== undefined);
    assert.match(
      unknown?.chain?.[0]?.accesses[0].terms.unknowns.join() ?? "",
      /^the trust policy of owner\/api|,the trust policy of owner\/api/,
    );
  });

  it("ask about a role of the account that the trust policy of a role alone names", async () => {
    const tool = "arn:aws:iam::300000000001:role/tool";
    const opened = withStatements(await deploy(LINE), (statement) => {
      if (statement.Sid === "DenyTakingBreakGlass") return undefined;
      return statement.Sid === "TrustOnCallRoles" ? { ...statement, Principal: { AWS: tool }, Condition: undefined } : statement;
    });
    const { proof } = await proofOf(opened);
    assert.ok(proof.findings.some(({ example, doing }) => doing === "takes-role" && example.principal.principal === tool));
  });

  it("name what a role gives where taking it is the breach, and report its rights no second time", async () => {
    const byRole = await deploy(withEdits(LINE, [["accounts/owner/data.yaml", "purpose: etl", "how: role, purpose: etl"]]));
    const opened = withStatements(byRole, (statement) =>
      statement.Sid?.startsWith("TrustReporter") === true ? { ...statement, Principal: { AWS: TOOL } } : statement,
    );
    const { proof, against } = await proofOf(opened);
    assert.deepEqual(
      against.filter((each) => each.startsWith("breach")),
      ["breach: undeclared-role takes-role owner/access/consumer/reporter: the role is its consumer's alone"],
    );
    const [finding] = proof.findings.filter(({ asked }) => nameOf(asked.what) === "owner/access/consumer/reporter");
    assert.deepEqual(
      [finding?.gives?.actions.includes("dynamodb:GetItem"), finding?.gives?.resource.arn.split(":").at(-1)],
      [true, "table/ledger"],
    );
  });
});
