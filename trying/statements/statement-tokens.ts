/** One word or sign of a statement. */
export interface StatementToken {
  /** A `name` stands in double quotation marks, a `text` in single ones. */
  readonly kind: "word" | "name" | "text" | "number" | "sign";
  /** Without its quotation marks. */
  readonly text: string;
}

const TOKEN =
  /\s*(?:(?<word>[A-Za-z_][A-Za-z0-9_]*)|"(?<name>(?:[^"]|"")*)"|'(?<text>(?:[^']|'')*)'|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<sign><<|>>|<>|!=|<=|>=|[=<>(),.[\]{}:?*+-]))/y;

/**
 * The words and signs of a statement of PartiQL; undefined for a text that is none. Comments are not read.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
 */
export function statementTokens(text: string): readonly StatementToken[] | undefined {
  const trimmed = text.trimEnd();
  const tokens: StatementToken[] = [];
  const next = new RegExp(TOKEN);
  while (next.lastIndex < trimmed.length) {
    const { word, name, text: quoted, number, sign } = next.exec(trimmed)?.groups ?? {};
    if (word !== undefined) tokens.push({ kind: "word", text: word });
    else if (name !== undefined) tokens.push({ kind: "name", text: name.replaceAll('""', '"') });
    else if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else return undefined;
  }
  return tokens;
}
