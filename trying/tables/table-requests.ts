import type { AskedRequest } from "../asked-request.ts";
import { type Refusal, refused } from "../refusal.ts";
import { type Input, textIn } from "../request-input.ts";
import { statementRequests } from "../statements/statement-requests.ts";
import { readIterator } from "../streams/stream-iterator.ts";
import { batchRequests, type ItemReading, itemRequest, transactRequests } from "./item-requests.ts";
import { tableArnOf } from "./known-tables.ts";

const OF_ITEMS: ReadonlySet<string> = new Set(["DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"]);
/** Operations that are about no table in particular. */
const OF_ALL: ReadonlySet<string> = new Set([
  "DescribeEndpoints",
  "DescribeLimits",
  "ListBackups",
  "ListExports",
  "ListGlobalTables",
  "ListImports",
  "ListStreams",
  "ListTables",
]);

/**
 * What a call of DynamoDB or its streams asks of AWS's authorization: all of these must be allowed.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function tableRequests(operation: string, input: Input, reading: ItemReading): readonly AskedRequest[] | Refusal {
  if (OF_ITEMS.has(operation)) return single(itemRequest(operation, input, reading));
  switch (operation) {
    case "BatchGetItem":
    case "BatchWriteItem":
      return batchRequests(operation, input, reading);
    case "TransactGetItems":
    case "TransactWriteItems":
      return transactRequests(operation, input, reading);
    case "ExecuteStatement":
    case "BatchExecuteStatement":
    case "ExecuteTransaction":
      return statementRequests(operation, input, reading);
    case "GetRecords":
      return onStream(operation, readIterator(textIn(input, "ShardIterator") ?? "")?.streamArn);
    case "DescribeStream":
    case "GetShardIterator":
      return onStream(operation, textIn(input, "StreamArn"));
    default:
      return onTable(operation, input, reading);
  }
}

const single = (asked: AskedRequest | Refusal): readonly AskedRequest[] | Refusal => ("refusal" in asked ? asked : [asked]);

const onStream = (operation: string, arn: string | undefined): readonly AskedRequest[] | Refusal =>
  arn === undefined
    ? refused("ValidationException", `${operation}: names no stream`)
    : [{ action: `dynamodb:${operation}`, resource: arn, context: {} }];

/** Everything else, as far as one action decides it. */
function onTable(operation: string, input: Input, { place }: ItemReading): readonly AskedRequest[] | Refusal {
  const named = textIn(input, "TableName") ?? textIn(input, "ResourceArn") ?? textIn(input, "TableArn") ?? textIn(input, "SourceTableName");
  if (named === undefined && !OF_ALL.has(operation)) return refused("ValidationException", `${operation}: names no table`);
  const resource = named === undefined || OF_ALL.has(operation) ? "*" : tableArnOf(named, place);
  return [{ action: `dynamodb:${operation}`, resource, context: {} }];
}
