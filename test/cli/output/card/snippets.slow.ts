import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import type { CardReport, GrantCard } from "../../../../cli/output/card/card-report.ts";
import { command } from "../../../support/command.ts";
import { hasProgram, hasPythonModule } from "../../../support/executables.ts";
import { SAMPLE } from "../../../support/sample.ts";
import { type SdkServer, type SentRequest, startSdkServer } from "../../../support/sdk-server.ts";
import { skip } from "../../../support/skip.ts";

const ROOT = path.join(import.meta.dirname, "../../../..");
const WEB_IDENTITY_TOKEN = "/var/run/secrets/eks.amazonaws.com/serviceaccount/token";

describe("snippets of the sample's cards", function () {
  this.timeout(300_000);
  let cards: readonly CardReport[] = [];
  let server: SdkServer;
  let folder = "";

  before(async () => {
    const { out } = await command("card", "--all", mkdtempSync(path.join(tmpdir(), "palisade-cards-")), "--json", "--declaration", SAMPLE);
    ({ cards } = JSON.parse(out) as { cards: CardReport[] });
    server = await startSdkServer();
    folder = mkdtempSync(path.join(tmpdir(), "palisade-snippets-"));
    writeFileSync(path.join(folder, "ciphertext.bin"), "sealed");
    writeFileSync(path.join(folder, "token"), "header.claims.signature");
    writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
    // Packages are found from the snippet's folder upwards.
    symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
  });
  after(() => {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const usable = (): { readonly report: CardReport; readonly card: GrantCard; readonly snippets: NonNullable<GrantCard["snippets"]> }[] =>
    cards.flatMap((report) => report.grants.flatMap((card) => (card.snippets === null ? [] : [{ report, card, snippets: card.snippets }])));
  /** One of each kind. */
  const examples = () =>
    [
      ...Map.groupBy(usable(), ({ report, card: { how, can, on, resource } }) =>
        [how, report.runsOn, can.join("+"), on.length, resource.split("/")[1]].join(" "),
      ).values(),
    ].flatMap(([first]) => first ?? []);

  /** Runs a program where the stand-in is AWS and the card's profiles are the user's; returns what was sent. */
  async function sentBy(program: string, args: readonly string[], { profiles }: CardReport): Promise<SentRequest[]> {
    server.taken();
    // The AWS CLI keeps sessions there.
    rmSync(path.join(folder, ".aws"), { recursive: true, force: true });
    const config = profiles
      .replaceAll(/Ec2InstanceMetadata|EcsContainer/g, "Environment")
      .replaceAll(WEB_IDENTITY_TOKEN, path.join(folder, "token"))
      .replaceAll(/^\[profile nightjar\]$/gm, "[profile nightjar]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example");
    writeFileSync(path.join(folder, "config"), config);
    const env = {
      PATH: process.env["PATH"],
      HOME: folder,
      AWS_CONFIG_FILE: path.join(folder, "config"),
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "example",
      AWS_EC2_METADATA_DISABLED: "true",
    };
    await promisify(execFile)(program, [...args], { cwd: folder, env });
    return server.taken();
  }

  const toServer = (text: string) => text.replaceAll(/<URL of [^>]+>/g, server.url);
  const calls = (sent: readonly SentRequest[]) => sent.filter(({ operation }) => operation.includes("."));
  const opened = (sent: readonly SentRequest[]) =>
    sent.filter(({ operation }) => operation === "AssumeRole").map(({ input }) => input as Readonly<Record<string, string>>);

  const known = new Map<string, SentRequest[]>();
  async function byTypescript(report: CardReport, text: string): Promise<SentRequest[]> {
    const before = known.get(text);
    if (before !== undefined) return before;
    const file = path.join(folder, "snippet.ts");
    writeFileSync(file, toServer(text));
    const sent = await sentBy(process.execPath, [file], report);
    known.set(text, sent);
    return sent;
  }

  it("are there for every grant that can be used, but for streams that Lambda reads", () => {
    const without = cards.flatMap(({ grants }) => grants.filter(({ state, snippets }) => state === "usable" && snippets === null));
    assert.deepEqual(
      without.map(({ can }) => can),
      without.map(() => ["stream"]),
    );
    assert.ok(usable().length > 20);
  });

  it("compile in TypeScript", () => {
    const files = usable().map(({ snippets }, index) => {
      const file = path.join(folder, "compiled", `snippet-${index.toString()}.ts`);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, snippets.typescript);
      return file;
    });
    const program = ts.createProgram(files, {
      noEmit: true,
      strict: true,
      target: ts.ScriptTarget.ES2024,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: ["node"],
      skipLibCheck: true,
    });
    const wrong = ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    assert.deepEqual(wrong, []);
  });

  it("send what the card says, by the AWS SDK v3", async () => {
    assert.ok(examples().length > 8);
    for (const { report, card, snippets } of examples()) {
      const sent = await byTypescript(report, snippets.typescript);
      const arns = [card.tableArn, card.streamArn, card.secretArn, card.keyArn];
      for (const { operation, input } of calls(sent)) {
        const { TableName: table, StreamArn: stream, SecretId: secret, KeyId: key } = input as Readonly<Record<string, string>>;
        assert.ok(arns.includes(table ?? stream ?? secret ?? key ?? ""), `${card.grant} ${operation}`);
      }
      assert.ok(calls(sent).length >= 1, card.grant);
      const [taken] = opened(sent);
      assert.deepEqual(
        [taken?.["RoleArn"], taken?.["DurationSeconds"], taken?.["ExternalId"] ?? null],
        card.takes === null ? [undefined, undefined, null] : [card.takes.roleArn, "3600", card.takes.externalId],
      );
    }
  });

  it("send the same by boto3", async function () {
    if (!hasPythonModule("boto3")) skip(this, "no boto3 here");
    for (const { report, card, snippets } of examples()) {
      const expected = await byTypescript(report, snippets.typescript);
      writeFileSync(path.join(folder, "snippet.py"), toServer(snippets.python));
      const sent = await sentBy("python3", ["snippet.py"], report);
      assert.deepEqual(calls(sent), calls(expected), card.grant);
      assert.deepEqual(opened(sent), opened(expected), card.grant);
    }
  });

  it("send the same by the AWS CLI", async function () {
    if (!hasProgram("aws")) skip(this, "no AWS CLI here");
    for (const { report, card, snippets } of examples()) {
      const expected = await byTypescript(report, snippets.typescript);
      const sent = await sentBy("sh", ["-ec", toServer(snippets.commandLine)], report);
      assert.deepEqual(calls(sent), calls(expected), card.grant);
      assert.deepEqual(opened(sent), opened(expected), card.grant);
    }
  });
});
