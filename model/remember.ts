/** A pure function that derives something from a frozen value once, however often it is asked: every stack of a plan asks the same. */
export function remember<K extends object, V>(derive: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (of) => {
    const found = known.get(of) ?? { value: derive(of) };
    known.set(of, found);
    return found.value;
  };
}
