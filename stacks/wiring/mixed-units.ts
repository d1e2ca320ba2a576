import { fit, fits } from "../../guardrails/fit.ts";
import { freeSlots, slotsWhileMoved } from "../../guardrails/placement.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { type ServiceControlStatement, serviceControlPolicy } from "../../iam/service-control-policy.ts";
import type { PlannedUnit } from "../../model/plan/planned-unit.ts";
import type { ResolvedAccount, ResolvedPlan } from "../../model/plan/resolve.ts";
import { type GuardrailScope, isMixed, isWithin, wholeUnits } from "../../model/plan/whole-units.ts";
import { remember } from "../../model/remember.ts";
import { type GuardrailStatements, guardrailStatements, ownDeployRolesBelow } from "./guardrail-statements.ts";

/** A unit that carries guardrails though an account below it has a deploy role of its own. */
export interface MixedUnit {
  readonly unit: PlannedUnit;
  /** Whether it carries those of every declared account, which protect the blueprint. */
  readonly isProtected: boolean;
  /** Whether it carries those for enforced accounts, which protect data. */
  readonly isEnforced: boolean;
  /** What its SCPs say. */
  readonly statements: readonly ServiceControlStatement[];
}

/**
 * The units that carry SCPs which exempt, besides the organization's deploy role, the own one of each account below them, by its exact ARN. Such an
 * account has SCPs of its own that exempt its role alone, so that what both let pass is that role. Accounts that nobody declared stay bound.
 */
export const mixedUnits = remember((plan: ResolvedPlan): readonly MixedUnit[] => {
  const { isProtected, isEnforced } = carriers(plan, (path) => crowdedUnits(plan).has(path));
  return plan.organizationalUnits
    .filter((unit) => isMixed(plan, unit.path) && (isProtected(unit) || isEnforced(unit)))
    .map((unit) => {
      const carried = { isProtected: isProtected(unit), isEnforced: isEnforced(unit) };
      return { unit, ...carried, statements: statementsAt(plan, unit, carried) };
    });
});

/** What units above an account carry that have accounts with deploy roles of their own below them. */
export function carriedAbove(plan: ResolvedPlan, { organizationalUnit }: Pick<ResolvedAccount, "organizationalUnit">): Carried {
  const above = mixedUnits(plan).filter(({ unit }) => isWithin(organizationalUnit, unit.path));
  return { isProtected: above.some((each) => each.isProtected), isEnforced: above.some((each) => each.isEnforced) };
}

/**
 * Paths of the units that do not carry SCPs with these exemptions: those that they do not fit, and those whose declared accounts all have deploy
 * roles of their own, so that no declared account would need them. They are attached to the declared accounts below, as each has them.
 */
export const crowdedUnits = remember((plan: ResolvedPlan): ReadonlySet<string> => {
  // A unit below one that is crowded may carry them.
  const crowded = new Set<string>();
  for (;;) {
    const { isProtected, isEnforced } = carriers(plan, (path) => crowded.has(path));
    const found = plan.organizationalUnits.filter(
      (unit) =>
        isMixed(plan, unit.path) &&
        !crowded.has(unit.path) &&
        (isProtected(unit) || isEnforced(unit)) &&
        (!isOfTheOrganization(plan, unit) || !hasRoom(plan, unit, { isProtected: isProtected(unit), isEnforced: isEnforced(unit) })),
    );
    if (found.length === 0) return crowded;
    for (const { path } of found) crowded.add(path);
  }
});

function carriers(plan: ResolvedPlan, isCrowded: (path: string) => boolean) {
  const wholeIn = (scope: GuardrailScope) => new Set(wholeUnits(scope, plan, plan.organization.deployRole, isCrowded));
  const [declared, enforced] = [wholeIn("declared"), wholeIn("enforced")];
  return { isProtected: (unit: PlannedUnit) => declared.has(unit), isEnforced: (unit: PlannedUnit) => enforced.has(unit) };
}

/** Whether the organization's deploy role deploys to a declared account below a unit. */
const isOfTheOrganization = ({ organization, accounts }: ResolvedPlan, { path }: PlannedUnit): boolean =>
  accounts.some(({ deployRole, organizationalUnit }) => deployRole === organization.deployRole && isWithin(organizationalUnit, path));

type Carried = Pick<MixedUnit, "isProtected" | "isEnforced">;

const chosen = ({ protection, blueprint, data }: GuardrailStatements, { isProtected, isEnforced }: Carried) => [
  ...(isProtected ? [protection] : []),
  ...(isEnforced ? [blueprint, data] : []),
];

/**
 * Who is exempt counts for every account below the unit. Roles are protected for those of the organization's deploy role alone: the others have SCPs
 * of their own that protect theirs.
 */
function statementsAt(plan: ResolvedPlan, { path }: PlannedUnit, carried: Carried): ServiceControlStatement[] {
  const { deployRole } = plan.organization;
  const below = plan.accounts.filter(({ organizationalUnit }) => isWithin(organizationalUnit, path));
  const statementsFor = (accounts: ResolvedPlan["accounts"]) =>
    guardrailStatements(plan, deployRole, ownDeployRolesBelow(plan, path), accounts);
  const { protection } = statementsFor(below.filter((account) => account.deployRole === deployRole));
  return chosen({ ...statementsFor(below), protection }, carried).flat();
}

/** Whether the unit takes them: in the middle of an update, and when they replace those without such accounts, or are replaced by them. */
function hasRoom(plan: ResolvedPlan, unit: PlannedUnit, carried: Carried): boolean {
  const statements = statementsAt(plan, unit, carried);
  if (!statements.every((statement) => fits(serviceControlPolicy([statement])))) return false;
  const policiesOf = (all: readonly ServiceControlStatement[]) => fit(nonEmpty(all, unit.path), serviceControlPolicy, unit.path).length;
  const policies = policiesOf(statements);
  const replaced = chosen(guardrailStatements(plan, plan.organization.deployRole), carried).map(policiesOf);
  const needed = Math.max(
    slotsWhileMoved(policies),
    replaced.reduce((sum, each) => sum + each, policies),
  );
  return needed <= freeSlots(unit.attachedPolicies).serviceControl;
}
