import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type DynamoDBClient, PutItemCommand, QueryCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";

/** Where secrets are kept, and with whose credentials. */
export interface KeystoreArgs {
  /** The table's name, or its ARN from another account. */
  readonly table: string;
  /** The ARN of the key that wraps data keys; who only reads needs none. */
  readonly keyArn?: string;
  readonly dynamodb: DynamoDBClient;
  readonly kms: KMSClient;
}

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * A store of secrets by envelope encryption. Each version has a data key of its own, which KMS wraps. Name and version are the encryption
 * context: a value that was moved to another name or version does not decrypt.
 * https://docs.aws.amazon.com/kms/latest/developerguide/kms-cryptography.html#enveloping
 */
export class Keystore {
  readonly #args: KeystoreArgs;

  constructor(args: KeystoreArgs) {
    this.#args = args;
  }

  /** Keeps a value as the next version of a name, and says which. Where somebody else puts one at the same time, one of both fails. */
  async put(name: string, value: string): Promise<number> {
    const { table, keyArn, dynamodb, kms } = this.#args;
    const version = ((await this.versions(name)).at(-1) ?? 0) + 1;
    const context = contextOf(name, version);
    const made = await kms.send(new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: "AES_256", EncryptionContext: context }));
    const { Plaintext: dataKey, CiphertextBlob: wrapped } = made;
    if (dataKey === undefined || wrapped === undefined) throw new Error("KMS made no data key");
    const Item = {
      name: { S: name },
      version: { N: version.toString() },
      wrapped: { B: wrapped },
      value: { B: encrypt(dataKey, value, context) },
    };
    dataKey.fill(0);
    await dynamodb.send(
      new PutItemCommand({
        TableName: table,
        Item,
        ConditionExpression: "attribute_not_exists(#name)",
        ExpressionAttributeNames: { "#name": "name" },
      }),
    );
    return version;
  }

  /** The value of a name's newest version; undefined where there is none. */
  async get(name: string): Promise<string | undefined> {
    const { table, dynamodb, kms } = this.#args;
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "#name = :name",
        ExpressionAttributeNames: { "#name": "name" },
        ExpressionAttributeValues: { ":name": { S: name } },
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
    const [item] = Items;
    const { version, wrapped, value } = item ?? {};
    if (version?.N === undefined || wrapped?.B === undefined || value?.B === undefined) return undefined;
    const context = contextOf(name, Number(version.N));
    const { Plaintext: dataKey } = await kms.send(new DecryptCommand({ CiphertextBlob: wrapped.B, EncryptionContext: context }));
    if (dataKey === undefined) throw new Error("KMS unwrapped no data key");
    return decrypt(dataKey, value.B, context);
  }

  /** Every name, sorted. It scans the table, which needs a right of its own. */
  async list(): Promise<readonly string[]> {
    const { table, dynamodb } = this.#args;
    const names = new Set<string>();
    let after: ScanCommand["input"]["ExclusiveStartKey"];
    do {
      const { Items = [], LastEvaluatedKey } = await dynamodb.send(
        new ScanCommand({
          TableName: table,
          ProjectionExpression: "#name",
          ExpressionAttributeNames: { "#name": "name" },
          ExclusiveStartKey: after,
        }),
      );
      for (const { name } of Items) if (name?.S !== undefined) names.add(name.S);
      after = LastEvaluatedKey;
    } while (after !== undefined);
    return [...names].sort();
  }

  /** The versions of a name, the newest last. */
  async versions(name: string): Promise<readonly number[]> {
    const { table, dynamodb } = this.#args;
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "#name = :name",
        ProjectionExpression: "version",
        ExpressionAttributeNames: { "#name": "name" },
        ExpressionAttributeValues: { ":name": { S: name } },
      }),
    );
    return Items.flatMap(({ version }) => (version?.N === undefined ? [] : [Number(version.N)]));
  }

  /** Keeps the same value as a new version, under a new data key. */
  async rotate(name: string): Promise<number> {
    const value = await this.get(name);
    if (value === undefined) throw new Error(`${name}: is no secret, put it first`);
    return await this.put(name, value);
  }
}

const contextOf = (name: string, version: number) => ({ name, version: version.toString() });

const bound = (context: object): Buffer => Buffer.from(JSON.stringify(context));

function encrypt(key: Uint8Array, value: string, context: object): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(bound(context));
  const encrypted = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]);
}

function decrypt(key: Uint8Array, stored: Uint8Array, context: object): string {
  const [nonce, tag] = [stored.subarray(0, NONCE_BYTES), stored.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)];
  const decipher = createDecipheriv(ALGORITHM, key, nonce).setAAD(bound(context)).setAuthTag(tag);
  return Buffer.concat([decipher.update(stored.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
}
