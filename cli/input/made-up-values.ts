import type { Plan } from "../../model/plan/plan.ts";
import { type ResolvedPlan, resolve } from "../../model/plan/resolve.ts";
import type { StackOutcome } from "../../rehearsal/rehearsal-result.ts";

const LARGEST_ACCOUNT_ID = 999_999_999_999;

/** A plan with every ARN; an account that is yet to be created stands in it by name. */
export function knownPlan(plan: Plan, accountIds: ReadonlyMap<string, string>): ResolvedPlan {
  const declared = JSON.stringify(plan);
  const open = plan.accounts.filter(({ name, id }) => id === undefined && !accountIds.has(name));
  const known = new Set([...accountIds.values()]);
  const standIns: (readonly [string, string])[] = [];
  for (let id = LARGEST_ACCOUNT_ID; standIns.length < open.length; id--) {
    const text = id.toString();
    if (!declared.includes(text) && !known.has(text)) standIns.push([open[standIns.length]?.name ?? "", text]);
  }
  const resolved = resolve(plan, new Map([...accountIds, ...standIns]));
  return withoutMadeUp(resolved, new Map(standIns.map(([name, id]) => [id, accountPlaceholder(name)])));
}

const accountPlaceholder = (name: string): string => `<account id of ${name}>`;

/**
 * What a rehearsal makes up in place of AWS, each with the text that stands for it where nothing real is known: ids of accounts that are
 * created and of keys, suffixes of secrets, labels of streams, URLs of endpoints. Values that the declaration gives are not among them.
 */
export function madeUpValues(
  plan: Plan,
  stacks: readonly Pick<StackOutcome, "name" | "outputs">[],
  accountIds: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const declared = JSON.stringify(plan);
  const values = new Map<string, string>();
  const add = (value: string | undefined, text: string) => {
    if (value !== undefined && !values.has(value) && !declared.includes(value)) values.set(value, text);
  };
  for (const { name: stack, outputs } of stacks) {
    const owner = stack.slice(stack.indexOf(".") + 1);
    for (const [key, output] of Object.entries(outputs)) {
      const kind = key.slice(0, key.indexOf(":"));
      const name = key.slice(key.indexOf(":") + 1);
      const of = `of ${owner}/${name}`;
      if (kind === "account") add(String(output), accountIds.get(name) ?? accountPlaceholder(name));
      if (kind === "stream") add(after("/stream/", output), `<label ${of}>`);
      if (typeof output !== "object" || output === null) continue;
      const { arn, keyArn, streamsUrl } = output as { readonly arn?: unknown; readonly keyArn?: unknown; readonly streamsUrl?: unknown };
      if (kind === "key") add(after(":key/", arn), `<key id ${of}>`);
      if (kind === "table" || kind === "secret") add(after(":key/", keyArn), `<key id ${of}>`);
      const secret = kind === "secret" ? after(":secret:", arn) : undefined;
      add(secret, `${secret?.slice(0, -SUFFIX_LENGTH) ?? ""}<suffix ${of}>`);
      if (kind === "network" && typeof streamsUrl === "string") add(streamsUrl, `<URL ${of}>`);
    }
  }
  return values;
}

/** AWS appends six characters to a secret's name. https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html */
const SUFFIX_LENGTH = 6;

/** What stands behind a mark in a text; undefined where it has none. */
function after(mark: string, text: unknown): string | undefined {
  if (typeof text !== "string" || !text.includes(mark)) return undefined;
  return text.slice(text.indexOf(mark) + mark.length);
}

/** A value with every text that was made up replaced. */
export function withoutMadeUp<T>(value: T, madeUp: ReadonlyMap<string, string>): T {
  if (madeUp.size === 0) return value;
  const longestFirst = [...madeUp].sort(([a], [b]) => b.length - a.length);
  const replaced = (text: string): string => longestFirst.reduce((all, [from, to]) => all.replaceAll(from, to), text);
  const walk = (each: unknown): unknown => {
    if (typeof each === "string") return replaced(each);
    if (Array.isArray(each)) return each.map(walk);
    if (typeof each === "object" && each !== null)
      return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, walk(inner)]));
    return each;
  };
  return walk(value) as T;
}
