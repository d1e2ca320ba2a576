import type { Attribute, KeySchema } from "../../model/plan/planned-table.ts";
import type { Input } from "../request-input.ts";
import type { KnownTable } from "./known-tables.ts";

const TYPES: Readonly<Record<Attribute["type"], string>> = { string: "S", number: "N", binary: "B" };
const PROJECTIONS = { all: "ALL", keys: "KEYS_ONLY" } as const;

const keySchema = ({ partition, sort }: KeySchema) => [
  { AttributeName: partition.name, KeyType: "HASH" },
  ...(sort === undefined ? [] : [{ AttributeName: sort.name, KeyType: "RANGE" }]),
];

/** The input of CreateTable for a declared table with its indexes. */
export function createTableInput({ name, declared: { key, indexes } }: KnownTable): Input {
  const attributes = new Map(
    [key, ...indexes].flatMap(({ partition, sort }) => [partition, ...(sort === undefined ? [] : [sort])]).map((each) => [each.name, each]),
  );
  const listed = (isLocal: boolean) => {
    const found = indexes
      .filter(({ local }) => local === isLocal)
      .map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index),
        Projection:
          typeof index.project === "string"
            ? { ProjectionType: PROJECTIONS[index.project] }
            : { ProjectionType: "INCLUDE", NonKeyAttributes: [...index.project] },
      }));
    return found.length === 0 ? undefined : found;
  };
  const [global, local] = [listed(false), listed(true)];
  return {
    TableName: name,
    KeySchema: keySchema(key),
    AttributeDefinitions: [...attributes.values()].map(({ name: attribute, type }) => ({
      AttributeName: attribute,
      AttributeType: TYPES[type],
    })),
    BillingMode: "PAY_PER_REQUEST",
    ...(global === undefined ? {} : { GlobalSecondaryIndexes: global }),
    ...(local === undefined ? {} : { LocalSecondaryIndexes: local }),
  };
}
