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
 * Runs the programs of all stacks in this process, in the order of their dependencies, against the control plane: what `pulumi up` of each
 * would make, hand on and be refused. A stack that fails stops those that depend on it, and no other. The result is the same whatever the
 * concurrency, unless resources are refused because of others that come first, such as the second one of a name.
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

/** What a stack's references find: what an earlier stack of this rehearsal has exported, or in a preview what it had. */
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
      const known = [...ancestors.keys()].map((each) => `${prefix}${each}`).sort();
      throw refused(reference, stack, unknownStack(reference, known));
    }
    // What a stack handed on itself is what it had when it was last deployed.
    const isOwn = name === stack.name;
    if (!isOwn && ancestors.get(stack.name)?.has(name) !== true) throw refused(reference, stack, undeclaredDependency(name));
    if (!isOwn && preview !== true) return runs.get(name)?.exported ?? {};
    const { outputs = {}, secretOutputs = [] } = previous?.[name] ?? {};
    return Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, secretOutputs.includes(key) ? secret(value) : value]));
  };
}
