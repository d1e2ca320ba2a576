import { doingOf } from "./doings.ts";
import { KEY_RIGHTS, SECRET_RIGHTS, TABLE_RIGHTS } from "./rights.ts";

/** What intent tells apart of actions: what they do, and which rights give them. Actions of one key are intended alike. */
export function intentKeyOf(action: string): string {
  const lower = action.toLowerCase();
  const cached = KEYS.get(lower);
  if (cached !== undefined) return cached;
  const rights = [
    ...Object.entries(TABLE_RIGHTS).flatMap(
      ([verb, { table, index, stream }]) =>
        [
          [`t${verb}`, table],
          [`i${verb}`, index],
          [`s${verb}`, stream],
        ] as const,
    ),
    ...Object.entries(KEY_RIGHTS).map(([verb, actions]) => [`k${verb}`, actions] as const),
    ...Object.entries(SECRET_RIGHTS).map(([verb, actions]) => [`x${verb}`, actions] as const),
  ].flatMap(([name, actions]) => (actions.some((each) => each.toLowerCase() === lower) ? [name] : []));
  const own = doingOf(action) === "takes-role" || doingOf(action) === "tags-session" ? lower : "";
  const key = `${doingOf(action) ?? lower} ${own} ${rights.join()}`;
  KEYS.set(lower, key);
  return key;
}

const KEYS = new Map<string, string>();
