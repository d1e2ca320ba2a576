import { parseArn } from "../../iam/arn.ts";
import { asList, type PolicyDocument, type PrincipalElement, type StatementDocument } from "../engine/policy-document.ts";
import { isAccountId, parseUniqueId } from "../engine/principal.ts";

/** Whom a trust policy names, whatever its conditions and other layers make of it. */
export interface TrustedNames {
  /** ARNs of roles, users and sessions, with wildcards where a condition has them. */
  readonly principals: readonly string[];
  /** Ids of accounts all of whose principals are named. */
  readonly accounts: readonly string[];
  readonly services: readonly string[];
  /** Identity providers. */
  readonly providers: readonly string[];
  /** Whether it names everybody, or nobody knows whom it names. */
  readonly isAnybody: boolean;
}

const UNKNOWN: TrustedNames = { principals: [], accounts: [], services: [], providers: [], isAnybody: true };

/**
 * Reads whom the Allows of a trust policy name, so that only those are asked about. Where a statement names an account or everybody, the
 * ARNs that its conditions ask for are named, too.
 * @param arnOf the ARN of a role or user by its unique id
 */
export function trustedNames(trust: PolicyDocument | undefined, arnOf: (uniqueId: string) => string | undefined): TrustedNames {
  if (trust === undefined) return UNKNOWN;
  const named = asList(trust.Statement)
    .filter(({ Effect }) => Effect === "Allow")
    .map((statement) => namedBy(statement, arnOf));
  const all = (of: (names: TrustedNames) => readonly string[]): string[] => [...new Set(named.flatMap(of))];
  return {
    principals: all(({ principals }) => principals),
    accounts: all(({ accounts }) => accounts),
    services: all(({ services }) => services),
    providers: all(({ providers }) => providers),
    isAnybody: named.some(({ isAnybody }) => isAnybody),
  };
}

function namedBy({ Principal, NotPrincipal, Condition }: StatementDocument, arnOf: (id: string) => string | undefined): TrustedNames {
  const inConditions = Object.values(Condition ?? {}).flatMap((keys) =>
    Object.entries(keys).flatMap(([key, values]) => (/^aws:principalarn$/i.test(key) ? asList(values).map(String) : [])),
  );
  const asked = inConditions.filter((text) => !text.includes("${"));
  if (NotPrincipal !== undefined || Principal === undefined || Principal === "*") return { ...UNKNOWN, principals: asked };
  const aws = valuesOf(Principal, "AWS").map((text) => {
    const id = parseUniqueId(text);
    return id === undefined ? text : (arnOf(id.id) ?? text);
  });
  const accounts = aws.flatMap((text) => accountNamedBy(text) ?? []);
  const isAnybody = aws.includes("*") || valuesOf(Principal, "Federated").includes("*");
  return {
    principals: [
      ...aws.filter((text) => text !== "*" && accountNamedBy(text) === undefined),
      ...(isAnybody || accounts.length > 0 ? asked : []),
    ],
    accounts,
    services: valuesOf(Principal, "Service"),
    providers: valuesOf(Principal, "Federated"),
    isAnybody,
  };
}

const valuesOf = (principal: Exclude<PrincipalElement, "*">, type: "AWS" | "Service" | "Federated"): readonly string[] =>
  asList(principal[type]);

/** The account that an id or a root user's ARN stands for. */
function accountNamedBy(text: string): string | undefined {
  if (isAccountId(text)) return text;
  const { accountId, resource } = parseArn(text) ?? {};
  return resource === "root" ? accountId : undefined;
}
