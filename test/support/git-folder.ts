import { execFileSync } from "node:child_process";
import type { Files } from "../../model/reading/draft.ts";
import { writeFiles } from "./folder.ts";

const FIXED = "2026-11-22T00:00:00Z";

/** Runs git in a folder, as nobody in particular and at one instant, so that commits are the same for ever. */
export function gitIn(folder: string, ...args: readonly string[]): string {
  const who = { GIT_AUTHOR_NAME: "nobody", GIT_AUTHOR_EMAIL: "nobody@line.example", GIT_AUTHOR_DATE: FIXED };
  const committer = { GIT_COMMITTER_NAME: "nobody", GIT_COMMITTER_EMAIL: "nobody@line.example", GIT_COMMITTER_DATE: FIXED };
  const env = { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", ...who, ...committer };
  return execFileSync("git", ["-C", folder, ...args], { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] });
}

/** Makes a repository of a folder whose branch main has these files. */
export function repositoryOf(folder: string, files: Files): void {
  writeFiles(folder, files);
  gitIn(folder, "init", "--quiet", "--initial-branch=main", "--object-format=sha1");
  gitIn(folder, "add", "--all");
  gitIn(folder, "commit", "--quiet", "--message=As it was");
}
