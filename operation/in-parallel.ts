/** Does something with each item, at most so many at the same time. Resolves to the answers in the items' order, and rejects at the first error. */
export async function inParallel<T, R>(items: readonly T[], atOnce: number, act: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) answers[index] = await act(items[index] as T);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return answers;
}
