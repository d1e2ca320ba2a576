import { lineWidth } from "./line-width.ts";

/** No line of prose is wider, whatever the terminal. */
const WIDEST = 100;

/** Where the lines of a paragraph begin. */
export interface Indents {
  /** What the first line begins with. */
  readonly first: string;
  /** How far the other lines are indented. @default as far as the first line's beginning */
  readonly rest?: number;
  /** What every line but the last ends with. @default nothing */
  readonly joint?: string;
}

/** A paragraph broken between words, so that every line fits; a word that is wider than a line stands alone on one. */
export function wrapped(text: string, { first, rest = first.length, joint = "" }: Indents): string {
  const width = lineWidth(WIDEST) - joint.length;
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line.trimEnd() + joint);
      line = " ".repeat(rest);
      isEmpty = true;
    }
    line = isEmpty ? line + word : `${line} ${word}`;
    isEmpty = false;
  }
  return [...lines, line].map((each) => `${each.trimEnd()}\n`).join("");
}
