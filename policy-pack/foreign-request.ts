import { completedArn } from "./matches-everything.ts";
import type { Statement } from "./parsed-policy.ts";
import { ABSENT, mayHold } from "./statement-reach.ts";

/** An account and an organization that nobody declares. */
export const FOREIGN_ACCOUNT = "999999999999";
export const FOREIGN_ORGANIZATION = "o-zzzzzzzzzz";

const NOBODYS: Readonly<Record<string, string>> = {
  "aws:sourceaccount": FOREIGN_ACCOUNT,
  "aws:sourceorgid": FOREIGN_ORGANIZATION,
  "aws:sourceorgpaths": `${FOREIGN_ORGANIZATION}/r-zzzz/ou-zzzz-zzzzzzzz/`,
  "kms:calleraccount": FOREIGN_ACCOUNT,
};

const namesArn = (key: string): boolean => key === "aws:sourcearn" || key.startsWith("kms:encryptioncontext:");

/**
 * Whether a statement may apply to a service that acts for a stranger: with the values of a foreign account for every key that says for
 * whom a service acts, or without them.
 */
export function mayServeStrangers(statement: Statement): boolean {
  const keys = statement.conditions.map(({ key }) => key.toLowerCase());
  const simple = Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(NOBODYS, key) ? [[key, NOBODYS[key] ?? ""]] : [])));
  const withArns = keys.filter(namesArn);
  const absent = Object.fromEntries([...Object.keys(simple), ...withArns].map((key) => [key, ABSENT]));
  if (mayHold(statement, absent)) return true;
  const strangers = statement.conditions.filter(({ key }) => namesArn(key.toLowerCase())).flatMap(({ values }) => values.map(strangersArn));
  return [FOREIGN_ACCOUNT, ...strangers].some((arn) =>
    mayHold(statement, { ...simple, ...Object.fromEntries(withArns.map((key) => [key, arn])) }),
  );
}

/** An ARN like a pattern, as a stranger may have it: of another account, or of another name where ARNs have no account. */
function strangersArn(pattern: string): string {
  const [scheme = "", partition = "", service = "", region = "", account = "", ...rest] = completedArn(pattern).split(":");
  const filled = (text: string) => text.replace(/[*?]+/g, "zz");
  const resource = rest.join(":");
  const name = account === "" && !/[*?]/.test(resource) ? "zz" : filled(resource);
  return [scheme, filled(partition), filled(service), filled(region), account === "" ? "" : FOREIGN_ACCOUNT, name].join(":");
}
