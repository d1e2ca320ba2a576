import type { KeySchema } from "../../../model/plan/planned-table.ts";
import type { OutputValue } from "../../../stacks/wiring/contract.ts";

/** A connection card as a stack hands it on. */
export type ConnectionCard = OutputValue<`card:${string}`>;

/** The services that a grant is used through. */
export type CalledService = "dynamodb" | "dynamodb-streams" | "kms" | "secretsmanager";

/** A value of a request: as JSON has it, or bytes of a file. */
export type CallValue = string | number | { readonly [field: string]: CallValue } | FileBytes;

/** What a file of the caller's contains; each language reads it in its own way. */
export class FileBytes {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }
}

/** One request to AWS, in no language: an operation and its input, both in the service's own words. */
export interface ServiceCall {
  readonly service: CalledService;
  readonly operation: string;
  readonly input: Readonly<Record<string, CallValue>>;
}

/** What a grant is on and what it allows, as far as its calls depend on it. */
export interface CalledGrant {
  readonly can: readonly string[];
  readonly on: readonly string[];
  /** The table's keys and those of its indexes; undefined for keys and secrets. */
  readonly table: { readonly key: KeySchema; readonly indexes: readonly (KeySchema & { readonly name: string })[] } | undefined;
  /** Whether Lambda reads the stream for the consumer. */
  readonly pollsStreams: boolean;
}

/** One call for each right of a grant, with full ARNs: a bare name means the caller's own account. */
export function callsOf(card: ConnectionCard, grant: CalledGrant): ServiceCall[] {
  return grant.can.flatMap((right) => callsOfRight(right, card, grant));
}

/** Items that a first call asks for, so that it costs next to nothing. */
const FEW = 10;

function callsOfRight(
  right: string,
  { tableArn, streamArn, keyArn, secretArn }: ConnectionCard,
  { on, table, pollsStreams }: CalledGrant,
): ServiceCall[] {
  if (tableArn !== undefined && table !== undefined) {
    const TableName = tableArn;
    const indexes = table.indexes.filter(({ name }) => on.includes(name));
    const isOnTable = on.includes("table");
    switch (right) {
      case "read":
        return [
          ...(isOnTable ? [call("dynamodb", "GetItem", { TableName, Key: itemKey(table.key) })] : []),
          ...indexes.map((index) => call("dynamodb", "Query", { TableName, IndexName: index.name, ...keyCondition(index) })),
        ];
      case "scan":
        return [
          ...(isOnTable ? [call("dynamodb", "Scan", { TableName, Limit: FEW })] : []),
          ...indexes.map(({ name }) => call("dynamodb", "Scan", { TableName, IndexName: name, Limit: FEW })),
        ];
      case "write":
        return [call("dynamodb", "PutItem", { TableName, Item: itemKey(table.key) })];
      case "settings":
        return [call("dynamodb", "DescribeTable", { TableName })];
    }
  }
  if (right === "stream") {
    return streamArn === undefined || pollsStreams ? [] : [call("dynamodb-streams", "DescribeStream", { StreamArn: streamArn })];
  }
  if (secretArn !== undefined) {
    return right === "read"
      ? [call("secretsmanager", "GetSecretValue", { SecretId: secretArn })]
      : [call("secretsmanager", "PutSecretValue", { SecretId: secretArn, SecretString: "<new value>" })];
  }
  if (keyArn === undefined) return [];
  return right === "encrypt"
    ? [call("kms", "GenerateDataKey", { KeyId: keyArn, KeySpec: "AES_256" })]
    : [call("kms", "Decrypt", { KeyId: keyArn, CiphertextBlob: new FileBytes("ciphertext.bin") })];
}

const call = (service: CalledService, operation: string, input: ServiceCall["input"]): ServiceCall => ({ service, operation, input });

const itemKey = ({ partition, sort }: KeySchema): CallValue =>
  Object.fromEntries([partition, ...(sort === undefined ? [] : [sort])].map((attribute) => [attribute.name, exampleOf(attribute)]));

/** Names of attributes may be reserved words, so that the condition names them by a placeholder. */
const keyCondition = ({ partition }: KeySchema): Readonly<Record<string, CallValue>> => ({
  KeyConditionExpression: "#key = :value",
  ExpressionAttributeNames: { "#key": partition.name },
  ExpressionAttributeValues: { ":value": exampleOf(partition) },
});

/** A value of the attribute's type. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
function exampleOf({ name, type }: KeySchema["partition"]): CallValue {
  switch (type) {
    case "string":
      return { S: `<${name}>` };
    case "number":
      return { N: "1" };
    case "binary":
      return { B: new FileBytes(`${name}.bin`) };
  }
}
