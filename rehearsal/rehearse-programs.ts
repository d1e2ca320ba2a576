import type { Properties } from "../control-plane/properties.ts";
import { compareText } from "../iam/compare-text.ts";
import { whileObserving } from "./pulumi-runtime.ts";
import { refused, undeclaredDependency, unknownStack } from "./refusal-reasons.ts";
import type { RehearsalOptions, StackProgram } from "./rehearsal-options.ts";
import type { Rehearsal, StackOutcome } from "./rehearsal-result.ts";
import type { Setting } from "./stack-engine.ts";
import { ancestorsOf, visitInOrder } from "./stack-order.ts";
import { runStack, type StackRun } from "./stack-run.ts";
import { secret } from "./wire.ts";

const DEFAULT_CONCURRENCY = 8;

/**
 * Runs the programs of all stacks in this process against the control plane, in the order of their dependencies. The result says what
 * `pulumi up` of each stack would make and hand on, and what AWS would refuse. A stack that fails stops only those that depend on it. The
 * concurrency does not change the result, unless a resource is refused because another one came first, such as one of the same name.
 * Throws for stacks that cannot be put in order.
 */
export async function rehearsePrograms(options: RehearsalOptions): Promise<Rehearsal> {
  const { project, organization = "organization", stacks, controlPlane, config = {}, concurrency = DEFAULT_CONCURRENCY } = options;
  const ancestors = ancestorsOf(stacks);
  const setting: Setting = { project, organization, controlPlane, config, isPreview: options.preview === true };
  const runs = new Map<string, StackRun>();
  const skipped = new Map<string, StackOutcome>();
  const progress = (stack: string, status: "running" | StackOutcome["status"]): void =>
    options.onProgress?.({ stack, status, finished: runs.size + skipped.size, total: stacks.length });
  await whileObserving(() =>
    visitInOrder(stacks, concurrency, async (stack) => {
      const { name } = stack;
      const because = [...(ancestors.get(name) ?? [])].filter((each) => runs.get(each)?.outcome.status === "failed").sort();
      if (because.length > 0) {
        skipped.set(name, { name, status: "skipped", because, outputs: {}, secretOutputs: [], warnings: [], milliseconds: 0 });
        progress(name, "skipped");
        return;
      }
      progress(name, "running");
      const run = await runStack(setting, stack, references(options, stack, ancestors, runs), options.delay);
      runs.set(name, run);
      progress(name, run.outcome.status);
    }),
  );
  const all = [...runs.keys()].sort().flatMap((name) => runs.get(name) ?? []);
  return {
    resources: all.flatMap(({ resources }) => resources).sort((a, b) => compareText(a.urn, b.urn)),
    stacks: [...all.map(({ outcome }) => outcome), ...skipped.values()].sort((a, b) => compareText(a.name, b.name)),
    refusals: all.flatMap(({ refusals }) => refusals),
    unmodelled: all.flatMap(({ unmodelled }) => unmodelled).sort((a, b) => compareText(a.urn, b.urn)),
  };
}

/** The outputs that a stack's references find: those of this rehearsal, or in a preview those of the last deployment. */
function references(
  { project, organization = "organization", preview, previous }: RehearsalOptions,
  stack: StackProgram,
  ancestors: ReadonlyMap<string, ReadonlySet<string>>,
  runs: ReadonlyMap<string, StackRun>,
): (reference: string) => Properties {
  const prefix = `${organization}/${project}/`;
  return (reference) => {
    const name = reference.startsWith(prefix) ? reference.slice(prefix.length) : "";
    if (!ancestors.has(name)) {
      const existing = [...ancestors.keys()].map((each) => `${prefix}${each}`).sort();
      throw refused(reference, stack, unknownStack(reference, existing));
    }
    // A stack that refers to itself finds the outputs of its last deployment.
    const isOwn = name === stack.name;
    if (!isOwn && ancestors.get(stack.name)?.has(name) !== true) throw refused(reference, stack, undeclaredDependency(name));
    if (!isOwn && preview !== true) return runs.get(name)?.exported ?? {};
    const { outputs = {}, secretOutputs = [] } = previous?.[name] ?? {};
    return Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, secretOutputs.includes(key) ? secret(value) : value]));
  };
}
