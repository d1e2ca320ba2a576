import type { WrittenFiles } from "../../adoption/write-adopted.ts";
import { pageItem } from "./page-list.ts";

/** What was written, and what was not, in words. */
export function adoptionText({
  folder,
  written: { files, added },
  leftOut,
}: {
  readonly folder: string;
  readonly written: WrittenFiles;
  readonly leftOut: readonly string[];
}): string {
  const head =
    files.size === 0
      ? `${folder} has everything that was read; nothing was written\n`
      : `wrote ${added.toLocaleString("en")} ${added === 1 ? "entry" : "entries"} to ${files.size.toLocaleString("en")} ${files.size === 1 ? "file" : "files"} in ${folder}\n`;
  return leftOut.length === 0
    ? head
    : `${head}Left out (${leftOut.length.toLocaleString("en")})\n${leftOut.map((each) => pageItem(each)).join("")}`;
}
