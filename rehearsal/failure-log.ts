import { inspect } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { Refusal } from "../control-plane/refusal.ts";
import { compareText } from "../iam/compare-text.ts";
import type { RecordedRefusal } from "./rehearsal-result.ts";

/**
 * Records the failures of one stack where they happen. The error that a program ends with is often not the cause: it may come from a
 * resource that only waited for the refused one.
 */
export class FailureLog {
  readonly #stack: string;
  readonly #refusals: Refusal[] = [];
  readonly #unanswered: Refusal[] = [];
  readonly #failures: string[] = [];
  readonly #thrown: string[] = [];
  readonly #userErrors: string[] = [];
  readonly #rejections: string[] = [];
  readonly #warnings: string[] = [];

  constructor(stack: string) {
    this.#stack = stack;
  }

  /** Records why a request of the program failed. */
  record(error: unknown): void {
    if (error instanceof Refusal) this.#refusals.push(error);
    else if (error instanceof AggregateError) for (const each of error.errors) this.record(each);
    else this.#failures.push(messageOf(error));
  }

  /** Records why a data source has no answer. The program may handle this, so it counts only if the program fails with it. */
  recordUnanswered(error: unknown): void {
    if (error instanceof Refusal) this.#unanswered.push(error);
  }

  /** Records an error that the program threw or logged. */
  recordThrown(error: unknown): void {
    this.#thrown.push(messageOf(error));
    if (RunError.isInstance(error)) this.#userErrors.push(messageOf(error));
  }

  /** Records a rejection that nobody handled. */
  recordRejection(error: unknown): void {
    this.#rejections.push(messageOf(error));
  }

  warn(message: string): void {
    this.#warnings.push(message);
  }

  get hasFailed(): boolean {
    return this.#refusals.length > 0 || this.#errors.length > 0;
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** All errors, the most likely cause first. Those without a fixed order are sorted. */
  get #errors(): readonly string[] {
    return [...this.#failures.toSorted(), ...this.#thrown, ...this.#rejections.toSorted()];
  }

  /** All refusals without repetitions, sorted. */
  get refusals(): readonly RecordedRefusal[] {
    const fatal = this.#unanswered.filter(({ message }) => this.#errors.some((error) => error.includes(message)));
    const all = [...this.#refusals, ...fatal].map(({ urn, code, reason, remedy }) => ({
      stack: this.#stack,
      urn,
      code,
      message: reason,
      remedy,
    }));
    const distinct = new Map(all.map((refusal) => [`${refusal.urn}\n${refusal.code}\n${refusal.message}`, refusal]));
    return [...distinct].sort(([a], [b]) => compareText(a, b)).map(([, refusal]) => refusal);
  }

  /**
   * The cause of the stack's failure, or undefined when it has not failed. If the program explains a missing answer in an error of its own,
   * that error comes first.
   */
  get error(): string | undefined {
    const [userError] = this.#userErrors;
    if (this.#refusals.length === 0 && userError !== undefined) return userError;
    const [refusal] = this.refusals;
    if (refusal !== undefined) return `${refusal.urn}: ${refusal.code}: ${refusal.message}; ${refusal.remedy}`;
    return this.#errors[0];
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === "string" ? error : inspect(error);
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}
