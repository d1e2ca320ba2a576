import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { type Loaded, load } from "../../model/checks/load.ts";
import { readFiles } from "../../model/folder/declaration-files.ts";
import { type ReadDeclaration, ROOT } from "../../model/folder/read-declaration.ts";
import { makeFolder } from "../output/make-folder.ts";
import { type RefOption, writeFolderAt } from "./folder-at-ref.ts";

/** A declaration as it was at a git ref, in a folder of its own for as long as it is needed. */
export interface DeclarationAtRef extends Loaded {
  readonly commit: string;
  readonly folder: string;
  /** How messages name the folder: as git does, the ref and behind a colon the place in the repository. */
  readonly shownAs: string;
}

/** Where folders of earlier declarations are written: below the project, so that their programs find its packages. */
const WORKPLACE = path.join(ROOT, ".palisade");

/** Reads a declaration as it was at a git ref, as of the same day, and gives it to a function; its files are gone afterwards. */
export async function withDeclarationAt<T>(
  ref: string,
  { folder, now }: Pick<ReadDeclaration, "folder" | "now">,
  option: RefOption,
  use: (declaration: DeclarationAtRef) => Promise<T>,
): Promise<T> {
  makeFolder(WORKPLACE);
  const target = mkdtempSync(path.join(WORKPLACE, "ref-"));
  try {
    const { commit, prefix } = writeFolderAt(ref, folder, target, option);
    const shownAs = `${ref}:${prefix}`;
    const { files, unread } = readFiles(target);
    const loaded = load(files, { now, unread, shownAs: (file) => `${shownAs}${file}` });
    return await use({ ...loaded, commit, folder: target, shownAs });
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}
