import {
  CommandError,
  ConcurrentUpdateError,
  type EngineEvent,
  LocalWorkspace,
  type PulumiCommand,
  Stack,
  StackAlreadyExistsError,
} from "@pulumi/pulumi/automation/index.js";
import { type DriftedResource, driftsIn } from "./drifted-resource.ts";
import { type Change, changeIn, type EngineReport, readEvents } from "./engine-events.ts";
import { type PendingOperation, readStackState, type StackState } from "./stack-state.ts";

/** An operation on a stack. `drift` is a refresh that records nothing. */
export type Verb = "up" | "preview" | "refresh" | "drift" | "destroy";

/** The CLI, project and environment that stacks are operated with. */
export interface Place {
  readonly cli: PulumiCommand;
  /** The folder with Pulumi.yaml. */
  readonly projectFolder: string;
  /** Variables for backend, passphrase and program. They are added to this process's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders of the policy packs that check previews and deployments. */
  readonly policyPacks: readonly string[];
  /** What encrypts the secrets of new stacks. @default Pulumi's own for the backend */
  readonly secretsProvider?: string | undefined;
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
  /** The stack's state, where it was read just now. */
  readonly state?: StackState | undefined;
  /** Called for each change while the engine makes it. */
  readonly onChange?: ((change: Change) => void) | undefined;
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
  /** Whether the engine was not asked, since nothing has changed since the stack was last deployed. */
  readonly isSkipped: boolean;
  readonly seconds: number;
  /** The state that is left after `destroy`; undefined after other operations. */
  readonly rest: StackState | undefined;
  /** After `drift`: what is otherwise than the state says. */
  readonly drifts?: readonly DriftedResource[] | undefined;
}

/** Stacks of one project on one backend, operated through Pulumi's CLI. */
export class Operator {
  readonly #workspace: LocalWorkspace;
  readonly #place: Place;

  private constructor(workspace: LocalWorkspace, place: Place) {
    this.#workspace = workspace;
    this.#place = place;
  }

  /** Opens the project in a folder, with a CLI and an environment. */
  static async open(place: Place): Promise<Operator> {
    const { cli, projectFolder, environment } = place;
    const workspace = await LocalWorkspace.create({ workDir: projectFolder, pulumiCommand: cli, envVars: { ...environment } });
    // Every command names its stack, and outputs are not used here. Without these two, each operation starts the CLI three times less.
    workspace.selectStack = () => Promise.resolve();
    workspace.stackOutputs = () => Promise.resolve({});
    return new Operator(workspace, place);
  }

  /** The names of the project's stacks on the backend. */
  async stacks(): Promise<string[]> {
    return (await this.#workspace.listStacks()).map(({ name }) => name).sort();
  }

  /**
   * Creates an empty stack, unless another run has created it meanwhile. The engine ends a program that refers to a stack that was never
   * created. The stack that the user has selected stays selected.
   */
  async create(name: string): Promise<void> {
    const { secretsProvider } = this.#place;
    const by = secretsProvider === undefined ? [] : ["--secrets-provider", secretsProvider];
    try {
      await this.#command("stack", "init", name, "--no-select", ...by);
    } catch (error) {
      if (!(error instanceof StackAlreadyExistsError)) throw error;
    }
  }

  /** The tags of a stack. */
  tags(stack: string): Promise<Readonly<Record<string, string>>> {
    return this.#workspace.listTags(stack);
  }

  /** Sets a tag of a stack, or removes it where the value is undefined. */
  async tag(stack: string, name: string, value: string | undefined): Promise<void> {
    await (value === undefined ? this.#workspace.removeTag(stack, name) : this.#workspace.setTag(stack, name, value));
  }

  /** Reads a stack's state. */
  async state(stack: string): Promise<StackState> {
    return readStackState((await this.exported(stack)).deployment);
  }

  /** A stack's state as the CLI exports it, secrets in plain text. */
  exported(stack: string): Promise<{ readonly deployment: unknown }> {
    return this.#workspace.exportStack(stack);
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
  async run(verb: Verb, name: string, options: OperateOptions = {}): Promise<StackReport> {
    const { stop, clearPendingCreates = false, onChange = () => undefined } = options;
    const began = performance.now();
    const events: EngineEvent[] = [];
    const report = async (trouble?: Trouble): Promise<StackReport> => ({
      stack: name,
      ...readEvents(events),
      trouble,
      isSkipped: false,
      seconds: (performance.now() - began) / 1000,
      rest: verb === "destroy" ? await this.state(name) : undefined,
      drifts: verb === "drift" ? driftsIn(events) : undefined,
    });
    try {
      const { pending, neighbours } = options.state ?? (await this.state(name));
      if (pending.length > 0 && (verb === "up" || verb === "destroy")) return await report({ kind: "pending", operations: pending });
      if (stop?.signal.aborted === true) return await report({ kind: "interrupted" });
      const onEvent = (event: EngineEvent) => {
        events.push(event);
        const change = changeIn(event);
        if (change !== undefined) onChange(change);
      };
      await whileForwarding(stop, (signal) => this.#engine(verb, name, { onEvent, signal, clearPendingCreates, neighbours }));
      return await report();
    } catch (error) {
      const trouble = troubleOf(error, stop);
      // A stack whose state cannot be read has nothing to report.
      const failed = await report(trouble).catch(() => emptyReport(name, trouble, began));
      return failed.errors.length > 0 || trouble.kind !== "failed" ? failed : { ...failed, errors: [commandText(error)] };
    }
  }

  /** Runs a command of the CLI that the workspace runs otherwise than it is needed here. */
  async #command(...args: readonly string[]): Promise<void> {
    const { cli, projectFolder, environment } = this.#place;
    // The SDK's declarations leave `run` out.
    await (cli as unknown as Runnable).run([...args], projectFolder, { ...environment });
  }

  async #engine(verb: Verb, name: string, { onEvent, signal, clearPendingCreates, neighbours }: EngineOptions): Promise<void> {
    const stack = await Stack.select(name, this.#workspace);
    // The history is not used here either.
    stack.info = () => Promise.resolve(undefined);
    const options = { color: "never", onEvent, signal } as const;
    const judged = { ...options, policyPacks: [...this.#place.policyPacks] };
    if (verb === "up") await stack.up(judged);
    else if (verb === "preview") await stack.preview(judged);
    else if (verb === "refresh") await stack.refresh({ ...options, clearPendingCreates });
    else if (verb === "drift") await stack.previewRefresh(options);
    else await stack.destroy({ ...options, excludeProtected: true, exclude: [...neighbours] });
  }
}

interface EngineOptions {
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal: AbortSignal;
  readonly clearPendingCreates: boolean;
  readonly neighbours: readonly string[];
}

interface Runnable {
  run(args: string[], folder: string, environment: Record<string, string>): Promise<unknown>;
}

/** A report about a stack that the engine was not asked about, or could not be. */
export function emptyReport(stack: string, trouble: Trouble | undefined, began: number): StackReport {
  const seconds = (performance.now() - began) / 1000;
  return { stack, ...readEvents([]), trouble, isSkipped: trouble === undefined, seconds, rest: undefined };
}

/** A report about a stack for which another command of the CLI failed; throws what is no failure of the CLI. */
export function failureReport(stack: string, error: unknown, began: number, stop: Stop | undefined): StackReport {
  const trouble = troubleOf(error, stop);
  const report = emptyReport(stack, trouble, began);
  return trouble.kind === "failed" ? { ...report, errors: [commandText(error)] } : report;
}

function troubleOf(error: unknown, stop: Stop | undefined): Trouble {
  if (!(error instanceof CommandError)) throw error;
  if (error instanceof ConcurrentUpdateError) return { kind: "locked", by: lockOwner(error.message) };
  return { kind: stop?.signal.aborted === true ? "interrupted" : "failed" };
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
export function commandText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message.split("\n").filter((line) => /^(?:error|warning):/.test(line.trim()));
  // The SDK repeats what the CLI said.
  return lines.length > 0 ? [...new Set(lines)].join("\n") : message.trim();
}
