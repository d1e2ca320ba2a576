import { isPartition, parseArn, regionalServiceName } from "../../iam/arn.ts";
import type { Request } from "../engine/prepare-request.ts";
import type { Principal } from "../engine/principal.ts";
import type { ContextValues } from "../engine/request-context.ts";

const DECRYPT = ["kms:Decrypt"] as const;
const ENCRYPT = ["kms:GenerateDataKey"] as const;

/** Names of the actions that lead to the same calls to KMS. */
const actions = (service: string, names: readonly string[], calls: readonly string[]): (readonly [string, readonly string[]])[] =>
  names.map((name) => [`${service}:${name}`.toLowerCase(), calls] as const);

/**
 * What a service asks of KMS in the caller's name, by the action that it is called for. DynamoDB decrypts the table's own key for a caller
 * that reads or writes items, also of an index, or reads a stream. AWS Backup copies items under a new data key, and a restore decrypts.
 * Secrets Manager decrypts for a caller that reads a secret's value, and makes a data key for one that writes a new value. Descriptions and
 * settings need no key. What DynamoDB does by itself, such as maintenance, exports and replication inside an account, rests on its grants.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
const CALLS: ReadonlyMap<string, readonly string[]> = new Map([
  ...actions("dynamodb", ["BatchGetItem", "ConditionCheckItem", "GetItem", "GetRecords", "Query", "Scan", "SearchVectors"], DECRYPT),
  ...actions("dynamodb", ["BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem"], DECRYPT),
  ...actions("dynamodb", ["PartiQLDelete", "PartiQLInsert", "PartiQLSelect", "PartiQLUpdate"], DECRYPT),
  ...actions("dynamodb", ["ReadDataForReplication", "WriteDataForReplication"], DECRYPT),
  ...actions("dynamodb", ["RestoreTableFromBackup", "RestoreTableToPointInTime"], DECRYPT),
  ...actions("dynamodb", ["StartAwsBackupJob"], [...DECRYPT, ...ENCRYPT]),
  ...actions("secretsmanager", ["GetSecretValue"], DECRYPT),
  ...actions("secretsmanager", ["PutSecretValue", "UpdateSecret"], ENCRYPT),
]);

/** What a service asks of KMS for an action on what is encrypted; empty where it asks for nothing. */
export const callsToKms = (action: string): readonly string[] => CALLS.get(action.toLowerCase()) ?? [];

/** A service by its name in the list of services that `aws:CalledVia` knows; Secrets Manager is not on it. */
const CALLED_VIA: Readonly<Record<string, string>> = { dynamodb: "dynamodb.amazonaws.com" };

/**
 * The requests to KMS that a service makes for a caller of an encrypted resource, in the caller's name. What the caller is goes with them,
 * where it calls from and what it calls does not. A service that calls for itself uses the key itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
export function keyRequests(call: Request, principal: Principal, key: string): Request[] {
  // DynamoDB's own roles rest on the grants that it made for itself when the table was made.
  if (principal.isServiceLinked) return [];
  const context = principal.kind === "service" ? carried(call.context) : { ...carried(call.context), ...forwarding(call) };
  return callsToKms(call.action).map((action) => ({ principal: call.principal, action, resource: key, context }));
}

/** Keys that say where a request comes from or what it is about, which a forwarded call does not repeat. */
const LEFT_BEHIND =
  /^(?:aws:(?:SourceVpc|SourceVpce|SourceVpcArn|SourceIp|VpcSourceIp|VpceAccount|VpceOrgID|VpceOrgPaths|RequestedRegion|ResourceAccount|ResourceOrgID|ResourceOrgPaths|TagKeys|CalledVia|CalledViaFirst|CalledViaLast|ViaAWSService|ResourceTag\/.*|RequestTag\/.*)|(?:dynamodb|secretsmanager|kms):.*)$/i;

const carried = (context: ContextValues): ContextValues =>
  Object.fromEntries(Object.entries(context).filter(([key]) => !LEFT_BEHIND.test(key)));

function forwarding({ resource, context }: Request): ContextValues {
  const { service = "", region = "", partition = "" } = parseArn(resource) ?? {};
  const encryption = encryptionContext(resource);
  const before = Object.entries(context).find(([name]) => name.toLowerCase() === "aws:calledvia")?.[1] ?? [];
  const called = [before, CALLED_VIA[service] ?? []].flat();
  const [first] = called;
  const last = called.at(-1);
  return {
    "aws:ViaAWSService": "true",
    ...(first === undefined || last === undefined
      ? {}
      : { "aws:CalledVia": called, "aws:CalledViaFirst": first, "aws:CalledViaLast": last }),
    "kms:ViaService": regionalServiceName(service, region, isPartition(partition) ? partition : "aws"),
    ...Object.fromEntries(encryption.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    "kms:EncryptionContextKeys": [...encryption.map(([name]) => name), ...(service === "secretsmanager" ? ["SecretVersionId"] : [])],
  };
}

/**
 * What the services bind their keys to; a secret's version is not part of a question.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html#dynamodb-encryption-context
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-encryption-context
 */
function encryptionContext(resource: string): (readonly [string, string])[] {
  const { service, accountId = "", resource: path = "" } = parseArn(resource) ?? {};
  if (service === "secretsmanager") return [["SecretARN", resource]];
  return [
    ["aws:dynamodb:tableName", path.split("/")[1] ?? ""],
    ["aws:dynamodb:subscriberId", accountId],
  ];
}
