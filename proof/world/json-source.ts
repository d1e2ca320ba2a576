import type { Path } from "../json-problem.ts";

/** A place in a text, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A JSON text with its value and the places of its parts. */
export interface JsonSource {
  readonly value: unknown;
  /** Where a member's name or an entry begins; for a path that does not exist, the nearest part of it that does. */
  locate(path: Path): Place;
}

/** What keeps a text from being JSON, and where. */
export interface JsonError {
  readonly message: string;
  readonly place: Place;
}

/** Where a value begins, and its members or entries by name or number; `key` is where the member's name begins. */
interface Span {
  readonly start: number;
  readonly parts: ReadonlyMap<string | number, { readonly key: number; readonly span: Span }>;
}

const WHITE_SPACE = /[ \t\r\n]*/y;
const SCALAR = /"(?:[^"\\\p{Cc}]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;
const NO_PARTS: Span["parts"] = new Map();

class SyntaxFault extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Reads JSON strictly and remembers where everything stands, which `JSON.parse` does not. A member given twice is an error too, since one of
 * the two would be lost.
 */
export function readJson(text: string): JsonSource | { readonly error: JsonError } {
  try {
    const reader = new Reader(text);
    const { value, span } = reader.readDocument();
    return { value, locate: (path) => placeAt(text, offsetOf(span, path)) };
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    return { error: { message: error.message, place: placeAt(text, error.offset) } };
  }
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

function offsetOf(root: Span, path: Path): number {
  let span = root;
  let offset = root.start;
  for (const name of path) {
    const part = span.parts.get(name);
    if (part === undefined) break;
    offset = part.key;
    span = part.span;
  }
  return offset;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readDocument(): { readonly value: unknown; readonly span: Span } {
    const document = this.#readValue();
    if (this.#peek() !== undefined) throw this.#fault("the end");
    return document;
  }

  #readValue(): { readonly value: unknown; readonly span: Span } {
    const next = this.#peek();
    if (next === "{") return this.#readObject();
    if (next === "[") return this.#readArray();
    const start = this.#at;
    return { value: this.#readScalar("a value"), span: { start, parts: NO_PARTS } };
  }

  #readObject(): { readonly value: unknown; readonly span: Span } {
    const start = this.#at;
    const parts = new Map<string | number, { readonly key: number; readonly span: Span }>();
    const members: (readonly [string, unknown])[] = [];
    this.#readList("}", () => {
      const key = this.#at;
      if (this.#peek() !== '"') throw this.#fault("a name in quotes");
      const name = this.#readScalar("a name in quotes") as string;
      if (parts.has(name)) throw new SyntaxFault(`the member is given twice, got ${JSON.stringify(name)}; keep one of them`, key);
      this.#take(":");
      const { value, span } = this.#readValue();
      parts.set(name, { key, span });
      members.push([name, value]);
    });
    return { value: Object.fromEntries(members), span: { start, parts } };
  }

  #readArray(): { readonly value: unknown; readonly span: Span } {
    const start = this.#at;
    const parts = new Map<string | number, { readonly key: number; readonly span: Span }>();
    const values: unknown[] = [];
    this.#readList("]", () => {
      const { value, span } = this.#readValue();
      parts.set(values.length, { key: span.start, span });
      values.push(value);
    });
    return { value: values, span: { start, parts } };
  }

  #readList(end: string, readOne: () => void): void {
    this.#at++;
    if (this.#peek() === end) {
      this.#at++;
      return;
    }
    for (;;) {
      this.#peek();
      readOne();
      if (this.#peek() !== ",") break;
      this.#at++;
    }
    this.#take(end);
  }

  #readScalar(what: string): unknown {
    SCALAR.lastIndex = this.#at;
    const [token] = SCALAR.exec(this.#text) ?? [];
    if (token === undefined) throw this.#fault(what);
    const start = this.#at;
    this.#at += token.length;
    try {
      return JSON.parse(token) as unknown;
    } catch {
      throw new SyntaxFault(`is not valid JSON, got ${token}; write ${what}`, start);
    }
  }

  /** The next character that is no white space, left where it is. */
  #peek(): string | undefined {
    WHITE_SPACE.lastIndex = this.#at;
    this.#at += WHITE_SPACE.exec(this.#text)?.[0].length ?? 0;
    return this.#text[this.#at];
  }

  #take(character: string): void {
    if (this.#peek() !== character) throw this.#fault(`"${character}"`);
    this.#at++;
  }

  #fault(expected: string): SyntaxFault {
    const got = this.#text[this.#at];
    return new SyntaxFault(
      `is not valid JSON, got ${got === undefined ? "the end of the file" : JSON.stringify(got)}; write ${expected}`,
      this.#at,
    );
  }
}
