import { z } from "zod";
import { type Kind, SCHEMAS } from "../reading/part.ts";

/** The JSON Schema of one kind of file, for editors; what crosses files is checked by `validate` alone. */
export function jsonSchema(kind: Kind): string {
  const schema = z.toJSONSchema(SCHEMAS[kind], { target: "draft-7", io: "input" });
  return `${JSON.stringify({ title: `Palisade: ${kind}.yaml`, ...schema }, undefined, 2)}\n`;
}
