import assert from "node:assert/strict";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { parseInventory } from "../../../proof/world/inventory-file.ts";
import { foundIn } from "../../support/found-in.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";
import { type Deployed, deploy, withStatements } from "../../support/proof.ts";

const DATA = "accounts/owner/data.yaml";

const PARTIES: Edit = [
  "organization.yaml",
  "organizationalUnits:\n",
  `externalParties:
  skiff: { account: "900000000009", role: sync/reader, because: their platform shows balances, organization: o-skiffexample, externalId: skiff-line }
  tender: { account: "900000000010", role: auditor, because: yearly audit, organization: o-tenderexample, networks: [203.0.113.0/24], externalId: tender-line }
organizationalUnits:
`,
];

const END = "until: 2027-03-31";
const TABLES = `tables:
  notes:
    key: { partition: { accountId: string } }
    sharedWith:
      external/skiff: { can: [read, write], how: role, purpose: external, because: they keep notes, ${END} }
      external/tender: { can: [read], purpose: external, because: yearly audit, ${END} }
  plans:
    key: { partition: { accountId: string } }
    stream: new-image
    sharedWith:
      external/skiff: { can: [read, stream], purpose: external, because: their platform shows plans, ${END} }
`;
const OTHERS = `keys:
  seal:
    sharedWith:
      external/skiff: { can: [encrypt], purpose: external, because: they seal messages, ${END} }
secrets:
  token:
    sharedWith:
      external/skiff: { can: [read], purpose: external, because: they call us, ${END} }
`;

const EVERYTHING = `{ policies: [{ Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] }], managed: none, boundary: none }`;
const INVENTORY = parseInventory("inventory.yaml", `principals:\n  external/skiff: ${EVERYTHING}\n  external/tender: ${EVERYTHING}\n`);

const ORGANIZATION = "aws:PrincipalOrgID";

/** A statement without a key of its conditions. */
function withoutKey(statement: StatementDocument, dropped: string): StatementDocument {
  const kept = Object.entries(statement.Condition ?? {}).map(
    ([operator, keys]) => [operator, Object.fromEntries(Object.entries(keys).filter(([key]) => key !== dropped))] as const,
  );
  return { ...statement, Condition: Object.fromEntries(kept.filter(([, keys]) => Object.keys(keys).length > 0)) };
}

describe("parties that are bound to their organization", function () {
  this.timeout(240_000);
  let deployed: Deployed;

  before(async () => {
    deployed = await deploy(withEdits(LINE, [PARTIES, [DATA, "tables:\n", `${OTHERS}${TABLES}`]]), INVENTORY);
  });

  it("reach what is granted to them, by every way of sharing, and nothing else", async () => {
    assert.deepEqual(await foundIn(deployed), { whole: [], layers: [] });
  });

  for (const sid of [/^AllowSkiffOfExternal/, /^TrustSkiffOfExternal/, /^AllowTenderOfExternal/]) {
    it(`are let in by no statement like ${sid.source} once their account has left the organization`, async () => {
      const opened = withStatements(deployed, (statement) =>
        sid.test(statement.Sid ?? "") && JSON.stringify(statement).includes(ORGANIZATION) ? withoutKey(statement, ORGANIZATION) : statement,
      );
      const { whole, layers } = await foundIn(opened);
      assert.ok(
        [...whole, ...layers].some((each) => each.includes("external")),
        [...whole, ...layers].join("\n"),
      );
    });
  }

  it("are kept to their addresses as well, where they have some", async () => {
    const opened = withStatements(deployed, (statement) =>
      /^AllowTenderOfExternal/.test(statement.Sid ?? "") ? withoutKey(statement, "aws:SourceIp") : statement,
    );
    const { whole } = await foundIn(opened);
    assert.ok(
      whole.some((each) => each.startsWith("breach: external")),
      whole.join("\n"),
    );
  });
});
