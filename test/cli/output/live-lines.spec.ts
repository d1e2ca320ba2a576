import assert from "node:assert/strict";
import { LiveLines } from "../../../cli/output/live-lines.ts";
import { plain } from "../../support/command.ts";

const CHANGE = { urn: "urn", kind: "create", properties: [] };

/** What a terminal shows in the end: each sequence moves up some lines and erases what is below. */
function shown(written: string): string {
  let lines: string[] = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are controlled by one
  for (const part of plain(written).split(/(?=\u001b\[\d+A\u001b\[J)/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are controlled by one
    const [, up = "0", text = ""] = /^(?:\u001b\[(\d+)A\u001b\[J)?([^]*)$/.exec(part) ?? [];
    lines = [...lines.slice(0, lines.length - Number(up)), ...text.split("\n").slice(0, -1)];
  }
  return lines.join("\n");
}

describe("lines of stacks that are under way", () => {
  it("stand below what is printed, one a stack, with changes so far and the time that has passed", () => {
    let written = "";
    let now = 0;
    const lines = new LiveLines({ write: (text) => (written += text), now: () => now, columns: () => 41 });
    lines.begin("data.owner");
    lines.begin("data.consumer");
    lines.change("data.owner", CHANGE);
    lines.change("data.owner", CHANGE);
    lines.note("data.consumer", "waits for something that is long");
    now = 3000;
    lines.draw();
    now = 4000;
    lines.print("done: foundation.owner\n");
    assert.equal(
      shown(written),
      "done: foundation.owner\n… data.owner               2 so far 4 s\n… data.consumer            4 s waits for",
    );
    lines.end("data.owner");
    lines.print("done: data.owner\n");
    assert.equal(shown(written), "done: foundation.owner\ndone: data.owner\n… data.consumer            4 s waits for");
    lines.close();
    assert.equal(shown(written), "done: foundation.owner\ndone: data.owner");
  });
});
