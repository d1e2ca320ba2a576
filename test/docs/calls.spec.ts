import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { command } from "../support/command.ts";
import { PAGES, textOf } from "./page.ts";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly scripts: Readonly<Record<string, string>> };
const SANDBOX_VERB = /^[a-z]+$/;

/** Every call of npm that a page shows, in a sentence or in a block, up to the sign that ends it. */
const callsIn = (text: string): string[][] =>
  [...text.matchAll(/\bnpm (?:run(?: -s)? )?([a-z][a-z:-]*)((?: [^\s`|#)"]+)*)/g)]
    .filter(([whole]) => /^npm (?:run|start|test)\b/.test(whole))
    .map(([, script = "", rest = ""]) => [script, ...rest.split(" ").filter((word) => word !== "")])
    .filter(([script]) => script !== "run");

describe("commands in documents", () => {
  for (const page of PAGES.filter((each) => each !== "CHANGELOG.md")) {
    it(`exist, with their options, in ${page}`, async () => {
      for (const [script = "", ...rest] of callsIn(textOf(page))) {
        assert.ok(scripts[script] !== undefined, `${page}: package.json has no script ${script}`);
        const options = rest.filter((word) => /^--[a-z]/.test(word));
        if (options.length === 0 || !scripts[script].includes("cli/main.ts")) continue;
        const verbs = script === "sandbox" ? rest.filter((word) => SANDBOX_VERB.test(word)).slice(0, 1) : [];
        const { out } = await command(...script.split(":"), ...verbs, "--help");
        for (const option of options) assert.match(out, new RegExp(`${option}\\b`), `${page}: ${script} has no ${option}`);
      }
    });
  }
});
