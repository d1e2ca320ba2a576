import { fit } from "../../guardrails/fit.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";
import type { PolicyDocument as Document } from "../../iam/document.ts";
import type { NonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { type ResourceControlStatement, resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import { type ServiceControlStatement, serviceControlPolicy } from "../../iam/service-control-policy.ts";
import { decide } from "../../proof/engine/decide.ts";
import { compileLayers } from "../../proof/engine/layers.ts";
import type { PolicyDocument } from "../../proof/engine/policy-document.ts";
import { prepareRequest } from "../../proof/engine/prepare-request.ts";
import type { ContextValues } from "../../proof/engine/request-context.ts";

const SURROUNDINGS = {
  now: new Date("2026-11-22T00:00:00Z"),
  catalogue: await loadCatalogue([
    ...["autoscaling", "backup", "dynamodb", "ec2", "ecs", "eks", "events", "iam", "kms", "lambda", "organizations", "secretsmanager"],
    ...["ssm", "sts"],
  ]),
};

export const ACCOUNT = "200000000002";
export const role = (name: string, account = ACCOUNT): string => `arn:aws:iam::${account}:role/${name}`;
export const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/orders`;

export type EndpointDocument = Document<"endpoint policy">;

/** A request of a role that may do everything by its own policies. */
export interface Ask {
  readonly as: string;
  readonly to: string;
  readonly on: string;
  readonly with?: ContextValues;
}

const EVERYTHING: PolicyDocument = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const toEveryone: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "*", Resource: "*" }],
};

const parsed = (text: string): PolicyDocument => JSON.parse(text) as PolicyDocument;

/** What becomes of a request under an SCP: `allowed`, or the Sid that denies. */
export function underServiceControl(statements: NonEmpty<ServiceControlStatement>, ask: Ask): string {
  const scps = fit(statements, serviceControlPolicy, "statements").map((each) => parsed(render(serviceControlPolicy(each))));
  return outcome(ask, { identity: [EVERYTHING], serviceControl: [[EVERYTHING], [EVERYTHING, ...scps]] });
}

/** What becomes of a request under an RCP, where the resource's own policy lets everyone in. */
export function underResourceControl(statements: NonEmpty<ResourceControlStatement>, ask: Ask): string {
  const rcp = parsed(render(resourceControlPolicy(statements)));
  return outcome(ask, { identity: [EVERYTHING], resource: toEveryone, resourceControl: [[rcp]] });
}

const trustInAnybody: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "sts:*" }],
};

/** What becomes of a request to take a role under an RCP, where the role's trust policy lets everyone in. */
export function underTrust(statements: NonEmpty<ResourceControlStatement>, ask: Ask): string {
  const rcp = parsed(render(resourceControlPolicy(statements)));
  return outcome(ask, { identity: [EVERYTHING], resource: trustInAnybody, resourceControl: [[rcp]] });
}

/** What becomes of a request that passes an endpoint with that policy, where everything else lets it through. */
export function throughEndpoint(policy: EndpointDocument, ask: Ask): string {
  return outcome(ask, { identity: [EVERYTHING], resource: toEveryone, endpoint: parsed(render(policy)) });
}

function outcome(ask: Ask, documents: Parameters<typeof compileLayers>[0]): string {
  const request = { principal: ask.as, action: ask.to, resource: ask.on, context: ask.with ?? {} };
  const { outcome: result, by } = decide(prepareRequest(request, SURROUNDINGS), compileLayers(documents));
  return result === "allowed" ? "allowed" : (by.statement?.sid ?? `${result} by ${by.layer}`);
}
