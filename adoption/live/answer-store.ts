import { type AwsAnswer, type AwsSource, UnreadableAnswer } from "../aws-source.ts";

/** What AWS was asked for: its answer, or why there is none. */
type Kept = { readonly answer: object } | { readonly why: string };

/** Answers of AWS's APIs as they come in, named as the files of a folder are. */
export class AnswerStore implements AwsSource {
  readonly #kept = new Map<string, Kept>();
  readonly #below = new Map<string, Set<string>>();

  /** Asks, and keeps the answer or AWS's error. Resolves to the answer; undefined where there is none. */
  async ask<T extends object>(path: string, asking: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await asking();
      this.#keep(path, { answer });
      return answer;
    } catch (error) {
      this.refuse(path, error);
      return undefined;
    }
  }

  /** Keeps why there is no answer. */
  refuse(path: string, error: unknown): void {
    this.#keep(path, { why: reasonOf(error) });
  }

  #keep(path: string, kept: Kept): void {
    this.#kept.set(path, kept);
    const parts = path.split("/");
    parts.forEach((name, index) => {
      const above = parts.slice(0, index).join("/");
      const names = this.#below.get(above) ?? new Set();
      this.#below.set(above, names.add(name));
    });
  }

  answer(path: string): AwsAnswer {
    const kept = this.#kept.get(path);
    if (kept !== undefined && "why" in kept) throw new UnreadableAnswer(kept.why);
    return kept === undefined ? undefined : { ...kept.answer };
  }

  names(path: string): readonly string[] {
    return [...(this.#below.get(path) ?? [])].sort();
  }

  called(path: string): string {
    return path;
  }
}

/** AWS's error as one line: its code and its message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message.split("\n")[0] ?? "";
  return error.name === "Error" || message.startsWith(error.name) ? message : `${error.name}: ${message}`;
}
