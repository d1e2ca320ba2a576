/** The input of a call, as its JSON says it. */
export type Input = Readonly<Record<string, unknown>>;

export const isInput = (value: unknown): value is Input => typeof value === "object" && value !== null && !Array.isArray(value);

/** A field that is an object; an empty one where it is missing or something else. */
export const inputIn = (input: Input, field: string): Input => {
  const value = input[field];
  return isInput(value) ? value : {};
};

/** A field that is a list of objects. */
export const inputsIn = (input: Input, field: string): readonly Input[] => {
  const value: unknown = input[field];
  return Array.isArray(value) ? value.filter(isInput) : [];
};

/** A field that is a text. */
export const textIn = (input: Input, field: string): string | undefined => {
  const value = input[field];
  return typeof value === "string" ? value : undefined;
};

/** A field that is a map of texts. */
export const textsIn = (input: Input, field: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(inputIn(input, field)).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
