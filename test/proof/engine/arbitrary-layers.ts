import fc from "fast-check";
import type { LayerDocuments } from "../../../proof/engine/layers.ts";
import type { PolicyDocument, StatementDocument } from "../../../proof/engine/policy-document.ts";
import type { Request } from "../../../proof/engine/prepare-request.ts";
import { CONSUMER, FOREIGN_READER, ORDERS, OWNER, READER } from "./engine.ts";

export const RUNS = { seed: 20261122, numRuns: 1500 };

const SESSION = `arn:aws:sts::${OWNER}:assumed-role/reader/s1`;
const principals = fc.constantFrom(
  READER,
  SESSION,
  FOREIGN_READER,
  `arn:aws:iam::${OWNER}:user/ana`,
  `arn:aws:iam::${OWNER}:root`,
  "sns.amazonaws.com",
  "*",
);
const actions = fc.uniqueArray(fc.constantFrom("dynamodb:GetItem", "dynamodb:Query", "dynamodb:*", "dynamodb:*Item", "*", "s3:*"), {
  minLength: 1,
  maxLength: 3,
});
/** The table in question by default, and otherwise the one that is named like the VPC. */
const TABLE_OF_VPC = `arn:aws:dynamodb:*:${OWNER}:table/\${aws:SourceVpc, 'orders'}`;
const resources = fc.uniqueArray(fc.constantFrom(ORDERS, `${ORDERS}/index/*`, `arn:aws:dynamodb:*:${OWNER}:table/*`, TABLE_OF_VPC, "*"), {
  minLength: 1,
  maxLength: 3,
});
const conditions: fc.Arbitrary<StatementDocument["Condition"]> = fc.constantFrom(
  undefined,
  undefined,
  { StringEquals: { "aws:SourceVpc": ["vpc-1", "vpc-2"] } },
  { StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1" }, Bool: { "aws:ViaAWSService": "false" } },
  { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } },
  { Null: { "aws:SourceVpc": "true" } },
  { StringEquals: { "aws:PrincipalTag/vpc": ["${aws:SourceVpc}", "vpc-2"] } },
  { StringNotLike: { "aws:PrincipalTag/vpc": "${aws:SourceVpc, 'vpc-1'}*" } },
  { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${OWNER}:role/*` } },
);

export function statement(effects: fc.Arbitrary<"Allow" | "Deny">, isNaming: boolean): fc.Arbitrary<StatementDocument> {
  const named = fc.constantFrom<StatementDocument["Principal"]>(
    "*",
    { AWS: READER },
    { AWS: SESSION },
    { AWS: OWNER },
    { AWS: [FOREIGN_READER, CONSUMER] },
  );
  return fc
    .record({
      Effect: effects,
      Action: actions,
      Resource: resources,
      Condition: conditions,
      Principal: isNaming ? named : fc.constant(undefined),
      isNot: fc.boolean(),
    })
    .map(({ isNot, Action, ...rest }) => (isNot && !isNaming ? { ...rest, NotAction: Action } : { ...rest, Action }));
}

const bothEffects = fc.constantFrom<"Allow" | "Deny">("Allow", "Allow", "Allow", "Deny");
const document = (isNaming: boolean): fc.Arbitrary<PolicyDocument> =>
  fc.array(statement(bothEffects, isNaming), { minLength: 1, maxLength: 3 }).map((Statement) => ({ Version: "2012-10-17", Statement }));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
export const level = fc.array(document(false), { minLength: 1, maxLength: 2 });

export const layers: fc.Arbitrary<LayerDocuments<PolicyDocument>> = fc.record({
  identity: fc.array(document(false), { maxLength: 2 }),
  boundary: maybe(fc.array(document(false), { minLength: 1, maxLength: 1 })),
  session: maybe(document(false)),
  resource: maybe(document(true)),
  endpoint: maybe(document(true)),
  serviceControl: maybe(fc.array(level, { maxLength: 2 })),
});

export const requests: fc.Arbitrary<Request> = fc.record({
  principal: principals,
  action: fc.constantFrom("dynamodb:GetItem", "dynamodb:Query", "dynamodb:ListTables"),
  resource: fc.constantFrom(ORDERS, `${ORDERS}/index/byStatus`, `${ORDERS}*`, "*"),
  context: fc.constantFrom(
    {},
    { "aws:SourceVpc": "vpc-1" },
    { "aws:SourceVpc": "vpc-1", "aws:PrincipalTag/vpc": "vpc-1" },
    { "aws:SourceVpc": "orders" },
    { "aws:SourceVpc": "vpc-9", "aws:ViaAWSService": "true" },
    { "aws:TagKeys": ["team", "x"] },
  ),
});
