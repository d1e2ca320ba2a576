import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { kindOf } from "../../../model/reading/draft.ts";
import { DESCRIBED_FILES, type DescribedFile, jsonSchema } from "../../../model/reference/json-schema.ts";
import { SAMPLE, sample } from "../../support/sample.ts";

const written = (kind: DescribedFile): string => readFileSync(new URL(`../../../schema/${kind}.schema.json`, import.meta.url), "utf8");
const schemaOf = (kind: DescribedFile) => z.fromJSONSchema(JSON.parse(written(kind)) as Parameters<typeof z.fromJSONSchema>[0]);

describe("the JSON Schema", () => {
  for (const kind of Object.keys(DESCRIBED_FILES) as DescribedFile[]) {
    it(`of ${kind}.yaml is current`, () => {
      assert.ok(written(kind) === jsonSchema(kind), `schema/${kind}.schema.json is not current; run npm run schema`);
    });
  }

  for (const [file, text] of sample) {
    it(`takes ${file} of the sample, which names it`, () => {
      const kind = kindOf(file);
      assert.ok(kind !== undefined);
      const named = /^# yaml-language-server: \$schema=(.+)$/m.exec(text)?.[1] ?? "";
      const schema = path.resolve(SAMPLE, path.dirname(file), named);
      assert.equal(path.basename(schema), `${kind}.schema.json`);
      assert.ok(existsSync(schema), schema);
      assert.deepEqual(schemaOf(kind).safeParse(parse(text)).error?.issues, undefined);
    });
  }

  it("refuses what the reader refuses in one file", () => {
    for (const [kind, value] of [
      ["organization", { homeRegion: "eu-west-9" }],
      ["account", { account: "a", id: 200_000_000_002, organizationalUnit: "security" }],
      ["account", { account: "a", id: "200000000002", organizationalUnit: "security", budget: 1 }],
      ["claims", { never: [{ who: [], can: "read", what: "anything", because: "no reason" }] }],
      ["claims", { never: [{ who: "anyone", can: "read", what: "anything" }] }],
      ["data", { tables: { orders: { key: { partition: { orderId: "text" } } } } }],
    ] as const) {
      assert.equal(schemaOf(kind).safeParse(value).success, false, JSON.stringify(value));
      assert.equal(DESCRIBED_FILES[kind].safeParse(value).success, false, JSON.stringify(value));
    }
  });
});
