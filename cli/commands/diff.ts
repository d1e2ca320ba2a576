import path from "node:path";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import type { ReadDeclaration } from "../../model/folder/read-declaration.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import { PROVEN_SERVICES } from "../../proof/verdict/prove.ts";
import { type ComparedSide, comparedSide, comparisonReport } from "../input/compared-side.ts";
import { withDeclarationAt } from "../input/declaration-at-ref.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { soundInventory } from "../input/read-inventory.ts";
import { readResources } from "../input/read-resources.ts";
import { organizationOf, type RehearsedOrganizationOptions, rehearsedDeclaration } from "../input/rehearsed-organization.ts";
import type { ChangeReport } from "../output/access/change-report.ts";
import { changesMarkdown } from "../output/access/markdown-changes.ts";
import { changesText } from "../output/access/print-changes.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

export interface DiffOptions extends RehearsedOrganizationOptions {
  /** File of resources to compare with, in place of a git ref. */
  readonly base?: string | undefined;
  /** Whether the report is printed as JSON, or as Markdown. @default in words */
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** Says who gains and who loses access since a git ref. Resolves to 0, or to 1 where one of both declarations has problems. */
export async function diffCommand(ref: string | undefined, options: DiffOptions, streams: Streams): Promise<ExitCode> {
  const { base, json, markdown } = options;
  if (json === true && markdown === true) throw new WrongUse("--json: does not go with --markdown; ask for one of the two");
  if ((ref === undefined) === (base === undefined))
    throw new WrongUse(`ref: name ${ref === undefined ? "what to compare with" : "one of two"}: a git ref, or a file by --base`);
  const read = readDeclaration(options);
  if (read.declaration === undefined) return refuseDeclaration(read, json === true, streams);
  const after = await rehearsedSide({ ...read, declaration: read.declaration }, options, streams);
  const name = path.relative(process.cwd(), read.folder) || ".";
  const print = (before: ComparedSide, from: ChangeReport["before"]) => {
    const report = comparisonReport(before, after, { before: from, after: { name } });
    streams.out(
      json === true ? `${JSON.stringify(report, undefined, 2)}\n` : markdown === true ? changesMarkdown(report) : changesText(report),
    );
  };
  if (base !== undefined) {
    print(baseSide(base, read, after.side.asked.catalogue, options), { name: base, commit: null });
    return 0;
  }
  return withDeclarationAt(ref ?? "", read, { name: "ref", otherwise: ", or compare with a file by --base" }, async (earlier) => {
    if (earlier.declaration === undefined) return refuseDeclaration(earlier, json === true, streams);
    const { folder, shownAs, commit, declaration } = earlier;
    const before = await rehearsedSide({ declaration, folder, shownAs, now: read.now }, options, streams);
    print(before, { name: ref ?? "", commit });
    return 0;
  });
}

type Sound = Pick<ReadDeclaration, "folder" | "now"> & { readonly declaration: Declaration; readonly shownAs?: string };

async function rehearsedSide(read: Sound, options: DiffOptions, streams: Streams): Promise<ComparedSide> {
  const existing = soundInventory(options.inventory, read.folder);
  const organization = await rehearsedDeclaration({ ...read, existing }, options, streams);
  return comparedSide(organization, { ...read, existing }, await loadCatalogue(PROVEN_SERVICES), options.base !== undefined);
}

/** Today's declaration with the resources of a file. */
function baseSide(file: string, { declaration, folder, now }: ReadDeclaration, catalogue: Catalogue, options: DiffOptions): ComparedSide {
  if (declaration === undefined) throw new WrongUse(`--base: needs a declaration, got none in ${folder}`);
  const rehearsal = readResources("--base", file);
  const existing = soundInventory(options.inventory, folder);
  const organization = organizationOf(planOf(declaration), rehearsal, existing);
  return comparedSide({ ...organization, rehearsal, now }, { declaration, existing }, catalogue, true);
}
