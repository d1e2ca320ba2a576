import assert from "node:assert/strict";
import { parseInventory } from "../../../proof/world/inventory-file.ts";
import { foundIn } from "../../support/found-in.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";
import { deploy, withStatements } from "../../support/proof.ts";

const OWNER = "accounts/owner/account.yaml";
const DATA = "accounts/owner/data.yaml";
const TABLES = "tables:\n  ledger:\n";

const NETWORKS: Edit = [OWNER, "networks:\n", "networks:\n  other: { region: eu-west-1, cidr: 10.3.0.0/16, zones: 1 }\n"];
const TENANTS: Edit = [OWNER, "workloads:\n", "workloads:\n  broker: { runsOn: lambda, network: main }\n"];
const KEYS = `keys:
  pay:
    usedBy: { api: { can: [decrypt] } }
    sharedWith:
      consumer/reporter: { can: [decrypt], how: role, purpose: shared-service, because: payments are checked }
secrets:
  token:
    encryption: { key: pay }
    sharedWith:
      consumer/reporter: { can: [write], purpose: shared-service, because: the token is renewed }
`;
const ITEMS = `  items:
    key: { partition: { tenant: string }, sort: { id: string } }
    encryption: { key: pay }
    usedBy: { broker: { can: [read] } }
    tenants: { broker: broker, can: [read, write], tag: tenant }
`;

const ARN_OF_A_KEY = "arn:aws:kms:eu-west-1:300000000001:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const EXISTING_KEY = `keys:
  wrapping:
    existing: ${ARN_OF_A_KEY}
    usedBy: { api: { can: [decrypt] } }
secrets:
  token:
    encryption: { key: "${ARN_OF_A_KEY}" }
    usedBy: { api: { can: [read, write] } }
`;
const UNDER_ITS_ARN = `  items:
    key: { partition: { id: string } }
    encryption: { key: "${ARN_OF_A_KEY}" }
    usedBy: { api: { can: [read] } }
`;

const PARTY: Edit = [
  "organization.yaml",
  "organizationalUnits:\n",
  `externalParties:
  nightjar: { account: "900000000009", role: auditor, because: yearly audit, networks: [203.0.113.0/24] }
organizationalUnits:
`,
];
const FOR_THE_PARTY = `keys:
  pay:
    sharedWith:
      external/nightjar: { can: [decrypt], purpose: external, because: yearly audit, until: 2027-03-31 }
`;
const MEMBER: Edit = [
  "organization.yaml",
  "organizationalUnits:\n",
  `externalParties:
  nightjar: { account: "900000000009", role: auditor, because: yearly audit, organization: o-partnerexample, externalId: nightjar-4711 }
organizationalUnits:
`,
];
const BY_ROLE: Edit = [
  DATA,
  TABLES,
  `${FOR_THE_PARTY.replace("{ can: [decrypt],", "{ can: [decrypt], how: role,")}secrets:
  token:
    sharedWith:
      external/nightjar: { can: [read], how: role, purpose: external, because: yearly audit, until: 2027-03-31 }
${TABLES}`,
];
const INVENTORY = `principals:
  external/nightjar: { policies: [{ Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] }], managed: none, boundary: none }
`;

const TABLE_FOR_THE_PARTY: Edit = [
  DATA,
  "    sharedWith:\n",
  "    sharedWith:\n      external/nightjar: { can: [read], purpose: external, because: yearly audit, until: 2027-03-31 }\n",
];
const IN_OTHER_REGIONS: Edit = [
  DATA,
  TABLES,
  `tables:
  archive:
    key: { partition: { id: string } }
    region: us-east-1
    encryption: own-key
  rates:
    key: { partition: { id: string } }
    region: ap-south-1
    sharedWith:
      external/nightjar: { can: [read], purpose: external, because: yearly audit, until: 2027-03-31 }
  ledger:
`,
];

/** The table as a sensitive one that is used by a role that its team made. */
const ROLE_OF_A_TEAM: readonly Edit[] = [
  [DATA, "    stream: new-and-old-images\n", "    stream: new-and-old-images\n    classification: sensitive\n"],
  [OWNER, "network: main }", "network: main, role: { existing: team/api } }"],
];

describe("ways of sharing", function () {
  this.timeout(240_000);

  it("may be mixed between one owner and one consumer, under keys that are declared, in accounts with several networks", async () => {
    const deployed = await deploy(withEdits(LINE, [NETWORKS, TENANTS, [DATA, TABLES, `${KEYS}tables:\n${ITEMS}  ledger:\n`]]));
    assert.deepEqual(await foundIn(deployed), { whole: [], layers: [] });
  });

  it("let a party that a key is granted to use no key that nobody declared", async () => {
    const files = withEdits(LINE, [PARTY, [DATA, TABLES, `${FOR_THE_PARTY}${TABLES}`]]);
    const deployed = await deploy(files, parseInventory("inventory.yaml", INVENTORY));
    assert.deepEqual(await foundIn(deployed), { whole: [], layers: [] });
    const opened = withStatements(deployed, (statement) => (statement.Sid === "DenyExternalNightjarOtherKeys" ? undefined : statement));
    const { layers } = await foundIn(opened);
    assert.ok(
      layers.some(
        (each) => /^the resource control policies of owner: breach external .* undeclared/.test(each) || each.includes("(undeclared)"),
      ),
      layers.join("\n"),
    );
  });

  it("let a party that tables are granted to use their keys through DynamoDB, in each region", async () => {
    const files = withEdits(LINE, [PARTY, TABLE_FOR_THE_PARTY, IN_OTHER_REGIONS]);
    const deployed = await deploy(files, parseInventory("inventory.yaml", INVENTORY));
    assert.deepEqual(await foundIn(deployed), { whole: [], layers: [] });
    // Other keys are closed alike, but for `kms:RetireGrant`, which no RCP reaches: that it passes there says nothing of this key.
    const withoutKeys = withStatements(deployed, (statement) =>
      statement.Sid === "DenyExternalNightjarBeyondItsGrants"
        ? { ...statement, NotResource: [statement.NotResource ?? []].flat().filter((each) => !each.startsWith("arn:aws:kms:")) }
        : statement,
    );
    const { layers } = await foundIn(withoutKeys);
    assert.ok(
      layers.some((each) =>
        /^the resource control policies of owner: broken external\/nightjar kms:\S+ owner\/tables\/ledger\/key/.test(each),
      ),
      layers.join("\n"),
    );
  });

  it("let a party that is known by its organization use a key with the owner's role, which is of another organization", async () => {
    const deployed = await deploy(withEdits(LINE, [MEMBER, BY_ROLE]), parseInventory("inventory.yaml", INVENTORY));
    assert.deepEqual(await foundIn(deployed), { whole: [], layers: [] });
  });

  it("take a key that is declared, and that something gives the ARN of, for one key", async () => {
    const files = withEdits(LINE, [[DATA, TABLES, `${EXISTING_KEY}tables:\n${UNDER_ITS_ARN}  ledger:\n`]]);
    assert.deepEqual((await foundIn(await deploy(files))).layers, []);
  });

  it("keep a role that a team made to what it is granted, at the indexes of a sensitive table too", async () => {
    const deployed = await deploy(withEdits(LINE, ROLE_OF_A_TEAM));
    const { layers } = await foundIn(deployed);
    assert.deepEqual(layers, []);
    const opened = withStatements(deployed, (statement) =>
      statement.Sid === "DenyTeamRolesBeyondTheirGrantsOnIndexes" ? undefined : statement,
    );
    const found = (await foundIn(opened)).layers;
    assert.ok(
      found.some((each) => each.startsWith("the policy of owner/tables/ledger/index/byDay: breach owner/api dynamodb:")),
      found.join("\n"),
    );
  });
});
