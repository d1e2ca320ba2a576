import assert from "node:assert/strict";
import { someOf } from "../../model/some-of.ts";

describe("names in a message", () => {
  it("are all there where they are few, and else the first with how many more", () => {
    assert.equal(someOf(["a", "b"]), "a, b");
    const many = Array.from({ length: 400 }, (_, index) => `a${index.toString()}`);
    assert.match(someOf(many), /^a0, a1, .*, a11 and 388 more$/);
  });
});
