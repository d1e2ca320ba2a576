import { mkdirSync, writeFileSync } from "node:fs";
import { jsonSchema } from "./json-schema.ts";
import { type Kind, SCHEMAS } from "./part.ts";

const folder = new URL("../schema/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const kind of Object.keys(SCHEMAS) as Kind[]) writeFileSync(new URL(`${kind}.schema.json`, folder), jsonSchema(kind));
