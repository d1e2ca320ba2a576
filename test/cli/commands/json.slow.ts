import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { accessReport } from "../../../cli/output/access/access-report.ts";
import { changeReport } from "../../../cli/output/access/change-report.ts";
import { cardReport } from "../../../cli/output/card/card-report.ts";
import { explainReport } from "../../../cli/output/explanation/explain-report.ts";
import { observationReport } from "../../../cli/output/observation/observation-report.ts";
import { proofReport } from "../../../cli/output/proof/proof-report.ts";
import { packCheckReport } from "../../../cli/output/report/pack-check-report.ts";
import { problemsReport } from "../../../cli/output/report/problems-report.ts";
import { rehearseReport } from "../../../cli/output/report/rehearse-report.ts";
import { simulateReport } from "../../../cli/output/report/simulate-report.ts";
import { startReport } from "../../../cli/output/report/start-report.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { LINE } from "../../support/line.ts";
import { SAMPLE } from "../../support/sample.ts";

const LINE_FOLDER = path.resolve(SAMPLE, "../line");

describe("what commands print as JSON", () => {
  it("is the report of start", async () => {
    const { code, out } = await command("start", "--json", "--declaration", SAMPLE);
    const report = startReport.parse(JSON.parse(out));
    assert.deepEqual([code, report.format, report.verdict], [0, 1, "as declared"]);
    assert.equal(report.decided?.of, "classes of requests");
    assert.deepEqual(Object.keys(report.decided.over), ["principals", "resources", "networks", "instants"]);
    assert.deepEqual(report.knownBreaches, []);
  });

  it("is the report of rehearse", async () => {
    const { code, out } = await command("rehearse", "--json", "--declaration", SAMPLE);
    const report = rehearseReport.parse(JSON.parse(out));
    assert.deepEqual([code, report.format, report.stacks.length, report.grants.length > 28], [0, 1, 54, true]);
    const closed = report.grants.find(({ grant }) => grant.endsWith("preferences/sharedWith/analytics-prod/nightly-etl"));
    assert.deepEqual(closed?.statements, []);
    assert.match(closed.without ?? "", /^it has ended/);
  });

  it("is the answer of explain", async () => {
    const { code, out } = await command(
      ...["explain", "--json", "--declaration", SAMPLE, "--principal", "analytics-prod/nightly-etl"],
      ...["--action", "dynamodb:GetItem", "--resource", "orders-prod/tables/orders", "--from", "internet"],
    );
    const report = explainReport.parse(JSON.parse(out));
    assert.deepEqual([code, report.decision], [1, "explicitly-denied"]);
    const [denial] = report.statements;
    assert.deepEqual([denial?.effect, denial?.stack], ["denies", "perimeter.analytics-prod"]);
    assert.equal(denial?.declaredAt[0]?.file, "examples/acme/accounts/analytics-prod/account.yaml");
    assert.ok(report.reasons.some(({ remedy }) => remedy?.startsWith("call from a network") === true));
  });
});

describe("every command with --json", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const asked = ["--declaration", LINE_FOLDER, "--as-of", "2026-11-22"];
  const explained = ["--principal", "consumer/reporter", "--action", "dynamodb:GetItem", "--resource", "owner/tables/ledger"];
  const [consumer = "", action = "", table = ""] = [explained[1], explained[3], explained[5]];

  for (const [name, args] of [
    ["start", asked],
    ["rehearse", asked],
    ["prove", asked],
    ["prove", [...asked, "--mutate"]],
    ["explain", [...explained, ...asked]],
    ["who-can", [action, table, ...asked]],
    ["principal-can", [consumer, ...asked]],
    ["card", [consumer, ...asked]],
    ["validate", asked],
    ["plan", asked],
  ] as const) {
    it(`says its format: ${[name, ...args.filter((each) => each === "--mutate")].join(" ")}`, async () => {
      const { code, out } = await command(name, ...args, "--json");
      assert.equal(code === 0 || code === 1, true, out);
      assert.equal((JSON.parse(out) as { readonly format?: unknown }).format, 1);
    });
  }

  it("says its format: simulate, diff, and what refuses a declaration", async () => {
    const target = folder("format");
    const base = path.join(target, "resources.json");
    await command("rehearse", ...asked, "--output", target);
    writeFiles(path.join(target, "wrong"), new Map([...LINE].map(([file, text]) => [file, text.replace("can: [", "can: [fly, ")])));
    const wrong = ["--declaration", path.join(target, "wrong")];
    for (const args of [
      ["simulate", path.join(import.meta.dirname, "../../scenarios/layers/*.json")],
      ["diff", "--base", base, ...asked],
      ...["start", "rehearse", "plan", "validate", "prove"].map((name) => [name, ...wrong]),
    ]) {
      const { out } = await command(...args, "--json");
      assert.equal((JSON.parse(out) as { readonly format?: unknown }).format, 1, args.join(" "));
    }
  });
});

describe("docs/json.md", () => {
  const text = readFileSync(path.join(import.meta.dirname, "../../../docs/json.md"), "utf8");
  /** The fields of each section's table, by the section's title. */
  const documented = new Map(
    text.split(/^## /m).map((section) => {
      const fields = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, field = ""]) => field);
      return [section.split("\n", 1)[0] ?? "", fields.sort()] as const;
    }),
  );

  for (const [title, schema] of [
    ["start", startReport],
    ["rehearse", rehearseReport],
    ["explain", explainReport],
    ["prove", proofReport],
    ["who-can and principal-can", accessReport],
    ["diff", changeReport],
    ["observe", observationReport],
    ["simulate", simulateReport],
    ["pack check", packCheckReport],
    ["card", cardReport],
    ["A declaration with problems", problemsReport],
  ] as const) {
    it(`names every field of ${title}, and no other`, () => {
      assert.deepEqual(documented.get(title), fieldsOf(z.toJSONSchema(schema, { unrepresentable: "any" })).sort());
    });
  }
});

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  /** A value or null. */
  readonly anyOf?: readonly JsonSchema[];
}

/** Paths of all fields, a list's as `findings[].what`. */
function fieldsOf(schema: object, prefix = ""): string[] {
  const { properties = {}, items, anyOf } = schema as JsonSchema;
  if (anyOf !== undefined) return anyOf.flatMap((one) => fieldsOf(one, prefix));
  if (items !== undefined) return fieldsOf(items, `${prefix}[]`);
  return Object.entries(properties).flatMap(([name, inner]) => {
    const field = prefix === "" ? name : `${prefix}.${name}`;
    return [field, ...fieldsOf(inner, field)];
  });
}
