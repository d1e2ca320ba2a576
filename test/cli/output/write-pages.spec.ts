import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { writePages } from "../../../cli/output/write-pages.ts";
import { temporaryFolder } from "../../support/folder.ts";

const folder = temporaryFolder();

function made(name: string): string {
  const target = folder(name);
  mkdirSync(target, { recursive: true });
  return target;
}

describe("writing pages", () => {
  it("writes texts, and long ones that come in parts", () => {
    const target = made("parts");
    const parts = Array.from({ length: 7000 }, (_, at) => `${at.toString()} ${"ü€😀".repeat(60)}\n`);
    writePages(
      "--output",
      target,
      new Map<string, string | Iterable<string>>([
        ["short", "text"],
        ["long", parts],
        ["empty", []],
      ]),
    );
    const read = (name: string) => readFileSync(path.join(target, name), "utf8");
    assert.deepEqual([read("short"), read("empty")], ["text", ""]);
    assert.equal(read("long"), parts.join(""));
  });

  it("writes nothing where a part cannot be made", () => {
    const target = made("none");
    function* failing() {
      yield "begun";
      throw new Error("a fault");
    }
    const pages = new Map<string, string | Iterable<string>>([
      ["whole", "text"],
      ["half", failing()],
    ]);
    assert.throws(() => writePages("--output", target, pages), /--output: cannot be written/);
    assert.deepEqual(readdirSync(target), []);
  });
});
