import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "..", "..");

/** What the arrows' check says of a project that has these files; empty where it finds nothing. */
function violationsIn(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "palisade-arrows-"));
  try {
    symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const cruise = path.join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
    const config = path.join(ROOT, ".dependency-cruiser.cjs");
    const run = (format: string) =>
      spawnSync(process.execPath, [cruise, "--config", config, "--output-type", format, "."], { cwd: folder, encoding: "utf8" });
    const { stdout, stderr } = run("json");
    assert.equal(stderr, "");
    const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string; to: string }[] } };
    assert.equal(run("err").status, summary.violations.length, "lint ends with as many as it found");
    return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("npm run lint, of imports", () => {
  it("accepts arrows that point down, also to a room below", () => {
    assert.deepEqual(
      violationsIn({
        "iam/arn.ts": "export const arn = 1;\n",
        "model/names.ts": 'export { arn } from "../iam/arn.ts";\n',
        "model/plan/plan.ts": 'import { arn } from "../names.ts";\nexport const plan = arn;\n',
        "proof/engine/decide.ts": 'export { arn } from "../../iam/arn.ts";\n',
      }),
      [],
    );
  });

  it("refuses a circle", () => {
    const found = violationsIn({
      "iam/one.ts": 'import { two } from "./two.ts";\nexport const one = (): number => two();\n',
      "iam/two.ts": 'import { one } from "./one.ts";\nexport const two = (): number => one();\n',
    });
    assert.deepEqual(found, ["no circles: iam/one.ts → iam/two.ts"]);
  });

  it("refuses a circle of types alone", () => {
    const found = violationsIn({
      "iam/one.ts": 'import type { Two } from "./two.ts";\nexport interface One {\n  readonly two?: Two;\n}\n',
      "iam/two.ts": 'import type { One } from "./one.ts";\nexport interface Two {\n  readonly one?: One;\n}\n',
    });
    assert.deepEqual(found, ["no circles: iam/one.ts → iam/two.ts"]);
  });

  for (const { from, to } of [
    { from: "iam/arn.ts", to: "model/names.ts" },
    { from: "model/names.ts", to: "model/plan/plan.ts" },
    { from: "model/checks/tables.ts", to: "model/plan/plan.ts" },
    { from: "stacks/consumers/consumers.ts", to: "stacks/data/data.ts" },
    { from: "proof/engine/decide.ts", to: "proof/world/world.ts" },
    { from: "proof/world/world.ts", to: "sharing/tenants.ts" },
    { from: "control-plane/store.ts", to: "iam/render.ts" },
    { from: "cli/output/columns.ts", to: "cli/commands/plan.ts" },
    { from: "program.ts", to: "cli/main.ts" },
  ]) {
    it(`refuses an arrow that goes up, from ${from} to ${to}, also of a type`, () => {
      const specifier = path.posix.relative(path.posix.dirname(from), to);
      const found = violationsIn({
        [to]: "export interface Upper {\n  readonly name: string;\n}\n",
        [from]: `import type { Upper } from "${specifier.startsWith(".") ? specifier : `./${specifier}`}";\nexport type Mine = Upper;\n`,
      });
      const room = from === "program.ts" ? from : path.posix.dirname(from);
      assert.deepEqual(found, [`arrows of ${room}: ${from} → ${to}`]);
    });
  }
});
