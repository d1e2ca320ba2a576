import assert from "node:assert/strict";
import fc from "fast-check";
import type { LayerDocuments } from "../../../proof/engine/layers.ts";
import { asList, type PolicyDocument, type StatementDocument } from "../../../proof/engine/policy-document.ts";
import { layers, level, RUNS, requests, statement } from "./arbitrary-layers.ts";
import { decideUnder } from "./engine.ts";

function mapDocuments(
  documents: LayerDocuments<PolicyDocument>,
  change: (policy: PolicyDocument) => PolicyDocument,
): LayerDocuments<PolicyDocument> {
  const list = (policies: readonly PolicyDocument[] | undefined) => policies?.map(change);
  const one = (policy: PolicyDocument | undefined) => (policy === undefined ? undefined : change(policy));
  const { identity, boundary, session, resource, endpoint, serviceControl, resourceControl } = documents;
  return {
    identity: list(identity),
    boundary: list(boundary),
    session: one(session),
    resource: one(resource),
    endpoint: one(endpoint),
    serviceControl: serviceControl?.map((policies) => policies.map(change)),
    resourceControl: resourceControl?.map((policies) => policies.map(change)),
  };
}

const withStatements =
  (change: (statements: readonly StatementDocument[]) => readonly StatementDocument[]) => (policy: PolicyDocument) => ({
    ...policy,
    Statement: change(asList(policy.Statement)),
  });

describe("a decision", () => {
  it("comes out in all four ways for what these properties try", () => {
    const seen = new Set(
      fc
        .sample(fc.tuple(requests, layers), { seed: RUNS.seed, numRuns: RUNS.numRuns })
        .map(([request, over]) => decideUnder(request, over).outcome),
    );
    assert.deepEqual([...seen].sort(), ["allowed", "explicitly-denied", "implicitly-denied", "unknown"]);
  });

  it("is not turned into allowed by a further Deny, in any layer", () => {
    const names = fc.constantFrom("identity", "boundary", "session", "resource", "endpoint", "serviceControl");
    fc.assert(
      fc.property(requests, layers, statement(fc.constant("Deny"), false), names, (request, over, deny, layer) => {
        const naming = withStatements((statements) => [...statements, { ...deny, Principal: "*" }]);
        const plain = withStatements((statements) => [...statements, deny]);
        const further: LayerDocuments = {
          ...over,
          ...(layer === "identity" ? { identity: [...(over.identity ?? []), { Version: "2012-10-17", Statement: deny }] } : {}),
          ...(layer === "boundary" ? { boundary: over.boundary?.map(plain) } : {}),
          ...(layer === "session" && over.session !== undefined ? { session: plain(over.session) } : {}),
          ...(layer === "resource" && over.resource !== undefined ? { resource: naming(over.resource) } : {}),
          ...(layer === "endpoint" && over.endpoint !== undefined ? { endpoint: naming(over.endpoint) } : {}),
          ...(layer === "serviceControl" ? { serviceControl: over.serviceControl?.map((policies) => policies.map(plain)) } : {}),
        };
        if (decideUnder(request, over).outcome !== "allowed") assert.notEqual(decideUnder(request, further).outcome, "allowed");
      }),
      RUNS,
    );
  });

  it("is not turned into allowed by a further level of SCPs", () => {
    fc.assert(
      fc.property(requests, layers, level, fc.nat(), (request, over, further, at) => {
        const levels = over.serviceControl ?? [];
        const place = at % (levels.length + 1);
        const outcome = decideUnder(request, {
          ...over,
          serviceControl: [...levels.slice(0, place), further, ...levels.slice(place)],
        }).outcome;
        if (decideUnder(request, over).outcome !== "allowed") assert.notEqual(outcome, "allowed");
      }),
      RUNS,
    );
  });

  it("does not depend on the order of statements", () => {
    fc.assert(
      fc.property(requests, layers, (request, over) => {
        const reversed = mapDocuments(
          over,
          withStatements((statements) => [...statements].reverse()),
        );
        assert.equal(decideUnder(request, reversed).outcome, decideUnder(request, over).outcome);
      }),
      RUNS,
    );
  });

  it("does not change when a list of actions or resources is split over statements", () => {
    const split = withStatements((statements) =>
      statements.flatMap((statement) => {
        const byAction =
          statement.Action === undefined ? [statement] : asList(statement.Action).map((Action) => ({ ...statement, Action }));
        return byAction.flatMap((single) => asList(single.Resource).map((Resource) => ({ ...single, Resource })));
      }),
    );
    fc.assert(
      fc.property(requests, layers, (request, over) => {
        assert.equal(decideUnder(request, mapDocuments(over, split)).outcome, decideUnder(request, over).outcome);
      }),
      RUNS,
    );
  });

  it("does not change with keys that no policy mentions", () => {
    const keys = fc.dictionary(fc.constantFrom("aws:UserAgent", "aws:SourceIp", "aws:PrincipalTag/x", "dynamodb:Select"), fc.string());
    fc.assert(
      fc.property(requests, layers, keys, (request, over, further) => {
        const outcome = decideUnder({ ...request, context: { ...further, ...request.context } }, over).outcome;
        assert.equal(outcome, decideUnder(request, over).outcome);
      }),
      RUNS,
    );
  });
});
