import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A call of the CLI, with what programs would learn from the environment. */
export interface CliCall {
  readonly args: readonly string[];
  readonly PALISADE_DECLARATION?: string;
  readonly PALISADE_AS_OF?: string;
}

/** A program named pulumi in a folder, which keeps stacks there, notes how it is called, and fails as it is told to. */
export class StandInCli {
  readonly #folder: string;

  constructor(folder: string, version = "v3.254.0") {
    this.#folder = folder;
    for (const name of ["stacks", "failing", "created-meanwhile"]) mkdirSync(path.join(folder, name), { recursive: true });
    const script = readFileSync(path.join(import.meta.dirname, "stand-in-cli.cjs"), "utf8");
    writeFileSync(this.program, `#!${process.execPath}\n${script}`);
    chmodSync(this.program, 0o755);
    writeFileSync(path.join(folder, "version"), version);
    // Where the program finds the modules of this checkout.
    writeFileSync(path.join(folder, "checkout"), import.meta.filename);
  }

  /** What PULUMI_COMMAND names. */
  get program(): string {
    return path.join(this.#folder, "pulumi");
  }

  /** Whether it was called since the last call of `taken`. */
  isCalled(): boolean {
    return existsSync(path.join(this.#folder, "calls.jsonl"));
  }

  /** The calls since the last call of this. */
  taken(): CliCall[] {
    const file = path.join(this.#folder, "calls.jsonl");
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").trim().split("\n");
    rmSync(file);
    return lines.map((line) => JSON.parse(line) as CliCall);
  }

  /** The stacks of the calls of an operation since the last look, in their order. */
  operated(verb: string): string[] {
    return this.taken().flatMap(({ args }) => (args[0] === verb ? [args[args.indexOf("--stack") + 1] ?? ""] : []));
  }

  /** Lets an operation of a stack fail the next time, or always. */
  fails(verb: string, stack: string, text: string, times: string | number = "once"): void {
    writeFileSync(path.join(this.#folder, "failing", `${verb}@${stack}@${times.toString()}`), text);
  }

  /** Lets nothing fail any more. */
  mends(): void {
    const failing = path.join(this.#folder, "failing");
    rmSync(failing, { recursive: true });
    mkdirSync(failing);
  }

  /** Lets another run have created a stack since the stacks were listed. */
  createsMeanwhile(stack: string): void {
    writeFileSync(path.join(this.#folder, "created-meanwhile", stack), "");
  }

  /** What a stack hands on from its next update on. */
  handsOn(stack: string, outputs: Readonly<Record<string, unknown>>): void {
    writeFileSync(path.join(this.#folder, `${stack}.outputs.json`), JSON.stringify(outputs));
  }

  /** Lets a stack have a state, as `pulumi stack export` would give it. */
  holds(stack: string, resources: readonly unknown[]): void {
    const deployment = { manifest: { time: "1" }, resources };
    writeFileSync(path.join(this.#folder, "stacks", `${stack}.json`), JSON.stringify({ tags: {}, serial: 1, deployment }));
  }

  /** Lets a refresh that records nothing tell of these events, from now on. */
  finds(stack: string, events: readonly unknown[]): void {
    writeFileSync(path.join(this.#folder, `${stack}.events.json`), JSON.stringify(events));
  }

  /** A stack as the backend has it; undefined where it does not. */
  stack(name: string): StoredStack | undefined {
    const file = path.join(this.#folder, "stacks", `${name}.json`);
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as StoredStack) : undefined;
  }
}

interface StoredStack {
  readonly tags: Readonly<Record<string, string>>;
}
