import { type Input, isInput } from "../request-input.ts";
import type { Operand, Path } from "./statement.ts";
import type { StatementToken } from "./statement-tokens.ts";

/** A statement that is none, or that is not read here. It is caught where a statement is read. */
export class UnreadableStatement extends Error {}

/** Words that are no names, unless they stand in double quotation marks. */
const KEYWORDS: ReadonlySet<string> = new Set([
  ...["AND", "ASC", "BETWEEN", "BY", "DELETE", "DESC", "EXISTS", "FALSE", "FROM", "IN", "INSERT", "INTO", "IS", "MISSING", "NOT", "NULL"],
  ...["OR", "ORDER", "REMOVE", "RETURNING", "SELECT", "SET", "TRUE", "UPDATE", "VALUE", "WHERE"],
]);
const DEEPEST = 100;

/** Reads a statement from left to right: its words, names, values and operands. `?` is the next parameter. */
export class StatementReader {
  readonly #tokens: readonly StatementToken[];
  readonly #parameters: readonly unknown[];
  #at = 0;
  #given = 0;
  #depth = 0;

  constructor(tokens: readonly StatementToken[], parameters: readonly unknown[]) {
    this.#tokens = tokens;
    this.#parameters = parameters;
  }

  /** Whether the next word is this one, in capitals. */
  isWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === "word" && token.text.toUpperCase() === word;
  }

  /** Goes past a word, where it is the next one. */
  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.#at += 1;
    return true;
  }

  /** Goes past the first of some signs, where the next one is among them. */
  takeSign(...signs: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "sign" || !signs.includes(token.text)) return undefined;
    this.#at += 1;
    return token.text;
  }

  needWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected();
  }

  needSign(sign: string): void {
    if (this.takeSign(sign) === undefined) throw this.unexpected();
  }

  /** The end of the statement, with all of its parameters. */
  needEnd(): void {
    if (this.#at < this.#tokens.length) throw this.unexpected();
    if (this.#given !== this.#parameters.length)
      throw new UnreadableStatement("Number of parameters in request and statement don't match.");
  }

  unexpected(): UnreadableStatement {
    const token = this.#tokens[this.#at];
    const found = token === undefined ? "it ends too early" : `${JSON.stringify(token.text)} cannot stand there`;
    return new UnreadableStatement(`Statement wasn't well formed, can't be processed: ${found}`);
  }

  /** A name of a table, an index or an attribute. */
  name(): string {
    const token = this.#tokens[this.#at];
    const isName = token?.kind === "name" ? token.text !== "" : token?.kind === "word" && !KEYWORDS.has(token.text.toUpperCase());
    if (token === undefined || !isName) throw this.unexpected();
    this.#at += 1;
    return token.text;
  }

  path(): Path {
    const path: (string | number)[] = [this.name()];
    for (;;) {
      if (this.takeSign(".") !== undefined) path.push(this.name());
      else if (this.takeSign("[") !== undefined) {
        const { kind, text = "" } = this.#tokens[this.#at] ?? {};
        if (kind !== "number" || !/^\d+$/.test(text)) throw this.unexpected();
        this.#at += 1;
        path.push(Number(text));
        this.needSign("]");
      } else return path;
    }
  }

  /** Reads something that may hold others of its kind. */
  nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new UnreadableStatement("Statement wasn't well formed, can't be processed: it is nested too deeply");
    const found = read();
    this.#depth -= 1;
    return found;
  }

  /** One or more things with commas between them. */
  listed<T>(read: () => T): [T, ...T[]] {
    const found: [T, ...T[]] = [read()];
    while (this.takeSign(",") !== undefined) found.push(read());
    return found;
  }

  operand(): Operand {
    let left = this.#term();
    for (let sign = this.takeSign("+", "-"); sign !== undefined; sign = this.takeSign("+", "-"))
      left = { kind: "sum", sign: sign === "+" ? "+" : "-", of: [left, this.#term()] };
    return left;
  }

  #term(): Operand {
    const value = this.value();
    if (value !== undefined) return { kind: "value", value };
    const [word, bracket] = this.#tokens.slice(this.#at, this.#at + 2);
    if (word?.kind !== "word" || bracket?.kind !== "sign" || bracket.text !== "(" || KEYWORDS.has(word.text.toUpperCase()))
      return { kind: "path", path: this.path() };
    this.#at += 2;
    const of = this.nested(() => this.listed(() => this.operand()));
    this.needSign(")");
    return { kind: "call", name: word.text.toLowerCase(), of };
  }

  /** A value as DynamoDB types it; undefined where none begins. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.data-types.html */
  value(): Input | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind === "text") return this.#past({ S: token.text });
    if (token?.kind === "number") return this.#past({ N: token.text });
    for (const [word, value] of [
      ["TRUE", { BOOL: true }],
      ["FALSE", { BOOL: false }],
      ["NULL", { NULL: true }],
    ] as const)
      if (this.takeWord(word)) return value;
    switch (this.takeSign("?", "-", "[", "<<", "{")) {
      case "?":
        return this.#parameter();
      case "-": {
        const { kind, text = "" } = this.#tokens[this.#at] ?? {};
        if (kind !== "number") throw this.unexpected();
        return this.#past({ N: `-${text}` });
      }
      case "[":
        return { L: this.#values("]") };
      case "<<":
        return setOf(this.#values(">>")) ?? this.#refuse("a set has texts or numbers");
      case "{":
        return { M: this.entries() };
      default:
        return undefined;
    }
  }

  /** The entries of a map, whose opening brace is read. */
  entries(): Input {
    const found = new Map<string, Input>();
    if (this.takeSign("}") !== undefined) return {};
    this.nested(() =>
      this.listed(() => {
        const token = this.#tokens[this.#at];
        if (token?.kind !== "text") throw this.unexpected();
        this.#at += 1;
        this.needSign(":");
        if (found.has(token.text)) this.#refuse(`${JSON.stringify(token.text)} is given twice`);
        found.set(token.text, this.#neededValue());
      }),
    );
    this.needSign("}");
    return Object.fromEntries(found);
  }

  #values(end: string): readonly Input[] {
    if (this.takeSign(end) !== undefined) return [];
    const found = this.nested(() => this.listed(() => this.#neededValue()));
    this.needSign(end);
    return found;
  }

  #neededValue(): Input {
    const value = this.value();
    if (value === undefined) throw this.unexpected();
    return value;
  }

  #parameter(): Input {
    const value = this.#parameters[this.#given];
    this.#given += 1;
    if (this.#given > this.#parameters.length) throw new UnreadableStatement("Number of parameters in request and statement don't match.");
    if (!isInput(value) || Object.keys(value).length !== 1) this.#refuse("a parameter is no value of one type");
    return value;
  }

  #past(value: Input): Input {
    this.#at += 1;
    return value;
  }

  #refuse(why: string): never {
    throw new UnreadableStatement(`Statement wasn't well formed, can't be processed: ${why}`);
  }
}

function setOf(values: readonly Input[]): Input | undefined {
  for (const type of ["S", "N"]) {
    const found = values.flatMap((value) => (typeof value[type] === "string" ? [value[type]] : []));
    if (found.length > 0 && found.length === values.length) return { [`${type}S`]: found };
  }
  return undefined;
}
