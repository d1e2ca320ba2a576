import path from "node:path";
import { bundledFiles, writeBundle } from "../../policy-pack/bundle/bundle-pack.ts";
import { count } from "../output/count.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";

/** Writes the policy pack into a folder of its own. */
export async function packBundle({ output }: { readonly output: string }, { out }: Streams): Promise<ExitCode> {
  const files = await bundledFiles();
  try {
    writeBundle(path.resolve(output), files);
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new WrongUse(`--output: the folder cannot be written, got ${JSON.stringify(code)} for ${output}; name another`);
  }
  const names = Object.keys(files);
  out(`${output}: ${count(names.length, "file")}\n\nNext:\n  (cd ${output} && npm install)\n  pulumi preview --policy-pack ${output}\n`);
  return 0;
}
