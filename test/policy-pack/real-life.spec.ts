import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { everyPolicy } from "../../policy-pack/every-policy.ts";
import { judgeResources } from "../../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../../policy-pack/pack-catalogue.ts";

const FOLDER = path.join(import.meta.dirname, "real-life");
const RULES: ReadonlySet<string> = new Set(everyPolicy().map(({ name }) => name));

/** A resource of real life. Its shape is its source's, and its words are ours. */
const found = z.strictObject({
  /** What it does, in words; unique in its file. */
  fact: z.string().min(3),
  /** Whose shape it is: a page of AWS's, a vendor's manual, a module's default, or a ticket. */
  source: z.string().min(3),
  type: z.string().regex(/^(?:aws|pulumi):/),
  inputs: z.record(z.string(), z.unknown()).optional(),
  /** The statements of its policy document. */
  statements: z.array(z.record(z.string(), z.unknown())).min(1).optional(),
  /** What else is in its stack, all of it right. */
  beside: z.array(z.strictObject({ type: z.string(), inputs: z.record(z.string(), z.unknown()) })).optional(),
  /** The rules that find something, sorted; none for what is right. */
  refused: z.array(z.string().refine((name) => RULES.has(name), "is no rule")),
});
type Found = z.output<typeof found>;

/** The property with the document, where it is not `policy`. */
const PROPERTY: Readonly<Record<string, string>> = {
  "aws:iam/role:Role": "assumeRolePolicy",
  "aws:organizations/policy:Policy": "content",
};

const fixtures = globSync("*.json", { cwd: FOLDER })
  .sort()
  .map((name) => [name, z.array(found).parse(JSON.parse(readFileSync(path.join(FOLDER, name), "utf8")))] as const);

function inputsOf({ type, inputs = {}, statements }: Found) {
  if (statements === undefined) return inputs;
  return { ...inputs, [PROPERTY[type] ?? "policy"]: JSON.stringify({ Version: "2012-10-17", Statement: statements }) };
}

describe("resources and documents of real life", () => {
  it("are two hundred and more, each with a fact of its own", () => {
    const facts = fixtures.flatMap(([name, all]) => all.map(({ fact }) => `${name}: ${fact}`));
    assert.deepEqual(
      facts.filter((fact, index) => facts.indexOf(fact) !== index),
      [],
    );
    assert.ok(facts.length >= 200, `${facts.length}`);
  });

  for (const [name, all] of fixtures) {
    describe(name.replace(".json", "").replaceAll("-", " "), () => {
      for (const each of all) {
        const said = each.refused.length === 0 ? "passes" : "refuses";
        it(`${said} ${each.fact} (${each.source})`, async () => {
          const resources = [{ type: each.type, inputs: inputsOf(each) }, ...(each.beside ?? [])].map(({ type, inputs }) => ({
            urn: `urn:pulumi:prod::orders::${type}::one`,
            type,
            name: "one",
            inputs,
            outputs: {},
          }));
          const findings = judgeResources(resources, await loadCatalogueFor(resources));
          const messages = findings.map(({ rule, message }) => `${rule}: ${message}`).join("\n");
          assert.deepEqual([...new Set(findings.map(({ rule }) => rule))].sort(), each.refused, messages);
        });
      }
    });
  }
});
