import { loadCatalogue } from "../../../iam/catalogue.ts";
import { type Decision, decide } from "../../../proof/engine/decide.ts";
import { compileLayers, type LayerDocuments } from "../../../proof/engine/layers.ts";
import type { PolicyDocument, StatementDocument } from "../../../proof/engine/policy-document.ts";
import { prepareRequest, type Request, type Surroundings } from "../../../proof/engine/prepare-request.ts";
import { type Explanation, explain } from "../../../proof/explanation/explain.ts";

export const SURROUNDINGS: Surroundings = {
  now: new Date("2026-11-22T00:00:00Z"),
  catalogue: await loadCatalogue(["dynamodb", "kms", "s3", "sts"]),
};

export const OWNER = "111111111111";
export const CONSUMER = "222222222222";
export const ORDERS = `arn:aws:dynamodb:eu-west-1:${OWNER}:table/orders`;
export const READER = `arn:aws:iam::${OWNER}:role/reader`;
export const FOREIGN_READER = `arn:aws:iam::${CONSUMER}:role/reader`;

export const READ_ORDERS: Request = { principal: READER, action: "dynamodb:GetItem", resource: ORDERS, context: {} };

export const FULL_ACCESS: PolicyDocument = policy({ Effect: "Allow", Action: "*", Resource: "*" });

export function policy(...statements: readonly StatementDocument[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

export function decideUnder(request: Request, documents: LayerDocuments): Decision {
  return decide(prepareRequest(request, SURROUNDINGS), compileLayers(documents));
}

export function explainUnder(request: Request, documents: LayerDocuments): Explanation {
  return explain(prepareRequest(request, SURROUNDINGS), compileLayers(documents));
}
