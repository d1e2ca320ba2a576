import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What became of a text of shell: every call of a stand-in, in its order, by program and arguments. */
export interface ShellCalls {
  readonly status: number | null;
  readonly log: string;
  readonly calls: readonly (readonly string[])[];
}

/** What the stand-ins do: print, by a pattern of the shell over program and arguments, and end with. */
export interface StandIns {
  readonly answers?: Readonly<Record<string, string>>;
  /** What git and gh end with, as where a commit is not there. @default 0 */
  readonly gitStatus?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Programs that a reader's shell finds and that these tests never start. */
const PROGRAMS = ["npm", "pulumi", "aws", "git", "gh", "bin/iam-assume-role.sh"] as const;

/** Programs of the system that pages use for real: they read and write files below the folder, and nothing else. */
const SYSTEM = "/usr/bin:/bin";

/**
 * Lets bash itself read a text, with stand-ins in place of what it calls: they note their arguments, print what `answers` says and touch
 * nothing. So loops, quotes and substitutions are what a reader's shell makes of them.
 * @param folder a folder of this call's own, which the text runs in
 */
export function shellCalls(text: string, folder: string, { answers = {}, gitStatus = 0, environment = {} }: StandIns = {}): ShellCalls {
  rmSync(folder, { recursive: true, force: true });
  const [work, bin, noted] = [path.join(folder, "work"), path.join(folder, "programs"), path.join(folder, "calls")];
  // Folders that earlier steps of the pages make.
  for (const each of ["bin", "bootstrap-files", ".palisade/sandbox", "../palisade-pack", "access"])
    mkdirSync(path.join(work, each), { recursive: true });
  mkdirSync(bin, { recursive: true });
  for (const program of PROGRAMS) {
    const name = path.basename(program);
    const file = program.includes("/") ? path.join(work, program) : path.join(bin, name);
    const cases = Object.entries(answers).map(([pattern, answer]) => `  ${pattern}) printf '%s' '${answer.replaceAll("'", "'\\''")}' ;;\n`);
    const status = name === "git" || name === "gh" ? gitStatus : 0;
    writeFileSync(
      file,
      `#!/bin/sh\nprintf '%s\\0' '${program}' "$@" >> '${noted}'\nprintf '\\n' >> '${noted}'\n` +
        `case "${name} $*" in\n${cases.join("")}  *) ;;\nesac\nexit ${status.toString()}\n`,
    );
    chmodSync(file, 0o755);
  }
  const env = { PATH: `${bin}:${path.dirname(process.execPath)}:${SYSTEM}`, HOME: work, ...environment };
  const script = path.join(folder, "text.sh");
  writeFileSync(script, text);
  const { status, stdout, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-euo", "pipefail", script], {
    cwd: work,
    env,
    encoding: "utf8",
  });
  const lines = existsSync(noted) ? readFileSync(noted, "utf8").split("\0\n").slice(0, -1) : [];
  return { status, log: stdout + stderr, calls: lines.map((line) => line.split("\0")) };
}
