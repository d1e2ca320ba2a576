import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { command } from "../../support/command.ts";
import { hasPythonModule } from "../../support/executables.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { LINE } from "../../support/line.ts";
import { assertRecorded } from "../../support/recorded.ts";
import { SAMPLE } from "../../support/sample.ts";
import { skip } from "../../support/skip.ts";

/** Written anew, for a reader to compare, by UPDATE_GOLDEN=1 npm run test:one -- test/cli/commands/aws-config.spec.ts. */
const GOLDEN = path.join(import.meta.dirname, "golden", "aws-config");
const ACME = ["--declaration", SAMPLE];
const folder = temporaryFolder();

const NAMES = [
  "pipeline-prod/pipeline",
  "platform-prod/invoicer",
  "platform-prod/notifier",
  "platform-prod/ticket-search",
  "checkout-prod/checkout",
  "external/nightjar",
  "AdministratorAccess@orders-prod",
  "break-glass@checkout-prod",
] as const;

describe("aws-config", () => {
  for (const name of NAMES) {
    it(`prints exactly these profiles of ${name}`, async () => {
      const { code, out, err } = await command("aws-config", name, ...ACME);
      assert.deepEqual([code, err], [0, ""]);
      assertRecorded(GOLDEN, `${name.replace("/", ".")}.ini`, out);
    });
  }

  it("prints what botocore reads, under the names that the card gives", async function () {
    this.timeout(60_000);
    if (!hasPythonModule("botocore")) skip(this, "no boto3 here");
    const file = folder("config");
    const printed = await Promise.all(
      NAMES.map((name) => command("aws-config", name, "--sso-start-url", "https://acme.awsapps.com/start", ...ACME)),
    );
    writeFileSync(file, [...new Set(printed.flatMap(({ out }) => out.split("\n\n")))].join("\n\n"));
    const script = "import json, botocore.session; print(json.dumps(botocore.session.Session().full_config['profiles']))";
    const { stdout, stderr } = spawnSync("python3", ["-c", script], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: folder("home"), AWS_CONFIG_FILE: file },
    });
    const profiles = JSON.parse(stdout || stderr) as Readonly<Record<string, Readonly<Record<string, string>>>>;
    assert.equal(profiles["pipeline@keystore-prod"]?.["credential_source"], "Ec2InstanceMetadata");
    assert.equal(profiles["notifier@orders-prod"]?.["source_profile"], "notifier@platform-prod");
    assert.equal(profiles["nightjar@customers-prod"]?.["external_id"], "nightjar-4711-acme");
    assert.equal(profiles["break-glass@checkout-prod"]?.["source_profile"], "OnCall@checkout-prod");
    assert.equal(profiles["OnCall@checkout-prod"]?.["sso_session"], "acme");
    for (const { source_profile: source } of Object.values(profiles)) assert.ok(source === undefined || source in profiles, source);
  });

  it("names the access portal and the account that are given", async () => {
    const outputs = folder("outputs");
    mkdirSync(outputs);
    writeFileSync(path.join(outputs, "organization.json"), '{ "account:checkout-prod": "300000000001" }');
    const options = ["--sso-start-url", "https://acme.awsapps.com/start", "--sso-region", "us-east-1", "--outputs", outputs];
    const { out } = await command("aws-config", "break-glass@checkout-prod", ...options, ...ACME);
    assert.match(out, /^sso_start_url = https:\/\/acme\.awsapps\.com\/start\nsso_region = us-east-1$/m);
    assert.match(out, /^sso_account_id = 300000000001$/m);
    assert.match(out, /^role_arn = arn:aws:iam::300000000001:role\/palisade\/break-glass\/BreakGlass$/m);
  });

  it("has a profile of break-glass for each of several who are on call, and a role that is no permission set", async () => {
    const target = folder("on-call");
    writeFiles(
      target,
      new Map(
        [...LINE].map(([file, text]) => [file, text.replace(/trusted: \[[^\]]*\]/, "trusted: [AWSReservedSSO_OnCall, people/operator]")]),
      ),
    );
    const { code, out, err } = await command("aws-config", "break-glass@owner", "--declaration", target, "--as-of", "2026-11-22");
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^\[profile break-glass@owner-by-OnCall\]$/m);
    assert.match(
      out,
      /^\[profile people\/operator@owner\]\nrole_arn = arn:aws:iam::\d{12}:role\/people\/operator\nsource_profile = default$/m,
    );
  });

  for (const [what, name, message] of [
    ["a misspelt workload", "pipeline-prod/pipelin", /did you mean "pipeline-prod\/pipeline"\?/],
    ["a misspelt account of break-glass", "break-glass@order-prod", /did you mean "break-glass@orders-prod"\?/],
    ["an account", "security", /consumer: is an account without workloads, got "security"/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, out, err } = await command("aws-config", name, ...ACME);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, message);
    });
  }
});
