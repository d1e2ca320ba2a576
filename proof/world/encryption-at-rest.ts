import { aliasArn, isPartition, keyArn, parseArn } from "../../iam/arn.ts";
import { arnOf, isRecord, textOf, type WorldResource } from "./world-resource.ts";

/**
 * What a table with its indexes, stream and backups, or a secret is encrypted under: a key that AWS owns, which nobody needs a permission
 * for; the key that AWS manages in the account for the service; a customer's key; or a key that nobody named.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
 */
export type Encryption =
  | { readonly by: "aws-owned" | "aws-managed" | "unknown" }
  /** The ARN of the key. */
  | { readonly by: "customer"; readonly key: string };

/** Finds the key that the resource with an ARN names by its id, its ARN, its alias or the alias's ARN. */
export type FindKey = (identifier: unknown, encrypted: string) => Encryption;

/** Aliases of the keys that AWS manages. */
const OF_AWS = /(?:^|:)alias\/aws\//;

/** The ARNs of the keys that aliases stand for, by the ARNs of the aliases. */
export function keysByAlias(aliases: readonly WorldResource[]): ReadonlyMap<string, string> {
  return new Map(
    aliases.flatMap((alias) => {
      const arn = arnOf(alias);
      const key = fullArn(textOf(alias, "targetKeyArn") ?? textOf(alias, "targetKeyId"), arn ?? "");
      return arn === undefined || key === undefined ? [] : [[arn, key] as const];
    }),
  );
}

/** Finds keys by the aliases that resources make. */
export function keyFinder(aliases: ReadonlyMap<string, string>): FindKey {
  return (identifier, encrypted) => {
    if (typeof identifier !== "string") return { by: "unknown" };
    if (OF_AWS.test(identifier)) return { by: "aws-managed" };
    const named = fullArn(identifier, encrypted);
    const key = named?.includes(":alias/") === true ? aliases.get(named) : named;
    return key === undefined ? { by: "unknown" } : { by: "customer", key };
  };
}

/** The ARN of a key or alias that is named in the account and region of what it encrypts. */
function fullArn(identifier: string | undefined, encrypted: string): string | undefined {
  if (identifier === undefined || parseArn(identifier) !== undefined) return identifier;
  const { partition = "", accountId = "", region = "" } = parseArn(encrypted) ?? {};
  if (!isPartition(partition) || !/^[\w/-]+$/.test(identifier)) return undefined;
  const place = { partition, accountId, region };
  const alias = /^alias\/(.+)$/.exec(identifier)?.[1];
  return alias === undefined ? keyArn({ ...place, keyId: identifier }) : aliasArn({ ...place, alias });
}

/** What a table is encrypted under, by the block that turns on a key other than the one that DynamoDB owns. */
export function encryptionOfTable(table: WorldResource, arn: string, find: FindKey): Encryption {
  const { serverSideEncryption } = table.inputs;
  if (serverSideEncryption === undefined || serverSideEncryption === null) return { by: "aws-owned" };
  if (!isRecord(serverSideEncryption)) return { by: "unknown" };
  const { enabled, kmsKeyArn } = serverSideEncryption;
  if (enabled === false) return { by: "aws-owned" };
  return enabled === true ? orManaged(kmsKeyArn, arn, find) : { by: "unknown" };
}

/**
 * What a replica in another region of its table's account is encrypted under: the key that it names, or one of AWS's of the kind that its table
 * has. A table that nobody knows tells nothing.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2gt_IAM.html
 */
export function encryptionOfRegionalReplica(
  replica: WorldResource,
  arn: string,
  { find, encryption }: { readonly find: FindKey; readonly encryption: ReadonlyMap<string, Encryption> },
): Encryption {
  const { kmsKeyArn } = replica.inputs;
  if (kmsKeyArn !== undefined && kmsKeyArn !== null && kmsKeyArn !== "") return find(kmsKeyArn, arn);
  const source = encryption.get(textOf(replica, "globalTableArn") ?? "");
  return source === undefined || source.by === "customer" ? { by: "unknown" } : source;
}

/** What an account's replica of a global table is encrypted under, in the words of CloudFormation. */
export function encryptionOfReplica(
  table: Readonly<Record<string, unknown>>,
  replica: Readonly<Record<string, unknown>>,
  { arn, find }: { readonly arn: string; readonly find: FindKey },
): Encryption {
  const whole = isRecord(table.SSESpecification) ? table.SSESpecification : {};
  const own = isRecord(replica.SSESpecification) ? replica.SSESpecification : {};
  return whole.SSEEnabled === true ? orManaged(own.KMSMasterKeyId, arn, find) : { by: "aws-owned" };
}

/** What a secret is encrypted under. */
export const encryptionOfSecret = (secret: WorldResource, arn: string, find: FindKey): Encryption =>
  orManaged(secret.inputs.kmsKeyId, arn, find);

const orManaged = (key: unknown, arn: string, find: FindKey): Encryption =>
  key === undefined || key === null || key === "" ? { by: "aws-managed" } : find(key, arn);
