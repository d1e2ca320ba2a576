import path from "node:path";
import { partitionOf } from "../../iam/arn.ts";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import type { ReadDeclaration } from "../../model/folder/read-declaration.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import { compareAccesses } from "../../proof/access/compare-accesses.ts";
import { fingerprintsOf } from "../../proof/access/fingerprints.ts";
import type { Side } from "../../proof/access/side.ts";
import { foreignQuestions } from "../../proof/classes/foreign.ts";
import { PROVEN_SERVICES } from "../../proof/verdict/prove.ts";
import type { ReadInventory } from "../../proof/world/inventory-file.ts";
import { type AskedAccess, declaredAccess } from "../input/asked-access.ts";
import { withDeclarationAt } from "../input/declaration-at-ref.ts";
import { idsOf, intendedIn } from "../input/proof-subject.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { soundInventory } from "../input/read-inventory.ts";
import { readResources } from "../input/read-resources.ts";
import {
  organizationOf,
  type RehearsedOrganization,
  type RehearsedOrganizationOptions,
  rehearsedDeclaration,
} from "../input/rehearsed-organization.ts";
import type { ChangeReport } from "../output/access/change-report.ts";
import { changesMarkdown } from "../output/access/markdown-changes.ts";
import { changesText } from "../output/access/print-changes.ts";
import { reportChanges } from "../output/access/report-changes.ts";
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
    const report = reportOf(before, after, { before: from, after: { name } });
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

/** One of the two organizations, with what says where its statements come from. */
interface ComparedSide extends Pick<AskedAccess, "context"> {
  readonly side: Side;
  readonly asOf: string;
}

type Sound = Pick<ReadDeclaration, "folder" | "now"> & { readonly declaration: Declaration; readonly shownAs?: string };

async function rehearsedSide(read: Sound, options: DiffOptions, streams: Streams): Promise<ComparedSide> {
  const existing = soundInventory(options.inventory, read.folder);
  const organization = await rehearsedDeclaration({ ...read, existing }, options, streams);
  return comparedSide(organization, { ...read, existing }, await loadCatalogue(PROVEN_SERVICES), options);
}

function comparedSide(
  organization: RehearsedOrganization,
  { declaration, existing }: { readonly declaration: Declaration; readonly existing: ReadInventory | undefined },
  catalogue: Catalogue,
  { base }: DiffOptions,
): ComparedSide {
  const { plan } = organization;
  const ids = idsOf(organization);
  const intended = intendedIn(declaration, organization);
  const { asked, questions, context } = declaredAccess(organization, intended, catalogue, base !== undefined);
  const foreign = foreignQuestions(intended, partitionOf(plan.organization.homeRegion));
  const fingerprints = fingerprintsOf({
    resources: organization.rehearsal.resources,
    settings: {
      common: [declaration.organization.value, existing?.file],
      accounts: new Map(
        declaration.accounts.flatMap(({ name, account, data }) => [[ids.get(name) ?? name, [account.value, data?.value]] as const]),
      ),
    },
    ids,
  });
  return { side: { asked, questions, intended, foreign, fingerprints }, context, asOf: plan.asOf };
}

/** Today's declaration with the resources of a file. */
function baseSide(file: string, { declaration, folder, now }: ReadDeclaration, catalogue: Catalogue, options: DiffOptions): ComparedSide {
  if (declaration === undefined) throw new WrongUse(`--base: needs a declaration, got none in ${folder}`);
  const rehearsal = readResources("--base", file);
  const existing = soundInventory(options.inventory, folder);
  const organization = organizationOf(planOf(declaration), rehearsal, existing);
  return comparedSide({ ...organization, rehearsal, now }, { declaration, existing }, catalogue, options);
}

const reportOf = (before: ComparedSide, after: ComparedSide, names: Pick<ChangeReport, "before" | "after">): ChangeReport =>
  reportChanges({
    ...names,
    comparison: compareAccesses(before.side, after.side),
    asOf: after.asOf,
    contexts: { before: before.context, after: after.context },
    asked: (resource) => after.side.questions.principalsFor(resource),
  });
