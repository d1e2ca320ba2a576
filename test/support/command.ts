import { run } from "../../cli/main.ts";

/** What a command line printed, and what it ended with. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Colours are for terminals, and say nothing that the words do not. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are written with one
const COLOURS = /\u001b\[\d+m/g;

/** A text without colours. */
export const plain = (text: string): string => text.replaceAll(COLOURS, "");

/** Runs a command line in this process and keeps what it prints. */
export async function command(...args: readonly string[]): Promise<Ran> {
  let out = "";
  let err = "";
  const code = await run(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out: plain(out), err: plain(err) };
}
