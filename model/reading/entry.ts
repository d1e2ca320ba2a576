/** A mapping's own entry: names that users choose never reach what objects inherit. */
export function entry<T>(mapping: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return mapping !== undefined && Object.hasOwn(mapping, name) ? mapping[name] : undefined;
}
