import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type KeptRehearsal, keep, keyOfRehearsal, readKept } from "../../../cli/input/kept-rehearsal.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { dataOf, edit, INVENTORY, sample, sampleInventory } from "../../support/sample.ts";

const folder = temporaryFolder();
const DAY = "2026-11-22";
const REHEARSAL = {
  resources: [{ type: "aws:dynamodb/table:Table", name: "orders", inputs: { name: "orders" } }],
  provenance: [],
} as unknown as KeptRehearsal;

describe("a kept rehearsal", () => {
  it("is found again under its name", () => {
    keep("key", REHEARSAL, folder("kept"));
    assert.deepEqual(readKept("key", folder("kept")), REHEARSAL);
    assert.equal(readKept("another", folder("kept")), undefined);
  });

  it("leaves nothing but itself behind", () => {
    keep("key", REHEARSAL, folder("tidy"));
    assert.deepEqual(readdirSync(folder("tidy")), ["key.json"]);
  });

  for (const [name, damage] of [
    ["is cut short", (text: string) => text.slice(0, -10)],
    ["is empty", () => ""],
    ["is changed", (text: string) => text.replace("orders", "others")],
    ["is no JSON", () => "what is this\n{"],
  ] as const) {
    it(`is not taken where its file ${name}`, () => {
      keep("key", REHEARSAL, folder(name));
      const file = path.join(folder(name), "key.json");
      writeFileSync(file, damage(readFileSync(file, "utf8")));
      assert.equal(readKept("key", folder(name)), undefined);
      keep("key", REHEARSAL, folder(name));
      assert.deepEqual(readKept("key", folder(name)), REHEARSAL);
    });
  }

  it("is left out where it cannot be written, without an error", () => {
    writeFileSync(folder("a file"), "");
    keep("key", REHEARSAL, path.join(folder("a file"), "below"));
    assert.equal(readKept("key", path.join(folder("a file"), "below")), undefined);
  });

  it("is whole although many processes write it at once", () => {
    const subject = path.join(import.meta.dirname, "kept-rehearsal-writer.ts");
    const shell = Array.from({ length: 4 }, () => `"${process.execPath}" "${subject}" "${folder("parallel")}" &`).join(" ");
    const { status } = spawnSync("/bin/sh", ["-c", `${shell} wait`]);
    assert.equal(status, 0);
    assert.equal(readKept("key", folder("parallel"))?.resources.length, 2000);
    assert.deepEqual(readdirSync(folder("parallel")), ["key.json"]);
  });

  it("goes when eight newer ones are kept", () => {
    for (let index = 0; index < 8; index++) {
      keep(`key${index.toString()}`, REHEARSAL, folder("many"));
      utimesSync(path.join(folder("many"), `key${index.toString()}.json`), index + 1, index + 1);
    }
    keep("last", REHEARSAL, folder("many"));
    assert.deepEqual(
      readdirSync(folder("many")).sort(),
      [...Array.from({ length: 7 }, (_, index) => `key${(index + 1).toString()}.json`), "last.json"].sort(),
    );
  });
});

describe("the rehearsal that npm start makes", () => {
  it("is kept for questions", async function () {
    this.timeout(300_000);
    writeFiles(folder("started"), new Map([...sample, [INVENTORY, sampleInventory]]));
    const { code } = await command("start", "--declaration", folder("started"), "--as-of", DAY);
    assert.equal(code, 0);
    assert.ok((readKept(keyOfRehearsal(folder("started"), DAY))?.resources.length ?? 0) > 400);
  });
});

describe("the name of a rehearsal", () => {
  before(() => writeFiles(folder("declaration"), sample));

  it("is the same for the same files and day", () => {
    assert.equal(keyOfRehearsal(folder("declaration"), DAY), keyOfRehearsal(folder("declaration"), DAY));
  });

  it("changes with the day", () => {
    assert.notEqual(keyOfRehearsal(folder("declaration"), "2027-02-01"), keyOfRehearsal(folder("declaration"), DAY));
  });

  it("changes with a line of the declaration", () => {
    const before = keyOfRehearsal(folder("declaration"), DAY);
    writeFiles(folder("declaration"), edit(sample, dataOf("web-dev"), "can: [read, scan, write]", "can: [read, scan]"));
    assert.notEqual(keyOfRehearsal(folder("declaration"), DAY), before);
    writeFiles(folder("declaration"), sample);
    assert.equal(keyOfRehearsal(folder("declaration"), DAY), before);
  });

  it("changes with the user's own programs, and with what they import beside them", () => {
    const before = keyOfRehearsal(folder("declaration"), DAY);
    mkdirSync(path.join(folder("declaration"), "extensions"));
    writeFileSync(path.join(folder("declaration"), "extensions", "data.ts"), "export default () => undefined;");
    const withProgram = keyOfRehearsal(folder("declaration"), DAY);
    assert.notEqual(withProgram, before);
    writeFileSync(path.join(folder("declaration"), "extensions", "policy.json"), "{}");
    assert.notEqual(keyOfRehearsal(folder("declaration"), DAY), withProgram);
  });
});
