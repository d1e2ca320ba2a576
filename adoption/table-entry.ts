import type { z } from "zod";
import type { Entry } from "./adopted.ts";
import type { tableAnswer } from "./answers.ts";

type Table = z.infer<typeof tableAnswer>["Table"];
type KeySchema = Table["KeySchema"];

const TYPES = { S: "string", N: "number", B: "binary" } as const;

/** What a table's stream records, as the declaration says it. */
const STREAMS: Readonly<Record<string, string>> = {
  NEW_AND_OLD_IMAGES: "new-and-old-images",
  NEW_IMAGE: "new-image",
  OLD_IMAGE: "old-image",
  KEYS_ONLY: "keys-only",
};

/** A replica that exists, as an entry of data.yaml: it has the keys, the indexes and the stream of the table that it replicates. */
export const replicaEntry = (table: Table, replicaOf: string, settings: Entry): Entry => ({
  existing: table.TableName,
  replicaOf,
  ...settings,
});

/** A table that exists, as an entry of data.yaml. */
export function tableEntry(table: Table, settings: Entry): Entry {
  const types = new Map(
    table.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, TYPES[AttributeType]] as const),
  );
  const attribute = (schema: KeySchema, type: "HASH" | "RANGE") => {
    const name = schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
    return name === undefined ? undefined : { [name]: types.get(name) ?? "string" };
  };
  const partition = (schema: KeySchema) => ({ partition: attribute(schema, "HASH") });
  const sort = (schema: KeySchema) => {
    const found = attribute(schema, "RANGE");
    return found === undefined ? {} : { sort: found };
  };
  const project = ({
    ProjectionType: type,
    NonKeyAttributes: attributes = [],
  }: {
    ProjectionType: string;
    NonKeyAttributes?: string[] | undefined;
  }) => (type === "ALL" ? {} : { project: type === "KEYS_ONLY" ? "keys" : attributes });
  const { GlobalSecondaryIndexes: globals = [], LocalSecondaryIndexes: locals = [], StreamSpecification: stream } = table;
  const recorded = stream?.StreamEnabled === true ? STREAMS[stream.StreamViewType ?? ""] : undefined;
  return {
    existing: table.TableName,
    ...settings,
    key: { ...partition(table.KeySchema), ...sort(table.KeySchema) },
    ...(globals.length === 0
      ? {}
      : {
          indexes: Object.fromEntries(
            globals.map(({ IndexName, KeySchema: schema, Projection }) => [
              IndexName,
              { ...partition(schema), ...sort(schema), ...project(Projection) },
            ]),
          ),
        }),
    ...(locals.length === 0
      ? {}
      : {
          localIndexes: Object.fromEntries(
            locals.map(({ IndexName, KeySchema: schema, Projection }) => [IndexName, { ...sort(schema), ...project(Projection) }]),
          ),
        }),
    ...(recorded === undefined ? {} : { stream: recorded }),
  };
}
