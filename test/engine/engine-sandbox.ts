import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pulumiFolder } from "../../cli/input/pulumi-cli.ts";
import { ControlPlane } from "../../control-plane/control-plane.ts";
import { FolderStore } from "../../control-plane/folder-store.ts";
import type { Call } from "../../control-plane/store.ts";
import { command, type Ran } from "../support/command.ts";
import { skip } from "../support/skip.ts";

export const ROOT = path.resolve(import.meta.dirname, "..", "..");

/** Longer than any operation takes on a machine that does much else. */
const MILLISECONDS_FOR_ALL_STACKS = 1_800_000;

/** Tests under Pulumi's own engine, on a copy of one of the examples; where its CLI is missing, they are reported as skipped, and why. */
export function describeUnderTheEngine(title: string, tests: (sandbox: EngineSandbox) => void, example: "line" | "acme" = "line"): void {
  if (pulumiFolder() === undefined) {
    describe(title, () => {
      it("runs under Pulumi's engine", function () {
        skip(this, "Pulumi's CLI is needed, and there is none on the PATH or in PULUMI_COMMAND");
      });
    });
    return;
  }
  describe(title, function () {
    this.timeout(MILLISECONDS_FOR_ALL_STACKS);
    // Each step is about what the one before left behind.
    beforeEach(function () {
      if (this.currentTest?.parent?.tests.some(({ state }) => state === "failed") === true) skip(this, "an earlier step failed");
    });
    const sandbox = new EngineSandbox(path.join(ROOT, "examples", example));
    before(() => sandbox.prepare());
    after(() => sandbox.remove());
    tests(sandbox);
  });
}

/** A sandbox with a copy of an organization, in a folder of its own below the checkout, so that programs find the SDK. */
export class EngineSandbox {
  readonly #folders = path.join(ROOT, ".palisade");
  readonly #example: string;
  #folder = "";
  #environment = "";

  constructor(example: string) {
    this.#example = example;
  }

  prepare(): void {
    mkdirSync(this.#folders, { recursive: true });
    this.#folder = mkdtempSync(path.join(this.#folders, "test-"));
    cpSync(this.#example, this.declaration, { recursive: true });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get folder(): string {
    return path.join(this.#folder, "sandbox");
  }

  get declaration(): string {
    return path.join(this.#folder, "declaration");
  }

  /** Arguments that name this sandbox and its declaration. */
  get options(): readonly string[] {
    return ["--folder", this.folder, "--declaration", this.declaration];
  }

  /** Runs `npm run sandbox -- <verb>` here. */
  sandbox(verb: string, ...args: readonly string[]): Promise<Ran> {
    return command("sandbox", verb, ...this.options, ...args);
  }

  /** Like `sandbox`, for what must go well. */
  async succeeds(verb: string, ...args: readonly string[]): Promise<string> {
    const { code, out, err } = await this.sandbox(verb, ...args);
    assert.equal(code, 0, `${out}\n${err}`);
    return out;
  }

  /** Runs Pulumi's own command by hand, in a shell that has evaluated what `env` prints; variables may be added. */
  async pulumi(...args: readonly (string | Readonly<Record<string, string>>)[]): Promise<Ran> {
    if (this.#environment === "") this.#environment = await this.succeeds("env");
    const script = `${this.#environment}exec pulumi "$@" --non-interactive --color never`;
    const { status, stdout, stderr } = spawnSync("sh", ["-c", script, "sh", ...args.filter((arg) => typeof arg === "string")], {
      env: Object.assign({}, process.env, ...args.filter((arg) => typeof arg === "object")) as NodeJS.ProcessEnv,
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    return { code: status ?? -1, out: stdout, err: stderr };
  }

  /** Changes a file of the declaration. The text must be there. */
  edit(file: string, text: string, replacement: string): void {
    const at = path.join(this.declaration, file);
    const before = readFileSync(at, "utf8");
    assert.ok(before.includes(text), `${file} does not contain ${JSON.stringify(text)}`);
    writeFileSync(at, before.replace(text, replacement));
  }

  write(file: string, text: string): void {
    const at = path.join(this.declaration, file);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, text);
  }

  /** A stack's state, as `pulumi stack export` gives it. */
  async state(stack: string): Promise<{ readonly text: string; readonly resources: readonly StateResource[] }> {
    const { out } = await this.pulumi("stack", "export", "-s", stack);
    const { deployment } = JSON.parse(out) as { readonly deployment: { readonly resources?: readonly StateResource[] } };
    return { text: out, resources: deployment.resources ?? [] };
  }

  /** Looks at the sandbox's AWS, or changes it by hand. */
  async aws<T>(act: (plane: ControlPlane) => T): Promise<T> {
    const store = new FolderStore(path.join(this.folder, "aws"));
    try {
      return act(await ControlPlane.open(store));
    } finally {
      store.close();
    }
  }

  /** What programs created, updated and deleted at AWS while something was done. */
  async callsDuring(act: () => Promise<unknown>): Promise<readonly Call[]> {
    const before = await this.aws((plane) => plane.journal().length);
    await act();
    const calls = await this.aws((plane) => plane.journal(before));
    return calls.filter(({ verb }) => verb !== "seed");
  }
}

/** A resource in a stack's state. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Calls in short: the verb, the stack and the resource's logical name, sorted. */
export const inShort = (calls: readonly Call[]): string[] =>
  calls
    .map(({ verb, urn, id }) => {
      const [stack = "", , , name = id] = urn.split("::");
      return `${verb} ${stack.replace("urn:pulumi:", "")} ${name}`;
    })
    .sort();
