import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { WrongUse } from "../output/streams.ts";
import { GitRefusal, git } from "./git.ts";

/** A blob of a commit's tree, by its path below the folder. */
interface TreeFile {
  readonly file: string;
  readonly object: string;
  readonly isLink: boolean;
}

/** How messages name the place of a ref on the command line, and what can be given in its place. */
export interface RefOption {
  readonly name: string;
  /** Added to a remedy; empty where there is no other way. */
  readonly otherwise: string;
}

/**
 * Writes a folder as it was at a git ref to another folder. Says which commit that is, and the folder's place in the repository: empty for
 * the repository's own folder, else with a slash at its end.
 * @throws WrongUse where the folder is in no repository, the ref is none, or the commit does not have the folder
 */
export function writeFolderAt(
  ref: string,
  folder: string,
  target: string,
  option: RefOption,
): { readonly commit: string; readonly prefix: string } {
  const prefix = asked(option, folder, ["rev-parse", "--show-prefix"], (reason) => {
    const remedy = "name a folder of one with --declaration";
    return `--declaration: is in no git repository, got ${JSON.stringify(folder)}${said(reason)}; ${remedy}${option.otherwise}`;
  });
  const commit = asked(option, folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`], (reason) => {
    const remedy = "name a branch, tag or commit; in a shallow clone, fetch it first";
    return `${option.name}: is nothing that git knows, got ${JSON.stringify(ref)}${said(reason)}; ${remedy}`;
  });
  const files = filesAt(commit, folder, prefix);
  if (!files.some(({ file }) => file === "organization.yaml")) {
    const name = prefix === "" ? "the repository's folder" : prefix.replace(/\/$/, "");
    throw new WrongUse(
      `${option.name}: has no declaration in ${name}, got ${JSON.stringify(ref)}; name a later ref, or the folder that it was in`,
    );
  }
  const contents = contentsOf(folder, files);
  for (const [index, { file, isLink }] of files.entries()) {
    const place = path.join(target, file);
    const content = contents[index] ?? Buffer.of();
    mkdirSync(path.dirname(place), { recursive: true });
    if (isLink) symlinkSync(content.toString(), place);
    else writeFileSync(place, content);
  }
  return { commit, prefix };
}

const said = (reason: string): string => (reason === "" ? "" : ` (git: ${reason})`);

function asked(option: RefOption, folder: string, args: readonly string[], refused: (reason: string) => string): string {
  try {
    return git(folder, args).toString().trim();
  } catch (error) {
    if (!(error instanceof GitRefusal)) throw error;
    if (error.isMissing)
      throw new WrongUse(`${option.name}: cannot be read, since there is no git; install it${option.otherwise}`, { cause: error });
    throw new WrongUse(refused(error.reason), { cause: error });
  }
}

/** The files below the folder; what git does not keep as a file, such as a submodule, is left out. */
function filesAt(commit: string, folder: string, prefix: string): TreeFile[] {
  const listed = git(folder, ["ls-tree", "-r", "-z", "--full-tree", commit, "--", ...(prefix === "" ? [] : [prefix])]).toString();
  return listed.split("\0").flatMap((entry): TreeFile[] => {
    const [, mode, object = "", file = ""] = /^(\d+) blob (\w+)\t(.*)$/s.exec(entry) ?? [];
    return mode === undefined ? [] : [{ file: file.slice(prefix.length), object, isLink: mode === "120000" }];
  });
}

/** The contents of blobs, in their order: of each a line with its size, then its bytes and a line's end. */
function contentsOf(folder: string, files: readonly TreeFile[]): Buffer[] {
  const all = git(folder, ["cat-file", "--batch"], files.map(({ object }) => `${object}\n`).join(""));
  let from = 0;
  return files.map(() => {
    const end = all.indexOf("\n", from);
    const size = Number(all.toString("latin1", from, end).split(" ")[2]);
    from = end + 1 + size + 1;
    return all.subarray(end + 1, end + 1 + size);
  });
}
