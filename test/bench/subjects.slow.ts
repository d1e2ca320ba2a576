import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { QUESTION } from "../../bench/bench-explain.ts";
import { coldStart, subjectOutput } from "../../bench/measure.ts";
import { writeTrail } from "../../bench/write-trail.ts";

const BENCH = path.join(import.meta.dirname, "../../bench");
const SIZE = "3";

describe("every subject of a bench, at its smallest", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "palisade-bench-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Runs by subject; each prints its figures. */
  const runs: Readonly<Record<string, () => readonly (readonly string[])[]>> = {
    "adoption-subject.ts": () => [[SIZE]],
    "declaration-subject.ts": () => [[SIZE]],
    "rehearsal-subject.ts": () => [
      ["line", SIZE],
      ["acme", SIZE],
    ],
    "guardrails-subject.ts": () => [[SIZE]],
    "operation-subject.ts": () => [[SIZE]],
    "pack-subject.ts": () => [["40"]],
    "try-subject.ts": () => [["examples/acme", "1", "1"]],
    "proof-subject.ts": () => {
      subjectOutput("rehearse-drawn.ts", [SIZE, path.join(folder, "drawn")]);
      return [[path.join(folder, "drawn")]];
    },
    "observe-subject.ts": () => {
      const trail = path.join(folder, "trail");
      mkdirSync(trail);
      writeTrail(trail, 100, 2);
      return [[trail]];
    },
  };

  it("is listed here", () => {
    assert.deepEqual(
      Object.keys(runs).sort(),
      readdirSync(BENCH).filter((file) => file.endsWith("-subject.ts")),
    );
  });

  for (const [subject, argumentsOf] of Object.entries(runs)) {
    it(`gives figures: ${subject}`, () => {
      for (const args of argumentsOf()) {
        const figures = JSON.stringify(JSON.parse(subjectOutput(subject, args)));
        assert.match(figures, /"(?:milliseconds|serverMilliseconds)":[\d.]*[1-9]/, figures);
      }
    });
  }

  it("can be asked the question whose explanation is measured", () => {
    assert.ok(coldStart(["cli/main.ts", "explain", ...QUESTION]) > 0);
  });
});
