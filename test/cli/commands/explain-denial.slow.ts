import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import type { DenialReport } from "../../../cli/output/print-denial.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder } from "../../support/folder.ts";

const LINE = ["--declaration", "examples/line"] as const;
const MINUTES = 600_000;
const LEDGER = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
const REPORTER = "arn:aws:sts::300000000002:assumed-role/reporter/i-0abc";
const API = "arn:aws:sts::300000000001:assumed-role/api/api";
const folder = temporaryFolder();

const denied = (who: string, action: string, because: string) =>
  `User: ${who} is not authorized to perform: ${action} on resource: ${LEDGER}${because}`;

async function reports(...args: readonly string[]): Promise<readonly [code: number, reports: readonly DenialReport[]]> {
  const { code, out, err } = await command("explain", ...LINE, "--json", ...args);
  assert.equal(err, "");
  const { format, denials } = JSON.parse(out) as { readonly format: number; readonly denials: readonly DenialReport[] };
  assert.equal(format, 1);
  return [code, denials];
}

describe("explain --error and --event", function () {
  this.timeout(MINUTES);

  it("find principal, action, resource, network and statement, and the change that allows it, with all that it opens", async () => {
    const text = denied(REPORTER, "dynamodb:PutItem", " because no identity-based policy allows the dynamodb:PutItem action");
    const [code, [report]] = await reports("--error", text);
    assert.equal(code, 1);
    assert.ok(report !== undefined);
    const { call, doesFit, change, explanation } = report;
    assert.deepEqual(call, {
      principal: "consumer/reporter",
      action: "dynamodb:PutItem",
      resource: "owner/tables/ledger",
      from: "consumer/main",
      isNetworkSaid: false,
      by: { layer: "identity", isExplicit: false },
    });
    assert.ok(doesFit);
    assert.ok(explanation.statements.some(({ document }) => document === "consumers.consumer/permissions-reporter"));
    assert.deepEqual(change, {
      file: "accounts/owner/data.yaml",
      line: 11,
      place: "tables.ledger.sharedWith",
      entry: "consumer/reporter: { can: [read, stream, write], on: [table, byDay], purpose: etl, because: daily balance }",
      isNew: false,
      template: null,
      accounts: ["owner"],
      owner: "owner",
      reviewer: "owner, which owns the data",
      problems: [],
      isAllowed: true,
      through: null,
      opens: [
        "consumer/reporter gains dynamodb:BatchWriteItem, DeleteItem, PutItem, UpdateItem on owner/tables/ledger: from consumer/main",
      ],
    });
  });

  it("name no change where the same call is allowed from the caller's own network, and the network by its endpoint or address", async () => {
    const record = {
      eventSource: "dynamodb.amazonaws.com",
      eventName: "GetItem",
      awsRegion: "eu-west-1",
      errorCode: "AccessDenied",
      errorMessage: denied(REPORTER, "dynamodb:GetItem", " with an explicit deny in a service control policy"),
      sourceIPAddress: "198.51.100.7",
      userIdentity: { type: "AssumedRole", arn: REPORTER, accountId: "300000000002" },
      requestParameters: { tableName: LEDGER },
    };
    mkdirSync(folder("."), { recursive: true });
    const file = folder("record.json");
    writeFileSync(file, JSON.stringify({ Records: [record] }));
    const { code, out } = await command("explain", ...LINE, "--event", file);
    assert.equal(code, 1);
    assert.match(out, /^consumer\/reporter called dynamodb:GetItem on owner\/tables\/ledger from 198\.51\.100\.7\.\n/);
    assert.match(out, /Denied by "Deny/);
    assert.match(out, /Smallest change: none of the declaration\. The same call is allowed from consumer\/main\.\n$/);
  });

  it("say where the declaration allows the call, or denies it otherwise", async () => {
    const [allowed, [fits]] = await reports("--error", denied(REPORTER, "dynamodb:GetItem", ""), "--from", "consumer/main");
    assert.deepEqual([allowed, fits?.decision, fits?.doesFit, fits?.change], [0, "allowed", false, null]);
    const { out } = await command(
      "explain",
      ...LINE,
      "--error",
      denied(API, "dynamodb:DeleteTable", " because no session policy allows the dynamodb:DeleteTable action"),
    );
    assert.match(out, /The declaration denies it otherwise than the error says/);
    assert.match(out, /Smallest change: none is known\. Grants are for workloads and external parties/);
  });

  for (const [what, args, message] of [
    [
      "is no text of a denial",
      ["--error", "something else"],
      /^palisade: --error: is no text of a denial that is known; give the whole message/,
    ],
    [
      "names no resource",
      ["--error", "Not authorized to perform sts:AssumeRoleWithWebIdentity", "--principal", "consumer/reporter"],
      /^palisade: --resource: the error names no resource; say what was called\n$/,
    ],
    [
      "names nobody of the organization",
      [
        "--error",
        "User: arn:aws:sts::300000000002:assumed-role/a/b/c is not authorized to perform: dynamodb:Query on resource: arn:aws:dynamodb:eu-west-1:300000000001:table/ledger",
      ],
      /^palisade: --error: names nobody of the organization, got "arn:aws:sts::300000000002:assumed-role\/a\/b\/c"; correct the text, or say who called with --principal\n$/,
    ],
    ["names nobody", ["--error", "Access to KMS is not allowed"], /^palisade: --principal: the error names nobody; say who called\n$/],
    ["is in no file", ["--event", "nowhere.json"], /^palisade: --event: cannot be read, got "ENOENT" for nowhere\.json/],
    [
      "is of a principal that nobody declares",
      ["--error", denied("arn:aws:sts::999999999999:assumed-role/x/y", "dynamodb:GetItem", ""), "--from", "nowhere"],
      /is not a network of the organization/,
    ],
  ] as const) {
    it(`refuse what ${what}`, async () => {
      const { code, out, err } = await command("explain", ...LINE, ...args);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, message);
    });
  }
});
