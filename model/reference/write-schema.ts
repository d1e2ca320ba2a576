import { mkdirSync, writeFileSync } from "node:fs";
import { type Kind, SCHEMAS } from "../reading/part.ts";
import { jsonSchema } from "./json-schema.ts";

const folder = new URL("../../schema/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const kind of Object.keys(SCHEMAS) as Kind[]) writeFileSync(new URL(`${kind}.schema.json`, folder), jsonSchema(kind));
