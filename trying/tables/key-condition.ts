import { expressionTokens } from "./expression-tokens.ts";

/** One comparison of a key condition: an attribute and the placeholder of a value. */
export interface KeyEquality {
  readonly attribute: string;
  /** With its colon. */
  readonly value: string;
}

const COMPARATORS: readonly string[] = ["=", "<", "<=", ">", ">="];

/**
 * The attributes that a key condition compares by `=`, names resolved. Undefined for a text that is no key condition.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function keyEqualities(text: string, names: Readonly<Record<string, string>>): readonly KeyEquality[] | undefined {
  const tokens = expressionTokens(text);
  if (tokens === undefined) return undefined;
  const found: KeyEquality[] = [];
  let at = 0;
  const isNext = (word: string) => tokens[at]?.toUpperCase() === word;
  const take = (word: string): boolean => {
    if (!isNext(word)) return false;
    at += 1;
    return true;
  };
  const name = (): string | undefined => {
    const token = tokens[at];
    if (token === undefined || !/^[A-Za-z_#]/.test(token)) return undefined;
    const resolved = token.startsWith("#") ? (Object.hasOwn(names, token) ? names[token] : undefined) : token;
    if (resolved !== undefined) at += 1;
    return resolved;
  };
  const value = (): string | undefined => {
    const token = tokens[at];
    if (token?.startsWith(":") !== true) return undefined;
    at += 1;
    return token;
  };
  const begins = (): boolean => take("(") && name() !== undefined && take(",") && value() !== undefined && take(")");
  const comparison = (): boolean => {
    const leftValue = value();
    const left = leftValue === undefined ? name() : undefined;
    if (left === undefined && leftValue === undefined) return false;
    if (left !== undefined && take("BETWEEN")) return value() !== undefined && take("AND") && value() !== undefined;
    const sign = COMPARATORS.find((each) => tokens[at] === each);
    if (sign === undefined) return false;
    at += 1;
    const [attribute, placeholder] = left === undefined ? [name(), leftValue] : [left, value()];
    if (attribute === undefined || placeholder === undefined) return false;
    if (sign === "=") found.push({ attribute, value: placeholder });
    return true;
  };
  const term = (): boolean => {
    if (take("(")) return all() && take(")");
    const isBegins = tokens[at] === "begins_with" && tokens[at + 1] === "(";
    if (isBegins) at += 1;
    return isBegins ? begins() : comparison();
  };
  const all = (): boolean => {
    do {
      if (!term()) return false;
    } while (take("AND"));
    return true;
  };
  return all() && at === tokens.length ? found : undefined;
}
