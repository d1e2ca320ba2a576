// Documents that must not compile, each with a twin that differs in one place and must. `npm run types` fails where an illegal one
// compiles; illegal-documents.spec.ts also checks that the compiler objects to the mistake that is meant.
import { allOf, condition } from "../../iam/condition.ts";
import { endpointPolicy } from "../../iam/endpoint-policy.ts";
import { identityPolicy } from "../../iam/identity-policy.ts";
import { keyPolicy } from "../../iam/key-policy.ts";
import { resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import { secretPolicy } from "../../iam/secret-policy.ts";
import { serviceControlPolicy } from "../../iam/service-control-policy.ts";
import { allow, deny } from "../../iam/statement.ts";
import { tablePolicy } from "../../iam/table-policy.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";

const role = "arn:aws:iam::200000000002:role/api";
const table = "arn:aws:dynamodb:eu-west-1:200000000002:table/orders";

export const documents = () => {
  // @ts-expect-error an SCP with a Principal: principals
  serviceControlPolicy([deny({ sid: "A", principals: "anyone", actions: ["dynamodb:*"], resources: ["*"] })]);
  serviceControlPolicy([deny({ sid: "A", actions: ["dynamodb:*"], resources: ["*"] })]);

  // @ts-expect-error an SCP without Resource: resources
  serviceControlPolicy([deny({ sid: "A", actions: ["dynamodb:*"] })]);
  serviceControlPolicy([deny({ sid: "A", actions: ["dynamodb:*"], notResources: [table] })]);

  // @ts-expect-error an SCP that allows single resources: resources
  serviceControlPolicy([allow({ sid: "A", actions: ["*"], resources: [table] })]);
  serviceControlPolicy([allow({ sid: "A", actions: ["*"], resources: ["*"] })]);

  // @ts-expect-error an SCP with both Action and NotAction: notActions
  serviceControlPolicy([deny({ sid: "A", actions: ["dynamodb:*"], notActions: ["dynamodb:Query"], resources: ["*"] })]);
  serviceControlPolicy([deny({ sid: "A", notActions: ["dynamodb:Query"], resources: ["*"] })]);

  // @ts-expect-error an RCP with NotAction: actions
  resourceControlPolicy([deny({ sid: "A", notActions: ["dynamodb:Query"], resources: ["*"] })]);
  resourceControlPolicy([deny({ sid: "A", actions: ["dynamodb:Query"], resources: ["*"] })]);

  // @ts-expect-error an RCP that allows: effect
  resourceControlPolicy([allow({ sid: "A", actions: ["dynamodb:Query"], resources: ["*"] })]);
  resourceControlPolicy([deny({ sid: "A", actions: ["dynamodb:Query"], notResources: ["*"] })]);

  // @ts-expect-error an RCP with a bare action: "*"
  resourceControlPolicy([deny({ sid: "A", actions: ["*"], resources: ["*"] })]);
  resourceControlPolicy([deny({ sid: "A", actions: ["dynamodb:*"], resources: ["*"] })]);

  // @ts-expect-error an RCP with named principals: principals
  resourceControlPolicy([deny({ sid: "A", principals: { aws: [role] }, actions: ["dynamodb:*"], resources: ["*"] })]);
  resourceControlPolicy([deny({ sid: "A", actions: ["dynamodb:*"], resources: ["*"] })]);

  // @ts-expect-error a trust policy with a Resource: resources
  trustPolicy([allow({ sid: "A", principals: { aws: [role] }, actions: ["sts:AssumeRole"], resources: ["*"] })]);
  trustPolicy([allow({ sid: "A", principals: { aws: [role] }, actions: ["sts:AssumeRole"] })]);

  // @ts-expect-error a trust policy that allows anyone: anyone
  trustPolicy([allow({ sid: "A", principals: "anyone", actions: ["sts:AssumeRole"] })]);
  trustPolicy([deny({ sid: "A", principals: "anyone", actions: ["sts:AssumeRole"] })]);

  // @ts-expect-error a trust policy for an action that takes on no role: sts:GetCallerIdentity
  trustPolicy([allow({ sid: "A", principals: { aws: [role] }, actions: ["sts:GetCallerIdentity"] })]);
  trustPolicy([allow({ sid: "A", principals: { aws: [role] }, actions: ["sts:AssumeRole", "sts:TagSession"] })]);

  // @ts-expect-error a table policy without a principal: principals
  tablePolicy([allow({ sid: "A", actions: ["dynamodb:Query"], resources: [table] })]);
  tablePolicy([allow({ sid: "A", principals: { aws: [role] }, actions: ["dynamodb:Query"], resources: [table] })]);

  // @ts-expect-error a table policy for another service's action: s3:GetObject
  tablePolicy([allow({ sid: "A", principals: { aws: [role] }, actions: ["s3:GetObject"], resources: [table] })]);
  tablePolicy([allow({ sid: "A", principals: { aws: [role] }, actions: ["dynamodb:GetItem"], resources: [table] })]);

  // @ts-expect-error a principal without any list: Principals
  tablePolicy([allow({ sid: "A", principals: {}, actions: ["dynamodb:Query"], resources: [table] })]);
  tablePolicy([allow({ sid: "A", principals: { services: ["backup.amazonaws.com"] }, actions: ["dynamodb:Query"], resources: [table] })]);

  // @ts-expect-error a kind of principal that does not exist: never
  tablePolicy([allow({ sid: "A", principals: { aws: [role], users: [role] }, actions: ["dynamodb:Query"], resources: [table] })]);
  tablePolicy([allow({ sid: "A", principals: { aws: [role, role] }, actions: ["dynamodb:Query"], resources: [table] })]);

  // @ts-expect-error a statement without actions: 0 element
  tablePolicy([allow({ sid: "A", principals: "anyone", actions: [], resources: [table] })]);
  tablePolicy([allow({ sid: "A", principals: "anyone", actions: ["dynamodb:*"], resources: [table] })]);

  // @ts-expect-error a key policy with a Resource: resources
  keyPolicy([allow({ sid: "A", principals: { aws: [role] }, actions: ["kms:Decrypt"], resources: ["*"] })]);
  keyPolicy([allow({ sid: "A", principals: { aws: [role] }, actions: ["kms:Decrypt"] })]);

  // @ts-expect-error a secret policy without a principal: principals
  secretPolicy([allow({ sid: "A", actions: ["secretsmanager:GetSecretValue"] })]);
  secretPolicy([allow({ sid: "A", principals: { aws: [role] }, actions: ["secretsmanager:GetSecretValue"] })]);

  // @ts-expect-error an endpoint policy that names principals, which gateway endpoints refuse: principals
  endpointPolicy([allow({ sid: "A", principals: { aws: [role] }, actions: ["dynamodb:*"], resources: ["*"] })]);
  endpointPolicy([allow({ sid: "A", principals: "anyone", actions: ["dynamodb:*"], resources: ["*"] })]);

  // @ts-expect-error an identity policy with a Principal: principals
  identityPolicy([allow({ sid: "A", principals: { aws: [role] }, actions: ["dynamodb:Query"], resources: [table] })]);
  identityPolicy([allow({ sid: "A", actions: ["dynamodb:Query"], resources: [table] })]);

  // @ts-expect-error a document without statements: 0 element
  identityPolicy([]);
  identityPolicy([deny({ sid: "A", actions: ["*"], resources: ["*"] })]);
};

export const statements = () => {
  // @ts-expect-error a statement without Sid: sid
  allow({ actions: ["dynamodb:Query"], resources: [table] });
  allow({ sid: "A", actions: ["dynamodb:Query"], resources: [table] });

  // @ts-expect-error a field that does not exist: never
  allow({ sid: "A", actions: ["dynamodb:Query"], resources: [table], condition: {} });
  allow({ sid: "A", actions: ["dynamodb:Query"], resources: [table], conditions: {} });

  // @ts-expect-error a misspelt operator beside a right one: never
  allow({ sid: "A", conditions: { StringEquals: { "aws:SourceVpc": ["vpc-1"] }, StringEqual: { "aws:userid": ["a"] } } });
  allow({ sid: "A", conditions: { StringEquals: { "aws:SourceVpc": ["vpc-1"] }, StringLike: { "aws:userid": ["a"] } } });

  // @ts-expect-error a condition without values: 0 element
  allow({ sid: "A", conditions: { StringEquals: { "aws:SourceVpc": [] } } });
  allow({ sid: "A", conditions: { StringEquals: { "aws:SourceVpc": ["vpc-1"] } } });
};

export const conditions = () => {
  // @ts-expect-error an operator that does not exist: StringEqual
  condition("StringEqual", "aws:SourceVpc", ["vpc-1"]);
  condition("StringEquals", "aws:SourceVpc", ["vpc-1"]);

  // @ts-expect-error IfExists behind Null: NullIfExists
  condition("NullIfExists", "aws:SourceVpc", ["true"]);
  condition("Null", "aws:SourceVpc", ["true"]);

  // @ts-expect-error a set operator before Null: ForAllValues:Null
  condition("ForAllValues:Null", "aws:TagKeys", ["true"]);
  condition("ForAllValues:StringLikeIfExists", "aws:TagKeys", ["a"]);

  // @ts-expect-error a set operator that does not exist: ForEachValue:StringLike
  condition("ForEachValue:StringLike", "aws:TagKeys", ["a"]);
  condition("ForAnyValue:StringLike", "aws:TagKeys", ["a"]);

  // @ts-expect-error a truth value that is none: yes
  condition("Bool", "aws:SecureTransport", ["yes"]);
  condition("Bool", "aws:SecureTransport", ["true"]);

  // @ts-expect-error a key without prefix: SourceVpc
  condition("StringEquals", "SourceVpc", ["vpc-1"]);
  condition("StringEquals", "aws:SourceVpc", ["vpc-1"]);

  // @ts-expect-error parts that are no conditions: StringEqual
  allOf({ StringEqual: { "aws:SourceVpc": ["vpc-1"] } });
  allOf({ StringEquals: { "aws:SourceVpc": ["vpc-1"] } });
};
