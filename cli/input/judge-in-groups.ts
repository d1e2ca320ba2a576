/** Some of what is judged, and what all of it does together. */
export interface JudgedGroup<T, C> {
  readonly members: readonly T[];
  readonly changes: readonly C[];
}

/**
 * Judges many by few comparisons: all together, then halves of whatever changes anything, until what changes something stands alone or the
 * comparisons are used up. Each of them is in exactly one group; what could not be told apart stays together, with all that it changes.
 * @param all in an order in which neighbours belong together
 * @param isGrave whether a change is one to tell apart first
 * @param most comparisons in all, at least one
 */
export function judgeInGroups<T, C>(
  all: readonly T[],
  changesBy: (members: readonly T[]) => readonly C[],
  isGrave: (change: C) => boolean,
  most: number,
): { readonly groups: readonly JudgedGroup<T, C>[]; readonly whole: readonly C[] } {
  const judge = (members: readonly T[]): JudgedGroup<T, C> => ({ members, changes: changesBy(members) });
  const whole = judge(all);
  let groups = [whole];
  for (let left = most - 1; left >= 2; left -= 2) {
    const next = toPart(groups, isGrave);
    if (next === undefined) break;
    const half = Math.ceil(next.members.length / 2);
    const parts = [judge(next.members.slice(0, half)), judge(next.members.slice(half))];
    groups = groups.flatMap((each) => (each === next ? parts : [each]));
  }
  return { groups, whole: whole.changes };
}

/** The group to part next: one with grave changes before others, a small one before a large one, so that some stand alone soon. */
function toPart<T, C>(groups: readonly JudgedGroup<T, C>[], isGrave: (change: C) => boolean): JudgedGroup<T, C> | undefined {
  const rank = ({ members, changes }: JudgedGroup<T, C>) => (changes.some(isGrave) ? 0 : 1) * SMALLER + members.length;
  return groups.filter(({ members, changes }) => members.length > 1 && changes.length > 0).sort((a, b) => rank(a) - rank(b))[0];
}

/** More than there are of anything that is judged. */
const SMALLER = 1_000_000;
