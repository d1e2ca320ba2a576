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

/** What is done to a stack. */
export type Verb = "up" | "preview" | "refresh" | "destroy";

/** Where stacks are operated from. */
export interface Place {
  readonly cli: PulumiCommand;
  /** Folder of the Pulumi.yaml. */
  readonly projectFolder: string;
  /** Backend, passphrase, what the program reads: added to this process's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders of the policy packs that judge what is previewed and deployed. */
  readonly policyPacks: readonly string[];
}

/** A wish to stop. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Whether the engines were told by whoever wishes it; read once the signal is aborted. */
  readonly reachedEngines: boolean;
}

export interface OperateOptions {
  /** Once it is wished, the engine finishes what it began and stops. */
  readonly stop?: Stop | undefined;
  /** On refresh: take what was being created when the engine was killed as not created. */
  readonly clearPendingCreates?: boolean | undefined;
}

/** Why a stack was not brought to where it should be. */
export type Trouble =
  | { readonly kind: "failed" }
  | { readonly kind: "interrupted" }
  | { readonly kind: "locked"; readonly by: string }
  | { readonly kind: "pending"; readonly operations: readonly PendingOperation[] };

/** What one operation on one stack came to. */
export interface StackReport extends EngineReport {
  readonly stack: string;
  readonly trouble: Trouble | undefined;
  readonly seconds: number;
  /** What a destroyed stack still holds; undefined after anything else. */
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

  static async open({ cli, projectFolder, environment, policyPacks }: Place): Promise<Operator> {
    const workspace = await LocalWorkspace.create({ workDir: projectFolder, pulumiCommand: cli, envVars: { ...environment } });
    // The stack is named in every command, and nobody here reads outputs: without these, each operation starts the CLI three times less.
    workspace.selectStack = () => Promise.resolve();
    workspace.stackOutputs = () => Promise.resolve({});
    return new Operator(workspace, policyPacks);
  }

  /** Names of all stacks of the project on the backend. */
  async stacks(): Promise<string[]> {
    return (await this.#workspace.listStacks()).map(({ name }) => name).sort();
  }

  /** Creates a stack, empty: a reference to one that was never created ends the engine before the program can speak. */
  async create(name: string): Promise<void> {
    await Stack.create(name, this.#workspace);
  }

  /** What a stack's state says now. */
  async state(stack: string): Promise<StackState> {
    const exported: { readonly deployment: unknown } = await this.#workspace.exportStack(stack);
    return readStackState(exported.deployment);
  }

  /** Forgets a stack that holds nothing any more. */
  async forget(stack: string): Promise<void> {
    await this.#workspace.removeStack(stack);
  }

  /**
   * Does one thing to one stack. Destroying leaves what is protected, and its neighbours with it.
   * What goes wrong is in the report; only what is nobody's but ours is thrown.
   * A stack with operations that never ended is left as it is but for a refresh: the engine would begin them again blindly.
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
      await whileTelling(stop, (signal) => this.#engine(verb, name, { onEvent, signal, clearPendingCreates, neighbours }));
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

/** Passes the wish to stop on to an engine, as long as it runs and unless it knows. */
async function whileTelling(stop: Stop | undefined, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const telling = new AbortController();
  const tell = () => {
    if (stop?.reachedEngines === false) telling.abort();
  };
  stop?.signal.addEventListener("abort", tell);
  try {
    await run(telling.signal);
  } finally {
    stop?.signal.removeEventListener("abort", tell);
  }
}

/** Who holds a lock, in the backend's words. */
function lockOwner(message: string): string {
  return /created by .*/.exec(message)?.[0] ?? "another operation";
}

/** What the CLI itself said, where the engine did not come to say anything. */
function commandText(message: string): string {
  const lines = message.split("\n").filter((line) => /^(?:error|warning):/.test(line.trim()));
  return lines.length > 0 ? lines.join("\n") : message.trim();
}
