import type {
  BatchGetCommandOutput,
  BatchWriteCommandOutput,
  DeleteCommandOutput,
  DynamoDBDocumentClient,
  GetCommandOutput,
  PutCommandOutput,
  QueryCommandOutput,
  UpdateCommandOutput,
} from "@aws-sdk/lib-dynamodb";
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { type TenantId, tenantId } from "./tenant-id.ts";
import {
  type Attributes,
  leadingAttribute,
  OWN_NAME,
  OWN_VALUE,
  ownItem,
  ownKey,
  partitionOf,
  refuseLeadingUpdate,
  refuseOwnPlaceholders,
  type TenantTable,
} from "./tenant-keys.ts";

type Names = Readonly<Record<string, string>>;

/** Placeholders of expressions. */
interface Placeholders {
  readonly names?: Names;
  readonly values?: Attributes;
}

export interface TenantUpdate extends Placeholders {
  /** Without the partition key. */
  readonly key: Attributes;
  readonly expression: string;
  readonly condition?: string;
}

export interface TenantQuery extends Placeholders {
  /** An index that the tenant leads. @default the table itself */
  readonly index?: string;
  /** A condition on the sort key. @default none */
  readonly sort?: string;
  readonly filter?: string;
  readonly limit?: number;
  readonly descending?: boolean;
  /** `LastEvaluatedKey` of the page before. */
  readonly after?: Attributes;
}

/**
 * A document client that is bound to one tenant. It writes the partition key itself, and refuses keys of others before any call. What reads
 * across partitions, such as Scan and PartiQL, it does not have.
 */
export class TenantClient {
  readonly tenant: TenantId;
  readonly #client: Pick<DynamoDBDocumentClient, "send">;
  readonly #table: TenantTable;

  /**
   * @param client with credentials of that tenant; the binding here is no replacement for them
   * @throws TenantError `tenant-refused`
   */
  constructor(tenant: unknown, client: Pick<DynamoDBDocumentClient, "send">, table: TenantTable) {
    this.tenant = tenantId(tenant);
    this.#client = client;
    this.#table = table;
  }

  async get(key: Attributes): Promise<GetCommandOutput> {
    return await this.#client.send(new GetCommand({ TableName: this.#table.tableName, Key: this.#own(key) }));
  }

  async put(item: Attributes): Promise<PutCommandOutput> {
    return await this.#client.send(new PutCommand({ TableName: this.#table.tableName, Item: this.#ownItem(item) }));
  }

  async delete(key: Attributes): Promise<DeleteCommandOutput> {
    return await this.#client.send(new DeleteCommand({ TableName: this.#table.tableName, Key: this.#own(key) }));
  }

  async update({ key, expression, condition, names = {}, values = {} }: TenantUpdate): Promise<UpdateCommandOutput> {
    refuseLeadingUpdate(this.#table, expression, names);
    return await this.#client.send(
      new UpdateCommand({
        TableName: this.#table.tableName,
        Key: this.#own(key),
        UpdateExpression: expression,
        ConditionExpression: condition,
        ...placeholders(names, values),
      }),
    );
  }

  async query(asked: TenantQuery = {}): Promise<QueryCommandOutput> {
    const { index, sort, filter, limit, descending, after, names = {}, values = {} } = asked;
    const leading = leadingAttribute(this.#table, index);
    refuseOwnPlaceholders(names, values, sort, filter);
    return await this.#client.send(
      new QueryCommand({
        TableName: this.#table.tableName,
        IndexName: index,
        KeyConditionExpression: `${OWN_NAME} = ${OWN_VALUE}${sort === undefined ? "" : ` AND ${sort}`}`,
        FilterExpression: filter,
        Limit: limit,
        ScanIndexForward: descending !== true,
        ExclusiveStartKey: after === undefined ? undefined : this.#start(after, leading),
        ...placeholders({ ...names, [OWN_NAME]: leading }, { ...values, [OWN_VALUE]: partitionOf(this.tenant, this.#table) }),
      }),
    );
  }

  async batchGet(keys: readonly Attributes[]): Promise<BatchGetCommandOutput> {
    const own = keys.map((key) => this.#own(key));
    return await this.#client.send(new BatchGetCommand({ RequestItems: { [this.#table.tableName]: { Keys: own } } }));
  }

  async batchWrite({
    put = [],
    remove = [],
  }: {
    readonly put?: readonly Attributes[];
    readonly remove?: readonly Attributes[];
  }): Promise<BatchWriteCommandOutput> {
    const requests = [
      ...put.map((item) => ({ PutRequest: { Item: this.#ownItem(item) } })),
      ...remove.map((key) => ({ DeleteRequest: { Key: this.#own(key) } })),
    ];
    return await this.#client.send(new BatchWriteCommand({ RequestItems: { [this.#table.tableName]: requests } }));
  }

  #own(key: Attributes): Record<string, unknown> {
    return ownKey(this.tenant, this.#table, key);
  }

  #ownItem(item: Attributes): Record<string, unknown> {
    return ownItem(this.tenant, this.#table, item);
  }

  /** A page of an index goes on behind an item that may lie in another tenant's partition of the table; the index's own key is the tenant's. */
  #start(after: Attributes, leading: string): Record<string, unknown> {
    return { ...after, ...ownKey(this.tenant, { ...this.#table, partitionKey: leading }, after) };
  }
}

const placeholders = (names: Names, values: Attributes) => ({
  ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: { ...names } }),
  ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: { ...values } }),
});
