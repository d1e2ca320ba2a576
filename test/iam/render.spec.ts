import assert from "node:assert/strict";
import fc from "fast-check";
import type { PolicyDocument, PolicyKind } from "../../iam/document.ts";
import { endpointPolicy } from "../../iam/endpoint-policy.ts";
import { identityPolicy, managedPolicy, sessionPolicy } from "../../iam/identity-policy.ts";
import { keyPolicy } from "../../iam/key-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { quotaOf, render, sizeOf } from "../../iam/render.ts";
import { resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import { secretPolicy } from "../../iam/secret-policy.ts";
import { serviceControlPolicy } from "../../iam/service-control-policy.ts";
import { allow, deny } from "../../iam/statement.ts";
import { streamPolicy, tablePolicy } from "../../iam/table-policy.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";

const principals = { aws: ["arn:aws:iam::200000000002:role/api"] } as const;

/** One document of each kind, with a condition value of the given text to make it any size. */
const SIZED: Record<PolicyKind, (filler: string) => PolicyDocument> = {
  "identity policy": (filler) => identityPolicy([{ ...reading, conditions: userid(filler) }]),
  "managed policy": (filler) => managedPolicy([{ ...reading, conditions: userid(filler) }]),
  "session policy": (filler) => sessionPolicy([{ ...reading, conditions: userid(filler) }]),
  "trust policy": (filler) => trustPolicy([allow({ sid: "A", principals, actions: ["sts:AssumeRole"], conditions: userid(filler) })]),
  "table policy": (filler) => tablePolicy([{ ...reading, principals, conditions: userid(filler) }]),
  "stream policy": (filler) => streamPolicy([{ ...reading, principals, conditions: userid(filler) }]),
  "key policy": (filler) => keyPolicy([allow({ sid: "A", principals, actions: ["kms:Decrypt"], conditions: userid(filler) })]),
  "secret policy": (filler) =>
    secretPolicy([allow({ sid: "A", principals, actions: ["secretsmanager:GetSecretValue"], conditions: userid(filler) })]),
  "endpoint policy": (filler) => endpointPolicy([{ ...reading, principals: "anyone", conditions: userid(filler) }]),
  "service control policy": (filler) =>
    serviceControlPolicy([deny({ sid: "A", actions: ["dynamodb:*"], resources: ["*"], conditions: userid(filler) })]),
  "resource control policy": (filler) =>
    resourceControlPolicy([deny({ sid: "A", actions: ["dynamodb:*"], resources: ["*"], conditions: userid(filler) })]),
};
const reading = allow({ sid: "A", actions: ["dynamodb:GetItem"], resources: ["*"] });
const userid = (value: string) => ({ StringEquals: { "aws:userid": [value] } }) as const;

describe("rendering", () => {
  it("writes the elements in AWS's order and minified", () => {
    const document = tablePolicy([
      {
        conditions: { StringEquals: { "aws:userid": ["b", "a"] } },
        resources: ["r"],
        actions: ["dynamodb:Query"],
        principals: { services: ["s.amazonaws.com"], federated: ["arn:aws:iam::1:oidc-provider/i"], aws: ["arn:aws:iam::1:root"] },
        effect: "Allow",
        sid: "ReadOrders",
      },
    ]);
    assert.equal(
      render(document),
      '{"Version":"2012-10-17","Statement":[{"Sid":"ReadOrders","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::1:root",' +
        '"Federated":"arn:aws:iam::1:oidc-provider/i","Service":"s.amazonaws.com"},"Action":"dynamodb:Query","Resource":"r",' +
        '"Condition":{"StringEquals":{"aws:userid":["a","b"]}}}]}',
    );
  });

  it("leaves out an empty condition", () => {
    assert.equal(render(identityPolicy([{ ...reading, conditions: {} }])), render(identityPolicy([reading])));
  });

  it("writes a value twice named once", () => {
    const twice = allow({ sid: "A", actions: ["dynamodb:GetItem", "dynamodb:GetItem"], resources: ["*", "*"] });
    assert.equal(render(identityPolicy([twice])), render(identityPolicy([reading])));
  });

  it("sorts by code unit, so that no machine's language matters", () => {
    const document = identityPolicy([allow({ sid: "A", actions: ["a:b"], resources: ["ä", "z", "Z", "a"] })]);
    assert.match(render(document), /"Resource":\["Z","a","z","ä"\]/);
  });

  const sid = fc.stringMatching(/^[A-Z][a-z]{1,8}$/);
  const values = fc.array(fc.string(), { minLength: 1, maxLength: 4 });
  const statement = fc.record(
    {
      sid,
      effect: fc.constantFrom("Allow" as const, "Deny" as const),
      actions: fc.array(fc.constantFrom("dynamodb:GetItem", "dynamodb:Query", "kms:Decrypt", "s3:*"), { minLength: 1, maxLength: 5 }),
      resources: values,
      conditions: fc.dictionary(
        fc.constantFrom("StringEquals", "StringLike", "ForAnyValue:StringLike"),
        fc.dictionary(fc.constantFrom("aws:userid", "aws:SourceVpc", "aws:TagKeys"), values, { minKeys: 1, noNullPrototype: true }),
        { noNullPrototype: true },
      ),
    },
    { noNullPrototype: true },
  );
  const statements = fc.uniqueArray(statement, { selector: (one) => one.sid, minLength: 1, maxLength: 5 });
  type Generated = typeof statement extends fc.Arbitrary<infer S> ? S : never;
  const asDocument = (given: readonly Generated[]) =>
    identityPolicy(
      nonEmpty(
        given.map((one) => ({
          ...one,
          actions: nonEmpty(one.actions as `${string}:${string}`[], "actions"),
          resources: nonEmpty(one.resources, "resources"),
        })),
        "statements",
      ),
    );
  const reversed = (one: Generated): Generated => ({
    ...one,
    actions: one.actions.toReversed(),
    resources: one.resources.toReversed(),
    conditions: Object.fromEntries(
      Object.entries(one.conditions)
        .reverse()
        .map(([operator, keys]) => [
          operator,
          Object.fromEntries(
            Object.entries(keys)
              .reverse()
              .map(([key, list]) => [key, list.toReversed()]),
          ),
        ]),
    ),
  });

  it("gives one text whatever the order of statements, lists and keys", () => {
    fc.assert(
      fc.property(statements, (given) => {
        assert.equal(render(asDocument(given.toReversed().map(reversed))), render(asDocument(given)));
      }),
      { seed: 20261122 },
    );
  });

  it("is idempotent: what is read back and rendered again is the same text", () => {
    fc.assert(
      fc.property(statements, (given) => {
        const text = render(asDocument(given));
        const list = (value: string | string[]) => (Array.isArray(value) ? value : [value]);
        const { Statement } = JSON.parse(text) as {
          Statement: {
            Sid: string;
            Effect: "Allow" | "Deny";
            Action: string | string[];
            Resource: string | string[];
            Condition?: Record<string, Record<string, string | string[]>>;
          }[];
        };
        const again = Statement.map(
          (one): Generated => ({
            sid: one.Sid,
            effect: one.Effect,
            actions: list(one.Action) as Generated["actions"],
            resources: list(one.Resource),
            conditions: Object.fromEntries(
              Object.entries(one.Condition ?? {}).map(([operator, keys]) => [
                operator,
                Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, list(value)])),
              ]),
            ),
          }),
        );
        assert.equal(render(asDocument(again)), text);
        assert.equal(JSON.stringify(JSON.parse(text)), text);
      }),
      { seed: 20261122 },
    );
  });

  it("loses no statement, action, resource or condition", () => {
    fc.assert(
      fc.property(statements, (given) => {
        const text = render(asDocument(given));
        for (const one of given) {
          for (const word of [
            one.sid,
            ...one.actions,
            ...one.resources,
            ...Object.values(one.conditions).flatMap((keys) => Object.values(keys).flat()),
          ]) {
            assert.ok(text.includes(JSON.stringify(word)), word);
          }
        }
      }),
      { seed: 20261122 },
    );
  });
});

describe("the size of", () => {
  const MESSAGES: Record<PolicyKind, string> = {
    "identity policy":
      "identity policy: the identity policy is larger than the 10240 characters without white space that AWS takes, got 10241; " +
      "spread its grants over several workloads with roles of their own, or share by role",
    "managed policy":
      "managed policy: the managed policy is larger than the 6144 characters without white space that AWS takes, got 6145; split it into two policies",
    "session policy":
      "session policy: the session policy is larger than the 2048 characters that AWS takes, got 2049; " +
      "name fewer actions and resources, or pass managed policies",
    "trust policy":
      "trust policy: the trust policy is larger than the 2048 characters that AWS takes, got 2049; " +
      "have the account's quota for role trust policies raised and declare it, or split the role",
    "table policy":
      "table policy: the table policy is larger than the 20480 bytes that AWS takes, got 20481; " +
      "share by role instead of by resource policy, or name fewer principals",
    "stream policy":
      "stream policy: the stream policy is larger than the 20480 bytes that AWS takes, got 20481; " +
      "share by role instead of by resource policy, or name fewer principals",
    "key policy":
      "key policy: the key policy is larger than the 32768 bytes that AWS takes, got 32769; use one key for fewer resources, or share by role",
    "secret policy":
      "secret policy: the secret policy is larger than the 20480 characters that AWS takes, got 20481; " +
      "share by role instead of by resource policy, or name fewer principals",
    "endpoint policy":
      "endpoint policy: the endpoint policy is larger than the 20480 characters that AWS takes, got 20481; " +
      "name fewer resources, or bind them by organization",
    "service control policy":
      "service control policy: the service control policy is larger than the 10240 bytes that AWS takes, got 10241; split it into two policies",
    "resource control policy":
      "resource control policy: the resource control policy is larger than the 5120 bytes that AWS takes, got 5121; split it into two policies",
  };

  for (const [kind, build] of Object.entries(SIZED) as [PolicyKind, (filler: string) => PolicyDocument][]) {
    const quota = quotaOf(kind);
    const room = quota.value - sizeOf(build(""));

    it(`a ${kind} may be exactly its quota`, () => {
      const document = build("x".repeat(room));
      assert.equal(document.kind, kind);
      assert.equal(sizeOf(document), quota.value);
      assert.equal(render(document).length, quota.value);
    });

    it(`a ${kind} may not be one more`, () => {
      const document = build("x".repeat(room + 1));
      assert.equal(sizeOf(document), quota.value + 1);
      assert.throws(() => render(document), { message: MESSAGES[kind] });
    });
  }

  it("a refusal begins with the place that the caller names", () => {
    assert.throws(() => render(SIZED["table policy"]("x".repeat(30_000)), { where: "orders-prod/orders" }), {
      message: /^orders-prod\/orders: the table policy is larger than the 20480 bytes that AWS takes, got \d+; share by role/,
    });
  });

  it("a table policy counts bytes, an endpoint policy characters, a managed policy no white space", () => {
    for (const [kind, more] of [
      ["table policy", 5],
      ["endpoint policy", 4],
      ["managed policy", 2],
    ] as const) {
      assert.equal(sizeOf(SIZED[kind]("a  é")) - sizeOf(SIZED[kind]("")), more, kind);
    }
  });

  it("a trust policy may reach what the account's quota was raised to", () => {
    const large = SIZED["trust policy"]("x".repeat(4_000));
    assert.throws(() => render(large), /larger than the 2048 characters/);
    assert.ok(render(large, { limit: 8_192 }).length > 4_000);
    assert.throws(() => render(large, { limit: 4_000 }), /larger than the 4000 characters/);
  });

  it("no document may exceed what AWS raises its quota to", () => {
    assert.throws(() => render(SIZED["trust policy"](""), { limit: 8_193 }), {
      message: "trust policy: AWS raises this quota to at most 8192, got 8193; declare what the account has",
    });
    assert.throws(() => render(SIZED["table policy"](""), { limit: 20_481 }), {
      message: "table policy: AWS raises this quota to at most 20480, got 20481; declare what the account has",
    });
  });
});
