import type { ReferenceRequest } from "./reference-request.ts";
import type { ReferencePolicy } from "./reference-statement.ts";

/** What tables and secrets are encrypted under: nothing that anybody needs a permission for, a key, or one that cannot be found. */
export type ReferenceKey = { readonly arn: string; readonly isManagedByAws: boolean } | "owned-by-aws" | "unknown";

/**
 * What DynamoDB, AWS Backup and Secrets Manager ask of KMS in the caller's name.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export function callsOfKey(action: string): readonly string[] {
  const [service = "", name = ""] = action.toLowerCase().split(":");
  if (service === "dynamodb" && name === "startawsbackupjob") return ["kms:Decrypt", "kms:GenerateDataKey"];
  if (service === "dynamodb" && (ITEMS.test(name) || RESTORES.test(name))) return ["kms:Decrypt"];
  if (service === "secretsmanager" && name === "getsecretvalue") return ["kms:Decrypt"];
  return service === "secretsmanager" && /^(?:putsecretvalue|updatesecret)$/.test(name) ? ["kms:GenerateDataKey"] : [];
}

const ITEMS =
  /^(?:(?:batch)?(?:get|write)item|(?:put|update|delete)item|conditioncheckitem|query|scan|getrecords|searchvectors|partiql\w+|(?:read|write)dataforreplication)$/;
const RESTORES = /^restoretable(?:frombackup|topointintime)$/;

/** The ARN of the table or secret whose key is asked for; an index, a stream and a backup lie under their table's. */
export function encryptedBy(resource: string): string | undefined {
  if (resource.split(":")[2] === "secretsmanager") return resource;
  return /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\//.test(resource) ? resource.replace(/\/(?:index|stream|backup)\/.*$/, "") : undefined;
}

/** Finds the key that something is made with: by ARN, by id or by an alias that a stack makes. */
export function keyNamed(name: unknown, encrypted: string, aliases: ReadonlyMap<string, string>): ReferenceKey {
  const [, partition = "", service = "", region = "", account = ""] = encrypted.split(":");
  const place = `arn:${partition}:kms:${region}:${account}:`;
  if (typeof name !== "string" || name === "" || /(?:^|:)alias\/aws\//.test(name))
    return { arn: `${place}key/managed-for-${service}`, isManagedByAws: true };
  const arn = name.startsWith("arn:") ? name : `${place}${name.startsWith("alias/") ? "" : "key/"}${name}`;
  const key = arn.includes(":alias/") ? aliases.get(arn) : arn;
  return key === undefined ? "unknown" : { arn: key, isManagedByAws: false };
}

/**
 * The policy of the key that AWS manages for a service: all principals of the account use it through the service.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html#dynamodb-policies
 */
export function policyOfManagedKey(key: string): ReferencePolicy {
  const [, partition = "", , region = "", account = "", id = ""] = key.split(":");
  const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  const through = { "kms:CallerAccount": account, "kms:ViaService": `${id.replace("key/managed-for-", "")}.${region}.${suffix}` };
  const Action = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"];
  return {
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal: { AWS: "*" }, Action, Resource: "*", Condition: { StringEquals: through } },
  };
}

/** Keys of the network, of the resource, of the call and of the service itself: the service's own call does not repeat them. */
const OF_THE_CALL = [
  /^aws:(?:Source(?:Vpc|Vpce|VpcArn|Ip)|VpcSourceIp|Vpce\w+)$/i,
  /^aws:(?:Resource(?:Account|Org\w+)|ResourceTag\/.*|RequestedRegion)$/i,
  /^aws:(?:RequestTag\/.*|TagKeys|CalledVia\w*|ViaAWSService)$/i,
  /^(?:dynamodb|secretsmanager|kms):/i,
];

/** The keys of the request to KMS that a service makes in the name of a caller; one that calls for itself says nothing of a service. */
export function keysOfForwarded({ principal, resource, context }: ReferenceRequest): ReferenceRequest["context"] {
  const kept = Object.entries(context).filter(([key]) => !OF_THE_CALL.some((dropped) => dropped.test(key)));
  if (principal.kind === "service") return Object.fromEntries(kept);
  const [, partition = "", service = "", region = "", account = "", name = ""] = resource.split(":");
  const before = [context["aws:CalledVia"] ?? []].flat();
  // Secrets Manager is no service that CalledVia names.
  const via = service === "dynamodb" ? [...before, "dynamodb.amazonaws.com"] : before;
  const bound: Readonly<Record<string, string>> =
    service === "dynamodb"
      ? { "aws:dynamodb:tableName": name.split("/")[1] ?? "", "aws:dynamodb:subscriberId": account }
      : { SecretARN: resource };
  return {
    ...Object.fromEntries(kept),
    "aws:ViaAWSService": "true",
    ...(via.length === 0 ? {} : { "aws:CalledVia": via }),
    "kms:ViaService": `${service}.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`,
    ...Object.fromEntries(Object.entries(bound).map(([key, value]) => [`kms:EncryptionContext:${key}`, value])),
    "kms:EncryptionContextKeys": [...Object.keys(bound), ...(service === "secretsmanager" ? ["SecretVersionId"] : [])],
  };
}
