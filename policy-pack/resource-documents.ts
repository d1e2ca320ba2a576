import { CLOUD_CONTROL, desiredOf, valuesAt } from "./desired-state.ts";
import { type PolicyDocument, parsePolicyDocument } from "./parsed-policy.ts";
import type { SeenResource } from "./rule.ts";
import { isRecord, UNKNOWN } from "./unknown-values.ts";

/** Every kind of document that resources have. */
export const DOCUMENT_KINDS = [
  "identity",
  "trust",
  "table",
  "key",
  "secret",
  "endpoint",
  "service-control",
  "resource-control",
  "resource",
] as const;

/** The kinds of document that rules distinguish. "resource" is a resource policy of any other service. */
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** A policy document and its place in a resource. */
export interface PlacedDocument {
  readonly kind: DocumentKind;
  /** The property with the document, e.g. `inlinePolicies[0].policy`. */
  readonly where: string;
  /** The property's value, unparsed. */
  readonly content: unknown;
  /** `UNKNOWN` where a preview does not show it; undefined where the content is no JSON object. */
  readonly document: PolicyDocument | typeof UNKNOWN | undefined;
}

/** The property with the document, and the document's kind, by Pulumi's resource types. */
const PLACES: Readonly<Record<string, readonly [property: string, kind: DocumentKind]>> = {
  "aws:dynamodb/resourcePolicy:ResourcePolicy": ["policy", "table"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["policy", "endpoint"],
  "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": ["policy", "endpoint"],
  "aws:iam/groupPolicy:GroupPolicy": ["policy", "identity"],
  "aws:iam/policy:Policy": ["policy", "identity"],
  "aws:iam/role:Role": ["assumeRolePolicy", "trust"],
  "aws:iam/rolePolicy:RolePolicy": ["policy", "identity"],
  "aws:iam/userPolicy:UserPolicy": ["policy", "identity"],
  "aws:kms/externalKey:ExternalKey": ["policy", "key"],
  "aws:kms/key:Key": ["policy", "key"],
  "aws:kms/keyPolicy:KeyPolicy": ["policy", "key"],
  "aws:kms/replicaExternalKey:ReplicaExternalKey": ["policy", "key"],
  "aws:kms/replicaKey:ReplicaKey": ["policy", "key"],
  "aws:organizations/resourcePolicy:ResourcePolicy": ["content", "resource"],
  "aws:s3/bucket:Bucket": ["policy", "resource"],
  "aws:s3/bucketPolicy:BucketPolicy": ["policy", "resource"],
  "aws:secretsmanager/secret:Secret": ["policy", "secret"],
  "aws:secretsmanager/secretPolicy:SecretPolicy": ["policy", "secret"],
  "aws:sns/topic:Topic": ["policy", "resource"],
  "aws:sns/topicPolicy:TopicPolicy": ["policy", "resource"],
  "aws:sqs/queue:Queue": ["policy", "resource"],
  "aws:sqs/queuePolicy:QueuePolicy": ["policy", "resource"],
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": ["inlinePolicy", "identity"],
};

/** The paths and kinds of the documents in a desired state, by CloudFormation's types. */
const DESIRED_PLACES: Readonly<Record<string, readonly (readonly [way: string, kind: DocumentKind])[]>> = {
  "AWS::DynamoDB::GlobalTable": [
    ["Replicas[].ResourcePolicy.PolicyDocument", "table"],
    ["Replicas[].ReplicaStreamSpecification.ResourcePolicy.PolicyDocument", "table"],
  ],
  "AWS::DynamoDB::Table": [
    ["ResourcePolicy.PolicyDocument", "table"],
    ["StreamSpecification.ResourcePolicy.PolicyDocument", "table"],
  ],
  "AWS::EC2::VPCEndpoint": [["PolicyDocument", "endpoint"]],
  "AWS::IAM::GroupPolicy": [["PolicyDocument", "identity"]],
  "AWS::IAM::ManagedPolicy": [["PolicyDocument", "identity"]],
  "AWS::IAM::Role": [
    ["AssumeRolePolicyDocument", "trust"],
    ["Policies[].PolicyDocument", "identity"],
  ],
  "AWS::IAM::RolePolicy": [["PolicyDocument", "identity"]],
  "AWS::IAM::UserPolicy": [["PolicyDocument", "identity"]],
  "AWS::KMS::Key": [["KeyPolicy", "key"]],
  "AWS::S3::BucketPolicy": [["PolicyDocument", "resource"]],
  "AWS::SecretsManager::ResourcePolicy": [["ResourcePolicy", "secret"]],
  "AWS::SNS::TopicPolicy": [["PolicyDocument", "resource"]],
  "AWS::SQS::QueuePolicy": [["PolicyDocument", "resource"]],
};

const ORGANIZATION_POLICY = "aws:organizations/policy:Policy";
const ORGANIZATION_POLICY_KINDS: Readonly<Record<string, DocumentKind>> = {
  SERVICE_CONTROL_POLICY: "service-control",
  RESOURCE_CONTROL_POLICY: "resource-control",
};

/** The policy documents of a resource. None for types without documents, such as tag policies of an organization. */
export function documentsOf({ type, properties }: Pick<SeenResource, "type" | "properties">): readonly PlacedDocument[] {
  if (type === ORGANIZATION_POLICY) return organizationDocuments(properties);
  if (type === CLOUD_CONTROL) return desiredDocuments(desiredOf({ type, properties }));
  const place = Object.hasOwn(PLACES, type) ? PLACES[type] : undefined;
  if (place === undefined) return [];
  const [property, kind] = place;
  return [...placed(kind, property, properties[property]), ...inlineDocuments(type, properties["inlinePolicies"])];
}

/** An unknown desired state may contain a document of any kind. It counts as a table's, so that the rules report it. */
function desiredDocuments(desired: ReturnType<typeof desiredOf>): readonly PlacedDocument[] {
  if (desired === UNKNOWN) return [{ kind: "table", where: "desiredState", content: UNKNOWN, document: UNKNOWN }];
  if (desired === undefined) return [];
  const places = Object.hasOwn(DESIRED_PLACES, desired.typeName) ? DESIRED_PLACES[desired.typeName] : undefined;
  return (places ?? []).flatMap(([way, kind]) =>
    valuesAt(desired.state, way.split(".")).flatMap(({ where, value }) => placed(kind, where, value)),
  );
}

function organizationDocuments({ type: policyType, content }: SeenResource["properties"]): readonly PlacedDocument[] {
  if (policyType === UNKNOWN) return [{ kind: "service-control", where: "content", content, document: UNKNOWN }];
  const name = typeof policyType === "string" ? policyType : "SERVICE_CONTROL_POLICY";
  const kind = Object.hasOwn(ORGANIZATION_POLICY_KINDS, name) ? ORGANIZATION_POLICY_KINDS[name] : undefined;
  return kind === undefined ? [] : placed(kind, "content", content);
}

function inlineDocuments(type: string, inlinePolicies: unknown): readonly PlacedDocument[] {
  if (type !== "aws:iam/role:Role" || inlinePolicies === undefined) return [];
  if (!Array.isArray(inlinePolicies)) return placed("identity", "inlinePolicies", inlinePolicies);
  return inlinePolicies.flatMap((inline: unknown, index) =>
    placed("identity", `inlinePolicies[${index}].policy`, isRecord(inline) ? inline["policy"] : inline),
  );
}

function placed(kind: DocumentKind, where: string, content: unknown): readonly PlacedDocument[] {
  if (content === undefined || content === null || content === "") return [];
  return [{ kind, where, content, document: content === UNKNOWN ? UNKNOWN : parsePolicyDocument(content) }];
}
