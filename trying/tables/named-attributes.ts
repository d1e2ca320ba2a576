import { expressionTokens } from "./expression-tokens.ts";

/** Words of expressions that name no attribute. */
const WORDS: ReadonlySet<string> = new Set([
  ...["ADD", "AND", "ATTRIBUTE_EXISTS", "ATTRIBUTE_NOT_EXISTS", "ATTRIBUTE_TYPE", "BEGINS_WITH", "BETWEEN", "CONTAINS", "DELETE"],
  ...["IF_NOT_EXISTS", "IN", "LIST_APPEND", "NOT", "OR", "REMOVE", "SET", "SIZE"],
]);

/** The attributes of the top level that an expression names; undefined for a text that is no expression. */
export function namedAttributes(text: string, names: Readonly<Record<string, string>>): readonly string[] | undefined {
  const tokens = expressionTokens(text);
  return tokens?.flatMap((token, index) => {
    const isInner = tokens[index - 1] === ".";
    if (isInner || !/^[A-Za-z_#]/.test(token)) return [];
    if (token.startsWith("#")) return Object.hasOwn(names, token) ? [names[token] ?? ""] : [];
    return WORDS.has(token.toUpperCase()) ? [] : [token];
  });
}
