import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const FILE = fileURLToPath(new URL("illegal-documents.ts", import.meta.url));
const EXPECTATION = /^\s*\/\/ @ts-expect-error (?<what>.+): (?<word>.+)$/;

/** The compiler's messages on the file by line (from 0), as if it expected no error anywhere. */
function messagesByLine(): ReadonlyMap<number, string> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const { config } = ts.readConfigFile(`${root}/tsconfig.json`, (name) => readFileSync(name, "utf8")) as { readonly config: unknown };
  const options = { ...ts.parseJsonConfigFileContent(config, ts.sys, root).options, incremental: false };
  delete options.tsBuildInfoFile;
  const host = ts.createCompilerHost(options);
  const readFile = (name: string) => ts.sys.readFile(name);
  host.readFile = (name) => (name === FILE ? readFile(name)?.replaceAll("@ts-expect-error", "illegal:") : readFile(name));
  const program = ts.createProgram([FILE], options, host);
  const source = program.getSourceFile(FILE);
  assert.ok(source !== undefined);
  return new Map(
    program.getSemanticDiagnostics(source).map((diagnostic) => {
      const { line } = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
      return [line, ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")];
    }),
  );
}

describe("what does not compile", () => {
  const lines = readFileSync(FILE, "utf8").split("\n");
  const expected = lines.flatMap((line, index) => {
    const { what, word } = EXPECTATION.exec(line)?.groups ?? {};
    return what === undefined || word === undefined ? [] : [{ what, word, line: index + 1 }];
  });
  let messages: ReadonlyMap<number, string>;
  before(() => {
    messages = messagesByLine();
  });

  for (const { what, word, line } of expected) {
    it(`is ${what}`, () => {
      const message = messages.get(line);
      assert.ok(message !== undefined, `line ${line + 1} compiles`);
      assert.ok(message.includes(word), message);
    });
  }

  it("is nothing else: every twin compiles", () => {
    assert.ok(expected.length > 30);
    assert.deepEqual(
      [...messages.keys()].filter((line) => !expected.some((illegal) => illegal.line === line)).map((line) => lines[line]),
      [],
    );
  });
});
