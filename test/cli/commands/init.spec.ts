import assert from "node:assert/strict";
import { chmodSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { command } from "../../support/command.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { BESIDE, INVENTORY, sample } from "../../support/sample.ts";
import { skip } from "../../support/skip.ts";

const folder = temporaryFolder();

/** The schema that a file names for editors, as a path. */
function schemaOf(file: string): string {
  const named = /^# yaml-language-server: \$schema=(.+)$/m.exec(readFileSync(file, "utf8"))?.[1];
  assert.ok(named !== undefined, file);
  return path.resolve(path.dirname(file), named);
}

describe("init", () => {
  it("makes a copy of the sample that is valid and says what is next", async () => {
    const target = folder("own");
    const { code, out, err } = await command("init", "--directory", target);
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^created .*, a copy of the sample\nNext: edit .*organization\.yaml, then .*npm run validate -- --declaration /);
    assert.deepEqual(globSync("**/*.yaml", { cwd: target }).sort(), [...sample.keys(), ...BESIDE].sort());
    const validated = await command("validate", "--declaration", target, "--as-of", "2026-11-22");
    assert.equal(validated.code, 0, validated.out);
    assert.doesNotMatch(validated.out, /ended with this day/);
  });

  it("names schemas that exist in every file of the copied declaration", async () => {
    await command("init", "--directory", folder("copy"));
    for (const file of globSync("**/*.yaml", { cwd: folder("copy"), exclude: [INVENTORY] })) {
      const schema = schemaOf(path.join(folder("copy"), file));
      assert.equal(path.basename(schema), `${path.basename(file, ".yaml")}.schema.json`);
      assert.ok(existsSync(schema), schema);
    }
  });

  it("makes an organization without accounts that is valid", async () => {
    const target = folder("deep/down/empty");
    const { code, out } = await command("init", "--empty", "--directory", target);
    assert.equal(code, 0);
    assert.match(out, /an organization without accounts/);
    const validated = await command("plan", "--declaration", target);
    assert.equal(validated.code, 0, validated.err);
    assert.match(validated.out, /Stacks \(2\), in this order\n {2}organization .*\n {2}guardrails .*\n\n/);
    assert.ok(existsSync(schemaOf(path.join(target, "organization.yaml"))));
  });

  it("refuses a folder that exists and leaves it alone", async () => {
    mkdirSync(folder("taken"));
    writeFileSync(path.join(folder("taken"), "notes.txt"), "mine");
    const { code, err } = await command("init", "--directory", folder("taken"));
    assert.equal(code, 2);
    assert.match(err, /taken: exists already; edit what is there, or name another folder with --directory\n$/);
    assert.deepEqual(readdirSync(folder("taken")), ["notes.txt"]);
  });

  it("leaves nothing behind where it cannot be created", async () => {
    writeFileSync(folder("file"), "in the way");
    const { code, err } = await command("init", "--directory", path.join(folder("file"), "own"));
    assert.equal(code, 2);
    assert.match(err, /cannot be created, got "E[A-Z]+" in [^;]*; choose another place with --directory\n$/);
    assert.equal(readFileSync(folder("file"), "utf8"), "in the way");
    assert.deepEqual(
      readdirSync(folder(".")).filter((name) => name.includes(".new-")),
      [],
    );
  });

  it("leaves nothing behind where something turns up in its place", async () => {
    mkdirSync(folder("links"));
    symlinkSync("nowhere", path.join(folder("links"), "own"));
    const { code, err } = await command("init", "--directory", path.join(folder("links"), "own"));
    assert.equal(code, 2);
    assert.match(err, /cannot be created, got "ENOTDIR"/);
    assert.deepEqual(readdirSync(folder("links")), ["own"]);
  });

  it("leaves nothing behind in a folder that may not be written", async function () {
    if (process.getuid?.() === 0) skip(this, "root may open every file");
    mkdirSync(folder("closed"));
    chmodSync(folder("closed"), 0o555);
    assert.equal((await command("init", "--directory", path.join(folder("closed"), "own"))).code, 2);
    assert.deepEqual(readdirSync(folder("closed")), []);
  });
});
