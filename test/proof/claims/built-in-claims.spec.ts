import assert from "node:assert/strict";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { parseInventory } from "../../../proof/world/inventory-file.ts";
import { claimsOf, neededIn, openOf } from "../../support/claims.ts";
import { LINE, OBSERVED, withEdits } from "../../support/line.ts";
import { type Deployed, deploy, withStatements } from "../../support/proof.ts";

/** The smallest organization with a sensitive table. */
const SENSITIVE = withEdits(LINE, [["accounts/owner/data.yaml", "  ledger:\n", "  ledger:\n    classification: sensitive\n"]]);

const dropping =
  (sid: string) =>
  (statement: StatementDocument): StatementDocument | undefined =>
    statement.Sid === sid ? undefined : statement;

const changing =
  (sid: string, change: Partial<StatementDocument>) =>
  (statement: StatementDocument): StatementDocument =>
    statement.Sid === sid ? { ...statement, ...change } : statement;

/** A role's own permissions, as far as they allow, become all permissions; nothing is denied any more. */
function opening(statement: StatementDocument): StatementDocument {
  if (statement.Effect === "Deny") return { ...statement, Condition: { StringEquals: { "aws:PrincipalArn": "nobody" } } };
  return statement.Principal === undefined ? { Effect: "Allow", Action: "*", Resource: "*" } : statement;
}

/** What becomes of a claim when the documents of the smallest organization change so. */
const BREAKING: readonly [
  change: string,
  claim: string,
  (statement: StatementDocument) => StatementDocument | undefined,
  example: RegExp,
][] = [
  [
    "deploy roles are not exempt from the guardrail of policies",
    "policies-can-be-rewritten",
    changing("DenyChangingPoliciesOfData", { Condition: {} }),
    /^deploy opens owner\/tables\/ledger/,
  ],
  [
    "who runs deployments is not exempt from the guardrail of the deploy role",
    "deployments-can-be-run",
    changing("DenyTakingTheDeployRole", { Condition: {} }),
    /^runner takes-role deploy@/,
  ],
  ["break-glass may do everything and nothing is denied", "break-glass-opens-nothing", opening, /^break-glass /],
  [
    "break-glass may do everything and nothing is denied",
    "break-glass-reads-nothing-sensitive",
    opening,
    /^break-glass reads-stream owner\/tables\/ledger\/stream: /,
  ],
  [
    "principals from outside are let in",
    "no-foreign-access",
    dropping("DenyPrincipalsOutsideTheOrganization"),
    /^stranger \S+ (?:consumer|owner)\/tables\//,
  ],
  [
    "the root user may leave the organization",
    "guardrails-bind-root",
    changing("DenyLeavingTheOrganization", { Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" } } }),
    /^root organizations:LeaveOrganization the membership in the organization of /,
  ],
];

describe("built-in claims", () => {
  let deployed: Deployed;
  before(async () => {
    deployed = await deploy(SENSITIVE);
  });

  it("hold of the smallest organization, and each of them asks something", async () => {
    const { claims } = await claimsOf(deployed);
    assert.deepEqual(openOf(claims), []);
    assert.deepEqual(
      claims.map(({ name }) => name),
      [
        "guardrails-can-be-changed",
        "policies-can-be-rewritten",
        "deployments-can-be-run",
        "break-glass-opens-nothing",
        "break-glass-reads-nothing-sensitive",
        "no-foreign-access",
        "guardrails-bind-root",
      ],
    );
    for (const { name, asked } of claims) assert.ok(asked > (name === "deployments-can-be-run" ? 1 : 10), `${name}: ${asked.toString()}`);
  });

  for (const [change, name, statement, example] of BREAKING)
    it(`find ${name} broken where ${change}`, async () => {
      const { claims } = await claimsOf(withStatements(deployed, statement));
      const claim = claims.find((each) => each.name === name);
      assert.equal(claim?.verdict, "broken");
      assert.match(claim.finding?.about ?? "", example);
    });

  it("find guardrails-can-be-changed broken where the role that deploys in the management account is denied a change", async () => {
    const existing = parseInventory(
      "inventory.yaml",
      `principals:
  deploy@management:
    policies:
      - { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "*", Resource: "*" }, { Effect: Deny, Action: "organizations:DetachPolicy", Resource: "*" }] }
`,
    );
    assert.deepEqual(existing.problems, []);
    const { claims } = await claimsOf({ ...deployed, existing });
    assert.deepEqual(openOf(claims), [
      "broken: guardrails-can-be-changed: deploy organizations:DetachPolicy a guardrail of management: nobody is locked out of the guardrails",
    ]);
  });

  it("find deployments-can-be-run broken where a deploy role is described as trusting somebody else", async () => {
    const existing = parseInventory(
      "inventory.yaml",
      `principals:
  deploy@owner:
    trust: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { AWS: "arn:aws:iam::100000000001:role/Another" }, Action: "sts:AssumeRole" }] }
`,
    );
    assert.deepEqual(existing.problems, []);
    const { claims } = await claimsOf({ ...deployed, existing });
    assert.deepEqual(
      openOf(claims).filter((each) => each.includes("deployments")),
      ["broken: deployments-can-be-run: runner takes-role deploy@owner: nobody is locked out of deployments"],
    );
  });

  it("find every statement of the guardrails needed, and name one that denies nothing that is asked for", async () => {
    const needed = await neededIn(deployed);
    assert.deepEqual([needed.verdict, needed.statements], ["holds", []]);
    assert.ok(needed.asked > 20, needed.asked.toString());
    const useless = await neededIn(
      withStatements(deployed, changing("DenyLeavingTheOrganization", { Action: "organizations:DescribeAccount" })),
    );
    assert.equal(useless.verdict, "broken");
    assert.match(useless.statements.join(), /^DenyLeavingTheOrganization of [^,]+$/);
  });

  it("count a statement as needed that is there for an account whose perimeter is observed, and no other", async () => {
    const some = await deploy(withEdits(LINE, OBSERVED));
    const needed = await neededIn(some);
    assert.deepEqual([needed.verdict, needed.statements], ["holds", []]);
    const useless = await neededIn(
      withStatements(some, changing("DenyLeavingTheOrganization", { Action: "organizations:DescribeAccount" })),
    );
    assert.equal(useless.verdict, "broken");
  });
});
