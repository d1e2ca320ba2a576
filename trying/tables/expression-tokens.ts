/**
 * The words and signs of an expression of DynamoDB; undefined for a text that is none.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
 */
export function expressionTokens(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const word = /\s*(?:([A-Za-z_][A-Za-z0-9_]*|#[A-Za-z0-9_]+|:[A-Za-z0-9_]+|<>|<=|>=|[=<>(),.[\]+-]|\d+)|$)/y;
  while (word.lastIndex < text.length) {
    const [, token] = word.exec(text) ?? [];
    if (token === undefined) return word.lastIndex > 0 && text.slice(word.lastIndex).trim() === "" ? tokens : undefined;
    tokens.push(token);
  }
  return tokens;
}
