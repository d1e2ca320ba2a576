import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pulumiFolder } from "../../cli/input/pulumi-cli.ts";
import { bundledFiles, writeBundle } from "../../policy-pack/bundle/bundle-pack.ts";
import { declaredLine } from "../policy-pack/declared-line.ts";
import { skip } from "../support/skip.ts";
import { ROOT } from "./engine-sandbox.ts";

const PROJECT = `name: orders
runtime: { name: nodejs, options: { typescript: false } }
main: index.js
plugins:
  providers:
    - { name: aws, path: ${path.join(ROOT, "control-plane", "plugin")} }
config:
  aws:region: eu-west-1
  aws:assumeRoles: { value: [{ roleArn: "arn:aws:iam::300000000001:role/deploy" }] }
`;
const PROGRAM = `const aws = require("@pulumi/aws");
new aws.iam.Policy("orders", { policy: JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" }],
}) });
new aws.dynamodb.ResourcePolicy("ledger", {
  resourceArn: "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger",
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::300000000002:role/stranger" },
      Action: "dynamodb:GetItem",
      Resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger",
    }],
  }, undefined, 2),
});
`;
/** The second resource opens a table without a grant, which another test is about. */
const UNDECLARED = { "no-undeclared-grant": "disabled" };
const EXEMPTION = {
  rule: "exact-data-access",
  urn: "urn:pulumi:dev::orders::*::orders",
  reason: "until the table is known",
  until: "9999-12-31",
};

describe("a project of a team that knows nothing of Palisade, under Pulumi's engine", function () {
  this.timeout(600_000);
  const pulumi = pulumiFolder();
  let folder = "";

  before(async function () {
    if (pulumi === undefined) skip(this, "Pulumi's CLI is needed, and there is none on the PATH or in PULUMI_COMMAND");
    mkdirSync(path.join(ROOT, ".palisade"), { recursive: true });
    folder = mkdtempSync(path.join(ROOT, ".palisade", "foreign-"));
    writeBundle(path.join(folder, "pack"), await bundledFiles(declaredLine().declared));
    for (const name of ["project", "state", "aws"]) mkdirSync(path.join(folder, name));
    for (const [name, text] of Object.entries({ "Pulumi.yaml": PROJECT, "index.js": PROGRAM, "package.json": '{"name":"orders"}' }))
      writeFileSync(path.join(folder, "project", name), text);
    assert.equal(run("stack", "init", "dev").code, 0);
  });
  after(() => {
    if (folder !== "") rmSync(folder, { recursive: true });
  });

  function run(...args: readonly string[]): { readonly code: number | null; readonly out: string } {
    const { status, stdout, stderr } = spawnSync(path.join(pulumi ?? "", "pulumi"), [...args, "--non-interactive", "--color", "never"], {
      cwd: path.join(folder, "project"),
      encoding: "utf8",
      env: {
        ...process.env,
        PATH: [pulumi, path.dirname(process.execPath), process.env["PATH"]].join(path.delimiter),
        PULUMI_HOME: path.join(folder, "home"),
        PULUMI_BACKEND_URL: `file://${path.join(folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "none",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PALISADE_SANDBOX_STATE: path.join(folder, "aws"),
      },
    });
    return { code: status, out: stdout + stderr };
  }

  function preview(settings?: Readonly<Record<string, unknown>>) {
    const file = path.join(folder, "settings.json");
    writeFileSync(file, JSON.stringify({ ...UNDECLARED, ...settings }));
    return run("preview", "-s", "dev", "--policy-pack", path.join(folder, "pack"), "--policy-pack-config", file);
  }

  it("deploys what no pack looks at", () => {
    const { code, out } = run("preview", "-s", "dev");
    assert.equal(code, 0, out);
  });

  it("is refused by the bundle, with rule, severity, resource and remedy", () => {
    const { code, out } = preview();
    assert.notEqual(code, 0);
    assert.match(out, /\[mandatory\]\s+\[severity: high\]\s+exact-data-access\s+\(aws:iam:Policy: orders\)/);
    assert.match(out, /got "\*"; name the table's ARN/);
  });

  it("passes with an exemption, and with the rule as an advisory", () => {
    const exempt = preview({ exemptions: { list: [EXEMPTION] } });
    assert.equal(exempt.code, 0, exempt.out);
    assert.doesNotMatch(exempt.out, /exact-data-access/);
    const advised = preview({ "exact-data-access": "advisory" });
    assert.equal(advised.code, 0, advised.out);
    assert.match(advised.out, /\[advisory\].*exact-data-access/);
  });

  it("is refused what nobody declared, with the line to declare it in", () => {
    const { code, out } = preview({ "exact-data-access": "advisory", "no-undeclared-grant": "mandatory" });
    assert.notEqual(code, 0);
    assert.match(out, /\[mandatory\].*no-undeclared-grant\s+\(aws:dynamodb:ResourcePolicy: ledger\)/);
    assert.match(out, /declare it in accounts\/owner\/data\.yaml:3, under sharedWith of owner\/tables\/ledger/);
  });

  it("has its levels by stack and by account", () => {
    const places = (where: object) => ({ places: { list: [{ ...where, rules: { "exact-data-access": "advisory" } }] } });
    for (const where of [{ stack: "dev" }, { account: "300000000001" }, { organizationalUnit: "workloads" }]) {
      const { code, out } = preview(places(where));
      assert.equal(code, 0, out);
      assert.match(out, /\[advisory\].*exact-data-access/);
    }
    assert.notEqual(preview(places({ stack: "prod" })).code, 0);
  });

  it("has its documents minified where it asks for that", () => {
    const { code, out } = preview({ "exact-data-access": "disabled", "document-within-quota": "remediate" });
    assert.equal(code, 0, out);
    assert.match(out, /\[remediate\]\s+document-within-quota\s+\(1 resource\)/);
  });

  it("is not deployed with a misspelt rule", () => {
    const { code, out } = preview({ "exact-data-acess": "advisory" });
    assert.notEqual(code, 0);
    assert.match(out, /there is no such rule, got "exact-data-acess"; did you mean "exact-data-access"\?/);
  });
});
