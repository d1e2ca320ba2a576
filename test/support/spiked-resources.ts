import type { WorldResource } from "../../proof/world/world-resource.ts";
import { type Random, randomFrom } from "./random.ts";

const DOCUMENTS = ["policy", "assumeRolePolicy", "content"];

/** Resources as if somebody had put a condition on some statements that Palisade never writes, so that every part of a request matters. */
export function spikedResources(resources: readonly WorldResource[], seed: number): WorldResource[] {
  const random = randomFrom(seed);
  return resources.map((resource) => {
    const spiked = DOCUMENTS.map((field) => [field, withConditions(random, resource.inputs[field])] as const);
    return { ...resource, inputs: { ...resource.inputs, ...Object.fromEntries(spiked.filter(([, text]) => text !== undefined)) } };
  });
}

interface Written {
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function withConditions(random: Random, document: unknown): string | undefined {
  if (typeof document !== "string" || !document.startsWith("{") || random.chance(0.3)) return undefined;
  const { Statement, ...rest } = JSON.parse(document) as { readonly Statement?: unknown };
  if (!Array.isArray(Statement)) return undefined;
  const spiked = (Statement as Written[]).map((statement): Written => {
    if (random.chance(0.6)) return statement;
    const [operator, key, value] = random.pick(CONDITIONS);
    const before = statement.Condition?.[operator];
    return { ...statement, Condition: { ...statement.Condition, [operator]: { [key]: value, ...before } } };
  });
  return JSON.stringify({ ...rest, Statement: spiked });
}

/** Conditions on what Palisade's own documents seldom or never ask for. */
const CONDITIONS: readonly (readonly [operator: string, key: string, value: unknown])[] = [
  ["NumericLessThanIfExists", "aws:MultiFactorAuthAge", "3600"],
  ["Bool", "aws:MultiFactorAuthPresent", "true"],
  ["BoolIfExists", "aws:MultiFactorAuthPresent", "false"],
  ["Bool", "aws:SecureTransport", "true"],
  ["StringLike", "aws:SourceIdentity", ["a*", "*b"]],
  ["StringNotLikeIfExists", "aws:SourceIdentity", "*q*"],
  ["StringEqualsIgnoreCase", "aws:SourceIdentity", "Alice"],
  ["StringNotEquals", "aws:SourceIdentity", "alice"],
  ["StringLike", "aws:UserAgent", "aws-cli/?.*"],
  ["StringNotLike", "aws:Referer", "https://*.example.com/*"],
  ["DateLessThan", "aws:TokenIssueTime", "2026-11-01T00:00:00Z"],
  ["DateGreaterThan", "aws:CurrentTime", "2026-12-24T00:00:00Z"],
  ["NumericGreaterThanEquals", "aws:EpochTime", "1798000000"],
  ["ForAllValues:StringEquals", "dynamodb:Attributes", ["id", "name"]],
  ["ForAnyValue:StringLike", "dynamodb:Attributes", ["secret*", "name"]],
  ["ForAllValues:StringLike", "dynamodb:LeadingKeys", ["one", "two*"]],
  ["ForAnyValue:StringNotEquals", "dynamodb:LeadingKeys", "one"],
  ["Null", "dynamodb:LeadingKeys", "false"],
  ["StringEqualsIfExists", "dynamodb:Select", "SPECIFIC_ATTRIBUTES"],
  ["StringNotEquals", "dynamodb:ReturnValues", ["ALL_OLD", "ALL_NEW"]],
  ["StringEquals", "dynamodb:EnclosingOperation", "TransactWriteItems"],
  ["Bool", "dynamodb:FullTableScan", "false"],
  ["StringEquals", "kms:EncryptionContext:app", ["x", "y"]],
  ["StringNotEquals", "kms:EncryptionContext:app", "y"],
  ["ForAllValues:StringEquals", "kms:EncryptionContextKeys", ["app", "table"]],
  ["Bool", "kms:GrantIsForAWSResource", "true"],
  ["ForAllValues:StringEquals", "kms:GrantOperations", ["Decrypt", "Encrypt"]],
  ["StringEquals", "sts:ExternalId", "4711"],
  ["StringLike", "sts:RoleSessionName", ["a?c", "${aws:username}"]],
  ["NumericLessThanEquals", "sts:DurationSeconds", "3600"],
  ["ForAllValues:StringEquals", "sts:TransitiveTagKeys", ["team"]],
  ["StringEquals", "aws:RequestTag/team", "orders"],
  ["StringLike", "aws:RequestTag/team", "?*"],
  ["ForAnyValue:StringEquals", "aws:TagKeys", ["team", "owner"]],
  ["StringEquals", "aws:PrincipalTag/team", "orders"],
  ["StringEquals", "aws:ResourceTag/team", "${aws:PrincipalTag/team}"],
  ["StringNotEqualsIfExists", "aws:SourceAccount", "123456789012"],
  ["StringEquals", "aws:SourceOrgID", "o-otherother"],
  ["StringNotEqualsIfExists", "aws:CalledViaFirst", "cloudformation.amazonaws.com"],
  ["StringEquals", "aws:CalledViaLast", "athena.amazonaws.com"],
  ["IpAddress", "aws:VpcSourceIp", "10.0.0.0/9"],
  ["NotIpAddress", "aws:SourceIp", "8.0.0.0/9"],
  ["StringEquals", "aws:VpceAccount", "123456789012"],
  ["StringNotEqualsIfExists", "aws:PrincipalServiceName", "athena.amazonaws.com"],
  ["StringLike", "secretsmanager:VersionStage", "AWS*"],
  ["StringEquals", "secretsmanager:VersionStage", "AWSCURRENT"],
];
