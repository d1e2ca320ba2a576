import assert from "node:assert/strict";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { KNOWN_BREACHES, knownBreachOf } from "../../../proof/verdict/known-breaches.ts";
import { acmeInventory } from "../../support/acme.ts";
import { LINE, withEdits } from "../../support/line.ts";
import { type Deployed, deploy, type Proven, proofOf, withStatements } from "../../support/proof.ts";
import { sample } from "../../support/sample.ts";

/** What becomes of the proof of the smallest organization when its documents change so. */
const WEAKENINGS: readonly [change: string, (statement: StatementDocument) => StatementDocument | undefined, against: RegExp][] = [
  ["the RCP against outsiders is gone", dropping("DenyPrincipalsOutsideTheOrganization"), /^breach: stranger .*(?:reads|opens|grants)/m],
  ["the SCP against leaving is gone", dropping("DenyLeavingTheOrganization"), /^breach: \S+ organizations:LeaveOrganization /m],
  ["exports are allowed", dropping("DenyExports"), /^breach: \S+ moves-items /m],
  ["the deploy role is not alone in writing policies", dropping("DenyChangingPoliciesOfData"), /^breach: \S+ opens /m],
  ["issuers may be added", dropping("DenyChangingIssuers"), /^breach: \S+ iam:\w*OpenIDConnect\w* /m],
  ["the deploy role is not its runners' alone", dropping("DenyTakingTheDeployRole"), /^breach: \S+ takes-role deploy@/m],
  ["the alarm may be turned off", dropping("DenyChangingTheAlarm"), /^breach: \S+ events:\w+ /m],
  ["tables are used from any network", dropping("DenyTableDataOutsideTheNetworksOfEuWest1"), /^breach: \S+ reads-items /m],
  [
    "endpoints lead to other organizations",
    (statement) =>
      statement.Sid === "AllowAccountsOfTheNetworkToUseTables"
        ? withoutCondition(withoutCondition(statement, "aws:ResourceOrgID"), "aws:ResourceAccount")
        : statement,
    /^breach: undeclared-role reads-items a resource of another organization /m,
  ],
  [
    "endpoints lead to accounts without a grant",
    (statement) =>
      statement.Sid === "AllowAccountsOfTheNetworkToUseTables"
        ? withoutCondition(withoutCondition(statement, "aws:PrincipalAccount"), "aws:ResourceAccount")
        : statement,
    /^breach: .*: the network's endpoints lead to its own accounts and to owners of what is granted there/m,
  ],
  [
    "a workload loses a right",
    (statement) =>
      statement.Effect === "Allow" && statement.Principal === undefined && Array.isArray(statement.Action)
        ? { ...statement, Action: statement.Action.filter((action) => action !== "dynamodb:GetItem") }
        : statement,
    /^unmet: dynamodb:GetItem, declared at accounts\/owner\/data\.yaml:/m,
  ],
  [
    "a table's policy lets nobody read",
    (statement) => (/^Allow.*OfConsumer/.test(statement.Sid ?? "") ? { ...statement, Action: "dynamodb:ListTagsOfResource" } : statement),
    /^unmet: dynamodb:GetItem, declared at accounts\/owner\/data\.yaml:/m,
  ],
];

/** The table of the smallest organization as one that its team made, sensitive, and used by a role of theirs beside a backup role. */
const ROLES_OF_TEAMS = [
  [
    "accounts/owner/data.yaml",
    "  ledger:\n",
    "  ledger:\n    existing: team-ledger\n    adds: [resource-policy]\n    classification: sensitive\n",
  ],
  ["accounts/owner/account.yaml", "network: main }", "network: main, role: { existing: team/api } }"],
  ["accounts/owner/account.yaml", "workloads:\n", "letThrough: { backupRoles: { service-role/AWSBackup: nightly copies } }\nworkloads:\n"],
] as const;

describe("the proof", () => {
  describe("of the sample", () => {
    let proven: Proven;
    let deployed: Deployed;
    before(async () => {
      deployed = await deploy(sample, acmeInventory);
      proven = await proofOf(deployed);
    });

    it("has nothing against it, and no breach is known that this version leaves open", () => {
      assert.deepEqual(proven.against, []);
      assert.deepEqual(KNOWN_BREACHES, []);
    });

    it("meets every declared use", () => {
      assert.ok(proven.proof.uses > 100);
      assert.deepEqual(proven.proof.unmet, []);
    });

    it("shows each known breach, in the sample or where teams made the roles that use a table, so that none is listed that is closed", async () => {
      const ofTeams = await proofOf(await deploy(withEdits(LINE, ROLES_OF_TEAMS)));
      assert.deepEqual(
        ofTeams.against.filter((each) => !each.startsWith("unknown")),
        [],
      );
      const shown = new Set(
        [proven, ofTeams].flatMap(({ proof, intended }) => proof.findings.map((each) => knownBreachOf(intended, each))),
      );
      assert.deepEqual(
        KNOWN_BREACHES.filter((known) => known.layer === undefined && !shown.has(known)).map(({ id, because }) => `${id}: ${because}`),
        [],
      );
    });

    it("counts what it went over", () => {
      const { classes, principals, resources, networks, instants } = proven.proof;
      assert.ok(classes > 1_000_000, classes.toString());
      assert.ok(principals > 200 && resources > 300 && networks > 10 && instants > 1);
    });

    it("does not know what rests on something that nobody described", async () => {
      const { proof } = await proofOf({ ...deployed, existing: undefined });
      const unknown = proof.findings.filter(({ kind }) => kind === "unknown");
      assert.ok(unknown.some(({ about }) => about.includes("shop-legacy/tables/baskets")));
      const rests = new Set(unknown.flatMap(({ example }) => example.decision.unknowns.map(({ what }) => what)));
      assert.ok(
        [...rests].some((what) => what.startsWith("the policy of shop-legacy/tables/baskets")),
        [...rests].join("\n"),
      );
    });
  });

  describe("of the smallest organization", () => {
    let deployed: Deployed;
    before(async () => {
      deployed = await deploy(LINE);
    });

    it("has nothing against it but breaches that are known", async () => {
      assert.deepEqual((await proofOf(deployed)).against, []);
    });

    for (const [change, statement, against] of WEAKENINGS)
      it(`fails where ${change}`, async () => {
        const { against: found } = await proofOf(withStatements(deployed, statement));
        assert.match(found.join("\n"), against);
      });

    for (const named of ["arn", "keyId"])
      it(`fails where a stack gives a role of another account a grant on a table's key, by its ${named}`, async () => {
        const key = deployed.resources.find(({ type, stack }) => type === "aws:kms/key:Key" && stack === "data.owner");
        assert.ok(key !== undefined);
        const grant = {
          ...key,
          type: "aws:kms/grant:Grant",
          name: "extra",
          urn: `${key.urn}-grant`,
          inputs: {
            keyId: String(key.outputs[named]),
            granteePrincipal: "arn:aws:iam::300000000002:role/visitor",
            operations: ["Decrypt"],
          },
          outputs: {},
        };
        const { against } = await proofOf({ ...deployed, resources: [...deployed.resources, grant] });
        assert.match(against.join("\n"), /^breach: \S+ decrypts owner\/tables\/ledger\/key/m);
      });
  });
});

function dropping(sid: string | RegExp): (statement: StatementDocument) => StatementDocument | undefined {
  return (statement) => ((typeof sid === "string" ? statement.Sid === sid : sid.test(statement.Sid ?? "")) ? undefined : statement);
}

function withoutCondition(statement: StatementDocument, key: string): StatementDocument {
  const conditions = Object.entries(statement.Condition ?? {}).map(
    ([operator, keys]) => [operator, Object.fromEntries(Object.entries(keys).filter(([name]) => name !== key))] as const,
  );
  return { ...statement, Condition: Object.fromEntries(conditions.filter(([, keys]) => Object.keys(keys).length > 0)) };
}
