import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { contestedBy } from "../../../proof/engine/contested.ts";
import { decide } from "../../../proof/engine/decide.ts";
import { decideUnderEveryReading } from "../../../proof/engine/decide-under-readings.ts";
import { compileLayers } from "../../../proof/engine/layers.ts";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { prepareRequest, type Request } from "../../../proof/engine/prepare-request.ts";
import { choicesOf, DEFAULT_READINGS, READINGS, type Readings } from "../../../proof/engine/readings.ts";
import { ALLOW, TEAM, TURNED } from "./contested-cases.ts";
import { FOREIGN_READER, FULL_ACCESS, ORDERS, policy, READ_ORDERS, SURROUNDINGS } from "./engine.ts";

const prepare = (request: Request, readings?: Readings) =>
  prepareRequest(request, { ...SURROUNDINGS, ...(readings === undefined ? {} : { readings }) });

describe("a reading of what AWS's pages leave open", () => {
  for (const { id } of READINGS) {
    for (const [index, [{ request, layers: over }, allowing]] of TURNED[id].entries()) {
      it(`of ${id} decides alone whether a request is allowed (${index + 1})`, () => {
        for (const choice of choicesOf(id)) {
          const readings = { ...DEFAULT_READINGS, [id]: choice } as Readings;
          const { outcome } = decide(prepare(request, readings), compileLayers(over));
          assert.equal(outcome === "allowed", allowing.includes(choice), choice);
        }
        const { dependsOn, alternatives, decision } = decideUnderEveryReading(prepare(request), compileLayers(over));
        const turning = choicesOf(id).filter((choice) => allowing.includes(choice) !== allowing.includes(choicesOf(id)[0] ?? ""));
        assert.equal(decision.outcome === "allowed", allowing.includes(choicesOf(id)[0] ?? ""));
        assert.deepEqual(dependsOn, turning.length === 0 ? [] : [id]);
        assert.deepEqual(
          alternatives.map(({ readings }) => readings),
          turning.map((choice) => ({ [id]: choice })),
        );
      });
    }
  }

  it("is nothing that a plain request turns on, which is decided once", () => {
    const { decision, dependsOn, alternatives } = decideUnderEveryReading(prepare(READ_ORDERS), compileLayers({ identity: [FULL_ACCESS] }));
    assert.equal(decision.outcome, "allowed");
    assert.deepEqual([dependsOn, alternatives], [[], []]);
    assert.equal(contestedBy(prepare(READ_ORDERS), compileLayers({ identity: [FULL_ACCESS] })).size, 0);
  });

  it("is nothing that a request turns on where the rest of the statement keeps it from applying", () => {
    const touching = { "ForAllValues:StringNotEquals": { "aws:CalledVia": "athena.amazonaws.com" } };
    const touchedBy = (statement: StatementDocument, request = READ_ORDERS) =>
      contestedBy(prepare(request), compileLayers({ identity: [FULL_ACCESS], resource: policy(statement) }));
    const applying: StatementDocument = { ...ALLOW, Effect: "Deny", Principal: "*", Condition: touching };
    assert.deepEqual([...touchedBy(applying)], ["for-all-values-missing"]);
    assert.equal(touchedBy({ ...applying, Condition: { ...touching, Null: { "aws:CalledVia": "false" } } }).size, 0);
    const fromVpc = { ...applying, Condition: { ...touching, StringEquals: { "aws:SourceVpc": "vpc-1" } } };
    assert.equal(touchedBy(fromVpc).size, 0);
    assert.equal(touchedBy(fromVpc, { ...READ_ORDERS, unknown: { "aws:SourceVpc": "the network of reader" } }).size, 1);
    assert.equal(touchedBy({ ...applying, Principal: { AWS: FOREIGN_READER } }).size, 0);
    assert.equal(touchedBy({ ...applying, Resource: `${ORDERS}-2` }).size, 0);
    assert.equal(touchedBy({ ...applying, Action: "s3:*" }).size, 0);
  });

  it("is named with others where two together turn a decision", () => {
    const { dependsOn, alternatives } = decideUnderEveryReading(
      prepare({ ...READ_ORDERS, context: { [TEAM]: "" } }),
      compileLayers({
        identity: [
          policy({ ...ALLOW, Resource: `arn:aws:dynamodb:*:*:table/\${${TEAM}}*` }),
          policy({ ...ALLOW, Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": "team" } } }),
        ],
      }),
    );
    assert.deepEqual([...dependsOn].sort(), ["empty-variable", "for-all-values-missing"]);
    assert.deepEqual(
      alternatives.map(({ readings, decision }) => [readings, decision.outcome]),
      [[{ "empty-variable": "no-value", "for-all-values-missing": "fails" }, "implicitly-denied"]],
    );
  });

  it("is named with all others, and none is tried, where there are too many to try", () => {
    const everything = policy({
      ...ALLOW,
      Resource: ["arn:aws:dynamodb", `arn:aws:dynamodb:EU-*:*:table/\${${TEAM}}*`],
      Condition: {
        "ForAnyValue:StringEqualsIfExists": { "aws:RequestTag/a": "a" },
        "ForAnyValue:StringNotEquals": { "aws:RequestTag/b": "a" },
        "ForAllValues:StringEquals": { "aws:RequestTag/c": "a" },
        StringEquals: { "aws:TagKeys": "a" },
        ArnLike: { "aws:PrincipalArn": "*" },
        Null: { [TEAM]: "true" },
      },
    });
    const request = prepare({ ...READ_ORDERS, context: { [TEAM]: "", "aws:TagKeys": ["a", "b"] } });
    const layersOver = compileLayers({ identity: [everything] });
    const { dependsOn, alternatives } = decideUnderEveryReading(request, layersOver);
    assert.deepEqual(new Set(dependsOn), contestedBy(request, layersOver));
    assert.ok(dependsOn.reduce((count, id) => count * choicesOf(id).length, 1) > 1000);
    assert.deepEqual(alternatives, []);
  });

  it("stands in the scenarios' README as it is taken", () => {
    const readme = readFileSync(new URL("../../scenarios/README.md", import.meta.url), "utf8");
    const rows = READINGS.map(({ id, question, choices, pages }) => {
      const [taken = "", ...others] = Object.entries(choices).map(([name, words]) => `\`${name}\`: ${words}`);
      const links = pages.map((page, index) => `[${index + 1}](${page})`).join(" ");
      return `| \`${id}\` | ${question} | ${taken} | ${others.join("; ")} | ${links} |`;
    });
    const table = ["", "| reading | question | taken | or | pages |", "|---|---|---|---|---|", ...rows, "", ""].join("\n");
    assert.ok(readme.includes(table), `write this table into test/scenarios/README.md:\n${table}`);
  });
});
