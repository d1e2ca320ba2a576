import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { sourcesOfProof } from "../../../cli/input/kept-verdict.ts";
import { ROOT } from "../../../model/folder/read-declaration.ts";

/** The files that a file of the project imports, but for types alone, or starts as a thread. */
function importedBy(file: string): string[] {
  const text = file.endsWith(".ts") ? readFileSync(path.join(ROOT, file), "utf8") : "";
  const values = text.replaceAll(/^(?:import|export) type [^;]*;$/gm, "");
  const named = values.matchAll(/(?:from |import\(|import |new URL\()"(\.[^"]+\.(?:ts|json))"/g);
  return [...named].map(([, name = ""]) => path.join(path.dirname(file), name).split(path.sep).join("/"));
}

/** A file with everything that it needs of the project. */
function closureOf(first: string): Set<string> {
  const found = new Set([first]);
  for (const file of found) for (const name of importedBy(file)) found.add(name);
  return found;
}

describe("a kept verdict", () => {
  it("rests on every file that the proof before a deployment needs", () => {
    const sources = new Set(sourcesOfProof());
    const needed = [...closureOf("cli/commands/prove-first.ts")];
    for (const file of ["proof/verdict/known-breaches.json", "cli/output/proof/report-proof.ts", "cli/input/proof-thread.ts"])
      assert.ok(needed.includes(file), `${file} is found`);
    assert.deepEqual(
      needed.filter((file) => !sources.has(file)),
      [],
    );
  });
});
