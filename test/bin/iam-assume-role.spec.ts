import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hasProgram, hasPythonModule } from "../support/executables.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startMoto } from "../support/moto.ts";
import { skip } from "../support/skip.ts";

const SCRIPT = path.join(import.meta.dirname, "../../bin/iam-assume-role.sh");
const ROLE = "arn:aws:iam::200000000006:role/palisade/access/pipeline-prod.pipeline";
const ANSWER = "ASIAEXAMPLE\tse/cr+et=\ttok/en+==\t2026-11-29T10:00:00+00:00";
const EXPORTS = "export AWS_ACCESS_KEY_ID='ASIAEXAMPLE' AWS_SECRET_ACCESS_KEY='se/cr+et=' AWS_SESSION_TOKEN='tok/en+=='\n";
const REGION = "export AWS_DEFAULT_REGION='us-east-1'\n";

const folder = temporaryFolder();

/** A stand-in for the AWS CLI: it notes its arguments and credentials, answers, and may fail. */
function standIn(name: string, { answer = ANSWER, status = 0, region = "" } = {}): { readonly bin: string; readonly notes: () => string } {
  const bin = folder(name);
  mkdirSync(bin, { recursive: true });
  const notes = path.join(bin, "notes");
  writeFileSync(
    path.join(bin, "aws"),
    `#!/bin/sh
if [ "$1" = configure ]; then ${region === "" ? "exit 1" : `echo ${region}; exit 0`}; fi
{ printf '%s|' "$@"; printf '\\nkey=%s secret=%s token=%s\\n' "\${AWS_ACCESS_KEY_ID:-}" "\${AWS_SECRET_ACCESS_KEY:-}" "\${AWS_SESSION_TOKEN:-}"; } > '${notes}'
printf '%s\\n' '${answer}'
exit ${status.toString()}
`,
  );
  chmodSync(path.join(bin, "aws"), 0o755);
  return { bin, notes: () => readFileSync(notes, "utf8") };
}

const environment = (bin: string, more: Readonly<Record<string, string>> = {}) => ({ PATH: `${bin}:/usr/bin:/bin`, ...more });

const SHELLS = [["dash"], ["bash"], ["busybox", "sh"]] as const;

for (const shell of SHELLS) {
  const [program, ...options] = shell;
  describe(`iam-assume-role.sh in ${program}`, function () {
    before(function () {
      if (!hasProgram(program)) skip(this, `no ${program} here`);
    });

    const run = (bin: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
      spawnSync(program, [...options, SCRIPT, ...args], { encoding: "utf8", env: environment(bin, more) });
    const evaluated = (bin: string, args: string, then: string, more: Readonly<Record<string, string>> = {}) =>
      spawnSync(program, [...options, "-c", `eval "$(sh '${SCRIPT}' ${args})"; ${then}`], {
        encoding: "utf8",
        env: environment(bin, more),
      });

    it("prints the exports alone, and how to undo them to standard error", () => {
      const { bin, notes } = standIn(`${program}-plain`);
      const { status, stdout, stderr } = run(bin, [ROLE]);
      assert.deepEqual([status, stdout], [0, EXPORTS + REGION]);
      assert.match(stderr, /unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_DEFAULT_REGION\n$/);
      assert.match(notes(), new RegExp(`^sts\\|assume-role\\|--role-arn\\|${ROLE}\\|`));
      assert.match(notes(), /\|--duration-seconds\|900\|--region\|us-east-1\|/);
      assert.doesNotMatch(notes(), /--external-id/);
    });

    it("hands on the length, the name and the external id of the session", () => {
      const { bin, notes } = standIn(`${program}-given`);
      assert.equal(run(bin, [ROLE, "3600", "nightly", "issued 4711"]).status, 0);
      assert.match(notes(), /\|--role-session-name\|nightly\|--duration-seconds\|3600\|.*\|--external-id\|issued 4711\|/);
    });

    it("C4: ignores exported credentials, those of an earlier call among them", () => {
      const { bin, notes } = standIn(`${program}-earlier`);
      const more = { AWS_ACCESS_KEY_ID: "ASIAOLD", AWS_SECRET_ACCESS_KEY: "old", AWS_SESSION_TOKEN: "old", AWS_PROFILE: "pipeline" };
      assert.equal(run(bin, [ROLE], more).stdout, EXPORTS + REGION);
      assert.match(notes(), /^key= secret= token=$/m);
    });

    for (const [what, region, more, expected, exported] of [
      ["AWS_REGION", "", { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-2" }, "eu-west-1", ""],
      ["AWS_DEFAULT_REGION", "", { AWS_DEFAULT_REGION: "eu-west-2" }, "eu-west-2", ""],
      ["the profile", "eu-central-1", {}, "eu-central-1", "export AWS_DEFAULT_REGION='eu-central-1'\n"],
    ] as const) {
      it(`calls the region of ${what}`, () => {
        const { bin, notes } = standIn(`${program}-region-${what.replaceAll(" ", "-")}`, { region });
        assert.equal(run(bin, [ROLE], more).stdout, EXPORTS + exported);
        assert.match(notes(), new RegExp(`\\|--region\\|${expected}\\|`));
      });
    }

    it("C4: exports into the shell that evaluates it", () => {
      const { bin } = standIn(`${program}-eval`);
      const then = 'echo "$? $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN $AWS_DEFAULT_REGION"';
      assert.equal(evaluated(bin, ROLE, then).stdout, "0 ASIAEXAMPLE se/cr+et= tok/en+== us-east-1\n");
    });

    for (const [what, args, answer, status] of [
      ["no role", [], ANSWER, 0],
      ["too many arguments", [ROLE, "900", "ci", "id", "more"], ANSWER, 0],
      ["what is no ARN of a role", ["pipeline"], ANSWER, 0],
      ["the ARN of a user", ["arn:aws:iam::200000000006:user/jo"], ANSWER, 0],
      ["a length that is no number", [ROLE, "15m"], ANSWER, 0],
      ["a length below AWS's least", [ROLE, "899"], ANSWER, 0],
      ["a length above AWS's most", [ROLE, "43201"], ANSWER, 0],
      ["an endless length", [ROLE, "9".repeat(30)], ANSWER, 0],
      ["a name of one letter", [ROLE, "900", "x"], ANSWER, 0],
      ["a name with a space", [ROLE, "900", "a b"], ANSWER, 0],
      ["a name that is too long", [ROLE, "900", "x".repeat(65)], ANSWER, 0],
      ["a refusal of AWS", [ROLE], "", 254],
      ["a CLI that prints nothing", [ROLE], "", 0],
      ["a CLI that prints something else", [ROLE], "None\tNone\tNone\tNone", 0],
      ["a CLI that prints three values", [ROLE], "ASIAEXAMPLE\tsecret\ttoken", 0],
      ["a CLI that prints code", [ROLE], "ASIAEXAMPLE\t$(id)\ttoken\tnow", 0],
    ] as const) {
      it(`C4: prints false alone and sets nothing for ${what}`, () => {
        const { bin } = standIn(`${program}-${what.replaceAll(/\W/g, "-")}`, { answer, status });
        const failed = run(bin, args);
        assert.deepEqual([failed.status, failed.stdout], [1, "false\n"]);
        assert.match(failed.stderr, /^iam-assume-role: .+\n$/);
        const given = args.map((arg) => `'${arg}'`).join(" ");
        const then =
          'echo "$? ${AWS_ACCESS_KEY_ID-unset} ${AWS_SECRET_ACCESS_KEY-unset} ${AWS_SESSION_TOKEN-unset} ${AWS_DEFAULT_REGION-unset}"';
        assert.equal(evaluated(bin, given, then).stdout, "1 unset unset unset unset\n");
      });
    }

    it("prints false alone where there is no AWS CLI", () => {
      const empty = folder(`${program}-empty`);
      mkdirSync(empty, { recursive: true });
      const found = spawnSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).stdout.trim();
      const { stdout, stderr } = spawnSync(found, [...options, SCRIPT, ROLE], { encoding: "utf8", env: { PATH: empty } });
      assert.equal(stdout, "false\n");
      assert.match(stderr, /the AWS CLI is not found/);
    });
  });
}

describe("iam-assume-role.sh", () => {
  it("takes the region of the role's own partition where none is set", () => {
    for (const [partition, region] of [
      ["aws-cn", "cn-north-1"],
      ["aws-us-gov", "us-gov-west-1"],
    ] as const) {
      const { bin, notes } = standIn(`partition-${partition}`);
      const { status } = spawnSync("sh", [SCRIPT, ROLE.replace("aws", partition)], { encoding: "utf8", env: environment(bin) });
      assert.equal(status, 0);
      assert.match(notes(), new RegExp(`\\|--region\\|${region}\\|`));
    }
  });

  it("is clean under shellcheck, where that is installed", function () {
    if (!hasProgram("shellcheck")) skip(this, "no shellcheck here");
    const { status, stdout } = spawnSync("shellcheck", [SCRIPT], { encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });
});

describe("iam-assume-role.sh with the AWS CLI", function () {
  this.timeout(60_000);

  it("takes a role of moto's STS, by the credentials of a profile", async function () {
    if (!hasProgram("aws") || !hasPythonModule("moto.server")) skip(this, "no AWS CLI or no moto here");
    const moto = await startMoto();
    try {
      const credentials = folder("credentials");
      writeFileSync(credentials, "[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n");
      const env = {
        PATH: process.env["PATH"],
        AWS_SHARED_CREDENTIALS_FILE: credentials,
        AWS_ENDPOINT_URL: moto.url,
        AWS_ACCESS_KEY_ID: "old",
      };
      const script = `eval "$(sh '${SCRIPT}' ${ROLE} 900 nightly)" && aws sts get-caller-identity --query Arn --output text`;
      const { stdout, stderr } = spawnSync("sh", ["-c", script], { encoding: "utf8", env });
      assert.equal(stdout, "arn:aws:sts::200000000006:assumed-role/pipeline-prod.pipeline/nightly\n", stderr);
    } finally {
      moto.stop();
    }
  });
});
