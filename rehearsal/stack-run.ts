import type { Properties } from "../control-plane/properties.ts";
import { FailureLog } from "./failure-log.ts";
import { execute } from "./pulumi-runtime.ts";
import { missingEdge, refused, withoutSecrets } from "./refusal-reasons.ts";
import type { StackProgram } from "./rehearsal-options.ts";
import type { RecordedRefusal, RehearsedResource, StackOutcome, UnmodelledResource } from "./rehearsal-result.ts";
import { type Setting, StackEngine } from "./stack-engine.ts";
import { StackMonitor } from "./stack-monitor.ts";
import { containsSecret, masked } from "./wire.ts";

/** The result of one stack's run. */
export interface StackRun {
  readonly outcome: StackOutcome;
  /** The stack's outputs, secrets marked. */
  readonly exported: Properties;
  readonly resources: readonly RehearsedResource[];
  readonly refusals: readonly RecordedRefusal[];
  readonly unmodelled: readonly UnmodelledResource[];
}

/** Runs one stack's program to its end. Never rejects: failures are part of the result. */
export async function runStack(
  setting: Setting,
  stack: StackProgram,
  outputsOf: (name: string) => Properties,
  delay: (() => Promise<void>) | undefined,
): Promise<StackRun> {
  const started = performance.now();
  const ledger = new FailureLog(stack.name);
  const deployment = new StackEngine(setting, stack);
  const monitor = new StackMonitor({ deployment, ledger, outputsOf, delay });
  let isOver = false;
  const { name, program } = stack;
  const { project, organization, isPreview, config } = setting;
  try {
    await execute(
      { project, stack: name, organization, isPreview, config, monitor, program },
      {
        warn: (message) => ledger.warn(message),
        error: (message) => ledger.recordThrown(new Error(message)),
        leftRejected: (reason) => {
          // After a good end the stack has no failure that could explain a rejection.
          if (isOver && !ledger.hasFailed) return false;
          ledger.recordRejection(reason);
          return true;
        },
      },
    );
  } catch (error) {
    ledger.recordThrown(error);
  }
  for (const edge of deployment.missingEdges) {
    ledger.record(withoutSecrets(refused(edge.urn, stack, missingEdge(edge)), deployment.find(edge.urn)?.inputs ?? {}));
  }
  isOver = true;
  const { exported } = monitor;
  const { error } = ledger;
  return {
    outcome: {
      name,
      status: error === undefined ? "done" : "failed",
      because: [],
      outputs: masked(exported),
      secretOutputs: Object.keys(exported).filter((output) => containsSecret(exported[output])),
      ...(error === undefined ? {} : { error }),
      warnings: ledger.warnings,
      milliseconds: performance.now() - started,
    },
    exported,
    resources: deployment.resources,
    refusals: ledger.refusals,
    unmodelled: deployment.unmodelled,
  };
}
