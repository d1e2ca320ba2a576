import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { readConfiguration } from "../../policy-pack/configuration.ts";
import { everyPolicy } from "../../policy-pack/every-policy.ts";
import { judgeResources, type RegisteredResource } from "../../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../../policy-pack/pack-catalogue.ts";
import { EXEMPTIONS } from "../../policy-pack/rules/exemptions.ts";
import { PLACES } from "../../policy-pack/rules/places.ts";

const FOLDER = path.join(import.meta.dirname, "bad-programs");
const PROGRAMS = globSync("*.ts", { cwd: FOLDER })
  .filter((name) => !["policy.ts", "run.ts"].includes(name))
  .sort();

/** What the pack cannot know by itself: the accounts of the organization. */
const { configuration: CONFIGURED } = readConfiguration(
  { "external-id-of-foreign-trust": { organizationAccounts: ["100000000001", "200000000002", "200000000003"] } },
  everyPolicy(),
);

/** What needs a file of declared grants or settings is tested with them elsewhere. */
const NEED_MORE = new Set([EXEMPTIONS, PLACES, "no-undeclared-grant", "no-undeclared-use", "spares-who-deploys"]);

const MISTAKE = /\/\/ caught by: (?<rules>.+)\n(?:const \w+ = )?new (?:\w+\.)+(?<type>\w+)\(\s*"(?<name>[^"]+)"/g;

/** What the comments of a program say: each mistake as its resource and the rule that catches it. */
const seeded = (program: string): string[] =>
  [...readFileSync(path.join(FOLDER, program), "utf8").matchAll(MISTAKE)]
    .flatMap(({ groups: { rules = "", type = "", name = "" } = {} }) => rules.split(", ").map((rule) => `${type} ${name}: ${rule}`))
    .sort();

async function caught(program: string): Promise<string[]> {
  const text = execFileSync(process.execPath, [path.join(FOLDER, "run.ts"), program], { encoding: "utf8" });
  const resources = JSON.parse(text) as RegisteredResource[];
  const found = judgeResources(resources, await loadCatalogueFor(resources), CONFIGURED);
  const named = found.map(({ rule, urn }) => {
    const [type = "", name = ""] = urn.split("::").slice(-2);
    return `${type.replace(/^.*:/, "").replace(/^aws$/, "Provider")} ${name}: ${rule}`;
  });
  return [...new Set(named)].sort();
}

describe("programs with mistakes in them", function () {
  this.timeout(120_000);

  for (const program of PROGRAMS) {
    it(`are caught in full, each mistake by the rule that should, and nothing else: ${program}`, async () => {
      assert.deepEqual(await caught(program), seeded(program));
    });
  }

  it("have a mistake for every rule", () => {
    const rules = new Set(PROGRAMS.flatMap(seeded).map((mistake) => mistake.replace(/^.*: /, "")));
    const without = everyPolicy().filter(({ name }) => !rules.has(name) && !NEED_MORE.has(name));
    assert.deepEqual(
      without.map(({ name }) => name),
      [],
    );
  });
});
