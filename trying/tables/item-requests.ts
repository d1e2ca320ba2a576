import type { ContextValues } from "../../proof/engine/request-context.ts";
import type { AskedRequest } from "../asked-request.ts";
import { type Refusal, refused } from "../refusal.ts";
import { type Input, inputIn, inputsIn, isInput, textIn, textsIn } from "../request-input.ts";
import { keyEqualities } from "./key-condition.ts";
import { keyText } from "./key-text.ts";
import { type CallPlace, type KnownTable, type KnownTables, keyOf, tableArnOf } from "./known-tables.ts";
import { namedAttributes } from "./named-attributes.ts";

/** What requests for items are read with. */
export interface ItemReading {
  readonly tables: KnownTables;
  readonly place: CallPlace;
}

const EXPRESSIONS = [
  "ConditionExpression",
  "FilterExpression",
  "KeyConditionExpression",
  "ProjectionExpression",
  "UpdateExpression",
] as const;
/** Fields of an older form of the same, each a map by attribute. */
const MAPS = ["Expected", "AttributeUpdates", "KeyConditions", "QueryFilter", "ScanFilter"] as const;
/** Fields that are keys of the same name, where they are given. */
const SENT_KEYS = ["ReturnConsumedCapacity", "ReturnValues", "Select"] as const;
const READING: ReadonlySet<string> = new Set(["Query", "Scan"]);

/** A request that DynamoDB could not read either. */
const unreadable = (field: string): Refusal => refused("ValidationException", `Invalid ${field}: it cannot be read`);

/**
 * What a call for items of one table asks, with the keys that it carries: leading keys, attributes, and what it says of its answer.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function itemRequest(operation: string, input: Input, reading: ItemReading): AskedRequest | Refusal {
  const arn = tableArnOf(textIn(input, "TableName") ?? "", reading.place);
  const table = reading.tables.get(arn);
  const index = READING.has(operation) ? textIn(input, "IndexName") : undefined;
  const leading = leadingKeys(operation, input, table, index);
  if ("refusal" in leading) return leading;
  const attributes = attributesOf(input);
  if ("refusal" in attributes) return attributes;
  const select =
    READING.has(operation) && input["Select"] === undefined && isProjected(input) ? { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" } : {};
  const sent = SENT_KEYS.flatMap((key) => {
    const value = textIn(input, key);
    return value === undefined ? [] : [[`dynamodb:${key}`, value] as const];
  });
  return {
    action: `dynamodb:${operation}`,
    resource: index === undefined ? arn : `${arn}/index/${index}`,
    context: {
      ...listed("dynamodb:LeadingKeys", leading.keys),
      ...listed("dynamodb:Attributes", attributes.names),
      ...select,
      ...Object.fromEntries(sent),
    },
  };
}

const isProjected = (input: Input): boolean => input["ProjectionExpression"] !== undefined || input["AttributesToGet"] !== undefined;

const listed = (key: string, values: readonly string[]): ContextValues => (values.length === 0 ? {} : { [key]: [...new Set(values)] });

interface Keys {
  readonly keys: readonly string[];
}

function leadingKeys(operation: string, input: Input, table: KnownTable | undefined, index: string | undefined): Keys | Refusal {
  const partition = table === undefined ? undefined : keyOf(table, index)?.partition.name;
  if (partition === undefined || operation === "Scan") return { keys: [] };
  if (operation === "Query") return queriedKeys(input, partition);
  const item = operation === "PutItem" ? inputIn(input, "Item") : inputIn(input, "Key");
  return { keys: keyIn(item, partition) };
}

const keyIn = (item: Input, partition: string): readonly string[] => {
  const text = Object.hasOwn(item, partition) ? keyText(item[partition]) : undefined;
  return text === undefined ? [] : [text];
};

/** The partition that a query reads, by its expression or by the older map of conditions. */
function queriedKeys(input: Input, partition: string): Keys | Refusal {
  const expression = textIn(input, "KeyConditionExpression");
  const conditions = inputIn(input, "KeyConditions");
  if (expression === undefined) {
    const condition = Object.hasOwn(conditions, partition) ? conditions[partition] : undefined;
    const values: unknown = isInput(condition) && condition["ComparisonOperator"] === "EQ" ? condition["AttributeValueList"] : undefined;
    const text = Array.isArray(values) && values.length === 1 ? keyText(values[0]) : undefined;
    return { keys: text === undefined ? [] : [text] };
  }
  const equalities = keyEqualities(expression, textsIn(input, "ExpressionAttributeNames"));
  if (equalities === undefined || input["KeyConditions"] !== undefined) return unreadable("KeyConditionExpression");
  const values = inputIn(input, "ExpressionAttributeValues");
  const own = equalities.filter(({ attribute }) => attribute === partition);
  if (own.length > 1) return refused("ValidationException", "KeyConditionExpressions must only contain one condition per key");
  return { keys: own.flatMap(({ value }) => (Object.hasOwn(values, value) ? (keyText(values[value]) ?? []) : [])) };
}

/** The attributes that a call names: of its key or item, of expressions, and of the older lists. */
function attributesOf(input: Input): { readonly names: readonly string[] } | Refusal {
  const names = textsIn(input, "ExpressionAttributeNames");
  const found = [...Object.keys(inputIn(input, "Key")), ...Object.keys(inputIn(input, "Item"))];
  for (const field of EXPRESSIONS) {
    const expression = textIn(input, field);
    if (expression === undefined) continue;
    const named = namedAttributes(expression, names);
    if (named === undefined) return unreadable(field);
    found.push(...named);
  }
  const projected: unknown = input["AttributesToGet"];
  if (Array.isArray(projected)) found.push(...projected.filter((each) => typeof each === "string"));
  return { names: [...found, ...MAPS.flatMap((field) => Object.keys(inputIn(input, field)))] };
}

/** What a batch asks: one request for each table, with the leading keys of all of its items there. */
export function batchRequests(
  operation: "BatchGetItem" | "BatchWriteItem",
  input: Input,
  reading: ItemReading,
): readonly AskedRequest[] | Refusal {
  const found: AskedRequest[] = [];
  for (const [name, wanted] of Object.entries(inputIn(input, "RequestItems"))) {
    const items = operation === "BatchGetItem" ? inputsIn(isInput(wanted) ? wanted : {}, "Keys") : writtenItems(wanted);
    const arn = tableArnOf(name, reading.place);
    const partition = reading.tables.get(arn)?.declared.key.partition.name;
    const keys = partition === undefined ? [] : items.map((item) => keyIn(item, partition));
    // An item without a readable key must not hide behind the keys of others.
    const leading = keys.some((each) => each.length === 0) ? [] : keys.flat();
    const attributes = attributesOf(operation === "BatchGetItem" && isInput(wanted) ? wanted : {});
    if ("refusal" in attributes) return attributes;
    const all = [...items.flatMap((item) => Object.keys(item)), ...attributes.names];
    found.push({
      action: `dynamodb:${operation}`,
      resource: arn,
      context: { ...listed("dynamodb:LeadingKeys", leading), ...listed("dynamodb:Attributes", all) },
    });
  }
  return found.length === 0 ? refused("ValidationException", "RequestItems: is empty or cannot be read") : found;
}

function writtenItems(wanted: unknown): readonly Input[] {
  const writes = Array.isArray(wanted) ? wanted.filter(isInput) : [];
  return writes.map((write) =>
    write["PutRequest"] === undefined ? inputIn(inputIn(write, "DeleteRequest"), "Key") : inputIn(inputIn(write, "PutRequest"), "Item"),
  );
}

const PARTS: Readonly<Record<string, string>> = {
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
};

/** What a transaction asks: one request for each item, which says what it is part of. */
export function transactRequests(
  operation: "TransactGetItems" | "TransactWriteItems",
  input: Input,
  reading: ItemReading,
): readonly AskedRequest[] | Refusal {
  const found: AskedRequest[] = [];
  for (const item of inputsIn(input, "TransactItems")) {
    for (const [part, content] of Object.entries(item)) {
      const action = PARTS[part];
      if (action === undefined || !isInput(content)) return refused("ValidationException", `TransactItems: ${part} cannot be read`);
      const asked = itemRequest(action, content, reading);
      if ("refusal" in asked) return asked;
      found.push({ ...asked, context: { ...asked.context, "dynamodb:EnclosingOperation": operation } });
    }
  }
  return found.length === 0 ? refused("ValidationException", "TransactItems: is empty or cannot be read") : found;
}
