import { readFileSync } from "node:fs";
import { WrongUse } from "../output/streams.ts";

/** The text of a file that an option or an argument names. Throws where it cannot be read, with what to name instead. */
export function readNamedFile(option: `--${string}` | `<${string}>`, file: string, instead: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new WrongUse(`${option}: cannot be read, got ${JSON.stringify(code)} for ${file}; name ${instead}`);
  }
}
