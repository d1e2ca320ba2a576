import assert from "node:assert/strict";
import path from "node:path";
import { packCheckReport } from "../../../cli/output/report/pack-check-report.ts";
import { command, plain } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";

const ARN = "arn:aws:dynamodb:eu-west-1:300000000001:table/cache";
const TABLE_URN = "urn:pulumi:prod::orders::aws:dynamodb/table:Table::cache";
const SECRET_MARK = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "AAAA" };
const table = (inputs: Record<string, unknown> = {}, state: Record<string, unknown> = {}) => ({
  urn: TABLE_URN,
  type: "aws:dynamodb/table:Table",
  id: "cache",
  inputs: {
    serverSideEncryption: { enabled: true, kmsKeyArn: "arn:aws:kms:eu-west-1:300000000001:key/1" },
    pointInTimeRecovery: { enabled: true },
    deletionProtectionEnabled: true,
    tags: { owner: "orders" },
    ...inputs,
  },
  outputs: { arn: ARN },
  ...state,
});
const exportOf = (...resources: readonly Record<string, unknown>[]) => JSON.stringify({ version: 3, deployment: { resources } });
const EXEMPTION = { rule: "table-baseline", urn: TABLE_URN, reason: "a cache of a day", until: "9999-12-31" };

describe("pack check", () => {
  const folder = temporaryFolder();
  const file = (name: string) => path.join(folder("stacks"), name);
  const check = async (files: Readonly<Record<string, string>>, ...args: readonly string[]) => {
    writeFiles(folder("stacks"), new Map(Object.entries(files)));
    const named = Object.keys(files).filter((name) => name !== "settings.json");
    const { code, out, err } = await command("pack", "check", ...named.map(file), ...args);
    return { code, out: plain(out), err };
  };

  it("finds nothing in a stack that is right", async () => {
    const { code, out } = await check({ "orders.json": exportOf(table()) });
    assert.deepEqual([code, out], [0, "1 resource: 0 violations, 0 advisories\n"]);
  });

  it("names each violation with its rule and resource", async () => {
    const { code, out } = await check({ "orders.json": exportOf(table({ pointInTimeRecovery: undefined })) });
    assert.equal(code, 1);
    assert.match(out, new RegExp(`^${TABLE_URN}\n {2}mandatory {2}table-baseline: pointInTimeRecovery: the table has no`));
    assert.match(out, /\n1 resource: 1 violation, 0 advisories\n$/);
  });

  it("compares the resources of several stacks", async () => {
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { AWS: "arn:aws:iam::300000000002:role/reader" }, Action: "dynamodb:GetItem", Resource: ARN },
      ],
    });
    const shared = {
      urn: "urn:pulumi:prod::sharing::aws:dynamodb/resourcePolicy:ResourcePolicy::cache",
      type: "aws:dynamodb/resourcePolicy:ResourcePolicy",
      inputs: { resourceArn: ARN, policy },
    };
    const stacks = (change: Record<string, unknown>) => ({ "orders.json": exportOf(table(change)), "sharing.json": exportOf(shared) });
    assert.equal((await check(stacks({}))).code, 0);
    assert.match((await check(stacks({ serverSideEncryption: undefined }))).out, /no-sharing-under-aws-managed-key/);
  });

  it("says what is unknown, such as an encrypted secret, and ends with 3", async () => {
    const { code, out } = await check({ "orders.json": exportOf(table({ pointInTimeRecovery: SECRET_MARK })) });
    assert.equal(code, 3);
    assert.match(out, /advisory {2}table-baseline: pointInTimeRecovery is unknown/);
  });

  it("leaves out what a program only reads, and what is about to be deleted", async () => {
    for (const state of [{ external: true }, { delete: true }])
      assert.equal((await check({ "orders.json": exportOf(table({ tags: {} }, state)) })).code, 0);
  });

  it("refuses what nobody declared, with the line to declare it in", async () => {
    const arn = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
    const sharing = (role: string) => ({
      "sharing.json": exportOf({
        urn: "urn:pulumi:prod::sharing::aws:dynamodb/resourcePolicy:ResourcePolicy::ledger",
        type: "aws:dynamodb/resourcePolicy:ResourcePolicy",
        inputs: {
          resourceArn: arn,
          policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal: { AWS: `arn:aws:iam::300000000002:role/${role}` }, Action: "dynamodb:GetItem", Resource: arn },
            ],
          }),
        },
      }),
    });
    const asked = ["--declaration", "examples/line", "--config", file("settings.json")];
    const settings = { "settings.json": JSON.stringify({ "no-sharing-under-aws-managed-key": "disabled" }) };
    assert.equal((await check({ ...sharing("palisade/workload/reporter"), ...settings }, ...asked)).code, 0);
    const { code, out } = await check({ ...sharing("reports"), ...settings }, ...asked);
    assert.equal(code, 1);
    assert.match(out, /no-undeclared-grant: .*declare it in \S*accounts\/owner\/data\.yaml:3, under sharedWith of owner\/tables\/ledger/);
    const missing = await check(sharing("reports"), "--declaration", "examples/none");
    assert.equal(missing.code, 2);
  });

  it("takes the configuration of the pack", async () => {
    const stack = { "orders.json": exportOf(table({ tags: {} })) };
    for (const [settings, code] of [
      [{ "table-baseline": "advisory" }, 0],
      [{ exemptions: { list: [EXEMPTION] } }, 0],
      [{ exemptions: { list: [{ ...EXEMPTION, until: "2026-01-01" }] } }, 1],
      [{ "table-baselin": "advisory" }, 2],
    ] as const) {
      const ran = await check({ ...stack, "settings.json": JSON.stringify(settings) }, "--config", file("settings.json"));
      assert.equal(ran.code, code, JSON.stringify(settings));
      if (code === 2) assert.match(ran.err, /settings\.json: the configuration: there is no such rule, got "table-baselin"; did you mean/);
    }
  });

  it("prints data", async () => {
    const { out } = await check({ "orders.json": exportOf(table({ tags: {} })) }, "--json");
    const { findings } = packCheckReport.parse(JSON.parse(out));
    assert.deepEqual(
      findings.map(({ rule, urn }) => [rule, urn]),
      [["table-baseline", TABLE_URN]],
    );
  });

  it("refuses files that are no exports", async () => {
    const { code, err } = await check({ "orders.json": "{" });
    assert.deepEqual([code, err.includes("orders.json:1:")], [2, true]);
    assert.match((await command("pack", "check", file("none.json"))).err, /<export>: cannot be read, got "ENOENT"/);
  });
});

describe("pack bundle", () => {
  const folder = temporaryFolder();

  it("writes the folder and says what comes next", async () => {
    const output = folder("bundle");
    const { code, out } = await command("pack", "bundle", "--output", output);
    assert.equal(code, 0);
    assert.match(out, /8 files\n\nNext:\n {2}\(cd .* && npm install\)\n {2}pulumi preview --policy-pack /);
  }).timeout(60_000);

  it("refuses a folder that cannot be written", async () => {
    writeFiles(folder("taken"), new Map([["file", ""]]));
    const { code, err } = await command("pack", "bundle", "--output", path.join(folder("taken"), "file", "inside"));
    assert.equal(code, 2);
    assert.match(err, /--output: the folder cannot be written, got "ENOTDIR"/);
  }).timeout(60_000);
});
