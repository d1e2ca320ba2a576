/** `1 problem`, `2 problems`; with a plural of its own where an `s` does not make one. */
export const count = (number: number, noun: string, plural = `${noun}s`): string => `${number.toString()} ${number === 1 ? noun : plural}`;
