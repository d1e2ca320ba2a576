/** A command of a `console` block and what the page says that it prints. */
export interface Call {
  /** As it is typed, without the prompt. */
  readonly command: string;
  readonly printed: readonly string[];
}

/** Stands for lines that the page leaves out. */
const ELISION = "…";

/** Reads a `console` block: each command behind `$ `, and below it what it prints. */
export function callsOf(text: string): Call[] {
  const calls: { command: string; printed: string[] }[] = [];
  for (const line of text.trimEnd().split("\n")) {
    const last = calls.at(-1);
    if (line.startsWith("$ ")) calls.push({ command: line.slice(2), printed: [] });
    else if (last === undefined) throw new Error(`a console block begins with a command, got ${JSON.stringify(line)}; write "$ npm …"`);
    else if (last.printed.length === 0 && last.command.endsWith("\\")) last.command = `${last.command}\n${line}`;
    else last.printed.push(line);
  }
  return calls.map(({ command, printed }) => ({ command, printed: withoutEnd(printed) }));
}

/** The text of a `console` block. */
export const transcriptOf = (calls: readonly Call[]): string =>
  `${calls.map(({ command, printed }) => [`$ ${command}`, ...printed].join("\n")).join("\n\n")}\n`;

/** Lines without the empty ones at the end. */
export const withoutEnd = (lines: readonly string[]): string[] => lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);

/**
 * What a page has to say of an output: the page's own text with its elisions where that is still true. Else the passages between elisions
 * are brought up to date: the first from the top, the last from the end, and each between from a line that begins like its first.
 * @throws where the output has no such line, or nothing is left out
 */
export function brought(documented: readonly string[], actual: readonly string[]): string[] {
  const passages = passagesOf(documented);
  const [first = [], ...others] = passages;
  const last = others.pop();
  if (last === undefined) return [...actual];
  const shown: (readonly string[])[] = [actual.slice(0, first.length)];
  let from = first.length;
  const end = actual.length - last.length;
  for (const passage of others) {
    const place = placeOf(passage, actual, from);
    if (place < 0 || place + passage.length > end) throw new Error(`nothing like ${JSON.stringify(passage[0])} is printed any more`);
    shown.push(actual.slice(place, place + passage.length));
    from = place + passage.length;
  }
  if (end <= from) throw new Error(`${ELISION} leaves nothing out; show the output whole, or less of it`);
  return [...shown, actual.slice(end)].flatMap((passage, index) => (index === 0 ? passage : [ELISION, ...passage]));
}

/** Where the whole passage stands, or else a line that begins like its first, whatever the numbers in it. */
function placeOf(passage: readonly string[], actual: readonly string[], from: number): number {
  const first = (is: (line: string, index: number) => boolean) => actual.findIndex((line, index) => index > from && is(line, index));
  const whole = first((_, index) => passage.every((line, offset) => actual[index + offset] === line));
  const numberless = (line: string) => line.replaceAll(/\d+/g, "#");
  return whole >= 0 ? whole : first((line) => numberless(line).startsWith(numberless(passage[0] ?? "")));
}

function passagesOf(lines: readonly string[]): string[][] {
  const passages: string[][] = [[]];
  for (const line of lines) {
    if (line === ELISION) passages.push([]);
    else passages.at(-1)?.push(line);
  }
  return passages;
}
