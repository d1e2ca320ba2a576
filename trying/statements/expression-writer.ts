import type { Input } from "../request-input.ts";
import { NotServed } from "./not-served.ts";
import type { Condition, Operand, Path } from "./statement.ts";

/** Functions that mean the same in conditions of PartiQL and of DynamoDB's expressions. */
const TESTS: ReadonlySet<string> = new Set(["attribute_type", "begins_with", "contains"]);

/** Writes conditions and paths as expressions of DynamoDB, with placeholders for all names and values. */
export class ExpressionWriter {
  readonly #names = new Map<string, string>();
  readonly #values: Input[] = [];

  /** The fields of a call that say what the placeholders stand for. */
  placeholders(): Input {
    const names = [...this.#names].map(([name, placeholder]) => [placeholder, name] as const);
    const values = this.#values.map((value, index) => [`:v${index.toString()}`, value] as const);
    return {
      ...(names.length === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(names) }),
      ...(values.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(values) }),
    };
  }

  value(value: Input): string {
    this.#values.push(value);
    return `:v${(this.#values.length - 1).toString()}`;
  }

  path(path: Path): string {
    return path
      .map((step) => (typeof step === "number" ? `[${step.toString()}]` : `.${this.#name(step)}`))
      .join("")
      .slice(1);
  }

  /** @throws NotServed */
  condition(condition: Condition): string {
    switch (condition.kind) {
      case "and":
      case "or":
        return condition.of.map((each) => this.#grouped(each)).join(` ${condition.kind.toUpperCase()} `);
      case "not":
        return `NOT ${this.#grouped(condition.of)}`;
      case "compare":
        return `${this.#operand(condition.of[0])} ${condition.sign} ${this.#operand(condition.of[1])}`;
      case "between": {
        const [tested, low, high] = condition.of;
        return `${this.#operand(tested)} BETWEEN ${this.#operand(low)} AND ${this.#operand(high)}`;
      }
      case "in": {
        const [tested, ...values] = condition.of;
        return `${this.#operand(tested)} IN (${values.map((value) => this.#operand(value)).join(", ")})`;
      }
      case "is": {
        const tested = this.#operand(condition.of[0]);
        return condition.what === "MISSING" ? `attribute_not_exists(${tested})` : `attribute_type(${tested}, ${this.value({ S: "NULL" })})`;
      }
      case "call":
        if (!TESTS.has(condition.name)) throw new NotServed(condition.name);
        return `${condition.name}(${condition.of.map((each) => this.#operand(each)).join(", ")})`;
    }
  }

  /** What an attribute is set to. @throws NotServed */
  assigned(operand: Operand): string {
    if (operand.kind === "sum") return `${this.#plain(operand.of[0])} ${operand.sign} ${this.#plain(operand.of[1])}`;
    if (operand.kind !== "call") return this.#plain(operand);
    if (operand.name !== "list_append") throw new NotServed(operand.name);
    return `list_append(${operand.of.map((each) => this.#plain(each)).join(", ")})`;
  }

  /** DynamoDB refuses parentheses that change nothing. */
  #grouped(condition: Condition): string {
    const text = this.condition(condition);
    return condition.kind === "and" || condition.kind === "or" ? `(${text})` : text;
  }

  #operand(operand: Operand): string {
    if (operand.kind !== "call") return this.#plain(operand);
    if (operand.name !== "size") throw new NotServed(operand.name);
    return `size(${operand.of.map((each) => this.#plain(each)).join(", ")})`;
  }

  #plain(operand: Operand): string {
    if (operand.kind === "path") return this.path(operand.path);
    if (operand.kind === "value") return this.value(operand.value);
    throw new NotServed(operand.kind === "sum" ? "arithmetic" : operand.name);
  }

  #name(name: string): string {
    const placeholder = this.#names.get(name) ?? `#n${this.#names.size.toString()}`;
    this.#names.set(name, placeholder);
    return placeholder;
  }
}
