import assert from "node:assert/strict";
import fc from "fast-check";
import { decide } from "../../../proof/engine/decide.ts";
import { compileLayers, type LayerDocument, type LayerDocuments } from "../../../proof/engine/layers.ts";
import type { PolicyDocument } from "../../../proof/engine/policy-document.ts";
import { prepareRequest, type Request } from "../../../proof/engine/prepare-request.ts";
import { layers, RUNS, requests } from "./arbitrary-layers.ts";
import {
  decideUnder,
  explainUnder,
  FOREIGN_READER,
  FULL_ACCESS,
  ORDERS,
  OWNER,
  policy,
  READ_ORDERS,
  READER,
  SURROUNDINGS,
} from "./engine.ts";

const ALLOW = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: ORDERS } as const;
const TEAM = { "aws:PrincipalTag/team": "red" };

function whatIn(request: Request, documents: LayerDocuments): string[] {
  return decideUnder(request, documents).unknowns.map(({ layer, level, statement, what }) =>
    [layer, ...(level === undefined ? [] : [level]), ...(statement === undefined ? [] : [statement.sid ?? statement.index]), what].join(
      " ",
    ),
  );
}

/** Makes the text of some documents unknown, each where the next of `picks` says so. */
function hide(documents: LayerDocuments<PolicyDocument>, picks: readonly boolean[]): LayerDocuments {
  let at = 0;
  const change = (document: PolicyDocument): LayerDocument =>
    picks[at++ % picks.length] === true ? { unknown: `document ${at}` } : document;
  const { identity, boundary, session, resource, endpoint, serviceControl } = documents;
  const one = (document: PolicyDocument | undefined) => (document === undefined ? undefined : change(document));
  return {
    identity: identity?.map(change),
    boundary: boundary?.map(change),
    session: one(session),
    resource: one(resource),
    endpoint: one(endpoint),
    serviceControl: serviceControl?.map((level) => level.map(change)),
  };
}

/** The keys that the random policies test, except those which are always known. */
const KEYS = ["aws:SourceVpc", "aws:TagKeys"];

function withUnknownKeys(request: Request, keys: readonly string[]): Request {
  const context = Object.fromEntries(Object.entries(request.context).filter(([key]) => !keys.includes(key)));
  return { ...request, context, unknown: Object.fromEntries(keys.map((key) => [key, "where"])) };
}

describe("what is unknown", () => {
  it("never turns certainly allowed or denied what a text or value would turn the other way", () => {
    const counts = { unknown: 0, certain: 0 };
    const picks = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(requests, layers, picks, fc.subarray(KEYS), (request, over, hidden, keys) => {
        const { outcome } = decideUnder(withUnknownKeys(request, keys), hide(over, hidden));
        counts[outcome === "unknown" ? "unknown" : "certain"]++;
        if (outcome === "unknown") return;
        const resolved = decideUnder(request, over).outcome;
        assert.notEqual(resolved, "unknown");
        assert.equal(outcome === "allowed", resolved === "allowed");
      }),
      { ...RUNS, numRuns: 4000 },
    );
    assert.ok(counts.unknown > 200 && counts.certain > 200, JSON.stringify(counts));
  });

  it("always names something, and only where the decision is unknown", () => {
    const picks = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(requests, layers, picks, fc.subarray(KEYS), (request, over, hidden, keys) => {
        const { outcome, unknowns } = decideUnder(withUnknownKeys(request, keys), hide(over, hidden));
        assert.equal(unknowns.length > 0, outcome === "unknown");
      }),
      RUNS,
    );
  });

  it("is listed with its place, documents and values alike, each once", () => {
    const deny = { ...ALLOW, Effect: "Deny", Sid: "OnlyRed", Condition: { StringNotEquals: TEAM } } as const;
    assert.deepEqual(
      whatIn(
        { ...READ_ORDERS, unknown: { "aws:PrincipalTag/*": "the tags of reader" } },
        { identity: [FULL_ACCESS, policy(deny)], serviceControl: [[FULL_ACCESS, { unknown: "the SCP p-1" }], [policy(deny, ALLOW)]] },
      ),
      ["serviceControl 0 the SCP p-1", "serviceControl 1 OnlyRed the tags of reader"],
    );
  });

  it("is not listed where another Allow of the layer is certain, nor where the layer binds nobody of the kind", () => {
    const maybe = { ...ALLOW, Condition: { StringEquals: TEAM } };
    const request = { ...READ_ORDERS, unknown: { "aws:PrincipalTag/team": "the tags of reader" } };
    assert.deepEqual(whatIn(request, { identity: [policy(maybe, ALLOW), { unknown: "what reader may do" }] }), [
      "identity what reader may do",
    ]);
  });

  it("is listed in the resource's policy where that would make up for what its own account's other layers lack", () => {
    const named = { ...ALLOW, Principal: "*", Condition: { StringEquals: TEAM } } as const;
    const request = { ...READ_ORDERS, unknown: { "aws:PrincipalTag/team": "the tags of reader" } };
    assert.deepEqual(whatIn(request, { resource: policy(named) }), ["resource 0 the tags of reader"]);
  });

  it("is whose a unique id is, unless the caller's is known or the id is known to be somebody's", () => {
    const deny = policy({ ...ALLOW, Effect: "Deny", Principal: { AWS: "AROAONE" } });
    const outcome = (principalId: string | undefined, principalsById: ReadonlyMap<string, string>) =>
      decide(
        prepareRequest({ ...READ_ORDERS, principalId }, { ...SURROUNDINGS, principalsById }),
        compileLayers({ identity: [FULL_ACCESS], resource: deny }),
      );
    const nobody = new Map<string, string>();
    assert.deepEqual(
      outcome(undefined, nobody).unknowns.map(({ what }) => what),
      [`the unique id of ${READER}`],
    );
    assert.equal(outcome("AROAONE", nobody).outcome, "explicitly-denied");
    assert.equal(outcome("AROATWO", nobody).outcome, "allowed");
    assert.equal(outcome(undefined, new Map([["AROAONE", READER]])).outcome, "explicitly-denied");
    assert.equal(outcome(undefined, new Map([["AROAONE", FOREIGN_READER]])).outcome, "allowed");
  });

  it("is which session of a role asks, where a policy names one", () => {
    const deny = policy({ ...ALLOW, Effect: "Deny", Principal: { AWS: `arn:aws:sts::${OWNER}:assumed-role/reader/s1` } });
    assert.deepEqual(whatIn(READ_ORDERS, { identity: [FULL_ACCESS], resource: deny }), [`resource 0 which session of ${READER} asks`]);
  });

  it("may be a more direct grant than the one that is certain", () => {
    const resource = policy({ ...ALLOW, Principal: { AWS: [OWNER, "AROAONE"] } });
    assert.deepEqual(whatIn(READ_ORDERS, { resource }), [`resource 0 the unique id of ${READER}`]);
  });

  it("is explained, with the conditions that it leaves open", () => {
    const maybe = { ...ALLOW, Sid: "Red", Condition: { StringEquals: TEAM } };
    const { decision, unknowns, nearMisses } = explainUnder(
      { ...READ_ORDERS, unknown: { "aws:PrincipalTag/team": "the tags of reader" } },
      { identity: [policy(maybe)] },
    );
    assert.equal(decision, "unknown");
    assert.deepEqual(unknowns, [{ what: "the tags of reader", layer: "identity", policy: "1", statement: 1, sid: "Red" }]);
    assert.deepEqual(
      nearMisses.map(({ sid, failed }) => [sid, failed.map(({ got, isUnknown }) => [got, isUnknown])]),
      [["Red", [[null, true]]]],
    );
  });
});
