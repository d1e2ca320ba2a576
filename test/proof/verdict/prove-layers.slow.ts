import assert from "node:assert/strict";
import { knownLayerBreachOf } from "../../../proof/verdict/known-breaches.ts";
import { type LayerFinding, proveLayers } from "../../../proof/verdict/prove-layers.ts";
import { acmeSubject, type ChangeStatements, lineSubject, type WrittenStatement, withoutStatement } from "../../support/proof-subject.ts";

const unknownOf = (findings: readonly LayerFinding[]): string[] =>
  findings.filter((each) => knownLayerBreachOf(each) === undefined).map(({ about }) => about);

/** The layers in which a change of the smallest organization's documents is found, with what they do otherwise. */
async function noticedIn(change: ChangeStatements): Promise<string[]> {
  const { findings } = proveLayers(await lineSubject(change));
  const found = findings.filter((each) => knownLayerBreachOf(each) === undefined);
  return [...new Set(found.map(({ kind, layer }) => `${kind}: ${layer}`))].sort();
}

/** Changes one statement of one document. */
const changing =
  (document: string, sid: RegExp, to: (statement: WrittenStatement) => WrittenStatement): ChangeStatements =>
  (name, statements) =>
    name === document ? statements.map((each) => (sid.test(String(each["Sid"])) ? to(each) : each)) : statements;

const withoutKey =
  (key: string) =>
  (statement: WrittenStatement): WrittenStatement => {
    const conditions = Object.entries(statement["Condition"] as Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    const left = conditions.map(
      ([operator, keys]) => [operator, Object.fromEntries(Object.entries(keys).filter(([each]) => each !== key))] as const,
    );
    return { ...statement, Condition: Object.fromEntries(left.filter(([, keys]) => Object.keys(keys).length > 0)) };
  };

describe("each layer alone", function () {
  this.timeout(240_000);

  it("does in the smallest organization what it is for", async () => {
    const { findings, classes } = proveLayers(await lineSubject());
    assert.deepEqual(unknownOf(findings), []);
    assert.deepEqual(findings, []);
    assert.ok(classes > 10_000);
  });

  it("does in the sample what it is for", async () => {
    const { findings } = proveLayers(await acmeSubject());
    assert.deepEqual(unknownOf(findings), []);
    assert.deepEqual(findings, []);
  });

  const CASES: readonly (readonly [what: string, change: ChangeStatements, noticed: readonly string[]])[] = [
    [
      "the guardrail against outsiders",
      withoutStatement("DenyPrincipalsOutsideTheOrganization"),
      ["breach: the resource control policies of consumer", "breach: the resource control policies of owner"],
    ],
    [
      "the guardrail of membership",
      withoutStatement("DenyLeavingTheOrganization"),
      ["breach: the service control policies of consumer", "breach: the service control policies of owner"],
    ],
    [
      "the organization of resources from an endpoint",
      changing("foundation.owner/network-main-dynamodb", /^AllowAccountsOfTheNetworkToUseTables$/, withoutKey("aws:ResourceOrgID")),
      ["breach: the dynamodb endpoint of owner"],
    ],
    [
      "the accounts of credentials from an endpoint",
      changing("foundation.consumer/network-main-dynamodb", /^AllowAccountsOfTheNetworkToUseTables$/, withoutKey("aws:PrincipalAccount")),
      ["breach: the dynamodb endpoint of consumer"],
    ],
    [
      "the accounts of resources from an endpoint",
      changing(
        "foundation.consumer/network-main-dynamodb-streams-endpoint",
        /^AllowAccountsOfTheNetworkToReadStreams$/,
        withoutKey("aws:ResourceAccount"),
      ),
      ["breach: the dynamodb-streams endpoint of consumer"],
    ],
    [
      "the exact resource of a workload's permissions",
      changing("consumers.consumer/permissions-reporter", /^UseLedgerOfOwner[0-9a-f]{4}$/, (each) => ({ ...each, Resource: "*" })),
      ["breach: the permissions of consumer/reporter"],
    ],
    [
      "the service from a workload's use of a key",
      changing("consumers.consumer/permissions-reporter", /Key/, withoutKey("kms:ViaService")),
      ["breach: the permissions of consumer/reporter"],
    ],
    [
      "what break-glass may change",
      withoutStatement("ChangeSettingsOfTables"),
      ["broken: the permissions of break-glass@consumer", "broken: the permissions of break-glass@owner"],
    ],
    [
      "a consumer's network from the table's policy",
      changing("data.owner/table-ledger-policy", /^AllowReporterOfConsumer[0-9a-f]{4}$/, withoutKey("aws:SourceVpc")),
      ["breach: the policy of owner/tables/ledger"],
    ],
    [
      "the region from the table's policy",
      changing("data.owner/table-ledger-policy", /^AllowReporterOfConsumer[0-9a-f]{4}$/, withoutKey("aws:RequestedRegion")),
      ["breach: the policy of owner/tables/ledger"],
    ],
    [
      "a consumer from the key's policy, which the account's own permissions make up for",
      changing("data.owner/table-ledger-key", /^AllowApiOfOwner/, (each) => ({ ...each, Action: "kms:DescribeKey" })),
      ["broken: the policy of owner/tables/ledger/key"],
    ],
    [
      "the caller from the trust of break-glass",
      changing("foundation.owner/break-glass-role", /./, withoutKey("aws:PrincipalArn")),
      ["breach: the trust of break-glass@owner"],
    ],
  ];
  for (const [what, change, noticed] of CASES)
    it(`shows that a change lost ${what}`, async () => {
      assert.deepEqual(await noticedIn(change), noticed);
    });
});
