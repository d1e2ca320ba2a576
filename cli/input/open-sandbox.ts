import { existsSync } from "node:fs";
import path from "node:path";
import { type ReadDeclaration, ROOT } from "../../model/folder/read-declaration.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { Operator } from "../../operation/operate.ts";
import { environmentOf, prepareFolder, sandboxFolder } from "../../operation/sandbox/sandbox-folder.ts";
import { seedExisting } from "../../operation/sandbox/seed-existing.ts";
import { leftOver, readRecord, writeRecord } from "../../operation/sandbox/stack-record.ts";
import { sandboxCalls } from "../output/calls.ts";
import { WrongUse } from "../output/streams.ts";
import { neededPulumiFolder } from "./pulumi-cli.ts";
import { listedStacks, type Scene, soundCli, versionText } from "./scene.ts";

/** What a scene in the sandbox is opened with. */
export interface SandboxChoice {
  /** The folder of the declaration, as it was given. */
  readonly declaration?: string | undefined;
  /** Folder of the sandbox. @default `.palisade/sandbox` of the checkout */
  readonly folder?: string | undefined;
  readonly asOf?: string | undefined;
  readonly policyPacks: readonly string[];
}

/** Prepares the sandbox for a plan: its folder, and the resources that exist already. */
export async function openSandbox(
  plan: Plan,
  { folder: declaration }: ReadDeclaration,
  options: SandboxChoice,
): Promise<Scene & { readonly isNew: boolean }> {
  const pulumi = neededPulumiFolder();
  const folder = sandboxFolder(options.folder ?? path.join(ROOT, ".palisade", "sandbox"));
  const isNew = !existsSync(folder.record);
  const own = path.dirname(folder.aws);
  try {
    prepareFolder(folder, ROOT);
  } catch (error) {
    throw cannotWrite(own, error);
  }
  const first = [path.dirname(process.execPath), pulumi];
  const environment = environmentOf(folder, {
    checkout: ROOT,
    declaration,
    asOf: options.asOf,
    first,
    path: withoutNpms(process.env["PATH"] ?? ""),
  });
  await seedExisting(folder.aws, plan).catch((error: unknown) => {
    throw cannotWrite(own, error);
  });
  process.env["PATH"] = environment["PATH"];
  const cli = await soundCli();
  const operator = await Operator.open({ cli, projectFolder: folder.project, environment, policyPacks: options.policyPacks });
  const existing = await listedStacks(operator);
  const left = leftOver(readRecord(folder.record), plan.stacks).filter(({ name }) => existing.has(name));
  const keepRecord: Scene["keepRecord"] = (former) => {
    writeRecord(folder.record, [...plan.stacks, ...former]);
  };
  // The record comes first: no stack may exist without one.
  keepRecord(left);
  return {
    isNew,
    operator,
    existing,
    version: versionText(cli),
    calls: sandboxCalls(options),
    environment,
    project: folder.project,
    sandbox: own,
    planned: plan.stacks,
    leftOver: left,
    keepRecord,
  };
}

/** The PATH without the folders that npm puts first for its scripts: a shell that uses this environment has its own. */
const withoutNpms = (text: string): string =>
  text
    .split(path.delimiter)
    .filter((folder) => !/(?:node_modules[\\/]\.bin|node-gyp-bin)$/.test(folder))
    .join(path.delimiter);

function cannotWrite(folder: string, error: unknown): WrongUse {
  const reason = error instanceof Error ? error.message : String(error);
  return new WrongUse(
    `--folder: cannot be written, got ${JSON.stringify(folder)} (${reason}); correct its permissions, or name another folder`,
    { cause: error },
  );
}
