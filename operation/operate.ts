import {
  CommandError,
  ConcurrentUpdateError,
  type EngineEvent,
  LocalWorkspace,
  type PulumiCommand,
  Stack,
} from "@pulumi/pulumi/automation/index.js";
import { type EngineReport, readEvents } from "./engine-events.ts";
import { type PendingOperation, readStackState, type StackState } from "./stack-state.ts";

/** An operation on a stack. */
export type Verb = "up" | "preview" | "refresh" | "destroy";

/** The CLI, project and environment that stacks are operated with. */
export interface Place {
  readonly cli: PulumiCommand;
  /** The folder with Pulumi.yaml. */
  readonly projectFolder: string;
  /** Variables for backend, passphrase and program. They are added to this process's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders of the policy packs that check previews and deployments. */
  readonly policyPacks: readonly string[];
}

/** A request to stop. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Whether the request reached the engines by itself, as Ctrl-C does. Read once the signal is aborted. */
  readonly reachedEngines: boolean;
}

/** How to run an operation on a stack. */
export interface OperateOptions {
  /** After a request to stop, the engine finishes what it began and ends. */
  readonly stop?: Stop | undefined;
  /** On refresh: treat resources that were being created when the engine was killed as not created. */
  readonly clearPendingCreates?: boolean | undefined;
}

/** Why an operation on a stack did not succeed. */
export type Trouble =
  | { readonly kind: "failed" }
  | { readonly kind: "interrupted" }
  | { readonly kind: "locked"; readonly by: string }
  | { readonly kind: "pending"; readonly operations: readonly PendingOperation[] };

/** The result of one operation on one stack. */
export interface StackReport extends EngineReport {
  readonly stack: string;
  readonly trouble: Trouble | undefined;
  readonly seconds: number;
  /** The state that is left after `destroy`; undefined after other operations. */
  readonly rest: StackState | undefined;
}

/** Stacks of one project on one backend, operated through Pulumi's CLI. */
export class Operator {
  readonly #workspace: LocalWorkspace;
  readonly #policyPacks: readonly string[];

  private constructor(workspace: LocalWorkspace, policyPacks: readonly string[]) {
    this.#workspace = workspace;
    this.#policyPacks = policyPacks;
  }

  /** Opens the project in a folder, with a CLI and an environment. */
  static async open({ cli, projectFolder, environment, policyPacks }: Place): Promise<Operator> {
    const workspace = await LocalWorkspace.create({ workDir: projectFolder, pulumiCommand: cli, envVars: { ...environment } });
    // Every command names its stack, and outputs are not used here. Without these two, each operation starts the CLI three times less.
    workspace.selectStack = () => Promise.resolve();
    workspace.stackOutputs = () => Promise.resolve({});
    return new Operator(workspace, policyPacks);
  }

  /** The names of the project's stacks on the backend. */
  async stacks(): Promise<string[]> {
    return (await this.#workspace.listStacks()).map(({ name }) => name).sort();
  }

  /** Creates an empty stack. The engine ends a program that refers to a stack that was never created. */
  async create(name: string): Promise<void> {
    await Stack.create(name, this.#workspace);
  }

  /** Reads a stack's state. */
  async state(stack: string): Promise<StackState> {
    const exported: { readonly deployment: unknown } = await this.#workspace.exportStack(stack);
    return readStackState(exported.deployment);
  }

  /** Removes a stack that has no resources any more. */
  async forget(stack: string): Promise<void> {
    await this.#workspace.removeStack(stack);
  }

  /**
   * Runs one operation on one stack. `destroy` leaves protected resources and their neighbours. Failures of Pulumi are in the report, and
   * only errors of this code are thrown. `up` and `destroy` leave a stack with pending operations alone, since the engine would begin these
   * again blindly.
   */
  async run(verb: Verb, name: string, { stop, clearPendingCreates = false }: OperateOptions = {}): Promise<StackReport> {
    const began = performance.now();
    const events: EngineEvent[] = [];
    const report = async (trouble?: Trouble): Promise<StackReport> => ({
      stack: name,
      ...readEvents(events),
      trouble,
      seconds: (performance.now() - began) / 1000,
      rest: verb === "destroy" ? await this.state(name) : undefined,
    });
    try {
      const { pending, neighbours } = await this.state(name);
      if (pending.length > 0 && (verb === "up" || verb === "destroy")) return await report({ kind: "pending", operations: pending });
      if (stop?.signal.aborted === true) return await report({ kind: "interrupted" });
      const onEvent = (event: EngineEvent) => void events.push(event);
      await whileForwarding(stop, (signal) => this.#engine(verb, name, { onEvent, signal, clearPendingCreates, neighbours }));
      return await report();
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (error instanceof ConcurrentUpdateError) return report({ kind: "locked", by: lockOwner(error.message) });
      if (stop?.signal.aborted === true) return report({ kind: "interrupted" });
      const failed = await report({ kind: "failed" });
      return failed.errors.length > 0 ? failed : { ...failed, errors: [commandText(error.message)] };
    }
  }

  async #engine(verb: Verb, name: string, { onEvent, signal, clearPendingCreates, neighbours }: EngineOptions): Promise<void> {
    const stack = await Stack.select(name, this.#workspace);
    const options = { color: "never", onEvent, signal } as const;
    const judged = { ...options, policyPacks: [...this.#policyPacks] };
    if (verb === "up") await stack.up(judged);
    else if (verb === "preview") await stack.preview(judged);
    else if (verb === "refresh") await stack.refresh({ ...options, clearPendingCreates });
    else await stack.destroy({ ...options, excludeProtected: true, exclude: [...neighbours] });
  }
}

interface EngineOptions {
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal: AbortSignal;
  readonly clearPendingCreates: boolean;
  readonly neighbours: readonly string[];
}

/** Runs an engine, and forwards a request to stop to it unless that reached the engine by itself. */
async function whileForwarding(stop: Stop | undefined, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const forwarded = new AbortController();
  const forward = () => {
    if (stop?.reachedEngines === false) forwarded.abort();
  };
  stop?.signal.addEventListener("abort", forward);
  try {
    await run(forwarded.signal);
  } finally {
    stop?.signal.removeEventListener("abort", forward);
  }
}

/** The owner of a stack's lock, as the backend names it. */
function lockOwner(message: string): string {
  return /created by .*/.exec(message)?.[0] ?? "another operation";
}

/** The CLI's own messages, for failures before the engine reports any. */
function commandText(message: string): string {
  const lines = message.split("\n").filter((line) => /^(?:error|warning):/.test(line.trim()));
  return lines.length > 0 ? lines.join("\n") : message.trim();
}
