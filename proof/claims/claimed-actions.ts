import { type Doing, doingOf } from "../intent/doings.ts";
import { KEY_RIGHTS, SECRET_RIGHTS, TABLE_RIGHTS } from "../intent/rights.ts";
import type { What } from "../intent/subject.ts";
import { fitsAction } from "./patterns.ts";

/** Whether a claim says that something never may be done, or always may. */
export type ClaimEffect = "never" | "always";

/**
 * What a right is for in a claim that something never happens: whatever shows or changes the data so, by an action that a grant gives or by
 * another.
 */
const SHOWING: Readonly<Record<string, ReadonlySet<Doing>>> = {
  read: new Set<Doing>(["reads-items", "reads-by-other-means", "reads-secret"]),
  scan: new Set<Doing>(["scans-items", "reads-by-other-means"]),
  write: new Set<Doing>(["writes-items", "writes-by-other-means", "writes-secret"]),
  stream: new Set<Doing>(["reads-stream"]),
  settings: new Set<Doing>(["changes-settings", "changes-time-to-live"]),
  encrypt: new Set<Doing>(["encrypts"]),
  decrypt: new Set<Doing>(["decrypts"]),
};

/** Whether an action on a resource is among those that a claim names. */
export const isClaimed = (effect: ClaimEffect, can: readonly string[], action: string, what: What): boolean =>
  can.some((each) => {
    const doing = doingOf(action);
    // Who was given a key by a grant of the key's may always give it up again.
    if (doing === "retires-grant" && each !== action) return false;
    if (each === "anything") return true;
    if (each.includes(":")) return fitsAction(each, action);
    if (doing === undefined || doing === "describes") return false;
    return effect === "never" ? SHOWING[each]?.has(doing) === true : actionsOf(each, what).includes(action);
  });

/** The actions that a grant of a right gives at a resource. */
function actionsOf(right: string, { kind }: What): readonly string[] {
  switch (kind) {
    case "table":
    case "index":
    case "stream":
      return TABLE_RIGHTS[right]?.[kind] ?? [];
    case "key":
      return KEY_RIGHTS[right] ?? [];
    case "secret":
      return SECRET_RIGHTS[right] ?? [];
    default:
      return [];
  }
}
