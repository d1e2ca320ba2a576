import { existsSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Sections } from "../../adoption/add-entries.ts";
import { adoptOrganization } from "../../adoption/adopt-organization.ts";
import type { AdoptedOrganization } from "../../adoption/adopted.ts";
import type { AwsSource } from "../../adoption/aws-source.ts";
import { ADOPTION_COMMANDS } from "../../adoption/commands.ts";
import { jsonFolder } from "../../adoption/json-folder.ts";
import { type FoundDeclaration, knownNames } from "../../adoption/known-names.ts";
import { type TemplatedAccount, writeAdopted } from "../../adoption/write-adopted.ts";
import { partitionOf } from "../../iam/arn.ts";
import { readFiles } from "../../model/folder/declaration-files.ts";
import { OWN, ROOT } from "../../model/folder/read-declaration.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import type { Problem } from "../../model/problem.ts";
import { draft } from "../../model/reading/draft.ts";
import { unreadPart } from "../../model/reading/part.ts";
import { readSource } from "../../model/reading/source.ts";
import { suggestion } from "../../model/reading/suggest.ts";
import { REGIONS, rolePath } from "../../model/schema/scalars.ts";
import { writeWhole } from "../../operation/sandbox/write-whole.ts";
import { parseInventory } from "../../proof/world/inventory-file.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { INVENTORY, soundInventory } from "../input/read-inventory.ts";
import { readNamedFile } from "../input/read-named-file.ts";
import { rehearsed } from "../input/rehearse-declared.ts";
import { count } from "../output/count.ts";
import { makeFolder } from "../output/make-folder.ts";
import { adoptionText } from "../output/print-adoption.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

/** What to adopt, and where it is written. */
export interface AdoptOptions {
  /** Folder of JSON that the AWS CLI wrote. Left out: AWS is asked. */
  readonly from?: string | undefined;
  /** The role that reads each account. */
  readonly role?: string | undefined;
  /** The regions that are read. @default the home region */
  readonly region?: readonly string[] | undefined;
  /** Whether the commands are printed that write such a folder. */
  readonly commands?: boolean | undefined;
  readonly declaration?: string | undefined;
  readonly homeRegion?: string | undefined;
}

/**
 * Writes what exists as entries of a declaration, and rehearses it. Resolves to 0, or to 1 where the declaration has problems or something
 * could not be read.
 */
export async function adopt(options: AdoptOptions, streams: Streams): Promise<ExitCode> {
  const { from, commands, declaration, homeRegion } = options;
  if (commands === true) {
    streams.out(ADOPTION_COMMANDS);
    return 0;
  }
  if (from !== undefined && (options.role !== undefined || options.region !== undefined))
    throw new WrongUse("--role and --region: are for reading AWS, got --from as well; leave one of them out");
  if (from !== undefined && statSync(from, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new WrongUse(`--from: is no folder, got ${JSON.stringify(from)}; the script of --commands writes one`);
  const folder = declaration === undefined ? OWN : path.resolve(declaration);
  const shown = path.relative(process.cwd(), folder) || ".";
  const found = foundIn(folder);
  // Entries are put between the lines of files that are there, and recognized by them, so that each has to be sound first.
  if (found.problems.length > 0) return refuseDeclaration({ problems: found.problems, warnings: [] }, false, streams);
  checkNames(options);
  const region = found.organization?.homeRegion ?? homeRegion;
  if (region === undefined)
    throw new WrongUse("--home-region: is missing; name the region of tables, keys and secrets that name none, such as eu-west-1");
  const source = from === undefined ? await readLive(region, options, streams) : jsonFolder(from);
  const { adopted, unread } = adoptOrganization(source, { homeRegion: region, known: knownNames(found, partitionOf(region)) });
  const missing = [...unread].map(([name, why]) => `${source.called(name)}: ${why}`);
  if (adopted === undefined) {
    const got = `got ${missing.join(", ")}`;
    throw new WrongUse(
      from === undefined
        ? `the organization cannot be read, ${got}; use credentials of the management account or of a delegated administrator of Organizations`
        : `--from: has no organization, ${got}; write the folder with the script of --commands`,
    );
  }
  const written = writeAdopted(adopted, {
    texts: found.texts,
    accountFolders: found.accountFolders,
    ofTemplates: found.ofTemplates,
    schemas: path.relative(folder, path.join(ROOT, "schema")).split(path.sep).join("/"),
  });
  for (const [file, text] of written.files) {
    const at = path.join(folder, file);
    makeFolder(path.dirname(at));
    // A link stays one: what it leads to is written.
    writeWhole(existsSync(at) ? realpathSync(at) : at, text);
  }
  const leftOut = [...adopted.leftOut, ...missing, ...written.refused];
  streams.out(adoptionText({ folder: shown, written, leftOut }));
  return (await rehearse(folder, adopted, streams)) === 0 && leftOut.length === 0 ? 0 : 1;
}

/** Refuses what is no region and no role before AWS is asked and a file is written. */
function checkNames({ homeRegion, region: regions = [], role }: AdoptOptions): void {
  const named = [
    ...(homeRegion === undefined ? [] : [["--home-region", homeRegion] as const]),
    ...regions.map((each) => ["--region", each] as const),
  ];
  for (const [option, name] of named) {
    if (REGIONS.includes(name)) continue;
    const meant = suggestion(name, REGIONS);
    const like = name.includes(",") ? "write several with spaces between them" : "write it like eu-west-1";
    const remedy = meant === undefined || name.includes(",") ? like : `did you mean ${JSON.stringify(meant)}?`;
    throw new WrongUse(`${option}: must be an AWS region, got ${JSON.stringify(name)}; ${remedy}`);
  }
  if (role !== undefined && (role.startsWith("role/") || !rolePath.safeParse(role).success))
    throw new WrongUse(
      `--role: must be the name of a role in each account, with its path if it has one, got ${JSON.stringify(role)}; write it like audit/Reader`,
    );
}

/** The role that AWS makes in accounts that an organization creates. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html */
const ROLE_OF_ORGANIZATIONS = "OrganizationAccountAccessRole";

/** Asks AWS, with the shell's credentials. */
async function readLive(homeRegion: string, { role = ROLE_OF_ORGANIZATIONS, region }: AdoptOptions, streams: Streams): Promise<AwsSource> {
  const [{ readAws }, { reasonOf }, { retriesBeside }] = await Promise.all([
    import("../../adoption/live/read-aws.ts"),
    import("../../adoption/live/answer-store.ts"),
    import("../../adoption/live/retries.ts"),
  ]);
  const onAccount = (account: string, done: number, all: number): void => {
    streams.err(`${account} read, ${done.toString()} of ${count(all, "account")}\n`);
  };
  try {
    return await readAws({ homeRegion, regions: region ?? [homeRegion], role, retries: retriesBeside(process.env), onAccount });
  } catch (error) {
    throw new WrongUse(`AWS cannot be asked, got ${reasonOf(error)}; give the shell credentials that AWS knows, or read files with --from`);
  }
}

/** Rehearses what was written, and counts what of that which exists is referenced, made or changed. */
async function rehearse(folder: string, adopted: AdoptedOrganization, streams: Streams): Promise<ExitCode> {
  const read = readDeclaration({ declaration: folder });
  if (read.declaration === undefined) return refuseDeclaration(read, false, streams);
  const inventory = soundInventory(undefined, folder);
  const plan = planOf(read.declaration);
  const rehearsal = await rehearsed(plan, folder, streams);
  const [{ organizationOf }, { countAdopted, countsText }] = await Promise.all([
    import("../input/rehearsed-organization.ts"),
    import("../output/count-adopted.ts"),
  ]);
  organizationOf(plan, rehearsal, inventory);
  const failed = rehearsal.stacks.filter(({ status }) => status === "failed");
  streams.out(
    countsText(
      countAdopted(plan, adopted, rehearsal),
      failed.map(({ name }) => name),
    ),
  );
  return failed.length === 0 ? 0 : 1;
}

interface Found extends FoundDeclaration {
  readonly texts: ReadonlyMap<string, string>;
  readonly accountFolders: ReadonlyMap<string, string>;
  readonly ofTemplates: ReadonlyMap<string, TemplatedAccount>;
  /** Why files cannot be added to. */
  readonly problems: readonly Problem[];
}

/** What a folder has already, as far as it can be read. */
function foundIn(folder: string): Found {
  if (!existsSync(folder))
    return { texts: new Map(), accountFolders: new Map(), ofTemplates: new Map(), organization: undefined, accounts: [], problems: [] };
  const { files, unread } = readFiles(folder);
  const texts = new Map(files);
  const inventory = path.join(folder, INVENTORY);
  if (existsSync(inventory)) texts.set(INVENTORY, readNamedFile("--declaration", inventory, "an inventory"));
  const drafted = draft(files);
  const parts = [drafted.organization, ...drafted.accounts.flatMap(({ account, data }) => [account, data])];
  const written = new Map(
    parts.flatMap((part) => (part === undefined || part.source.instance !== undefined ? [] : [[part.source.file, part.problems] as const])),
  );
  const problems = [
    ...[...unread].flatMap(([file, message]) => unreadPart(file, message).problems),
    ...[...texts].flatMap(([file, text]) => {
      if (file === INVENTORY) return parseInventory(file, text).problems;
      return isOfTemplate(file) ? [] : (written.get(file) ?? readSource(file, text).problems);
    }),
    ...drafted.problems.filter(({ file }) => isOfTemplate(file)),
  ];
  const accounts = drafted.accounts.flatMap(({ account: part, data }) =>
    part?.value === undefined
      ? []
      : [
          {
            folder: path.posix.dirname(part.source.file),
            isMade: part.source.instance !== undefined,
            account: part.value,
            data: data?.value ?? {},
          },
        ],
  );
  const { made = [], own = [] } = Object.groupBy(accounts, ({ isMade }) => (isMade ? "made" : "own"));
  return {
    texts,
    ofTemplates: new Map(
      made.map(({ folder: template, account, data }) => [
        account.id ?? "",
        { template, sections: { ...account, ...data } as unknown as Sections },
      ]),
    ),
    accountFolders: new Map(own.map(({ folder: below, account }) => [account.id ?? "", below])),
    organization: drafted.organization?.value,
    accounts,
    problems,
  };
}

const isOfTemplate = (file: string): boolean => file.startsWith("templates/");
