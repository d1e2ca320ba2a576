import { doingOf } from "./doings.ts";
import type { Intended, IntendedResource } from "./intended.ts";
import { decides, namedKeyOf, serviceOf, usesKey } from "./keys.ts";
import { expect, grantsTo, isOpenAt } from "./places.ts";
import type { Asked, Expectation } from "./subject.ts";

/**
 * What ought to become of a request for a key that exists and that a table or secret lies under: whoever may use what lies under it needs the
 * key; its owner writes its policy, and decides about everything else. What lies under it decides first.
 */
export function expectAtOthersKey(intended: Intended, asked: Asked, of: "table" | "secret", resource: IntendedResource): Expectation {
  const { who, where, at, action } = asked;
  const key = namedKeyOf(resource);
  const owner = intended.accountNames.get(key?.split(":")[4] ?? "");
  const isNear = "account" in who && (who.account === resource.account || who.account === owner);
  const isThrough = where.kind === "forwarded" && where.service === serviceOf(of);
  const isUse = ["encrypts", "decrypts", "uses-key-otherwise"].includes(doingOf(action) ?? "");
  const isOpen = grantsTo(resource, who).some((grant) => usesKey(grant, of) && isOpenAt(grant, at));
  if (isUse && isThrough && isOpen && decides(asked, of)) return expect("allowed", "what it may use is encrypted under the key");
  if (isNear) return expect("open", "the owner of the key decides");
  const isUnder = [...intended.accounts.values()].some(({ resources }) =>
    resources.some((each) => namedKeyOf(each) === key && grantsTo(each, who).length > 0),
  );
  return isUnder ? expect("open", "what it may use decides first") : expect("denied", "nobody but declared principals uses it");
}
