import type { Change } from "../../operation/engine-events.ts";
import type { StackReport, Verb } from "../../operation/operate.ts";
import type { Listener, Run } from "../../operation/run-stacks.ts";
import type { StackState } from "../../operation/stack-state.ts";
import type { Step } from "../../operation/walk.ts";
import type { Calls } from "./calls.ts";
import { count } from "./count.ts";
import type { DriftJudgement } from "./drift-report.ts";
import { LiveLines } from "./live-lines.ts";
import { driftEvents, leftOut, type OperationEvent, stackEnd } from "./operation-events.ts";
import { driftSummary, driftText } from "./print-drift.ts";
import { leftOverText, progressText, stateText, summaryText, troubleText } from "./print-operation.ts";
import type { Streams } from "./streams.ts";

/** The width of a terminal that does not tell its own. */
const NARROW = 80;

/** What is operated, and how it is printed. */
export interface OperationSetting {
  readonly verb: Verb | "status";
  /** Whether one line of JSON is printed for each event. */
  readonly isJson: boolean;
  readonly calls: Calls;
}

/** Prints an operation while it goes on: as lines of JSON, or as lines for people, with live ones below them on a terminal. */
export class OperationOutput implements Listener {
  readonly #setting: OperationSetting;
  readonly #streams: Streams;
  readonly #live: LiveLines | undefined;
  readonly #began = performance.now();
  #total = 0;
  #ended = 0;

  constructor(setting: OperationSetting, streams: Streams) {
    this.#setting = setting;
    this.#streams = streams;
    const hasTerminal = !setting.isJson && streams.isTerminal === true;
    this.#live = hasTerminal
      ? new LiveLines({ write: streams.out, now: () => performance.now(), columns: () => process.stdout.columns || NARROW })
      : undefined;
  }

  begin({
    declaration,
    stacks,
    version,
  }: {
    readonly declaration: string;
    readonly stacks: readonly string[];
    readonly version: string;
  }): void {
    const { verb } = this.#setting;
    this.#total = stacks.length;
    this.#print(`${verb} of ${declaration}: ${count(stacks.length, "stack")}, pulumi ${version}\n`, {
      event: "begin",
      format: 1,
      verb,
      stacks,
    });
  }

  unproven({ verdict, text }: { readonly verdict: string; readonly text: string }, reason: string | undefined): void {
    const rest =
      reason === undefined
        ? 'nothing is changed, since the declaration is not proven; correct it, or go on with --unproven "<reason>"\n'
        : `going on without a proof, which every stack records: ${reason}\n`;
    this.#printError(`${text}${rest}`, { event: "unproven", verdict, reason: reason ?? null });
  }

  problem(message: string): void {
    this.#printError(`palisade: ${message}\n`, { event: "problem", message });
  }

  stopping(): void {
    this.#printError("stopping: what has begun is finished first\n");
  }

  onBegin(stack: string): void {
    this.#live?.begin(stack);
    this.#print("", { event: "stack-begin", stack });
  }

  onChange(stack: string, change: Change): void {
    this.#live?.change(stack, change);
  }

  onPause(stack: string, seconds: number): void {
    this.#live?.note(stack, `AWS was asked too often; goes on in ${seconds.toString()} s`);
    this.#print(this.#live === undefined ? `… ${stack}: AWS was asked too often; goes on in ${seconds.toString()} s\n` : "", {
      event: "stack-pause",
      stack,
      seconds,
    });
  }

  onEnd(report: StackReport): void {
    const { verb, calls } = this.#setting;
    if (verb === "status") return;
    this.#ended += 1;
    this.#live?.end(report.stack);
    this.#print(progressText(verb, report, { place: this.#ended, of: this.#total }), stackEnd(report));
    if (report.trouble !== undefined) this.#printError(troubleText(report, report.trouble, calls));
  }

  /** Ends the live lines. */
  close(): void {
    this.#live?.close();
  }

  end(run: Run & { readonly entries: readonly string[]; readonly folder: string | undefined }, leftOver: readonly Step[]): void {
    const seconds = (performance.now() - this.#began) / 1000;
    const { calls, isJson } = this.#setting;
    if (isJson) {
      for (const event of leftOut(run.fates)) this.#print("", event);
      const done = [...run.fates.values()].filter((fate) => fate === "done").length;
      this.#print("", { event: "end", done, of: run.fates.size, seconds });
      return;
    }
    this.#streams.out(summaryText({ ...run, seconds, calls }));
    if (leftOver.length > 0) this.#streams.out(leftOverText(leftOver, calls));
  }

  endOfDrift({ fates }: Run, judgement: DriftJudgement): void {
    const seconds = (performance.now() - this.#began) / 1000;
    const { calls, isJson } = this.#setting;
    const looked = [...fates.values()].filter((fate) => fate === "done").length;
    if (isJson) {
      for (const event of [...leftOut(fates), ...driftEvents(judgement)]) this.#print("", event);
      this.#print("", { event: "end", done: looked, of: fates.size, seconds });
      return;
    }
    const restore = (stacks: string) =>
      `to bring it back: ${calls.run("refresh", `--stack ${stacks}`)}, then ${calls.run("up", `--stack ${stacks}`)}`;
    this.#streams.out(`${driftText(judgement)}${driftSummary(judgement, { looked, of: fates.size, seconds, restore })}`);
  }

  nothingDeployed(): void {
    this.#printError(`nothing is deployed here yet: ${this.#setting.calls.run("up")}\n`);
  }

  state(stack: string, state: StackState | undefined, isLeftOver: boolean): void {
    if (this.#setting.isJson) {
      const { made = [], protected: kept = [], pending = [] } = state ?? {};
      const counts = { resources: made.length, protected: kept.length, pending: pending.length };
      this.#streams.out(`${JSON.stringify({ stack, isDeployed: state !== undefined, isLeftOver, ...counts })}\n`);
    } else this.#streams.out(stateText(stack, state, isLeftOver));
  }

  #print(text: string, event: OperationEvent): void {
    if (this.#setting.isJson) this.#streams.out(`${JSON.stringify(event)}\n`);
    else if (text !== "") this.#above(text, this.#streams.out);
  }

  /** Prints for people; of JSON only what has an event. */
  #printError(text: string, event?: OperationEvent): void {
    if (!this.#setting.isJson) this.#above(text, this.#streams.err);
    else if (event !== undefined) this.#print(text, event);
  }

  #above(text: string, write: (text: string) => void): void {
    if (this.#live === undefined) write(text);
    else this.#live.print(text);
  }
}
