import { ANYTHING } from "../../model/schema/claims.ts";
import type { WrittenClaim } from "./claims-file.ts";

/** A claim of claims.yaml as a sentence. */
export function claimText({ effect, who, except, can, what, from, exceptFrom }: WrittenClaim): string {
  const names = `${either(who, "and")}${except.length === 0 ? "" : ` except ${either(except, "and")}`}`;
  const origins = from.join() === "anywhere" ? (exceptFrom.length === 0 ? "" : " from anywhere") : ` from ${either(from, "or")}`;
  const exempt = exceptFrom.length === 0 ? "" : ` but ${either(exceptFrom, "or")}`;
  return `${names} ${effect === "never" ? "may never" : "may always"} ${doingText(can)} ${either(what, "or")}${origins}${exempt}`;
}

function doingText(can: readonly string[]): string {
  if (can.includes(ANYTHING)) return "do anything with";
  const actions = can.filter((each) => each.includes(":"));
  return actions.length === 0 ? rightsText(can) : `use ${either(can, "or")} on`;
}

const rightsText = (rights: readonly string[]): string =>
  either(
    rights.map((right) => TEXTS[right] ?? right),
    "or",
  );

const TEXTS: Readonly<Record<string, string>> = {
  stream: "read the stream of",
  settings: "change the settings of",
  encrypt: "encrypt with",
  decrypt: "decrypt with",
  write: "write to",
};

const either = (names: readonly string[], word: "and" | "or"): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} ${word} ${names.at(-1) ?? ""}`;
