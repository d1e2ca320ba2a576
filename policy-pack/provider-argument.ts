/** An argument of a provider as data. The engine passes lists and maps as JSON texts. */
export function argumentOf(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
