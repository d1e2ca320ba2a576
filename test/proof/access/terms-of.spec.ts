import assert from "node:assert/strict";
import { type Cell, termsOf } from "../../../proof/access/terms-of.ts";
import { OTHER } from "../../../proof/classes/values.ts";
import { NOW } from "../../support/sample.ts";

const SECOND = 1000;
const DAY = 86_400_000;
const now = NOW.getTime();
const end = now + DAY;

const cell = (isAllowed: boolean, fields: Partial<Cell> = {}): Cell => ({
  at: now,
  carried: {},
  isAllowed,
  unknowns: [],
  byOwnPermissions: false,
  ...fields,
});
const FOR_EVER = { unknowns: [], since: undefined, until: undefined, byOwnPermissions: false, carrying: [] };

describe("the terms of an access", () => {
  it("are none where nothing is allowed", () => {
    assert.deepEqual(termsOf([cell(false)], now), []);
  });

  it("are without an end where nothing ends it", () => {
    assert.deepEqual(termsOf([cell(true)], now), [FOR_EVER]);
  });

  it("end where requests are denied from an instant on", () => {
    const cells = [cell(true), cell(true, { at: end - SECOND }), cell(false, { at: end })];
    assert.deepEqual(termsOf(cells, now), [{ ...FOR_EVER, until: end }]);
  });

  it("begin where requests are denied until an instant", () => {
    const cells = [cell(false), cell(false, { at: end - SECOND }), cell(true, { at: end })];
    assert.deepEqual(termsOf(cells, now), [{ ...FOR_EVER, since: end }]);
  });

  it("leave out what has ended", () => {
    const past = now - DAY;
    assert.deepEqual(termsOf([cell(true, { at: past - SECOND }), cell(false, { at: past }), cell(false)], now), []);
  });

  it("are several where an access becomes unknown in between", () => {
    const cells = [cell(true), cell(true, { at: end, unknowns: ["a policy"] })];
    assert.deepEqual(termsOf(cells, now), [
      { ...FOR_EVER, until: end },
      { ...FOR_EVER, since: end, unknowns: ["a policy"] },
    ]);
  });

  const carrying = (key: string, value: string | undefined, isAllowed: boolean, others: Cell["carried"] = {}): Cell =>
    cell(isAllowed, { carried: { ...others, ...(value === undefined ? {} : { [key]: value }) } });

  it("name no key that makes no difference", () => {
    const cells = [undefined, "one", OTHER].map((value) => carrying("sts:externalid", value, true));
    assert.deepEqual(termsOf(cells, now), [FOR_EVER]);
  });

  it("name a key that has to be there", () => {
    const cells = [carrying("k:a", undefined, false), carrying("k:a", "one", true), carrying("k:a", OTHER, false)];
    const key = { key: "k:a", values: ["one"], refused: [], isOther: false, isAbsent: false };
    assert.deepEqual(termsOf(cells, now), [{ ...FOR_EVER, carrying: [key] }]);
  });

  it("name the values that a key must not have", () => {
    const cells = [carrying("k:a", undefined, true), carrying("k:a", "one", false), carrying("k:a", OTHER, true)];
    const key = { key: "k:a", values: [], refused: ["one"], isOther: true, isAbsent: true };
    assert.deepEqual(termsOf(cells, now), [{ ...FOR_EVER, carrying: [key] }]);
  });

  it("say exactly what several keys together allow", () => {
    const values = [undefined, "one", OTHER];
    const isAllowed = (a: string | undefined, b: string | undefined) => (a === "one" ? b !== OTHER : b === "one");
    const cells = values.flatMap((a) => values.map((b) => carrying("k:b", b, isAllowed(a, b), a === undefined ? {} : { "k:a": a })));
    const terms = termsOf(cells, now);
    const has = ({ values: named, isOther, isAbsent }: (typeof terms)[number]["carrying"][number], value: string | undefined): boolean =>
      value === undefined ? isAbsent : value === OTHER ? isOther : named.includes(value);
    for (const a of values)
      for (const b of values) {
        const found = terms.filter(({ carrying: keys }) => keys.every((key) => has(key, key.key === "k:a" ? a : b)));
        assert.equal(found.length, isAllowed(a, b) ? 1 : 0, `${a ?? "none"} ${b ?? "none"}`);
      }
  });
});
