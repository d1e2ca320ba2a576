import { isWholeAccount } from "./broad-principals.ts";
import { operatorOf } from "./operator-name.ts";
import type { Condition, Statement } from "./parsed-policy.ts";

const MATCHING: ReadonlySet<string> = new Set(["StringEquals", "StringLike", "ArnEquals", "ArnLike"]);

/**
 * The ARNs and patterns of the principals of accounts that an Allow lets in. A whole account, and anyone, stand for the principals that its
 * conditions pin, and for themselves where none does. Services and providers of identities are left out.
 */
export function admittedPrincipals({ effect, principals = [], conditions }: Statement): readonly string[] {
  if (effect !== "Allow") return [];
  const pinned = conditions.filter(pinsPrincipal).map(({ values }) => values);
  const [pins] = pinned.toSorted((a, b) => a.length - b.length);
  return principals
    .filter(({ kind }) => kind === "AWS")
    .flatMap((principal) => {
      const { value } = principal;
      const isOpen = value === "*" || isWholeAccount(principal);
      if (!isOpen || pins === undefined) return [value];
      return value === "*" ? pins : pins.map((pin) => withinAccount(pin, value));
    });
}

/**
 * What a pin lets in of an account. A pattern of all accounts lets in those of the named account alone, and one whose account does not show,
 * such as `*:role/reader`, counts as all of it.
 */
function withinAccount(pin: string, account: string): string {
  const id = /\d{12}/.exec(account)?.[0] ?? "";
  const named = pin.replace(/^(arn:[^:]*:(?:iam|sts)::)\*:/, `$1${id}:`);
  return /^arn:[^:]*:(?:iam|sts)::\d{12}:/.test(named) ? named : account;
}

function pinsPrincipal({ operator, key }: Condition): boolean {
  const taken = operatorOf(operator);
  if (taken === undefined || taken.isIfExists || taken.qualifier === "ForAllValues") return false;
  return key.toLowerCase() === "aws:principalarn" && MATCHING.has(taken.base);
}
