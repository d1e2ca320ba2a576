import assert from "node:assert/strict";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import { explainCall } from "../../../proof/explanation/explain-call.ts";
import { exportedWorld } from "../../../proof/world/exported-organization.ts";
import type { OrganizationWorld } from "../../../proof/world/organization-world.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";
import { deploy } from "../../support/proof.ts";
import { NOW } from "../../support/sample.ts";

const EDITS: readonly Edit[] = [
  [
    "organization.yaml",
    "organizationalUnits:\n",
    `externalParties:
  skiff: { account: "900000000009", role: sync/reader, because: their platform shows balances, organization: o-skiffexample }
organizationalUnits:
`,
  ],
  [
    "accounts/owner/data.yaml",
    "    sharedWith:\n",
    "    sharedWith:\n      external/skiff: { can: [read], purpose: external, because: they show balances, until: 2027-03-31 }\n",
  ],
];

describe("the organizations of partners, of exported stacks", function () {
  this.timeout(60_000);
  let catalogue: Catalogue;
  let world: OrganizationWorld;

  before(async () => {
    catalogue = await loadCatalogue(["dynamodb", "kms"]);
    const { resources } = await deploy(withEdits(LINE, EDITS));
    ({ world } = exportedWorld({
      resources: resources.filter(({ stack }) => stack === "data.owner"),
      parents: new Map(),
      assumptions: [],
    }));
  });

  const asked = (principal: string, context: Readonly<Record<string, string>> = {}) => {
    const request = { principal, action: "dynamodb:GetItem", resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger", context };
    const situation = world.situate({ ...request, from: "internet" });
    assert.ok("steps" in situation, JSON.stringify(situation));
    const explanation = explainCall(situation, { now: NOW, catalogue });
    return { assumptions: situation.assumptions, missing: explanation.missing.map(({ layer }) => layer) };
  };

  it("are those that the policies name beside their accounts, and no exported account's", () => {
    const { assumptions, missing } = asked("arn:aws:iam::900000000009:role/sync/reader");
    assert.ok(!missing.includes("resource"), missing.join());
    assert.ok(assumptions.includes("account 900000000009 is in the organization o-skiffexample, as the policies that let it in say"));
    assert.ok(!assumptions.some((each) => each.includes("exported accounts are taken to be in o-skiffexample")), assumptions.join("\n"));
  });

  it("let in nobody whose account is in another one", () => {
    const { missing } = asked("arn:aws:iam::900000000009:role/sync/reader", { "aws:PrincipalOrgID": "o-elsewhere" });
    assert.ok(missing.includes("resource"), missing.join());
  });

  it("let in no other role of the account", () => {
    assert.ok(asked("arn:aws:iam::900000000009:role/another").missing.includes("resource"));
  });
});
