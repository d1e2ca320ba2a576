import { mkdirSync, writeFileSync } from "node:fs";
import { DESCRIBED_FILES, type DescribedFile, jsonSchema } from "./json-schema.ts";

const folder = new URL("../../schema/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const kind of Object.keys(DESCRIBED_FILES) as DescribedFile[]) writeFileSync(new URL(`${kind}.schema.json`, folder), jsonSchema(kind));
