import type { Condition, Statement } from "./parsed-policy.ts";
import { ABSENT, conditionMayHold } from "./statement-reach.ts";

const aws = (...names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => `aws:${name}`.toLowerCase()));

/** Keys of which a request has those of one side alone, and why. */
const NEVER_TOGETHER: readonly { readonly one: ReadonlySet<string>; readonly other: ReadonlySet<string>; readonly because: string }[] = [
  {
    one: aws("SourceIp"),
    other: aws("SourceVpc", "SourceVpce", "SourceVpcArn", "VpcSourceIp", "VpceAccount", "VpceOrgID", "VpceOrgPaths"),
    because: "a call through an endpoint has no public address",
  },
  {
    one: aws("PrincipalServiceName", "PrincipalServiceNamesList"),
    other: aws("PrincipalArn", "PrincipalAccount", "PrincipalOrgID", "PrincipalOrgPaths", "username"),
    because: "a service has no account",
  },
];

/** The issuer of a claim: what stands before the claim in a key of no service of AWS's. */
const issuerOf = (key: string): string | undefined => /^(.+\.[^:]+):[^:]+$/.exec(key)?.[1];

/**
 * Pairs of keys that a statement asks for and that no request has both of, each with the reason.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function keysNeverTogether(statement: Statement): readonly { readonly keys: readonly [string, string]; readonly because: string }[] {
  const asked = [
    ...new Map(statement.conditions.filter((each) => asksFor(each, statement)).map((each) => [each.key.toLowerCase(), each.key])),
  ];
  return asked.flatMap(([one, shown], index) =>
    asked.slice(index + 1).flatMap(([other, otherShown]) => {
      const because = reasonAgainst(one, other);
      return because === undefined ? [] : [{ keys: [shown, otherShown] as const, because }];
    }),
  );
}

/** Whether a condition fails for a request without its key. */
const asksFor = (condition: Condition, statement: Statement): boolean =>
  !conditionMayHold(condition, statement, { [condition.key]: ABSENT });

function reasonAgainst(one: string, other: string): string | undefined {
  const [issuer, otherIssuer] = [issuerOf(one), issuerOf(other)];
  if (issuer !== undefined && otherIssuer !== undefined && issuer !== otherIssuer) return "a token is of one issuer";
  return NEVER_TOGETHER.find((pair) => (pair.one.has(one) && pair.other.has(other)) || (pair.one.has(other) && pair.other.has(one)))
    ?.because;
}

const TAGS = /^aws:(?:request|principal|resource)tag\//i;

/** Tags that a Deny by `Null` asks for all at once: AWS joins the keys of one operator by "and", so that one tag is enough to pass. */
export function tagsUnderOneNull({ effect, conditions }: Statement): readonly string[] {
  const missing = conditions.filter(
    ({ operator, key, values }) => operator === "Null" && TAGS.test(key) && values.length === 1 && values[0]?.toLowerCase() === "true",
  );
  return effect === "Deny" && missing.length > 1 ? missing.map(({ key }) => key) : [];
}
