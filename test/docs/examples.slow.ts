import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { startReport } from "../../cli/output/report/start-report.ts";
import { load } from "../../model/checks/load.ts";
import { ROOT } from "../../model/folder/read-declaration.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { problemLine } from "../../model/problem.ts";
import { isDeclared } from "../../model/reading/draft.ts";
import { OWN_RULE_TEST } from "../../policy-pack/bundle/readme.ts";
import { readConfiguration } from "../../policy-pack/configuration.ts";
import { everyPolicy } from "../../policy-pack/every-policy.ts";
import { parseClaims } from "../../proof/claims/claims-file.ts";
import { intendedOf } from "../../proof/intent/read-intended.ts";
import { readScenarioFile } from "../../proof/scenario/scenario-file.ts";
import { parseInventory } from "../../proof/world/inventory-file.ts";
import { command } from "../support/command.ts";
import { temporaryFolder, writeFiles } from "../support/folder.ts";
import { LINE } from "../support/line.ts";
import { loadAt, NOW, sample } from "../support/sample.ts";
import { blocksOf, exampleIn, fileOf, PAGES, textOf } from "./page.ts";

/** What claims on pages are about. */
const { declaration: acmeDeclaration } = loadAt(sample);
const acme = acmeDeclaration === undefined ? undefined : intendedOf(acmeDeclaration, new Map());

/** Files that are shown and are none of a declaration. */
const BESIDE = ["inventory.yaml", "claims.yaml"];

const folder = temporaryFolder();

/** The files of a page's declaration, each as it is shown last. */
function declarationOf(page: string): ReadonlyMap<string, string> {
  const shown = blocksOf(textOf(page)).flatMap((block) => {
    const file = fileOf(block);
    return block.language === "yaml" && file !== undefined && !BESIDE.includes(file) ? [[file, block.text] as const] : [];
  });
  return new Map(shown);
}

const json = (page: string, name: string): unknown => {
  const block = blocksOf(textOf(page)).find(({ info }) => info === name);
  assert.ok(block !== undefined, `${page} shows no ${name}`);
  return JSON.parse(block.text);
};

describe("examples in documents", () => {
  for (const page of PAGES) {
    const files = declarationOf(page);
    for (const block of blocksOf(textOf(page))) {
      const at = `${page}:${block.line.toString()}`;
      if (block.language === "yaml" && exampleIn(block) === undefined)
        it(`name their file at ${at}`, () => {
          const file = fileOf(block);
          assert.ok(BESIDE.includes(file ?? "") || isDeclared(file ?? ""), "its first line names no file of a declaration");
          if (file === "inventory.yaml") assert.deepEqual(parseInventory(file, block.text).problems.map(problemLine), []);
          if (file === "claims.yaml") assert.deepEqual(parseClaims(file, block.text, acme).problems.map(problemLine), []);
        });
      if (block.language === "json" && block.text.startsWith("["))
        it(`are scenarios at ${at}`, () => {
          assert.deepEqual(
            readScenarioFile(page, block.text).flatMap(({ problems }) => problems),
            [],
          );
        });
    }
    if (files.size === 0) continue;
    it(`are one declaration that plans and of which nothing is wrong in ${page}`, async () => {
      const { declaration, problems } = load(files, { now: NOW });
      assert.deepEqual(problems.map(problemLine), []);
      assert.ok(declaration !== undefined && plan(declaration).grants.length > 0);
      writeFiles(folder(path.basename(page)), files);
      const { out } = await command("start", "--declaration", folder(path.basename(page)), "--as-of", "2026-11-22", "--json");
      const { findings, undecided } = startReport.parse(JSON.parse(out));
      assert.deepEqual(findings, []);
      // The pages show things that exist, and mostly no inventory of them.
      assert.deepEqual(
        undecided.filter(({ because }) => !/ rests? on (?:what is unknown|it)\b/.test(because)),
        [],
      );
    });
  }

  it("are drawn with the accounts, networks, workloads and tables that their page declares, or examples/line", () => {
    const named = PAGES.flatMap((page) => {
      const declared = declarationOf(page);
      const text = [...(declared.size === 0 ? LINE : declared).values()].join("\n");
      const labels = blocksOf(textOf(page)).flatMap((block) =>
        block.language === "mermaid" ? [...block.text.matchAll(/"([^"]+)"/g)].flatMap(([, label = ""]) => label.split("<br/>")) : [],
      );
      return labels.flatMap((label) => {
        const name = /^(?:owner: |consumer: )?(?:account|network|workload|table) ([a-z]+)(?: \(VPC\))?$/.exec(label)?.[1];
        return name === undefined ? [] : [{ page, name, isDeclared: new RegExp(`\\b(?:${name}:|account: ${name}\\n)`).test(text) }];
      });
    });
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter(({ isDeclared }) => !isDeclared),
      [],
    );
  });

  it("configure the pack in docs/policy-pack.md", () => {
    assert.equal(readConfiguration(json("docs/policy-pack.md", "settings.json"), everyPolicy()).problems, undefined);
  });

  it("test a rule of a team's own in docs/policy-pack.md as the bundle's README does", () => {
    const [example] = blocksOf(textOf("docs/policy-pack.md")).filter(({ language }) => language === "js");
    assert.equal(example?.text.trim(), OWN_RULE_TEST.trim());
  });

  it("draw folders that are there in ARCHITECTURE.md", () => {
    const [picture = ""] = blocksOf(textOf("ARCHITECTURE.md")).flatMap(({ language, text }) => (language === "mermaid" ? [text] : []));
    const folders = [...picture.replaceAll("<br/>", " ").matchAll(/\b([a-z-]+)\//g)].map(([, name = ""]) => name);
    assert.ok(folders.length > 10);
    for (const name of folders)
      assert.ok(
        ["", "model", "operation", "control-plane"].some((top) => existsSync(path.join(ROOT, top, name))),
        name,
      );
  });

  it("name paths of the project that are there", () => {
    const tops =
      /^(?:iam|model|sharing|guardrails|components|stacks|control-plane|rehearsal|operation|proof|policy-pack|cli|bench|examples|docs|test)\//;
    for (const page of PAGES.filter((each) => each !== "CHANGELOG.md"))
      for (const [, span = ""] of textOf(page).matchAll(/`([^`\n]+)`/g))
        if (tops.test(span) && !/[ <*]/.test(span)) assert.ok(existsSync(path.join(ROOT, span)), `${page}: ${span}`);
  });
});
