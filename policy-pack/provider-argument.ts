/** An argument of a provider as data: the engine hands lists and maps on as JSON. */
export function argumentOf(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
