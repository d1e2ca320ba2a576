/** Makes a pure function work only once for each frozen value, and answer from its memory later: every stack of a plan asks the same questions. */
export function remember<K extends object, V>(derive: (of: K) => V): (of: K) => V {
  const answers = new WeakMap<K, { readonly value: V }>();
  return (of) => {
    const found = answers.get(of) ?? { value: derive(of) };
    answers.set(of, found);
    return found.value;
  };
}
