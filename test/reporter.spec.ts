import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { temporaryFolder, writeFiles } from "./support/folder.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const folder = temporaryFolder();

const SPEC = `import { skip } from ${JSON.stringify(path.join(ROOT, "test/support/skip.ts"))};
describe("a run", () => {
  for (let index = 0; index < 120; index += 1) it("passes " + index, () => undefined);
  for (const index of [1, 2]) it("cannot run " + index, function () { skip(this, "no network"); });
  it("fails", () => { throw new Error("because of this"); });
});
`;

describe("the report of a test run", () => {
  it("is dots, failures in full, skipped tests by reason, and totals on the last line", () => {
    writeFiles(folder("run"), new Map([["run.spec.ts", SPEC]]));
    const mocha = path.join(ROOT, "node_modules/mocha/bin/mocha.js");
    const reporter = path.join(ROOT, "test/support/reporter.cjs");
    const args = ["--no-config", "--reporter", reporter, folder("run/run.spec.ts")];
    const { stdout, status } = spawnSync(process.execPath, [mocha, ...args], { cwd: ROOT, encoding: "utf8" });
    const lines = stdout.trimEnd().split("\n");
    assert.equal(status, 1);
    assert.deepEqual(lines.slice(0, 2), [".".repeat(100), `${".".repeat(20)}ssF`]);
    assert.match(stdout, /1\) a run\s+fails:\s+Error: because of this\n +at /);
    assert.deepEqual(lines.slice(-2), ["skipped, 2: no network", "120 passed, 1 failed, 2 skipped"]);
    assert.ok(!stdout.includes("passes 1"));
  });
});
