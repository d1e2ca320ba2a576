import path from "node:path";
import type { ProjectSettings } from "../../model/folder/project-settings.ts";
import { type DeclarationOptions, type ReadDeclaration, SAMPLE } from "../../model/folder/read-declaration.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import { shortHash } from "../../model/short-hash.ts";
import { awsIdentities } from "../../operation/aws-identities.ts";
import { accessProblems, roleOfPreview } from "../../operation/check-access.ts";
import { LONGEST_TAG } from "../../operation/deployed-tag.ts";
import { inParallel } from "../../operation/in-parallel.ts";
import type { Verb } from "../../operation/operate.ts";
import { CHANGED, type Run, runStacks, type Work } from "../../operation/run-stacks.ts";
import type { Step } from "../../operation/walk.ts";
import { affectedStacks } from "../input/affected-stacks.ts";
import { type Choice, chosenSteps } from "../input/chosen-steps.ts";
import { interruption } from "../input/interruption.ts";
import { keyOfProof, unchangedSince } from "../input/kept-verdict.ts";
import { openAccounts } from "../input/open-accounts.ts";
import { openSandbox } from "../input/open-sandbox.ts";
import { protectingEntries } from "../input/protecting-entries.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { releaseOf } from "../input/release.ts";
import { refusalOfCli, type Scene } from "../input/scene.ts";
import { soundSettings } from "../input/sound-settings.ts";
import { OperationOutput } from "../output/operation-output.ts";
import { environmentText } from "../output/print-operation.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { reportDrift } from "./drift.ts";
import { proveFirst, type Unproven } from "./prove-first.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

export interface OperateOptions extends DeclarationOptions, Omit<Choice, "concerned"> {
  /** Only stacks that a change since this git ref concerns. */
  readonly affected?: string | undefined;
  /** Whether the sandbox is operated in place of real accounts. @default false */
  readonly sandbox?: boolean | undefined;
  /** Folder of the sandbox; left out: `.palisade/sandbox` of the checkout. */
  readonly folder?: string | undefined;
  /** How many stacks are operated at once. @default what Pulumi.yaml says */
  readonly atOnce?: string | undefined;
  /** On refresh after a killed run: treat resources whose creation did not end as not created. */
  readonly clearPendingCreates?: boolean | undefined;
  /** On up and preview: whether the policy pack judges what is deployed; left out: it does. */
  readonly policyPack?: boolean | undefined;
  /** On up and preview: why to go on without a proof. */
  readonly unproven?: string | undefined;
  /** On destroy in real accounts: that every stack is meant, where no option chooses. */
  readonly all?: boolean | undefined;
  /** On up: also the stacks that were deployed before and have not changed. */
  readonly again?: boolean | undefined;
  /** File of policies that exist beside the stacks. */
  readonly inventory?: string | undefined;
  readonly json?: boolean | undefined;
}

type SoundDeclaration = ReadDeclaration & { readonly declaration: Declaration };

/** Operates the stacks of a declaration through Pulumi's CLI, in real accounts or in the sandbox. */
export async function operate(verb: Verb | "env" | "status", options: OperateOptions, streams: Streams): Promise<ExitCode> {
  const read = readDeclaration(options);
  if (read.declaration === undefined) return refuseDeclaration(read, options.json === true, streams);
  if (options.sandbox !== true && read.folder === SAMPLE)
    throw new WrongUse("--declaration: the sample is not deployed to accounts; write your own with npm run init, or try it with --sandbox");
  const settings = soundSettings();
  const atOnce = options.atOnce === undefined ? settings.atOnce : positive(options.atOnce);
  checkReason(options.unproven);
  const plan = planOf(read.declaration);
  const of = [read.folder, plan.asOf, options.inventory] as const;
  const key = keyOfProof(...of);
  const isUnchanged = unchangedSince(key, ...of);
  const identities = awsIdentities(plan.organization.homeRegion);
  const role = verb === "preview" && options.sandbox !== true ? await roleOfPreview(settings.previewRole, identities) : undefined;
  const scene = await open(plan, read, { ...settings, role }, options);
  if (verb === "env") {
    streams.out(environmentText(scene.environment, scene.project));
    return 0;
  }
  const output = new OperationOutput({ verb, isJson: options.json === true, calls: scene.calls }, streams);
  const concerned = await concernedStacks({ ...read, declaration: read.declaration }, options, streams);
  const chosen = chosenSteps(verb, scene, { ...options, concerned });
  if (verb === "status") return status(scene, chosen, atOnce, output);
  // An operation that creates nothing has nothing to do where there is no stack.
  const isProving = verb === "up" || verb === "preview";
  const present = isProving ? chosen : chosen.filter(({ name }) => scene.existing.has(name));
  // A look at one stack needs no look at another.
  const steps = verb === "drift" ? present.map(({ name }) => ({ name, dependsOn: [] })) : present;
  if (steps.length < chosen.length && scene.existing.size === 0) output.nothingDeployed();
  const shown = path.relative(process.cwd(), read.folder) || ".";
  output.begin({ declaration: shown, stacks: steps.map(({ name }) => name), version: scene.version });
  const subject = { read: { ...read, declaration: read.declaration }, inventory: options.inventory, key, isUnchanged };
  const proven = isProving ? await proofOf(subject, options, streams, output) : undefined;
  if (proven !== undefined && proven.code !== 0) return proven.code;
  if (isProving && !isUnchanged()) {
    output.problem(`${shown}: ${CHANGED}`);
    return 1;
  }
  if (scene.sandbox === undefined) {
    const problems = await accessProblems(plan, new Set(steps.map(({ name }) => name)), identities, role);
    for (const problem of problems) output.problem(problem);
    if (problems.length > 0) return 1;
  }
  const { again, clearPendingCreates } = options;
  const unproven = proven?.unproven;
  const work: Work = {
    verb,
    fingerprints: judgedAs(proven?.fingerprints, unproven, options.policyPack === false ? undefined : settings.policyPack),
    unproven,
    again,
    clearPendingCreates,
    isUnchanged,
  };
  const run = await withOutput(scene, steps, work, atOnce, output);
  if (verb === "drift") {
    const { declaration, folder, now } = { ...read, declaration: read.declaration };
    return reportDrift(scene, run, { declaration, folder, now, inventory: options.inventory, atOnce }, { output, streams });
  }
  const isForgotten = verb !== "destroy" || (await forgetFormer(scene, run, output));
  const kept = new Map([...run.reports].map(([name, { rest }]) => [name, rest?.protected ?? []]));
  const folder = scene.sandbox === undefined ? undefined : path.relative(process.cwd(), scene.sandbox);
  output.end({ ...run, entries: protectingEntries(plan, kept), folder }, verb === "up" ? scene.leftOver : []);
  return isForgotten && [...run.fates.values()].every((fate) => fate === "done") ? 0 : 1;
}

async function concernedStacks(
  read: SoundDeclaration,
  { affected }: OperateOptions,
  streams: Streams,
): Promise<ReadonlySet<string> | undefined> {
  if (affected === undefined) return undefined;
  const { differ, read: readers } = await affectedStacks(affected, read, streams);
  return new Set([...differ, ...readers]);
}

interface Opened extends ProjectSettings {
  readonly role: string | undefined;
}

function open(plan: Plan, read: ReadDeclaration, settings: Opened, options: OperateOptions): Promise<Scene> {
  const policyPacks = options.policyPack === false ? [] : [settings.policyPack];
  const { declaration, asOf, folder } = options;
  return options.sandbox === true
    ? openSandbox(plan, read, { declaration, folder, asOf, policyPacks })
    : openAccounts(plan, read, { declaration, asOf, policyPacks, settings, role: settings.role });
}

interface Proven {
  readonly code: ExitCode;
  readonly fingerprints?: ReadonlyMap<string, string> | undefined;
  readonly unproven?: string | undefined;
}

/** The proof that comes before everything that changes something. */
async function proofOf(subject: Unproven, options: OperateOptions, streams: Streams, output: OperationOutput): Promise<Proven> {
  const { unproven } = options;
  const proof = await proveFirst(subject, streams).catch((error: unknown) => {
    // A declaration that cannot even be rehearsed is not proven either.
    if (unproven === undefined || !(error instanceof WrongUse)) throw error;
    return { verdict: "not known" as const, fingerprints: undefined, text: `${error.message}\n` };
  });
  if (proof.verdict === "proven") return { code: 0, fingerprints: proof.fingerprints };
  output.unproven(proof, unproven);
  if (unproven === undefined) return { code: proof.verdict === "not proven" ? 1 : 3 };
  return { code: 0, fingerprints: proof.fingerprints, unproven };
}

/** Fingerprints by which a stack is deployed again that was deployed without a proof, or by other providers or another pack than now. */
function judgedAs(
  fingerprints: ReadonlyMap<string, string> | undefined,
  unproven: string | undefined,
  policyPack: string | undefined,
): ReadonlyMap<string, string> | undefined {
  if (fingerprints === undefined) return undefined;
  const how = JSON.stringify([unproven ?? null, releaseOf(policyPack)]);
  return new Map([...fingerprints].map(([name, hash]) => [name, shortHash(`${hash} ${how}`, hash.length)]));
}

async function withOutput(
  { operator, existing }: Scene,
  steps: readonly Step[],
  work: Work,
  atOnce: number,
  output: OperationOutput,
): Promise<Run> {
  const stop = interruption(() => {
    output.stopping();
  });
  try {
    return await runStacks(operator, steps, work, { existing, atOnce, stop, listener: output });
  } finally {
    stop.end();
    output.close();
  }
}

async function status(
  { operator, existing, leftOver }: Scene,
  steps: readonly Step[],
  atOnce: number,
  output: OperationOutput,
): Promise<ExitCode> {
  if (existing.size === 0) output.nothingDeployed();
  const former = new Set(leftOver.map(({ name }) => name));
  const states = await inParallel(steps, atOnce, async ({ name }) => (existing.has(name) ? operator.state(name) : undefined)).catch(
    (error: unknown) => {
      output.problem(refusalOfCli("the stacks cannot be read", error));
    },
  );
  if (states === undefined) return 1;
  for (const [index, { name }] of steps.entries()) output.state(name, states[index], former.has(name));
  return 0;
}

/** Forgets stacks of accounts that have left the declaration, once they have no resources; answers whether that could be done. */
async function forgetFormer({ operator, leftOver, keepRecord }: Scene, { fates }: Run, output: OperationOutput): Promise<boolean> {
  const gone = new Set<string>();
  const empty = leftOver.filter(({ name }) => fates.get(name) === "done");
  for (const { name } of empty) {
    await operator.forget(name).then(
      () => gone.add(name),
      (error: unknown) => {
        output.problem(refusalOfCli(`${name} has no resources any more, and cannot be removed`, error));
      },
    );
  }
  keepRecord(leftOver.filter(({ name }) => !gone.has(name)));
  return gone.size === empty.length;
}

function positive(text: string): number {
  if (!/^[1-9]\d?$/.test(text))
    throw new WrongUse(`--at-once: must be a number from 1 to 99, got ${JSON.stringify(text)}; write it like 2`);
  return Number(text);
}

function checkReason(reason: string | undefined): void {
  if (reason === undefined || (reason.trim() !== "" && reason.length <= LONGEST_TAG)) return;
  throw new WrongUse(
    `--unproven: needs a reason of at most ${LONGEST_TAG.toString()} characters, got ${JSON.stringify(reason)}; write why`,
  );
}
