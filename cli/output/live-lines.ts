import type { Change } from "../../operation/engine-events.ts";
import { colours } from "./colours.ts";

/** How often the lines are drawn again. */
const MILLISECONDS = 250;

/** A terminal is at least this high; lines beyond it could not be drawn again. */
const MOST_LINES = 20;

/** A stack that is under way. */
interface Line {
  readonly began: number;
  changes: number;
  note: string;
}

/** What lines are written with. */
export interface Terminal {
  readonly write: (text: string) => void;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  readonly columns: () => number;
}

/** One line for each stack that is under way, below everything else that is printed, with its changes so far and the time that it takes. */
export class LiveLines {
  readonly #terminal: Terminal;
  readonly #lines = new Map<string, Line>();
  readonly #timer: NodeJS.Timeout;
  #drawn = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#timer = setInterval(() => {
      this.draw();
    }, MILLISECONDS);
    this.#timer.unref();
  }

  begin(stack: string): void {
    this.#lines.set(stack, { began: this.#terminal.now(), changes: 0, note: "" });
  }

  change(stack: string, _: Change): void {
    const line = this.#lines.get(stack);
    if (line !== undefined) line.changes += 1;
  }

  note(stack: string, note: string): void {
    const line = this.#lines.get(stack);
    if (line !== undefined) line.note = note;
  }

  end(stack: string): void {
    this.#lines.delete(stack);
  }

  /** Prints a text above the lines. */
  print(text: string): void {
    this.#terminal.write(`${this.#erased()}${text}`);
    this.draw();
  }

  /** Draws the lines in the place of those that were drawn before. */
  draw(): void {
    const now = this.#terminal.now();
    const shown = [...this.#lines].slice(0, MOST_LINES).map(([stack, { began, changes, note }]) => {
      const seconds = ((now - began) / 1000).toFixed(0);
      const text = `… ${stack.padEnd(24)} ${changes === 0 ? "" : `${changes.toString()} so far `}${seconds} s${note === "" ? "" : ` ${note}`}`;
      // A line that the terminal breaks would be two to erase.
      return `${colours.dim(text.slice(0, this.#terminal.columns() - 1))}\n`;
    });
    this.#terminal.write(`${this.#erased()}${shown.join("")}`);
    this.#drawn = shown.length;
  }

  /** Erases the lines for good. */
  close(): void {
    clearInterval(this.#timer);
    this.#lines.clear();
    this.draw();
  }

  /** What moves the cursor to the first line that was drawn, and erases everything from there on. */
  #erased(): string {
    const text = this.#drawn === 0 ? "" : `\u001b[${this.#drawn.toString()}A\u001b[J`;
    this.#drawn = 0;
    return text;
  }
}
