import type { Terms } from "./access.ts";

/** Terms that mean the same have one key, whatever what is unknown is called. */
export const termsKey = (terms: readonly Terms[]): string =>
  JSON.stringify(terms.map(({ unknowns, ...rest }) => ({ ...rest, isUnknown: unknowns.length > 0 })));

/** Whether every request that is allowed under the second terms is allowed under the first. */
export const covers = (wide: readonly Terms[], narrow: readonly Terms[]): boolean =>
  narrow.every((each) => wide.some((other) => coversOne(other, each)));

/** Access that is certain covers access that is not, and a statement covers permissions that nobody declared. */
const coversOne = (wide: Terms, narrow: Terms): boolean =>
  (wide.unknowns.length === 0 || narrow.unknowns.length > 0) &&
  (!wide.byOwnPermissions || narrow.byOwnPermissions) &&
  (wide.since ?? Number.NEGATIVE_INFINITY) <= (narrow.since ?? Number.NEGATIVE_INFINITY) &&
  (wide.until ?? Number.POSITIVE_INFINITY) >= (narrow.until ?? Number.POSITIVE_INFINITY) &&
  (wide.carrying.length === 0 || JSON.stringify(wide.carrying) === JSON.stringify(narrow.carrying));
