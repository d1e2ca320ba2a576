import { globSync, readFileSync, writeFileSync } from "node:fs";
import { reference } from "./reference.ts";

const example = new URL("../../examples/line/", import.meta.url);
const files = globSync("**/*.yaml", { cwd: example }).sort();
const texts = new Map(files.map((file) => [file, readFileSync(new URL(file, example), "utf8")]));
writeFileSync(new URL("../../docs/declaration.md", import.meta.url), reference(texts));
