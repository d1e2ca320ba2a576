/**
 * Does something with each item, at most so many at the same time. Resolves to the answers in the items' order.
 * @throws the first error, once everything that was begun has ended; nothing further is begun
 */
export async function inParallel<T, R>(items: readonly T[], atOnce: number, act: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  const thrown: unknown[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < items.length && thrown.length === 0; index = next++) answers[index] = await act(items[index] as T);
  };
  const workers = Array.from({ length: Math.min(atOnce, items.length) }, () => work().catch((error: unknown) => void thrown.push(error)));
  await Promise.all(workers);
  if (thrown.length > 0) throw thrown[0];
  return answers;
}
