import assert from "node:assert/strict";
import { sandboxCalls } from "../../cli/output/calls.ts";
import { progressText, summaryText, troubleText } from "../../cli/output/print-operation.ts";
import type { StackReport } from "../../operation/operate.ts";
import { planOf } from "../stacks/declared.ts";
import { plain } from "../support/command.ts";
import { rehearseLine } from "../support/line.ts";
import { textOf } from "./page.ts";

const TROUBLE = { kind: "failed" } as const;

const failed: StackReport = {
  stack: "foundation.consumer",
  changes: Array.from({ length: 6 }, (_, index) => ({ urn: `urn:pulumi:it::${index.toString()}`, kind: "create", properties: [] })),
  unchanged: 0,
  advisories: {},
  warnings: [],
  errors: ["EntityAlreadyExists in account 300000000002, eu-west-1: …; …"],
  seconds: 4,
  trouble: TROUBLE,
  isSkipped: false,
  rest: undefined,
};

describe("docs/sandbox.md", () => {
  it("shows a stack that fails as the sandbox prints it", () => {
    const summary = summaryText({
      reports: new Map([[failed.stack, failed]]),
      fates: new Map([["perimeter.consumer", { after: failed.stack }]]),
      seconds: 4,
      entries: [],
      calls: sandboxCalls({}),
      folder: ".palisade/sandbox",
    });
    const [heldUp = ""] = summary.split("\n");
    const text = plain(`${progressText("up", failed, { place: 3, of: 10 })}${troubleText(failed, TROUBLE, sandboxCalls({}))}${heldUp}\n`);
    assert.ok(textOf("docs/sandbox.md").includes(`\`\`\`\n${text}\`\`\`\n`), text);
  });

  it("says how many resources each stack of the line makes, and how many stacks the examples have", async () => {
    const { stacks, resources } = await rehearseLine();
    // What a program only reads has no inputs.
    const made = resources.filter(({ type, inputs }) => type.startsWith("aws:") && Object.keys(inputs).length > 0);
    const page = textOf("docs/sandbox.md");
    for (const { name } of stacks) {
      const [, shown] = new RegExp(`^\\| ${name} \\| (\\d+) \\|`, "m").exec(page) ?? [];
      assert.equal(shown, made.filter(({ stack }) => stack === name).length.toString(), name);
    }
    assert.ok(page.includes(`\`examples/line\`, ${stacks.length.toString()} stacks`));
    assert.ok(page.includes(`\`examples/acme\`, ${planOf().stacks.length.toString()} stacks`), planOf().stacks.length.toString());
  });
});
