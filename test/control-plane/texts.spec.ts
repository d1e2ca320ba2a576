import assert from "node:assert/strict";
import { RESOURCE_TYPES } from "../../control-plane/modelled-types.ts";
import { Refusal } from "../../control-plane/refusal.ts";
import { TEXT_LIMITS, type TextLimit, type TextName, textFault } from "../../iam/text-limits.ts";
import { make, newPlane } from "./test-plane.ts";
import { SAMPLES } from "./valid-resources.ts";

const samples = new Map(SAMPLES.map((sample) => [sample(newPlane()).type, sample]));
/** One character of each kind that some service refuses. */
const STRANGE = ["\u0001", "\u007f", "<", "é", "€", "😀", "\ud800"];

/** Whether the control plane takes the sample of a type with this text. */
function takes(token: string, input: string, text: string): boolean {
  const plane = newPlane();
  const sample = samples.get(token)!(plane);
  try {
    make(plane, { ...sample, inputs: { ...sample.inputs, [input]: text } });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

describe("every text whose length or characters AWS limits", () => {
  const limited = RESOURCE_TYPES.flatMap(({ token, texts }) =>
    Object.entries(texts ?? {}).map(([input, name]) => [token, input, name] as const),
  );

  it("is checked for most kinds of text, so that this table is no empty one", () => {
    assert.ok(limited.length >= 10, String(limited.length));
  });

  for (const [token, input, name] of limited) {
    it(`${input} of ${token} is taken up to its limit, and refused beyond it`, () => {
      const { least, most, characters }: TextLimit = TEXT_LIMITS[name];
      const full = (length: number) => (input === "url" ? `https://${"a".repeat(length - 8)}` : "a".repeat(length));
      assert.ok(takes(token, input, full(most)), `${most} characters`);
      assert.ok(!takes(token, input, full(most + 1)), `${most + 1} characters`);
      if (least > 0) assert.ok(!takes(token, input, ""), "none");
      for (const strange of characters === undefined || input === "url" ? [] : STRANGE) {
        assert.equal(takes(token, input, `a${strange}`), textFault(name, `a${strange}`) === undefined, JSON.stringify(strange));
      }
    });
  }

  it("has a limit whose page is named, and that takes something", () => {
    for (const [name, { least, most, source }] of Object.entries(TEXT_LIMITS)) {
      assert.match(source, /^https:\/\/docs\.aws\.amazon\.com\//, name);
      assert.ok(least <= most, name);
    }
    for (const name of ["accountEmail", "tagKey"] as const satisfies readonly TextName[]) assert.equal(textFault(name, ""), "too short");
  });
});
