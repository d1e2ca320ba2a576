import type { LayerDocuments } from "../../../proof/engine/layers.ts";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import type { Request } from "../../../proof/engine/prepare-request.ts";
import type { ReadingId } from "../../../proof/engine/readings.ts";
import { FULL_ACCESS, ORDERS, OWNER, policy, READ_ORDERS, READER } from "./engine.ts";

/** Allows everything of DynamoDB. */
export const ALLOW: StatementDocument = { Effect: "Allow", Action: "dynamodb:*", Resource: "*" };
/** A tag of the caller. */
export const TEAM = "aws:PrincipalTag/team";
/** A session of the reader. */
export const SESSION = `arn:aws:sts::${OWNER}:assumed-role/reader/s1`;

const ORDERS_OF_TEAM = `arn:aws:dynamodb:*:*:table/\${${TEAM}}`;

function allowIf(Condition: StatementDocument["Condition"], context: Request["context"] = {}): Case {
  return { request: { ...READ_ORDERS, context }, layers: { identity: [policy({ ...ALLOW, Condition })] } };
}

function allowOf(Resource: StatementDocument["Resource"], context: Request["context"] = {}): Case {
  return { request: { ...READ_ORDERS, context }, layers: { identity: [policy({ ...ALLOW, Resource })] } };
}

function withUnknownTeam({ request, layers }: Case): Case {
  return { request: { ...request, unknown: { [TEAM]: "the tags of reader" } }, layers };
}

function denyUnless(NotPrincipal: StatementDocument["NotPrincipal"], principal: string): Case {
  return {
    request: { ...READ_ORDERS, principal },
    layers: { identity: [FULL_ACCESS], resource: policy({ ...ALLOW, Effect: "Deny", NotPrincipal }) },
  };
}

/** A request and the policies over it. */
export interface Case {
  readonly request: Request;
  readonly layers: LayerDocuments;
}

/** For each question a request that it decides, with the readings under which it is allowed. */
export const TURNED: Readonly<Record<ReadingId, readonly (readonly [Case, readonly string[]])[]>> = {
  "for-any-value-if-exists": [[allowIf({ "ForAnyValue:StringEqualsIfExists": { "aws:TagKeys": "team" } }), ["holds"]]],
  "for-any-value-negated": [[allowIf({ "ForAnyValue:StringNotEquals": { "aws:TagKeys": "team" } }), ["holds"]]],
  "for-all-values-missing": [
    [allowIf({ "ForAllValues:StringNotEquals": { "aws:TagKeys": "team" } }), ["holds"]],
    [allowIf({ "ForAllValues:StringEquals": { "aws:TagKeys": "team" } }), ["holds", "negated-fails"]],
  ],
  "empty-value": [
    [allowIf({ Null: { [TEAM]: "false" } }, { [TEAM]: "" }), ["value"]],
    [allowIf({ Null: { "dynamodb:LeadingKeys": "true" } }, { "dynamodb:LeadingKeys": [""] }), ["absent"]],
  ],
  "several-values": [
    [allowIf({ StringEquals: { "aws:TagKeys": "a" } }, { "aws:TagKeys": ["a", "b"] }), ["any"]],
    [allowIf({ StringNotEquals: { "aws:TagKeys": "a" } }, { "aws:TagKeys": ["a", "b"] }), ["all", "missing"]],
    [allowIf({ StringNotLike: { "aws:TagKeys": "*" } }, { "aws:TagKeys": ["a", "b"] }), ["missing"]],
  ],
  "arn-star": [[allowIf({ ArnLike: { "aws:PrincipalArn": "*" } }), ["every"]]],
  "arn-case": [
    [allowOf(ORDERS.replace("eu-west-1", "EU-west-1")), ["does-not-count"]],
    [
      allowIf({ ArnEquals: { "aws:SourceArn": "arn:aws:sns:eu-west-1:1:t" } }, { "aws:SourceArn": "arn:aws:SNS:eu-west-1:1:t" }),
      ["does-not-count"],
    ],
    [
      allowIf(
        { ArnEquals: { "aws:SourceArn": `\${${TEAM}}` } },
        { "aws:SourceArn": "arn:aws:sns:eu-west-1:1:t", [TEAM]: "arn:aws:SNS:eu-west-1:1:t" },
      ),
      ["does-not-count"],
    ],
  ],
  "incomplete-arn": [
    [allowOf("arn:aws:dynamodb"), ["both", "completed"]],
    [allowOf("arn:aws:dynamodb:*:table/orders"), ["both", "as-written"]],
  ],
  "variable-without-value": [
    [allowIf({ StringNotEquals: { "aws:ResourceTag/team": `\${${TEAM}}` } }, { "aws:ResourceTag/team": "red" }), ["comparison"]],
    [allowOf([ORDERS, ORDERS_OF_TEAM]), ["comparison"]],
    [
      withUnknownTeam(allowIf({ StringEquals: { "aws:SourceVpc": ["vpc-1", `\${${TEAM}}`] } }, { "aws:SourceVpc": "vpc-1" })),
      ["comparison"],
    ],
    [withUnknownTeam(allowOf([ORDERS, ORDERS_OF_TEAM])), ["comparison"]],
  ],
  "empty-variable": [[allowOf(`arn:aws:dynamodb:*:*:table/\${${TEAM}}*`, { [TEAM]: "" }), ["text"]]],
  "wildcard-in-variable": [[allowOf(ORDERS_OF_TEAM, { [TEAM]: "o*" }), ["alive"]]],
  "variable-in-bool": [
    [allowIf({ Bool: { "aws:SecureTransport": `\${${TEAM}}` } }, { [TEAM]: "true", "aws:SecureTransport": "true" }), ["value"]],
  ],
  "everybody-of-accounts": [
    [
      { request: { ...READ_ORDERS, principal: "sns.amazonaws.com" }, layers: { resource: policy({ ...ALLOW, Principal: { AWS: "*" } }) } },
      ["included"],
    ],
    [
      {
        request: { ...READ_ORDERS, principal: "sns.amazonaws.com" },
        layers: {
          resource: policy(
            { ...ALLOW, Principal: { Service: "sns.amazonaws.com" } },
            { ...ALLOW, Effect: "Deny", NotPrincipal: { AWS: "*" } },
          ),
        },
      },
      ["included"],
    ],
  ],
  "not-principal": [
    [denyUnless({ AWS: READER }, READER), ["name"]],
    [denyUnless({ AWS: [READER, OWNER] }, SESSION), ["account", "name"]],
    [denyUnless({ AWS: [SESSION, READER, OWNER] }, SESSION), ["account", "session", "name"]],
  ],
  "pinned-everybody": [
    [
      {
        request: READ_ORDERS,
        layers: {
          resource: policy({ ...ALLOW, Principal: "*", Condition: { ArnEquals: { "aws:PrincipalArn": READER } } }),
          boundary: [policy({ ...ALLOW, Action: "s3:*" })],
        },
      },
      ["unlimited"],
    ],
  ],
  "account-in-endpoint-policy": [
    [
      { request: READ_ORDERS, layers: { identity: [FULL_ACCESS], endpoint: policy({ ...ALLOW, Principal: { AWS: OWNER } }) } },
      ["principals"],
    ],
  ],
};
