import path from "node:path";
import { readFiles } from "../../bench/multiply-declaration.ts";
import type { Files } from "../../model/reading/draft.ts";
import { edit } from "./sample.ts";

/** Folder of the declaration of two enforced accounts, of which the owner's perimeter lapses. */
export const LAPSING = path.join(import.meta.dirname, "../scenarios/lapsing/declaration");

/** Its files: those of the declaration. */
export const lapsing: Files = readFiles(LAPSING);

/** The instant at which the owner's perimeter lapses. */
export const LAPSE = "2026-11-28T12:00:00Z";

/** An instant after it. */
export const AFTER = new Date("2026-11-30T00:00:00Z");

export const OWNER = "accounts/owner/account.yaml";

/** The files after the perimeter is confirmed: the line is deleted. */
export const confirmed: Files = edit(lapsing, OWNER, "  unlessConfirmedBy: 2026-11-28T13:00:00+01:00\n", "");
