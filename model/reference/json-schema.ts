import { z } from "zod";
import { SCHEMAS } from "../reading/part.ts";
import { claimsFile } from "../schema/claims.ts";
import { inventoryFile } from "../schema/inventory.ts";
import { meaningOf } from "./field-meanings.ts";

/** The part of a JSON Schema that is walked. */
interface Shape {
  description?: string;
  properties?: Record<string, Shape>;
  additionalProperties?: Shape | boolean;
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
}

/** The files that have a JSON Schema: those of a declaration, the claims about it, and what exists beside it. */
export const DESCRIBED_FILES = { ...SCHEMAS, claims: claimsFile, inventory: inventoryFile };

/** A kind of file that has a JSON Schema. */
export type DescribedFile = keyof typeof DESCRIBED_FILES;

/** The JSON Schema of one kind of file, for editors; what crosses files is checked by `validate` alone. */
export function jsonSchema(kind: DescribedFile): string {
  const schema = z.toJSONSchema(DESCRIBED_FILES[kind], { target: "draft-7", io: "input" }) as Shape;
  describe(`${kind}.yaml`, schema, "");
  return `${JSON.stringify({ title: `Palisade: ${kind}.yaml`, ...schema }, undefined, 2)}\n`;
}

/** Puts in front of each field's grammar what the field is for. */
function describe(file: string, { properties = {}, additionalProperties, items, anyOf = [], oneOf = [] }: Shape, path: string): void {
  for (const [name, field] of Object.entries(properties)) {
    const full = path === "" ? name : `${path}.${name}`;
    const meaning = meaningOf(file, full);
    if (meaning !== undefined) field.description = field.description === undefined ? meaning : `${meaning} ${field.description}`;
    describe(file, field, full);
  }
  for (const option of [...anyOf, ...oneOf]) describe(file, option, path);
  if (items !== undefined) describe(file, items, path);
  if (typeof additionalProperties === "object") describe(file, additionalProperties, `${path}.<name>`);
}
