import { existsSync } from "node:fs";
import path from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { type DeclarationOptions, type ReadDeclaration, ROOT } from "../../model/folder/read-declaration.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { Operator, type StackReport, type Verb } from "../../operation/operate.ts";
import { environmentOf, prepareFolder, sandboxFolder } from "../../operation/sandbox/sandbox-folder.ts";
import { seedExisting } from "../../operation/sandbox/seed-existing.ts";
import { leftOver, readRecord, writeRecord } from "../../operation/sandbox/stack-record.ts";
import { type Fate, walk } from "../../operation/walk.ts";
import { type Choice, chosenSteps, type Steps } from "../input/chosen-steps.ts";
import { interruption } from "../input/interruption.ts";
import { protectingEntries } from "../input/protecting-entries.ts";
import { neededPulumiFolder } from "../input/pulumi-cli.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { count } from "../output/count.ts";
import { stopped } from "../output/print-problems.ts";
import { environmentText, leftOverText, progressText, stateText, summaryText, troubleText } from "../output/print-sandbox.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";

const AT_ONCE = 2;

export interface SandboxOptions extends DeclarationOptions, Choice {
  /** Folder of the sandbox; left out: `.palisade/sandbox` of the checkout. */
  readonly folder?: string | undefined;
  /** How many stacks are operated at once. */
  readonly atOnce?: string | undefined;
  /** On refresh after a killed run: treat resources whose creation did not end as not created. */
  readonly clearPendingCreates?: boolean | undefined;
  /** On up and preview: whether the policy pack judges what is deployed; left out: it does. */
  readonly policyPack?: boolean | undefined;
}

/** Operates all stacks of a declaration under Pulumi's own engine, against the sandbox's AWS. */
export async function sandbox(verb: Verb | "env" | "status", options: SandboxOptions, streams: Streams): Promise<ExitCode> {
  const read = readDeclaration(options);
  if (read.declaration === undefined) {
    streams.err(stopped(read.problems));
    return 1;
  }
  const atOnce = positive(options.atOnce ?? AT_ONCE.toString());
  const plan = planOf(read.declaration);
  const scene = await open(plan, read, options);
  if (scene.isNew && (verb === "env" || verb === "status")) streams.err("nothing is deployed here yet: npm run sandbox -- up\n");
  if (verb === "env") {
    streams.out(environmentText(scene.environment, scene.folder.project));
    return 0;
  }
  if (verb === "status") return status(scene, streams);
  const steps = chosenSteps(verb, scene, options);
  const shown = path.relative(process.cwd(), read.folder) || ".";
  streams.out(`${verb} of ${shown}: ${count(steps.length, "stack")}, pulumi ${scene.version}\n`);
  const began = performance.now();
  const reports = new Map<string, StackReport>();
  const stop = interruption(() => streams.err("stopping: what has begun is finished first\n"));
  const fates = await walk(steps, { atOnce, signal: stop.signal }, async ({ name }) => {
    const report = await scene.operator.run(verb, name, { stop, clearPendingCreates: options.clearPendingCreates });
    reports.set(name, report);
    streams.out(progressText(verb, report, { place: reports.size, of: steps.length }));
    if (report.trouble !== undefined) streams.err(troubleText(report, report.trouble));
    return report.trouble === undefined && (report.rest?.made.length ?? 0) === 0;
  });
  stop.end();
  if (verb === "destroy") await forgetLeftOver(scene, fates);
  const kept = new Map([...reports].map(([name, { rest }]) => [name, rest?.protected ?? []]));
  const folder = path.relative(process.cwd(), path.dirname(scene.folder.aws));
  const seconds = (performance.now() - began) / 1000;
  streams.out(summaryText({ reports, fates, seconds, entries: protectingEntries(plan, kept), folder }));
  if (verb === "up" && scene.leftOver.length > 0) streams.out(leftOverText(scene.leftOver));
  return [...fates.values()].every((fate) => fate === "done") ? 0 : 1;
}

interface Scene extends Steps {
  /** Whether the sandbox was made just now. */
  readonly isNew: boolean;
  readonly operator: Operator;
  readonly folder: ReturnType<typeof sandboxFolder>;
  readonly environment: Readonly<Record<string, string>>;
  readonly version: string;
}

/** Prepares the sandbox for the plan: its folder, the resources that exist already, and every stack, even if empty. */
async function open(plan: Plan, { folder: declaration }: ReadDeclaration, options: SandboxOptions): Promise<Scene> {
  const pulumi = neededPulumiFolder();
  const folder = sandboxFolder(options.folder ?? path.join(ROOT, ".palisade", "sandbox"));
  const isNew = !existsSync(folder.record);
  try {
    prepareFolder(folder, ROOT);
  } catch (error) {
    throw cannotWrite(path.dirname(folder.aws), error);
  }
  const first = [path.dirname(process.execPath), pulumi];
  const rest = withoutNpms(process.env["PATH"] ?? "");
  const environment = environmentOf(folder, { checkout: ROOT, declaration, asOf: options.asOf, first, path: rest });
  await seedExisting(folder.aws, plan).catch((error: unknown) => {
    throw cannotWrite(path.dirname(folder.aws), error);
  });
  process.env["PATH"] = environment["PATH"];
  const cli = await PulumiCommand.get();
  const operator = await Operator.open({
    cli,
    projectFolder: folder.project,
    environment,
    policyPacks: options.policyPack === false ? [] : [path.join(ROOT, "policy-pack")],
  });
  const created = new Set(await operator.stacks());
  const left = leftOver(readRecord(folder.record), plan.stacks).filter(({ name }) => created.has(name));
  // The record comes first: no stack may exist without one.
  writeRecord(folder.record, [...plan.stacks, ...left]);
  for (const { name } of plan.stacks) if (!created.has(name)) await operator.create(name);
  return {
    isNew,
    operator,
    folder,
    environment,
    version: cli.version?.toString() ?? "of unknown version",
    planned: plan.stacks,
    leftOver: left,
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

async function status({ operator, planned, leftOver: left }: Scene, { out }: Streams): Promise<ExitCode> {
  for (const { name } of [...planned, ...left]) {
    out(
      stateText(
        name,
        await operator.state(name),
        left.some((step) => step.name === name),
      ),
    );
  }
  return 0;
}

/** Forgets stacks of accounts that have left the declaration, once they have no resources. */
async function forgetLeftOver({ operator, folder, planned, leftOver: left }: Scene, fates: ReadonlyMap<string, Fate>): Promise<void> {
  const gone = left.filter(({ name }) => fates.get(name) === "done");
  for (const { name } of gone) await operator.forget(name);
  writeRecord(folder.record, [...planned, ...left.filter((step) => !gone.includes(step))]);
}

function positive(text: string): number {
  if (!/^[1-9]\d?$/.test(text))
    throw new WrongUse(`--at-once: must be a number from 1 to 99, got ${JSON.stringify(text)}; write it like 2`);
  return Number(text);
}
