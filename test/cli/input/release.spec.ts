import assert from "node:assert/strict";
import { releaseOf } from "../../../cli/input/release.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";

const folder = temporaryFolder();
const PACK: readonly (readonly [file: string, text: string])[] = [
  ["PulumiPolicy.yaml", "runtime: nodejs\n"],
  ["index.js", "require('./rules/one.js');\n"],
  ["rules/one.js", "// one rule\n"],
];

function packIn(name: string, ...more: typeof PACK): string {
  const written = folder(name);
  writeFiles(written, new Map([...PACK, ...more]));
  return written;
}

describe("what stacks are deployed and judged by", () => {
  it("is another one with every file of the policy pack, and without a pack", () => {
    const all = [
      releaseOf(undefined),
      releaseOf(packIn("as-it-is")),
      releaseOf(packIn("changed", ["rules/one.js", "// another rule\n"])),
      releaseOf(packIn("more", ["rules/two.js", "// two rules\n"])),
      releaseOf(packIn("configured", ["declared-grants.json", "{}\n"])),
    ];
    assert.equal(new Set(all).size, all.length);
  });

  it("is the same wherever the pack lies, and whatever npm installs for it", () => {
    const release = releaseOf(packIn("here"));
    assert.equal(releaseOf(packIn("there", ["node_modules/a/index.js", "// a package\n"])), release);
  });
});
