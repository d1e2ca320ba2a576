/** Examples below a command's help, each a line that can be copied. */
export const exampleText = (examples: readonly string[]): string => `\nExamples:\n${examples.map((example) => `  ${example}\n`).join("")}`;
