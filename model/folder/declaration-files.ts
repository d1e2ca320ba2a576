import { existsSync, globSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const YAML_FILES = "**/*.{yaml,yml,YAML,YML}";

/**
 * Every YAML file of a declaration's folder, by its path there; of files that cannot be read, what is wrong and what to do. The user's own
 * programs, the inventory, the claims and hidden folders are not part of the declaration.
 */
export function readFiles(folder: string): { files: Map<string, string>; unread: Map<string, string> } {
  const files = new Map<string, string>();
  const unread = new Map<string, string>();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (const name of [
    ...globSync(YAML_FILES, { cwd: folder, exclude: ["extensions/**", "node_modules/**", "inventory.yaml", "claims.yaml"] }),
    ...linkedFiles(folder),
  ]) {
    const file = name.split(path.sep).join("/");
    try {
      // Reading a pipe would never end.
      if (!isReadable(path.join(folder, name))) {
        unread.set(file, "is not a file; write a file of this name, or remove it");
        continue;
      }
      files.set(file, decoder.decode(readFileSync(path.join(folder, name))));
    } catch (error) {
      unread.set(file, error instanceof TypeError ? "is not UTF-8 text; save it as UTF-8" : obstacle(error as NodeJS.ErrnoException));
    }
  }
  return { files, unread };
}

/** Whether reading ends, as it does not for a pipe. A folder, or a file that is not there, is reported when it is read. */
function isReadable(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined || stat.isFile() || stat.isDirectory();
}

/**
 * Files of accounts and templates whose folders, or the folder of all of them, are links, which a glob does not enter. A link that leads
 * nowhere is a file that cannot be read.
 */
const linkedFiles = (folder: string): string[] => ["accounts", "templates"].flatMap((top) => filesBehindLinks(folder, top));

function filesBehindLinks(folder: string, top: string): string[] {
  const place = path.join(folder, top);
  const stat = lstatSync(place, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink() === true) return behind(folder, top);
  if (stat?.isDirectory() !== true) return [];
  return readdirSync(place, { withFileTypes: true })
    .filter((child) => child.isSymbolicLink() && !child.name.startsWith("."))
    .flatMap(({ name }) => behind(folder, path.join(top, name)));
}

const behind = (folder: string, link: string): string[] =>
  existsSync(path.join(folder, link))
    ? globSync(YAML_FILES, { cwd: path.join(folder, link) }).map((file) => path.join(link, file))
    : [link];

function obstacle({ code }: NodeJS.ErrnoException): string {
  if (code === "EISDIR") return "is a folder; write a file of this name, or remove it";
  return `cannot be read, got ${JSON.stringify(code)}; check ${code === "ENOENT" ? "where the link leads" : "its permissions"}`;
}
