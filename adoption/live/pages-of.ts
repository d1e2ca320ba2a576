/** All pages of an answer as one: the items of its one list. */
export async function pagesOf<K extends string, T>(
  list: K,
  pages: AsyncIterable<{ readonly [key in K]?: readonly T[] | undefined }>,
): Promise<Record<K, T[]>> {
  const items: T[] = [];
  for await (const page of pages) items.push(...(page[list] ?? []));
  return { [list]: items } as Record<K, T[]>;
}
