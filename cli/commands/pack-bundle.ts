import path from "node:path";
import { bundledFiles, writeBundle } from "../../policy-pack/bundle/bundle-pack.ts";
import { DECLARED_FILE, type DeclaredGrants } from "../../policy-pack/declared-grants.ts";
import { count } from "../output/count.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { readDeclaredGrantsOf } from "./declared-of-folder.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

/** What is bundled, and where. */
export interface PackBundleOptions {
  readonly output: string;
  /** The folder of the declaration whose grants foreign stacks are checked against. @default none */
  readonly declaration?: string;
}

/** Writes the policy pack into a folder of its own, with what is declared where a declaration is named. */
export async function packBundle({ output, declaration }: PackBundleOptions, streams: Streams): Promise<ExitCode> {
  const { declared, read } = declaration === undefined ? {} : readDeclaredGrantsOf(declaration);
  if (read !== undefined) return refuseDeclaration(read, false, streams);
  const files = await bundledFiles(declared);
  try {
    writeBundle(path.resolve(output), files);
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new WrongUse(`--output: the folder cannot be written, got ${JSON.stringify(code)} for ${output}; name another`);
  }
  const names = Object.keys(files);
  const said = declared === undefined ? "" : declaredText(declared);
  streams.out(
    `${output}: ${count(names.length, "file")}\n${said}\nNext:\n  (cd ${output} && npm install)\n  pulumi preview --policy-pack ${output}\n`,
  );
  return 0;
}

function declaredText({ grants, asOf, hash }: DeclaredGrants): string {
  const waiting = grants.filter(({ state }) => state === "waiting").length;
  const left = waiting === 0 ? "" : `, ${waiting} of them waiting for the ids of accounts`;
  return `${DECLARED_FILE}: ${count(grants.length, "grant")}${left}, as of ${asOf}, ${hash}\n`;
}
