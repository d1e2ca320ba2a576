import { type Input, inputIn, isInput, textIn } from "../request-input.ts";
import { type CallPlace, type KnownTable, type KnownTables, tableArnOf } from "../tables/known-tables.ts";

/** An item of a table that has a stream. */
export interface WrittenItem {
  readonly table: KnownTable;
  readonly key: Input;
}

/** The key in an item, or as a call gives it; undefined where it is not whole. */
export function wholeKey({ declared }: KnownTable, given: Input): Input | undefined {
  const { partition, sort } = declared.key;
  const names = [partition.name, ...(sort === undefined ? [] : [sort.name])];
  return names.every((name) => Object.hasOwn(given, name) && isInput(given[name]))
    ? Object.fromEntries(names.map((name) => [name, given[name]]))
    : undefined;
}

/** The items that an ordinary call may write, of tables that have a stream. */
export function writtenItems(operation: string, input: Input, place: CallPlace, tables: KnownTables): readonly WrittenItem[] {
  const itemOf = (name: string, given: Input): readonly WrittenItem[] => {
    const table = tables.get(tableArnOf(name, place));
    const key = table?.streamArn === undefined ? undefined : wholeKey(table, given);
    return table === undefined || key === undefined ? [] : [{ table, key }];
  };
  switch (operation) {
    case "DeleteItem":
    case "UpdateItem":
      return itemOf(textIn(input, "TableName") ?? "", inputIn(input, "Key"));
    case "PutItem":
      return itemOf(textIn(input, "TableName") ?? "", inputIn(input, "Item"));
    case "BatchWriteItem":
      return Object.entries(inputIn(input, "RequestItems")).flatMap(([name, writes]) =>
        (Array.isArray(writes) ? writes.filter(isInput) : []).flatMap((write) =>
          itemOf(
            name,
            isInput(write["PutRequest"]) ? inputIn(write["PutRequest"], "Item") : inputIn(inputIn(write, "DeleteRequest"), "Key"),
          ),
        ),
      );
    default:
      return [];
  }
}
