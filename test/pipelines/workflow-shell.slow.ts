import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { COMMENT_MARKER, LONGEST_COMMENT } from "../../cli/output/access/markdown-changes.ts";
import { hasProgram } from "../support/executables.ts";
import { temporaryFolder } from "../support/folder.ts";
import { gitIn } from "../support/git-folder.ts";
import { skip } from "../support/skip.ts";
import { jobOf, PIPELINE } from "./pipeline.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const MILLISECONDS = 600_000;
const folder = temporaryFolder();

interface Shell {
  readonly status: number | null;
  readonly log: string;
  /** What the step wrote for later steps and for the page of the run. */
  readonly output: string;
  readonly summary: string;
}

/** Runs a step's shell as GitHub's runner does, without any credentials: with nothing of this process's environment but the PATH. */
function runStep(job: string, workflow: string, step: string, cwd: string, more: Readonly<Record<string, string>> = {}): Shell {
  const found = jobOf(workflow, job).steps?.find(({ name }) => name === step);
  assert.ok(found?.run !== undefined, `${workflow} ${job} ${step}`);
  const temporary = folder(`runner-${job}`);
  mkdirSync(temporary, { recursive: true });
  const [output, summary] = ["output", "summary"].map((name) => path.join(temporary, name)) as [string, string];
  for (const file of [output, summary]) writeFileSync(file, "");
  const env = {
    PATH: `${path.dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
    HOME: temporary,
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_REPOSITORY: "acme/line",
    GITHUB_REF_NAME: "main",
    RUNNER_TEMP: temporary,
    PALISADE_DECLARATION: PIPELINE.declaration,
    ...more,
  };
  const file = path.join(temporary, "step.sh");
  writeFileSync(file, found.run);
  const { status, stdout, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", file], { cwd, env, encoding: "utf8" });
  return { status, log: stdout + stderr, output: readFileSync(output, "utf8"), summary: readFileSync(summary, "utf8") };
}

/** A program that notes its arguments and answers; the folder that it is in. */
function standIn(name: string, program: string, answer: string): { readonly bin: string; readonly calls: () => string[] } {
  const bin = folder(`${program}-${name}`);
  mkdirSync(bin, { recursive: true });
  const calls = path.join(bin, "calls");
  writeFileSync(path.join(bin, program), `#!/bin/sh\nprintf '%s|' "$@" >> '${calls}'\necho >> '${calls}'\n${answer}\n`);
  chmodSync(path.join(bin, program), 0o755);
  return { bin, calls: () => readFileSync(calls, "utf8").trim().split("\n") };
}

const before = (bin: string) => ({ PATH: `${bin}:${path.dirname(process.execPath)}:${process.env["PATH"] ?? ""}` });

describe("the shell of the workflows, in a clean clone without credentials", function () {
  this.timeout(MILLISECONDS);
  const clone = folder("clone");
  let base = "";

  this.beforeAll(() => {
    // As the sources are now: what is not committed yet counts, too.
    const origin = folder("origin");
    const files = execFileSync("git", ["-C", ROOT, "ls-files", "-co", "--exclude-standard", "-z"], { encoding: "utf8" }).split("\0");
    for (const file of files) if (file !== "" && existsSync(path.join(ROOT, file))) cpSync(path.join(ROOT, file), path.join(origin, file));
    gitIn(origin, "init", "--quiet", "--initial-branch=main");
    gitIn(origin, "add", "--all");
    gitIn(origin, "commit", "--quiet", "--message=As it was");
    gitIn(origin, "switch", "--quiet", "--create=change");
    const data = path.join(origin, "examples/line/accounts/owner/data.yaml");
    const text = readFileSync(data, "utf8");
    assert.ok(text.includes("can: [read, stream]"));
    writeFileSync(data, text.replace("can: [read, stream]", "can: [read]"));
    gitIn(origin, "commit", "--quiet", "--all", "--message=No stream");
    gitIn(origin, "switch", "--quiet", "main");
    gitIn(origin, "merge", "--quiet", "--no-ff", "--message=Merge change into main", "change");
    base = gitIn(origin, "rev-parse", "HEAD^1").trim();
    gitIn(folder("."), "clone", "--quiet", "--depth=2", `file://${origin}`, clone);
    // What `npm ci` installs, which the tests do not download again.
    symlinkSync(path.join(ROOT, "node_modules"), path.join(clone, "node_modules"));
  });

  it("checks a pull request, and says who loses access in the summary and in a comment that GitHub takes", () => {
    const run = (step: string) => runStep("check", "palisade-pull-request.yaml", step, clone);
    const validated = run("Validate");
    assert.equal(validated.status, 0, validated.log);
    const proven = run("Prove");
    assert.equal(proven.status, 0, proven.log);
    assert.match(proven.summary, /^### Proof\n\n {4}/);
    const compared = run("Compare access");
    assert.equal(compared.status, 0, compared.log);
    assert.equal(compared.output, "compared=true\n");
    const comment = readFileSync(path.join(folder("runner-check"), "access/comment.md"), "utf8");
    assert.equal(compared.summary, comment);
    assert.ok(comment.startsWith(`${COMMENT_MARKER}\n### `) && comment.length <= LONGEST_COMMENT);
    assert.match(comment, /#### Lost\n\n.*consumer\/reporter/);
    // The job that deploys needs not prove it again.
    assert.ok(existsSync(path.join(clone, ".palisade/proven")));
  });

  it("fails a pull request that is not as declared, and still shows the proof", () => {
    const npm = standIn("unproven", "npm", "echo 'NOT PROVEN: 1 breach'; exit 1");
    const { status, summary, log } = runStep("check", "palisade-pull-request.yaml", "Prove", clone, before(npm.bin));
    assert.equal(status, 1);
    assert.match(log, /NOT PROVEN/);
    assert.match(summary, /^### Proof\n\n {4}NOT PROVEN: 1 breach\n/);
  });

  it("has nothing to compare with where the branch has no declaration yet", () => {
    const npm = standIn("first", "npm", "exit 9");
    const more = { ...before(npm.bin), PALISADE_DECLARATION: "nowhere" };
    const { status, summary, output } = runStep("check", "palisade-pull-request.yaml", "Compare access", clone, more);
    assert.equal(status, 0);
    assert.equal(output, "compared=true\n");
    assert.equal(summary, `${COMMENT_MARKER}\n### The branch has no declaration yet to compare with\n`);
    const preview = runStep("preview", "palisade-pull-request.yaml", "Preview what the pull request changes", clone, {
      ...more,
      PATH: `${standIn("whole", "npm", "exit 0").bin}:${process.env["PATH"] ?? ""}`,
    });
    assert.equal(preview.status, 0, preview.log);
  });

  for (const [what, ids, expected] of [
    ["writes a comment", "", /^api\|--method\|POST\|repos\/acme\/line\/issues\/7\/comments\|-F\|body=@access\/comment\.md\|/],
    [
      "writes the comment of an earlier run anew",
      "41\n42",
      /^api\|--method\|PATCH\|repos\/acme\/line\/issues\/comments\/41\|-F\|body=@access/,
    ],
  ] as const) {
    it(what, () => {
      const gh = standIn(what.replaceAll(" ", "-"), "gh", `case "$*" in *--paginate*) printf '%s' '${ids}';; esac`);
      const step = "Write the comment, or the one of an earlier run anew";
      const { status, log } = runStep("comment", "palisade-pull-request.yaml", step, clone, {
        ...before(gh.bin),
        PULL_REQUEST: "7",
        GH_TOKEN: "t",
      });
      assert.equal(status, 0, log);
      const [asked, written, ...more] = gh.calls();
      assert.match(
        asked ?? "",
        /^api\|--paginate\|repos\/acme\/line\/issues\/7\/comments\|--jq\|.*startswith\("<!-- palisade: access -->"\)/,
      );
      assert.match(written ?? "", expected);
      assert.deepEqual(more, []);
    });
  }

  it("plans the waves of what has changed since the last deployment", function () {
    if (!hasProgram("jq")) skip(this, "no jq here");
    const gh = standIn("plan", "gh", `echo ${base}`);
    const { status, log, output } = runStep("plan", "palisade-deploy.yaml", "Plan the waves", clone, {
      ...before(gh.bin),
      ALL: "",
      GH_TOKEN: "t",
    });
    assert.equal(status, 0, log);
    assert.match(gh.calls()[0] ?? "", /actions\/workflows\/palisade-deploy\.yaml\/runs\|-f\|branch=main\|-f\|status=success\|/);
    const lines = output.trim().split("\n");
    assert.deepEqual(
      lines.filter((line) => line.startsWith("wave-") && !line.endsWith("=[]")),
      ['wave-1=["foundation.consumer"]', 'wave-2=["data.owner"]', 'wave-3=["consumers.consumer"]'],
    );
    assert.equal(lines[1], "at-once-1=256");
    assert.deepEqual(lines.slice(-3), ["wave-12=[]", "at-once-12=256", "rest="]);
  });

  it("plans the waves of all stacks by request, with perimeters a few at a time, and what has no wave in one job", function () {
    if (!hasProgram("jq")) skip(this, "no jq here");
    const gh = standIn("all", "gh", "exit 9");
    const run = (more: Readonly<Record<string, string>>) =>
      runStep("plan", "palisade-deploy.yaml", "Plan the waves", clone, { ...before(gh.bin), ALL: "true", GH_TOKEN: "t", ...more });
    const { status, log, output } = run({});
    assert.equal(status, 0, log);
    assert.match(output, /^wave-1=\["organization"\]\nat-once-1=1\nwave-2=\["guardrails"\]\nat-once-2=1\n/);
    assert.match(output, /\nwave-4=\["perimeter\.consumer","perimeter\.owner"\]\nat-once-4=2\n/);
    const waves = Array.from({ length: 14 }, (_, index) => ({
      atOnce: null,
      jobs: [{ stacks: [`a${index.toString()}`, `b${index.toString()}`] }],
    }));
    const npm = standIn("many", "npm", `echo '${JSON.stringify({ format: 1, waves })}'`);
    assert.match(
      run({ PATH: `${npm.bin}:${process.env["PATH"] ?? ""}` }).output,
      /\nwave-12=\["a11 b11"\]\nat-once-12=256\nrest=a12 b12 a13 b13\n$/,
    );
  });

  it("deploys the stacks of a job", () => {
    const npm = standIn("up", "npm", "exit 0");
    const { status } = runStep("up", "palisade-deploy-stacks.yaml", "Up", clone, {
      ...before(npm.bin),
      STACKS: "data.owner data.consumer",
    });
    assert.equal(status, 0);
    assert.deepEqual(npm.calls(), ["run|up|--|--stack|data.owner|data.consumer|"]);
  });

  it("fails where something has drifted, and shows it", () => {
    const npm = standIn("drift", "npm", "echo '1 resource differs'; exit 1");
    const { status, summary } = runStep("drift", "palisade-drift.yaml", "Drift", clone, before(npm.bin));
    assert.deepEqual([status, summary], [1, "### Drift\n\n    1 resource differs\n\n"]);
    assert.deepEqual(npm.calls(), ["run|-s|drift|"]);
  });
});
