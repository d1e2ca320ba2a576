import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadCatalogue } from "../../iam/catalogue.ts";
import { load } from "../../model/checks/load.ts";
import { readFiles } from "../../model/folder/declaration-files.ts";
import { type ReadDeclaration, ROOT } from "../../model/folder/read-declaration.ts";
import { problemLine } from "../../model/problem.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import { PROVEN_SERVICES } from "../../proof/verdict/prove.ts";
import type { ChangeReport } from "../output/access/change-report.ts";
import { makeFolder } from "../output/make-folder.ts";
import type { Streams } from "../output/streams.ts";
import { comparedSide, comparisonReport } from "./compared-side.ts";
import type { DeclaredChange } from "./declared-change.ts";
import { soundInventory } from "./read-inventory.ts";
import { type RehearsedOrganization, type RehearsedOrganizationOptions, rehearsedDeclaration } from "./rehearsed-organization.ts";

/** What comes of a change: the organization with it and what it gives and takes, or why the declaration refuses it. */
export type TriedChange =
  | { readonly organization: RehearsedOrganization; readonly report: ChangeReport; readonly problems?: undefined }
  | { readonly problems: readonly string[] };

/** Where changed copies of a declaration are written: below the project, so that their programs find its packages. */
const WORKPLACE = path.join(ROOT, ".palisade");

/** Makes a change in a copy of the declaration, rehearses it, and compares who may do what. The copy is gone afterwards. */
export async function tryChange(
  change: DeclaredChange,
  read: ReadDeclaration & { readonly declaration: Declaration },
  before: RehearsedOrganization,
  options: RehearsedOrganizationOptions,
  streams: Streams,
): Promise<TriedChange> {
  makeFolder(WORKPLACE);
  const target = mkdtempSync(path.join(WORKPLACE, "change-"));
  const shownAs = path.relative(process.cwd(), read.folder) || ".";
  try {
    cpSync(read.folder, target, {
      recursive: true,
      dereference: true,
      filter: (file) => !/(?:^|[/\\])(?:node_modules|\.[^/\\.][^/\\]*)$/.test(path.relative(read.folder, file)),
    });
    writeFileSync(path.join(target, change.file), change.text);
    const { files, unread } = readFiles(target);
    const { declaration, problems } = load(files, { now: read.now, unread, shownAs: (file) => `${shownAs}/${file}` });
    if (declaration === undefined) return { problems: problems.map(problemLine) };
    const existing = soundInventory(options.inventory, read.folder);
    const organization = await rehearsedDeclaration({ declaration, folder: target, now: read.now, existing, shownAs }, {}, streams);
    const catalogue = await loadCatalogue(PROVEN_SERVICES);
    const sides = [
      comparedSide(before, { declaration: read.declaration, existing }, catalogue, false),
      comparedSide(organization, { declaration, existing }, catalogue, false),
    ] as const;
    return {
      organization,
      report: comparisonReport(...sides, { before: { name: shownAs, commit: null }, after: { name: "with the change" } }),
    };
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}
