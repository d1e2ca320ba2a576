import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

describe("the frame", () => {
  it("pins every dependency exactly", () => {
    const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as Record<
      string,
      Record<string, string>
    >;
    for (const group of ["dependencies", "devDependencies", "optionalDependencies"]) {
      for (const [name, version] of Object.entries(manifest[group] ?? {})) assert.match(version, /^\d+\.\d+\.\d+$/, name);
    }
  });
});
