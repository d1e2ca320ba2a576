import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { WrongUse } from "../output/streams.ts";
import type { KeptRehearsal } from "./kept-rehearsal.ts";
import { readNamedFile } from "./read-named-file.ts";

const properties = z.record(z.string(), z.unknown());

const resources = z.array(
  z.looseObject({
    stack: z.string(),
    account: z.string(),
    region: z.string(),
    urn: z.string(),
    type: z.string(),
    name: z.string(),
    id: z.string(),
    parent: z.string(),
    provider: z.string(),
    dependsOn: z.array(z.string()),
    inputs: properties,
    outputs: properties,
  }),
);

const provenance = z.array(
  z.strictObject({
    urn: z.string(),
    statement: z.string(),
    item: z.string(),
    file: z.string(),
    line: z.int(),
    column: z.int(),
  }),
);

const INSTEAD = "the resources.json that `npm run rehearse -- --output` wrote";

/** The resources of a file that `rehearse --output` wrote, with where their statements come from, where that file lies beside it. */
export function readResources(option: `--${string}`, file: string): KeptRehearsal {
  const beside = path.join(path.dirname(file), "provenance.json");
  return {
    resources: parsed(option, file, resources),
    provenance: existsSync(beside) ? parsed(option, beside, provenance) : [],
  };
}

function parsed<T>(option: `--${string}`, file: string, schema: z.ZodType<T>): T {
  const text = readNamedFile(option, file, INSTEAD);
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const where = error instanceof z.ZodError ? (error.issues[0]?.path.join(".") ?? "") : "";
    throw new WrongUse(
      `${option}: is no list of resources${where === "" ? "" : `, got something else at ${JSON.stringify(where)}`} in ${file}; name ${INSTEAD}`,
      { cause: error },
    );
  }
}
