import { execFileSync } from "node:child_process";

/** Git could not be run, or refused; `reason` is the first line of what it said. */
export class GitRefusal extends Error {
  readonly isMissing: boolean;
  readonly reason: string;

  constructor(isMissing: boolean, reason: string, cause: unknown) {
    super(reason, { cause });
    this.isMissing = isMissing;
    this.reason = reason;
  }
}

/** What a hook of git sets for its own repository. */
const OF_A_HOOK = new Set(["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"]);

/**
 * Runs git in a folder, without a shell.
 * @throws GitRefusal where git is not installed or says no
 */
export function git(folder: string, args: readonly string[], input = ""): Buffer {
  const inherited = Object.entries(process.env).filter(([name]) => !OF_A_HOOK.has(name));
  try {
    return execFileSync("git", ["-C", folder, ...args], {
      input,
      maxBuffer: Number.POSITIVE_INFINITY,
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...Object.fromEntries(inherited), LC_ALL: "C" },
    });
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { readonly stderr?: Buffer };
    const [reason = ""] = (stderr?.toString() ?? "").trim().split("\n");
    throw new GitRefusal(code === "ENOENT", reason.replace(/^fatal: /, ""), error);
  }
}
