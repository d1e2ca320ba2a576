import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output.js";
import { compareText } from "../../iam/compare-text.ts";
import { someOf } from "../../model/some-of.ts";
import { type OutputKey, type OutputValue, parseOutput } from "./contract.ts";

/** An output of another stack that a layer reads. */
export interface Need {
  readonly stack: string;
  readonly key: OutputKey;
  /** Grants that wait while it is missing; left out for what the whole layer needs. */
  readonly forGrants?: readonly string[];
  /** Grants that work without it, for a part of their consumer: of pods in several clusters, those in the others. */
  readonly inPartForGrants?: readonly string[];
  /** Whether it is the stack's own output of its last deployment; nothing waits for it. @default false */
  readonly isOwn?: boolean;
}

/** Outputs of other stacks, read and checked before anything was registered. */
export class References {
  readonly #values: ReadonlyMap<string, pulumi.Output<unknown> | undefined>;
  readonly #own: ReadonlyMap<string, unknown>;

  constructor(values: ReadonlyMap<string, pulumi.Output<unknown> | undefined>, own: ReadonlyMap<string, unknown>) {
    this.#values = values;
    this.#own = own;
  }

  /** What the stack itself handed on when it was last deployed. */
  own<K extends OutputKey>(key: K): OutputValue<K> | undefined {
    return this.#own.get(key) as OutputValue<K> | undefined;
  }

  /** An output that the layer named as needed; throws for one that it did not name. */
  required<K extends OutputKey>(stack: string, key: K): pulumi.Output<OutputValue<K>> {
    const value = this.optional(stack, key);
    if (value === undefined) throw new Error(`${stack}: the layer reads ${key} without having named it as needed`);
    return value;
  }

  /** An output that only some grants need; undefined where it is missing, so that their allows wait. */
  optional<K extends OutputKey>(stack: string, key: K): pulumi.Output<OutputValue<K>> | undefined {
    return this.#values.get(placeOf(stack, key)) as pulumi.Output<OutputValue<K>> | undefined;
  }
}

const placeOf = (stack: string, key: string): string => `${stack} ${key}`;

/** The name by which a stack is referenced on every backend: file, object store or Pulumi Cloud. */
export const referenceName = (stack: string): string => `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`;

/** One reference for each stack that is read from. */
export class StackReferences {
  readonly #outputs = new Map<string, Promise<Readonly<Record<string, unknown>> | undefined>>();

  /** The value of an output as it was last deployed; undefined where it is missing. */
  async value(stack: string, key: string): Promise<unknown> {
    const cached = this.#outputs.get(stack);
    const outputs = cached ?? promised(new pulumi.StackReference(referenceName(stack)).outputs);
    if (cached === undefined) this.#outputs.set(stack, outputs);
    return (await outputs)?.[key];
  }
}

/**
 * What an output resolves to, with secrets unwrapped; undefined while anything in it is unknown.
 * `StackReference.getOutputDetails` reads the same, but copies all outputs of the stack for each one that is asked for, which made
 * every stack of an organization pay for the square of its accounts.
 */
const promised = <T>(output: pulumi.Output<T>): Promise<T | undefined> =>
  (output as unknown as { promise(): Promise<T | undefined> }).promise();

/**
 * Reads all outputs that a layer needs, before anything is registered.
 * In an update everything that is missing is one error that names each stack and output; in a preview what is missing is unknown, with a
 * warning. What only grants need is left out in both, with a warning that names them.
 * @throws pulumi.RunError
 */
export async function readReferences(needs: readonly Need[], from: StackReferences): Promise<References> {
  const values = new Map<string, pulumi.Output<unknown> | undefined>();
  const own = new Map<string, unknown>();
  const missing: Need[] = [];
  const read = await Promise.all(needs.map(async (need) => ({ need, value: await from.value(need.stack, need.key) })));
  for (const { need, value } of read) {
    const parsed = value === undefined ? undefined : parseOutput(need.key, value);
    if (need.isOwn === true) {
      if (parsed !== undefined) own.set(need.key, parsed);
      continue;
    }
    if (value !== undefined && parsed === undefined) {
      throw new pulumi.RunError(
        `${need.stack}: hands on ${need.key} in a shape that this version does not read; deploy it again: pulumi up -s ${need.stack}`,
      );
    }
    if (parsed !== undefined) values.set(placeOf(need.stack, need.key), pulumi.output(parsed as unknown));
    else if (need.forGrants === undefined) missing.push(need);
    else await warn(waitingText(need, need.forGrants));
  }
  if (missing.length > 0 && !pulumi.runtime.isDryRun()) throw new pulumi.RunError(missingText(missing));
  for (const { stack, key } of missing) {
    await warn(`${stack} does not hand on ${key} yet; what depends on it is unknown in this preview`);
    values.set(placeOf(stack, key), pulumi.output(unknown));
  }
  return new References(values, own);
}

const warn = (text: string): Promise<void> => pulumi.log.warn(text);

function waitingText({ stack, key, inPartForGrants: inPart = [] }: Need, grants: readonly string[]): string {
  const waiting = [
    ...(grants.length === 0 ? [] : [`these grants wait: ${someOf(grants)}`]),
    ...(inPart.length === 0 ? [] : [`these grants wait for the pods of that cluster alone: ${someOf(inPart)}`]),
  ];
  return `${stack} does not hand on ${key} yet${waiting.length === 0 ? "" : `, so that ${waiting.join("; ")}`}`;
}

function missingText(missing: readonly Need[]): string {
  const byStack = Map.groupBy(missing, ({ stack }) => stack);
  const lines = [...byStack]
    .sort(([a], [b]) => compareText(a, b))
    .map(
      ([stack, needs]) =>
        `  ${stack}: ${needs
          .map(({ key }) => key)
          .sort()
          .join(", ")}; deploy it first: pulumi up -s ${stack}`,
    );
  return `${missing.length === 1 ? "an output" : "outputs"} of other stacks that this stack needs ${missing.length === 1 ? "is" : "are"} missing:\n${lines.join("\n")}`;
}
