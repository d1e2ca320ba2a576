import type { CarriedKey, Extent, Terms } from "../../../proof/access/access.ts";
import { ANOTHER_SERVICE, type OriginClass } from "../../../proof/classes/origins.ts";
import { whereText } from "../../../proof/verdict/subject-text.ts";
import type { ReportedTerms } from "./reported-terms.ts";

/** The condition of an access in words. */
export const conditionText = (origins: readonly OriginClass[], extent: Extent, terms: Terms): string =>
  [originsText(origins, extent), ...termsTexts(terms)].filter((text) => text !== "").join("; ");

/** Origins in words. */
export function originsText(origins: readonly OriginClass[], extent: Extent): string {
  if (extent === "anywhere") return "from anywhere";
  if (extent === "outside-networks") return "from anywhere but the declared networks";
  const direct = origins.filter(({ where }) => where.kind !== "forwarded").map(originName);
  const services = origins.filter(({ where }) => where.kind === "forwarded").map(originName);
  const texts = [
    ...(direct.length === 0 ? [] : [`from ${listed(direct, "or")}`]),
    ...(services.length === 0 ? [] : [`through ${listed(services, "or")}`]),
  ];
  return texts.join(", or ");
}

/** An origin's name. */
export function originName({ where, from }: OriginClass): string {
  if (where.kind === "network" && from !== undefined) return from;
  if (where.kind !== "forwarded") return whereText(where);
  return where.service === ANOTHER_SERVICE ? "another service" : where.service;
}

/** Terms in words, one text for each. */
export function termsTexts({ unknowns, since, until, carrying, byOwnPermissions }: Terms): string[] {
  return [
    ...(since === undefined ? [] : [`from ${instantText(since)} on`]),
    ...(until === undefined ? [] : [`until ${endText(until)}`]),
    ...carrying.map(carriedText),
    ...(byOwnPermissions ? ["if its own permissions allow it"] : []),
    ...(unknowns.length === 0 ? [] : [`not known: it rests on ${listed(unknowns, "and")}`]),
  ];
}

/** Terms as data. */
export const reportedTerms = ({ unknowns, since, until, carrying, byOwnPermissions }: Terms): ReportedTerms => ({
  unknowns: [...unknowns],
  since: since === undefined ? null : new Date(since).toISOString(),
  until: until === undefined ? null : new Date(until).toISOString(),
  carrying: carrying.map(({ values, refused, ...rest }) => ({ ...rest, values: [...values], refused: [...refused] })),
  byOwnPermissions,
});

/** A list in words. */
export function listed(texts: readonly string[], joint: "and" | "or"): string {
  const last = texts.at(-1) ?? "";
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} ${joint} ${last}`;
}

const DAY_LENGTH = "YYYY-MM-DD".length;

const instantText = (instant: number): string => new Date(instant).toISOString().replace(/T00:00:00\.000Z$/, "");

/** An end at midnight is that of the day before, as grants say it. */
const endText = (instant: number): string =>
  /T00:00:00\.000Z$/.test(new Date(instant).toISOString())
    ? `the end of ${new Date(instant - 1).toISOString().slice(0, DAY_LENGTH)}`
    : new Date(instant).toISOString();

function carriedText({ key, values, refused, isOther, isAbsent }: CarriedKey): string {
  const named = listed(values, "or");
  if (isOther && isAbsent) return unlessText(key, refused);
  if (isOther) return refused.length === 0 ? `with ${key}` : `with ${key} other than ${listed(refused, "or")}`;
  if (values.length === 0) return `without ${key}`;
  return isAbsent ? `with ${key} ${named}, or without it` : `with ${key} ${named}`;
}

/** A key of several values is refused for one of them, alone or among others. */
function unlessText(key: string, refused: readonly string[]): string {
  const alone = refused.filter((value) => !refused.some((other) => value === `${other} and another`));
  return `unless ${key} ${alone.length < refused.length ? "contains" : "is"} ${listed(alone, "or")}`;
}
