import assert from "node:assert/strict";
import { refreshed } from "./run-page.ts";
import { brought, callsOf, transcriptOf } from "./transcript.ts";

const printed = ["The plan", "", "Grants (12)", "  a → b", "  c → d", "", "Prices", "12 grants"];

describe("outputs that a page shows", () => {
  it("stand below the command that prints them, which may be long", () => {
    const text = "$ npm run plan -- \\\n    --json\none\n\ntwo\n\n$ npm start\n";
    const calls = callsOf(text);
    assert.deepEqual(calls, [
      { command: "npm run plan -- \\\n    --json", printed: ["one", "", "two"] },
      { command: "npm start", printed: [] },
    ]);
    assert.equal(transcriptOf(calls), text);
  });

  it("are what is printed, where nothing is left out", () => {
    assert.deepEqual(brought(["something else"], printed), printed);
  });

  for (const [fact, documented, expected] of [
    ["left out at the end", ["The plan", "…"], ["The plan", "…"]],
    ["left out at the beginning", ["…", "11 grants"], ["…", "12 grants"]],
    ["left out around a passage", ["…", "Grants (11)", "  a → x", "…"], ["…", "Grants (12)", "  a → b", "…"]],
    ["left out around a passage of which the beginning is written", ["…", "  c", "…"], ["…", "  c → d", "…"]],
    ["left out twice", ["The plot", "…", "  a → b", "…", "11 grants"], ["The plan", "…", "  a → b", "…", "12 grants"]],
  ] as const) {
    it(`are brought up to date with lines ${fact}`, () => {
      assert.deepEqual(brought(documented, printed), expected);
    });
  }

  it("are refused where a passage is printed no more, or nothing is left out", () => {
    assert.throws(() => brought(["…", "Grunts (12)", "…"], printed), /nothing like "Grunts \(12\)" is printed any more/);
    assert.throws(() => brought(["The plan", "", "…", ...printed.slice(2)], printed), /… leaves nothing out/);
  });
});

describe("a page that is run", () => {
  const page = (output: string) =>
    `Read it:\n\n\`\`\`console\n$ npm run validate -- --declaration examples/line\n${output}\n\`\`\`\n\nDone.\n`;

  it("gets the outputs of its commands and keeps the rest", async () => {
    assert.equal(
      await refreshed("page.md", page("nonsense")),
      page("Guardrails at unit workloads bind every account below it, declared or not\nexamples/line is valid"),
    );
  });

  it("names the line of what is no command of Palisade", async () => {
    await assert.rejects(
      refreshed("page.md", "One.\n\n```console\n$ rm -r .\n```\n"),
      /^Error: page\.md:3: \$ rm -r \.: is no command of Palisade; write "npm start" or "npm run <command> -- <arguments>"$/,
    );
  });

  it("writes the files that it shows, in the order of the page", async () => {
    const file = (name: string) => `\`\`\`yaml\n# organization.yaml\norganization: { name: ${name} }\n\`\`\`\n`;
    const ask = "```console\n$ npm run validate\n```\n";
    const fresh = await refreshed("page.md", [file("Shop"), ask, file("shop"), ask].join("\n"));
    const [first = "", second = ""] = fresh.split("```console").slice(1);
    assert.match(first, /organization\/organization\.yaml:2:23: organization\.name: must be/);
    assert.match(second, /organization\.homeRegion: is missing|homeRegion: is missing/);
    assert.doesNotMatch(second, /organization\.name: must be/);
  });
});
