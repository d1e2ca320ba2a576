import assert from "node:assert/strict";
import type { DecidedClaim } from "../../../proof/claims/claim.ts";
import { claimsOf, openOf } from "../../support/claims.ts";
import { LINE, withEdits } from "../../support/line.ts";
import { type Deployed, deploy, withStatements } from "../../support/proof.ts";

const BECAUSE = "because: it is so";

/** One claim of claims.yaml, decided. */
async function claimed(deployed: Deployed, effect: "never" | "always", fields: string): Promise<DecidedClaim> {
  const { claims, problems } = await claimsOf(deployed, `${effect}:\n  - { ${fields}, ${BECAUSE} }\n`);
  assert.deepEqual(problems, []);
  const claim = claims.at(-1);
  assert.ok(claim?.declaredAt === "claims.yaml:2:5");
  return claim;
}

/** Claims about the smallest organization, with their verdicts. */
const CLAIMS: readonly [effect: "never" | "always", fields: string, verdict: string, about?: RegExp][] = [
  ["never", "who: anyone outside, can: anything, what: owner", "holds"],
  ["never", "who: consumer/reporter, can: write, what: owner/ledger", "holds"],
  ["never", "who: consumer/*, can: read, what: owner/ledger, exceptFrom: consumer/main", "holds"],
  [
    "never",
    'who: consumer/*, can: "dynamodb:Get*", what: owner/tables/ledger, from: consumer/main',
    "broken",
    /^workload reads-items owner\/tables\/ledger: it is so$/,
  ],
  ["never", "who: consumer, can: read, what: owner/*", "broken", /^workload reads-items /],
  ["never", "who: anyone, except: [owner, consumer/reporter], can: [read, scan, write], what: owner/ledger", "holds"],
  ["always", "who: consumer/reporter, can: read, what: owner/ledger, from: consumer/main", "holds"],
  ["always", "who: consumer/reporter, can: read, what: owner/ledger", "broken", /^workload reads-items owner\/tables\/ledger: it is so$/],
  ["always", "who: consumer/reporter, can: write, what: owner/ledger, from: consumer/main", "broken", /^workload writes-items /],
];

describe("claims of claims.yaml", () => {
  let deployed: Deployed;
  before(async () => {
    deployed = await deploy(LINE);
  });

  for (const [effect, fields, verdict, about = /^$/] of CLAIMS)
    it(`${effect} { ${fields} }: ${verdict}`, async () => {
      const claim = await claimed(deployed, effect, fields);
      assert.equal(claim.verdict, verdict, claim.finding?.about);
      assert.match(claim.finding?.about ?? "", about);
      assert.ok(claim.asked > 0);
    });

  it("break when a document loses what they rest on", async () => {
    const text = `never:\n  - { who: anyone outside, can: read, what: owner, ${BECAUSE} }\nalways:\n  - { who: consumer/reporter, can: read, what: owner/ledger, from: consumer/main, ${BECAUSE} }\n`;
    assert.deepEqual(openOf((await claimsOf(deployed, text)).claims), []);
    const changed = withStatements(deployed, (statement) => {
      if (statement.Sid === "DenyPrincipalsOutsideTheOrganization") return undefined;
      return /^Allow.*OfConsumer/.test(statement.Sid ?? "") ? { ...statement, Action: "dynamodb:ListTagsOfResource" } : statement;
    });
    const open = openOf((await claimsOf(changed, text)).claims).filter((each) => each.includes("["));
    assert.deepEqual(open, [
      "broken: never[0]: stranger reads-items owner/tables/(undeclared): it is so",
      "broken: always[0]: workload reads-items owner/tables/ledger: it is so",
    ]);
  });

  it("are not known where something that nobody described decides", async () => {
    const existing = await deploy(
      withEdits(LINE, [["accounts/owner/data.yaml", "  ledger:\n", "  ledger:\n    existing: ledger-of-old\n"]]),
    );
    const claim = await claimed(existing, "never", "who: consumer/reporter, can: write, what: owner/ledger, from: consumer/main");
    assert.equal(claim.verdict, "not known", claim.finding?.about);
    assert.match(claim.finding?.example.decision.unknowns.map(({ what }) => what).join() ?? "", /owner\/tables\/ledger/);
  });

  it("are a problem where no request could break them", async () => {
    const { problems } = await claimsOf(deployed, `never:\n  - { who: anyone, can: encrypt, what: consumer/reporter, ${BECAUSE} }\n`);
    assert.deepEqual(problems, [
      'claims.yaml:2:5: never[0]: matches no request, so that it could never fail, got "anyone may never encrypt with consumer/reporter"; name actions that act on these resources, and networks that these principals call from',
    ]);
  });
});
