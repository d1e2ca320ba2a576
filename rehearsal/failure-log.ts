import { inspect } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { Refusal } from "../control-plane/refusal.ts";
import { compareText } from "../iam/compare-text.ts";
import type { RecordedRefusal } from "./rehearsal-result.ts";

/**
 * What goes wrong in one stack, recorded where it happens: the error that a program ends with is often that of a resource which only
 * waited for the one that was refused.
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

  /** Records why a question of the program has no answer. The program may bear that: it counts only when the program fails with it. */
  recordUnanswered(error: unknown): void {
    if (error instanceof Refusal) this.#unanswered.push(error);
  }

  /** Records what the program threw, or logged as an error. */
  recordThrown(error: unknown): void {
    this.#thrown.push(messageOf(error));
    if (RunError.isInstance(error)) this.#userErrors.push(messageOf(error));
  }

  /** Records why a promise was left rejected. */
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

  /** From the one that says most to those that only follow from it; rejections come in no fixed order. */
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
   * The first reason for the stack's failure, or undefined when it has not failed. What a program makes of a question without an answer
   * says more than the answer that is missing.
   */
  get error(): string | undefined {
    const [told] = this.#userErrors;
    if (this.#refusals.length === 0 && told !== undefined) return told;
    const [refusal] = this.refusals;
    if (refusal !== undefined) return `${refusal.urn}: ${refusal.code}: ${refusal.message}; ${refusal.remedy}`;
    return this.#errors[0];
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === "string" ? error : inspect(error);
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}
