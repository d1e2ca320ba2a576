import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { environmentOf, prepareFolder, sandboxFolder } from "../../../operation/sandbox/sandbox-folder.ts";
import { leftOver, readRecord, writeRecord } from "../../../operation/sandbox/stack-record.ts";
import { temporaryFolder } from "../../support/folder.ts";

const folder = temporaryFolder();
const ROOT = path.resolve(import.meta.dirname, "../../..");

describe("the sandbox's folder", () => {
  it("contains a project with the checkout's program, settings of its own, and no default aws provider", () => {
    const sandbox = sandboxFolder(folder("one"));
    prepareFolder(sandbox, ROOT);
    const text = readFileSync(path.join(sandbox.project, "Pulumi.yaml"), "utf8");
    assert.match(text, /^name: palisade$/m);
    assert.ok(text.includes(`main: ${JSON.stringify(path.join(ROOT, "index.js"))}\n`));
    assert.match(text, /^stackConfigDir: stack-settings$/m);
    assert.match(text, /^config:\n {2}pulumi:disable-default-providers:\n {4}value: \[aws\]\n/m);
  });

  it("leads the engine to the stand-ins for both providers, at the versions of the SDKs", () => {
    const sandbox = sandboxFolder(folder("two"));
    prepareFolder(sandbox, ROOT);
    for (const [name, version] of [
      ["aws", "7.48.0"],
      ["awsx", "3.9.0"],
    ] as const) {
      const plugin = path.join(sandbox.home, "plugins", `resource-${name}-v${version}`, `pulumi-resource-${name}`);
      assert.equal(realpathSync(plugin), path.join(realpathSync(ROOT), "control-plane", "plugin", `pulumi-resource-${name}`));
    }
  });

  it("loses the attributes of a state that a killed engine left empty, and nothing else", () => {
    const sandbox = sandboxFolder(folder("killed"));
    prepareFolder(sandbox, ROOT);
    const states = path.join(sandbox.backend, ".pulumi", "stacks", "palisade");
    mkdirSync(states, { recursive: true });
    for (const [name, text] of [
      ["one.json", "{}"],
      ["one.json.attrs", ""],
      ["two.json", ""],
      ["two.json.attrs", "{}"],
    ] as const)
      writeFileSync(path.join(states, name), text);
    prepareFolder(sandbox, ROOT);
    assert.deepEqual(readdirSync(states).sort(), ["one.json", "two.json", "two.json.attrs"]);
  });

  it("stays as it is when it is made ready again", () => {
    const sandbox = sandboxFolder(folder("three"));
    prepareFolder(sandbox, ROOT);
    const file = path.join(sandbox.project, "Pulumi.yaml");
    const { ino } = statSync(file);
    prepareFolder(sandbox, ROOT);
    assert.equal(statSync(file).ino, ino);
    assert.deepEqual(readdirSync(sandbox.project).sort(), ["Pulumi.yaml"]);
  });

  it("puts Node and the CLI first on the PATH, and names the day only where one was given", () => {
    const sandbox = sandboxFolder("/s p/a");
    const settings = { checkout: "/c", declaration: "/d", first: ["/node", "/pulumi"], path: "/bin" };
    const environment = environmentOf(sandbox, settings);
    assert.equal(environment["PATH"], ["/node", "/pulumi", "/bin"].join(path.delimiter));
    assert.equal(environment["PULUMI_BACKEND_URL"], "file:///s%20p/a/backend");
    assert.equal(environment["PALISADE_AS_OF"], undefined);
    assert.equal(environmentOf(sandbox, { ...settings, asOf: "2026-11-22" })["PALISADE_AS_OF"], "2026-11-22");
  });
});

describe("the record of deployed stacks", () => {
  const step = (name: string, ...dependsOn: readonly string[]) => ({ name, dependsOn });

  it("is empty before the first run, and comes back as it was written", () => {
    const file = folder("stacks.json");
    assert.deepEqual(readRecord(file), []);
    writeRecord(file, [step("a"), step("b", "a")]);
    assert.deepEqual(readRecord(file), [step("a"), step("b", "a")]);
  });

  it("knows which stacks the plan no longer has, in their order", () => {
    assert.deepEqual(leftOver([step("a"), step("b", "a"), step("c", "b")], [step("a")]), [step("b", "a"), step("c", "b")]);
  });
});
