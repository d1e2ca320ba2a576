import assert from "node:assert/strict";
import { loadCatalogue } from "../../iam/catalogue.ts";
import type { PolicyDocument } from "../../iam/document.ts";
import { render } from "../../iam/render.ts";
import { decide, type Outcome } from "../../proof/engine/decide.ts";
import { compileLayers } from "../../proof/engine/layers.ts";
import type { PolicyKind } from "../../proof/engine/policy-kind.ts";
import { prepareRequest, type Request } from "../../proof/engine/prepare-request.ts";
import { validatePolicy } from "../../proof/engine/validate-policy.ts";

const SURROUNDINGS = {
  now: new Date("2026-11-22T00:00:00Z"),
  catalogue: await loadCatalogue(["dynamodb", "kms", "secretsmanager", "sts"]),
};

/** Documents over a request, as Palisade renders them. */
export interface Documents {
  readonly identity?: PolicyDocument;
  readonly resource?: PolicyDocument;
}

const RESOURCE_KINDS: Readonly<Record<string, PolicyKind>> = { "trust policy": "trust policy", "key policy": "key policy" };

/** What the engine decides, from the text of the documents alone. */
export function outcome(request: Request, { identity, resource }: Documents, at = SURROUNDINGS.now): Outcome {
  return decide(
    prepareRequest(request, { ...SURROUNDINGS, now: at }),
    compileLayers({
      identity: identity === undefined ? [] : [read(identity, "identity policy")],
      resource: resource === undefined ? undefined : read(resource, RESOURCE_KINDS[resource.kind] ?? "resource policy"),
    }),
  ).outcome;
}

function read(document: PolicyDocument, kind: PolicyKind) {
  const { value, problems = [] } = validatePolicy(JSON.parse(render(document)), kind);
  assert.ok(value !== undefined, problems.map(({ message }) => message).join("\n"));
  return value;
}

/** The document without one statement; undefined where that was its only one. */
export function without<D extends PolicyDocument>(document: D, sid: string): D | undefined {
  const left = document.statements.filter((statement) => !statement.sid.startsWith(sid));
  assert.equal(left.length, document.statements.length - 1, `${sid} is no statement of it`);
  const [first, ...rest] = left;
  return first === undefined ? undefined : { ...document, statements: [first, ...rest] };
}
