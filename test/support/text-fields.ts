import { type DescribedFile, jsonSchema } from "../../model/reference/json-schema.ts";

/** A JSON Schema as far as the declaration's are written. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** The files of a declaration. */
export const DECLARED_FILES = ["organization", "account", "data"] as const satisfies readonly DescribedFile[];

/** Every place of the declaration where a text of one's own stands, like `account.tags.<name>` or `data.keys.<value>.description`. */
export function textFields(): readonly string[] {
  return [...new Set(DECLARED_FILES.flatMap((kind) => within(JSON.parse(jsonSchema(kind)) as Schema, kind)))].sort();
}

function within(schema: Schema, path: string): string[] {
  const { properties = {}, additionalProperties, propertyNames, items, anyOf = [], oneOf = [] } = schema;
  const isText = schema.type === "string" && schema.enum === undefined && schema.const === undefined;
  return [
    ...(isText ? [path] : []),
    ...Object.entries(properties).flatMap(([name, field]) => within(field, `${path}.${name}`)),
    ...(propertyNames === undefined ? [] : within(propertyNames, `${path}.<name>`)),
    ...(typeof additionalProperties === "object" ? within(additionalProperties, `${path}.<value>`) : []),
    ...(items === undefined ? [] : within(items, `${path}[]`)),
    ...[...anyOf, ...oneOf].flatMap((option) => within(option, path)),
  ];
}
