import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { roleArn } from "../../iam/arn.ts";
import { type DeclarationOptions, ROOT, SAMPLE } from "../../model/folder/read-declaration.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import type { Pipeline } from "../../pipelines/github/pipeline.ts";
import { WORKFLOWS, workflowsOf } from "../../pipelines/github/workflows.ts";
import { isAsSigned } from "../../pipelines/signed-text.ts";
import { chosenRunner } from "../input/chosen-runner.ts";
import { GitRefusal, git } from "../input/git.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { soundSettings } from "../input/sound-settings.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { makeOutputFolder, writePages } from "../output/write-pages.ts";
import { type InitOptions, init } from "./init.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

export interface InitCiOptions extends DeclarationOptions {
  /** The service whose files are written; left out: a declaration is written. */
  readonly ci?: string | undefined;
  /** The repository's folder. @default the checkout */
  readonly directory?: string | undefined;
  /** The branch whose pushes are deployed. @default main */
  readonly branch?: string | undefined;
  /** ARN of the role that deploys. @default the only role under `deployment.takenBy` */
  readonly runner?: string | undefined;
  /** Whether files that somebody has edited are written anew. @default false */
  readonly force?: boolean | undefined;
}

/** What becomes of a file. */
type Fate = "created" | "updated" | "replaced" | "unchanged" | "edited";

/** Starts a declaration, or writes workflows for one. */
export function initOrCi(options: InitOptions & InitCiOptions, streams: Streams): ExitCode {
  const { ci, empty, ...rest } = options;
  const [ofCi] = (["branch", "runner", "force", "declaration"] as const).filter((name) => rest[name] !== undefined);
  if (ci === undefined && ofCi !== undefined) throw new WrongUse(`--${ofCi}: is about workflows; add --ci github, or leave it out`);
  if (ci !== undefined && empty === true) throw new WrongUse("--empty: is about a new declaration; leave it or --ci out");
  return ci === undefined ? init(options, streams) : initCi({ ...rest, ci }, streams);
}

/** Writes the workflows of a service for continuous integration; all files are written, or none. */
function initCi(options: InitCiOptions, streams: Streams): ExitCode {
  if (options.ci !== "github")
    throw new WrongUse(`--ci: must be github, got ${JSON.stringify(options.ci)}; for other services take docs/operations.md`);
  const read = readDeclaration(options);
  if (read.declaration === undefined) return refuseDeclaration(read, false, streams);
  if (read.folder === SAMPLE) throw new WrongUse("--ci: needs a declaration of your own, got the sample; write it first with npm run init");
  const repository = path.resolve(options.directory ?? ROOT);
  refuseFolderBelow(repository);
  const pipeline = pipelineOf(planOf(read.declaration), declarationIn(repository, read.folder), options);
  const files = workflowsOf(pipeline).map((each) => ({ ...each, fate: fateOf(path.join(repository, each.file), each.text, options) }));
  const edited = files.filter(({ fate }) => fate === "edited");
  if (edited.length > 0)
    throw new WrongUse(
      `--ci: would overwrite what somebody has edited, got ${edited.map(({ file }) => file).join(", ")}; move your changes to workflows of your own, or write them anew with --force`,
    );
  const folder = path.join(repository, WORKFLOWS);
  makeOutputFolder("--directory", folder);
  const changed = files.filter(({ fate }) => fate !== "unchanged");
  writePages("--directory", folder, new Map(changed.map(({ file, text }) => [path.basename(file), text])));
  for (const { file, fate } of files) streams.out(`${fate} ${file}\n`);
  streams.out(
    `Next: create the environments palisade-preview, with reviewers, and palisade-deploy, for the branch ${pipeline.branch} alone; ` +
      "docs/operations.md says how, and which roles the workflows take\n",
  );
  return 0;
}

function pipelineOf({ organization }: Plan, declaration: string, { branch = "main", runner }: InitCiOptions): Pipeline {
  const { partition, managementAccount, homeRegion: region } = organization;
  if (!/^[\w][\w./-]*$/.test(branch)) throw new WrongUse(`--branch: must be a branch, got ${JSON.stringify(branch)}; write it like main`);
  const previewer = roleArn({ partition, accountId: managementAccount, name: soundSettings().previewRole });
  return { declaration, branch, region, runner: chosenRunner(organization.runners, runner), previewer };
}

/** GitHub reads workflows of a repository's own folder alone. */
function refuseFolderBelow(folder: string): void {
  if (!existsSync(folder)) throw new WrongUse(`--directory: is not a folder, got ${JSON.stringify(folder)}; name the repository's`);
  try {
    const prefix = git(folder, ["rev-parse", "--show-prefix"]).toString().trim();
    if (prefix === "") return;
    throw new WrongUse(
      `--directory: is below the repository's folder, got ${JSON.stringify(prefix)}; workflows run in the repository's own folder`,
    );
  } catch (error) {
    // What is in no repository yet may become one.
    if (!(error instanceof GitRefusal)) throw error;
  }
}

function declarationIn(repository: string, folder: string): string {
  const inside = path.relative(repository, folder).split(path.sep).join("/");
  if (inside !== "" && !inside.startsWith("../") && !path.isAbsolute(inside)) return inside;
  throw new WrongUse(`--declaration: must be a folder of the repository, got ${JSON.stringify(folder)}; move it into ${repository}`);
}

function fateOf(file: string, text: string, { force }: InitCiOptions): Fate {
  if (!existsSync(file)) return "created";
  const found = readFileSync(file, "utf8");
  if (found === text) return "unchanged";
  return isAsSigned(found) ? "updated" : force === true ? "replaced" : "edited";
}
