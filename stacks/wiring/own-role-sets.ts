import { type RoleTakers, roleTakers } from "../../guardrails/role-takers.ts";
import { sessionTags } from "../../guardrails/session-tags.ts";
import { compareText } from "../../iam/compare-text.ts";
import type { NonEmpty } from "../../iam/non-empty.ts";
import type { ResourceControlStatement } from "../../iam/resource-control-policy.ts";
import type { ServiceControlStatement } from "../../iam/service-control-policy.ts";
import { wordOf } from "../../model/plan/own-deploy-roles.ts";
import type { ResolvedAccount, ResolvedPlan } from "../../model/plan/resolve.ts";
import { isInScope, isWithin, wholeUnits } from "../../model/plan/whole-units.ts";
import { declaredTakers } from "./declared-roles.ts";
import { type GuardrailStatements, guardrailStatements } from "./guardrail-statements.ts";
import { carriedAbove } from "./mixed-units.ts";

/** Statements for accounts with a deploy role of their own. */
export interface OwnRoleSet<Statement> {
  /** Its name; another one where the accounts' unit says part of it, so that an update attaches the one before it detaches the other. */
  readonly name: string;
  /** Names of the accounts. */
  readonly accounts: readonly string[];
  readonly isEnforced: boolean;
  readonly statements: readonly Statement[];
}

/**
 * What SCPs say in accounts with a deploy role of their own, in place of those that exempt the organization's. An SCP binds the principals of the
 * accounts that it is attached to, so that a pattern for every account exempts the role in these alone. Statements that a unit above has in the same
 * words are left out: what remains exempts the own role alone, where the unit exempts the organization's, too.
 */
export function ownRoleSets(plan: ResolvedPlan, deployRole: string): OwnRoleSet<ServiceControlStatement>[] {
  const isDifferent = differing(guardrailStatements(plan, deployRole), guardrailStatements(plan, plan.organization.deployRole));
  const accounts = accountsOfRole(plan, deployRole);
  return [...Map.groupBy(accounts, (account) => nameOf(plan, account))]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([name, [first, ...rest]]) => {
      if (first === undefined) return [];
      const { isProtected, isEnforced } = carriedAbove(plan, first);
      const { protection, blueprint, data } = guardrailStatements(plan, deployRole, [], [first, ...rest]);
      const beside = (isCarried: boolean, all: readonly ServiceControlStatement[]) =>
        isCarried ? all.filter(({ sid }) => isDifferent.has(sid)) : all;
      const isForData = isInScope("enforced", first);
      return [
        {
          name: `${name}-${wordOf(deployRole)}`,
          accounts: [first, ...rest].map((account) => account.name),
          isEnforced: isForData,
          statements: [...beside(isProtected, protection), ...(isForData ? beside(isEnforced, [...blueprint, ...data]) : [])],
        },
      ];
    });
}

function nameOf(plan: ResolvedPlan, account: ResolvedAccount): string {
  const { isProtected, isEnforced } = carriedAbove(plan, account);
  if (!isInScope("enforced", account)) return isProtected ? "own-protection" : "protection";
  if (!isProtected) return "guardrails";
  return isEnforced ? "own-guardrails" : "own-protection-and-data";
}

/** Who takes the roles that guardrails exempt in accounts with a deploy role of their own. */
export function ownTakerSets(plan: ResolvedPlan, deployRole: string): OwnRoleSet<ResourceControlStatement>[] {
  const { deployRole: ofAll } = plan.organization;
  const different = without(takerStatements(plan, deployRole, plan.accounts), takerStatements(plan, ofAll, plan.accounts));
  const accounts = accountsOfRole(plan, deployRole);
  return [...Map.groupBy(accounts, isBelowShared(plan))].map(([below, those]) => ({
    name: `${below ? "own-takers" : "takers"}-${wordOf(deployRole)}`,
    accounts: those.map(({ name }) => name),
    isEnforced: false,
    statements: below ? different : takerStatements(plan, deployRole, those),
  }));
}

/** Whether an account is below a unit that carries what RCPs say of all who take roles. */
function isBelowShared(plan: ResolvedPlan): (account: ResolvedAccount) => boolean {
  const whole = wholeUnits("declared", plan, plan.organization.deployRole);
  return ({ organizationalUnit }) => whole.some(({ path }) => isWithin(organizationalUnit, path));
}

/** The accounts that the RCP about all who take roles is for: those of the organization's deploy role, and those below units that carry it. */
export function accountsOfSharedTakers(plan: ResolvedPlan): ResolvedAccount[] {
  const isBelow = isBelowShared(plan);
  return plan.accounts.filter((account) => account.deployRole === plan.organization.deployRole || isBelow(account));
}

/** The accounts that a role, by path and name, deploys to. */
export const accountsOfRole = ({ accounts }: ResolvedPlan, role: string): ResolvedAccount[] =>
  accounts.filter(({ deployRole }) => deployRole === role);

/**
 * What RCPs say of all who take roles, in accounts of a deploy role.
 * @param otherwise what is said otherwise than is declared
 */
export const takerStatements = (
  plan: ResolvedPlan,
  deployRole: string,
  accounts: ResolvedPlan["accounts"],
  otherwise: Partial<RoleTakers> = {},
): NonEmpty<ResourceControlStatement> => [...roleTakers({ ...declaredTakers(plan, deployRole, accounts), ...otherwise }), ...sessionTags()];

/** Sids of the statements that do not stand among others in the same words. */
const differing = (all: GuardrailStatements, others: GuardrailStatements): ReadonlySet<string> =>
  new Set(without(allOf(all), allOf(others)).map(({ sid }) => sid));

const allOf = ({ protection, blueprint, data }: GuardrailStatements) => [...protection, ...blueprint, ...data];

/** The statements that do not stand among others in the same words. */
function without<Statement>(all: readonly Statement[], others: readonly Statement[]): Statement[] {
  const texts = new Set(others.map((each) => JSON.stringify(each)));
  return all.filter((each) => !texts.has(JSON.stringify(each)));
}
