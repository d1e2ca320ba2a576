import assert from "node:assert/strict";
import { load } from "../../../model/checks/load.ts";
import { problemLine } from "../../../model/problem.ts";
import { LINE } from "../../support/line.ts";
import { NOW } from "../../support/sample.ts";

const RUNNER = "arn:aws:iam::100000000001:role/PalisadeRunner";
const QUOTA = 2_048;

/** What IAM counts: the document without white space, written by hand. */
const sizeWith = (runners: readonly string[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid: "TrustTheRunners", Effect: "Allow", Principal: { AWS: runners }, Action: "sts:AssumeRole" }],
  }).length;

/** Runners whose trust policy has so many characters. */
function runnersOf(size: number): readonly string[] {
  const runners = [RUNNER];
  const name = (index: number) => `arn:aws:iam::100000000001:role/runner-${index.toString().padStart(20, "0")}`;
  while (sizeWith([...runners, name(runners.length)]) <= size) runners.push(name(runners.length));
  const left = size - sizeWith(runners);
  return runners.map((runner, index) =>
    index === 1
      ? runner.padEnd(runner.length + Math.min(left, 36), "x")
      : index === 2
        ? runner.padEnd(runner.length + Math.max(left - 36, 0), "x")
        : runner,
  );
}

function problemsWith(runners: readonly string[]): readonly string[] {
  const files = new Map(LINE);
  const text = files.get("organization.yaml") ?? "";
  assert.ok(text.includes(`[${RUNNER}]`) || text.includes(`["${RUNNER}"]`));
  files.set("organization.yaml", text.replace(/takenBy: \[[^\]]*\]/, `takenBy: [${runners.map((each) => `"${each}"`).join(", ")}]`));
  return load(files, { now: NOW }).problems.map(problemLine);
}

describe("the trust policy of the deploy role", () => {
  it("takes as many runners as IAM does, to the character", () => {
    const runners = runnersOf(QUOTA);
    assert.equal(sizeWith(runners), QUOTA);
    assert.deepEqual(problemsWith(runners), []);
  });

  it("is refused where one more character does not fit, at deployment.takenBy", () => {
    const runners = runnersOf(QUOTA + 1);
    assert.equal(sizeWith(runners), QUOTA + 1);
    assert.deepEqual(
      problemsWith(runners).map((line) => line.replace(/^organization\.yaml:\d+:\d+/, "organization.yaml:L:C")),
      [
        "organization.yaml:L:C: deployment.takenBy: needs a trust policy of the deploy role of more characters than the 2048 that AWS takes, got 2049; name fewer: one role of the management account, which the others assume first",
      ],
    );
  });
});
