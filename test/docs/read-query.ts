import { createRequire } from "node:module";
import path from "node:path";
import { buildSync } from "esbuild";
import { ROOT } from "../../model/folder/read-declaration.ts";

/** A query in Trino's SQL, which Athena and CloudTrail Lake take. */
export interface Query {
  /** What is no SQL, with line and column; the rest is empty then. */
  readonly mistakes: readonly string[];
  readonly tables: readonly string[];
  /** Columns, and fields in them by their paths, in the letters of the query. */
  readonly columns: readonly string[];
  /** Calls of functions: the name and the texts of their arguments. */
  readonly calls: readonly (readonly string[])[];
  /** What the result's columns are called. */
  readonly results: readonly string[];
}

/** A node of the parser's tree. */
interface Node {
  readonly children?: readonly Node[] | null;
  readonly getText: () => string;
}

interface Parser {
  readonly TrinoSQL: new () => {
    readonly validate: (sql: string) => readonly { readonly startLine: number; readonly startColumn: number; readonly message: string }[];
    readonly parse: (sql: string) => Node;
  };
  /** Whether a node is of a rule of the grammar. */
  readonly is: Readonly<Record<string, (node: Node) => boolean>>;
}

let loaded: Parser | undefined;

/** Trino's own grammar. The package is written for bundlers: Node finds no modules by its folders. */
function parser(folder: string): Parser {
  if (loaded !== undefined) return loaded;
  const outfile = path.join(folder, "trino.cjs");
  const names = ["ColumnRef", "ColumnReference", "Dereference", "FunctionCall", "SelectItem", "TableName"];
  const contents = `export { TrinoSQL } from "dt-sql-parser/dist/parser/trino";
import { ${names.map((name) => `${name}Context`).join(", ")} } from "dt-sql-parser/dist/lib/trino/TrinoSqlParser";
export const is = { ${names.map((name) => `${name}: (node) => node instanceof ${name}Context`).join(", ")} };`;
  buildSync({ stdin: { contents, resolveDir: ROOT }, bundle: true, platform: "node", format: "cjs", outfile, logLevel: "error" });
  loaded = createRequire(import.meta.url)(outfile) as Parser;
  return loaded;
}

/**
 * Reads a query with Trino's grammar.
 * @param folder an empty folder, for the parser
 */
export function readQuery(sql: string, folder: string): Query {
  const { TrinoSQL, is } = parser(folder);
  const trino = new TrinoSQL();
  const mistakes = trino
    .validate(sql)
    .map(({ startLine, startColumn, message }) => `${startLine.toString()}:${startColumn.toString()}: ${message}`);
  const [tables, columns, calls, results]: [string[], string[], string[][], string[]] = [[], [], [], []];
  const visit = (node: Node): void => {
    if (is["TableName"]?.(node) === true) tables.push(unquoted(node.getText()));
    if (is["ColumnRef"]?.(node) === true || is["ColumnReference"]?.(node) === true || is["Dereference"]?.(node) === true) {
      // A path is one, whatever it goes through.
      columns.push(unquoted(node.getText()));
      return;
    }
    if (is["FunctionCall"]?.(node) === true) {
      const [name, ...args] = (node.children ?? []).map((child) => child.getText()).filter((part) => !/^[(),]$/.test(part));
      calls.push([name ?? "", ...args]);
    }
    if (is["SelectItem"]?.(node) === true) results.push(unquoted(node.children?.at(-1)?.getText() ?? ""));
    for (const child of node.children ?? []) visit(child);
  };
  if (mistakes.length === 0) visit(trino.parse(sql));
  return { mistakes, tables, columns, calls, results };
}

const unquoted = (name: string): string => name.replaceAll('"', "");
