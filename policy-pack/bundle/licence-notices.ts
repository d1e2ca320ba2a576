import { globSync, readFileSync } from "node:fs";
import path from "node:path";

/** The licences of the packages whose files, given by absolute paths, a bundle contains. Throws for a package without a licence text. */
export function licenceNotices(files: readonly string[]): string {
  const folders = [...new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []))].sort();
  const notices = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Record<string, string>;
    const [licence] = globSync("{LICENSE,LICENCE,License,license}*", { cwd: folder }).sort();
    if (licence === undefined)
      throw new Error(`licence notices: the package has no licence text, got ${JSON.stringify(name)}; leave it out of the bundle`);
    return `${name ?? ""} ${version ?? ""} (${license ?? ""})\n\n${readFileSync(path.join(folder, licence), "utf8").trim()}\n`;
  });
  return ["This pack contains the following packages.", ...notices].join(`\n\n${"-".repeat(80)}\n\n`);
}
