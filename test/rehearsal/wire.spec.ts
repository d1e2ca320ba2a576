import assert from "node:assert/strict";
import fc from "fast-check";
import type { Properties } from "../../control-plane/properties.ts";
import {
  containsSecret,
  inTheClear,
  MASK,
  masked,
  redacted,
  resourceReference,
  sealed,
  secret,
  secretTexts,
} from "../../rehearsal/wire.ts";

const given = { name: "n", tags: { a: "open", b: secret("hidden text") }, list: [1, secret({ inner: "deep text" })] };

describe("a value as it travels", () => {
  it("is clear to providers and masked for people", () => {
    assert.deepEqual(inTheClear(given), { name: "n", tags: { a: "open", b: "hidden text" }, list: [1, { inner: "deep text" }] });
    assert.deepEqual(masked(given), { name: "n", tags: { a: "open", b: MASK }, list: [1, MASK] });
  });

  it("stands for a resource by its id, for a component by its URN", () => {
    const references = { custom: resourceReference("urn:x", "id-1"), component: secretless("urn:y") };
    assert.deepEqual(inTheClear(references), { custom: "id-1", component: "urn:y" });
    assert.deepEqual(masked(references), { custom: "id-1", component: "urn:y" });
  });

  it("is not rebuilt when nothing in it changes", () => {
    const value = { a: { b: [1, "2", null] } };
    assert.equal(masked(value), value);
    assert.equal(inTheClear(value), value);
  });

  it("tells its secrets", () => {
    assert.deepEqual([containsSecret(given), containsSecret({ a: [{}] })], [true, false]);
    assert.deepEqual(secretTexts(given), ["hidden text", "deep text"]);
  });

  it("is one secret when it is sealed twice", () => {
    assert.deepEqual(secret(secret("x")), secret("x"));
  });
});

describe("outputs", () => {
  it("are secret where the inputs of their name are, and where they repeat a secret text", () => {
    const outputs = {
      name: "n",
      tags: { a: "open", b: "hidden text", c: "more" },
      tagsAll: { b: "hidden text" },
      url: "x://hidden text/1",
      n: 1,
    };
    assert.deepEqual(masked(sealed(outputs, given, [])), {
      name: "n",
      tags: { a: "open", b: MASK, c: "more" },
      tagsAll: { b: MASK },
      url: MASK,
      n: 1,
    });
  });

  it("are secret where the type says so", () => {
    assert.deepEqual(masked(sealed({ a: 1, b: [2] }, {}, ["b", "absent"])), { a: 1, b: MASK });
  });

  it("are left alone when nothing is secret", () => {
    const outputs = { a: 1 };
    assert.equal(sealed(outputs, { a: 2 }, []), outputs);
  });

  it("do not hide every text that contains a short secret", () => {
    assert.deepEqual(masked(sealed({ a: "eu-west-1", b: "eu" }, { c: secret("eu") }, [])), { a: "eu-west-1", b: MASK });
  });
});

describe("masking", () => {
  it("leaves no secret text of any value, and nothing else changes", () => {
    const leaf = fc.oneof(fc.constantFrom("open", "word"), fc.integer(), fc.boolean(), fc.constant(null));
    const values = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value")),
        fc.constant("hidden-text").map(secret),
        tie("value").map((inner) => secret({ inner, word: "hidden-text" })),
      ),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("x", "y"), values), (properties) => {
        const [shown, clear] = [masked(properties), inTheClear(properties)];
        assert.equal(JSON.stringify(shown).includes("hidden-text"), false);
        assert.equal(containsSecret(clear), false);
        assert.deepEqual(containsSecret(properties), JSON.stringify(shown).includes(MASK));
        assert.deepEqual(masked(clear), clear);
      }),
      { numRuns: 500, seed: 20261122 },
    );
  });

  it("takes long secrets out of messages", () => {
    assert.equal(redacted("got hidden-text, and eu", ["hidden-text", "eu"]), "got [secret], and eu");
  });
});

function secretless(urn: string): Properties {
  const { id, ...component } = resourceReference(urn, "");
  assert.equal(id, "");
  return component;
}
