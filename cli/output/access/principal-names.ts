import { classKey, distinctPrincipals, type PrincipalClass } from "../../../proof/classes/principals.ts";
import type { Who } from "../../../proof/intent/subject.ts";
import { whoText } from "../../../proof/verdict/subject-text.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";

/** Principals that share a name. */
export interface NamedPrincipals {
  readonly name: string;
  readonly principals: readonly PrincipalClass[];
}

/** Calls principals by name. */
export interface PrincipalNames {
  /** Some principals in order, several by one name where all of that name are among them. */
  namesOf(some: readonly PrincipalClass[], all: readonly PrincipalClass[]): NamedPrincipals[];
}

/** What a principal is called in an organization, or in exported stacks, which call it as their programs do. */
export function principalName(
  { who, principal }: PrincipalClass,
  { world: { names, deployed }, plan }: Pick<AnswerContext, "world" | "plan">,
): string {
  const own = names.nameOf(principal);
  const isExported = plan === undefined;
  if (isExported && own !== principal) return own;
  if (who.kind === "undeclared-role" && deployed.roles.has(principal)) return own;
  if (isExported && who.kind === "stranger") return "a principal of another account";
  if (isExported && who.kind === "undeclared-role") return `another role of ${who.account}`;
  if (who.kind === "token") return `the bearer of a token of ${who.provider.replace(/^arn:.*(?:oidc|saml)-provider\//, "")}`;
  if (who.kind === "service" && who.actsFor !== undefined) return `${who.service} for ${who.actsFor}`;
  return who.kind === "tenant-role" && who.tenant !== undefined ? `${whoText(who)} with a tenant's tag` : whoText(who);
}

/** The names of principals in an organization, or in exported stacks. */
export function principalNames(context: Pick<AnswerContext, "world" | "plan">): PrincipalNames {
  const general = (each: PrincipalClass): string => principalName(each, context);
  return {
    namesOf: (some, all) => {
      const isSome = new Set(some.map(classKey));
      const named = [...Map.groupBy(distinctPrincipals(all), general)].flatMap(([name, group]): NamedPrincipals[] => {
        const found = group.filter((each) => isSome.has(classKey(each)));
        if (found.length === group.length) return [{ name, principals: group }];
        return found.map((each) => ({ name: `${name} (${detailOf(each)})`, principals: [each] }));
      });
      return named.toSorted((a, b) => rankOf(a) - rankOf(b) || (a.name < b.name ? -1 : 1));
    },
  };
}

/** What tells principals of one name apart: path and name, or what their requests carry. */
function detailOf({ who, principal, carries }: PrincipalClass): string {
  const carried = Object.entries(carries).map(([key, value]) => `${key} ${String(value)}`);
  const name = /:(?:role|user)\/(.+)$/.exec(principal)?.[1]?.replace(/^aws-reserved\/.*\/(.*)_[0-9a-f]{16}$/, "$1");
  if (carried.length > 0) return carried.join(", ");
  return who.kind === "service" ? "without aws:SourceAccount" : (name ?? principal);
}

/** Declared principals come first, and strangers last. */
const ORDER: readonly Who["kind"][] = [
  "workload",
  "access-role",
  "tenant-role",
  "external",
  "vendor",
  "deploy",
  "backup-role",
  "restore-role",
  "service-role",
  "vendor-role",
  "alarm",
  "break-glass",
  "administrator",
  "on-call",
  "runner",
  "undeclared-role",
  "user",
  "root",
  "service-linked",
  "service",
  "token",
  "stranger",
  "anonymous",
];

/** Where principals stand in a list. */
export const rankOf = ({ principals: [first] }: NamedPrincipals): number =>
  first === undefined ? ORDER.length : ORDER.indexOf(first.who.kind);
