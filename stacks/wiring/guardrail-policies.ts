import { fit, keyOf } from "../../guardrails/fit.ts";
import { type AdmittedParty, type AdmittedVendor, outsidePrincipals } from "../../guardrails/outside-principals.ts";
import { type NonEmpty, nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { type ResourceControlStatement, resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import { type ServiceControlStatement, serviceControlPolicy } from "../../iam/service-control-policy.ts";
import { ownDeployRoles, wordOf, wordOfUnit } from "../../model/plan/own-deploy-roles.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { type GuardrailScope, wholeUnits } from "../../model/plan/whole-units.ts";
import { remember } from "../../model/remember.ts";
import { admittedParties } from "./admitted-parties.ts";
import { admittedVendors } from "./admitted-vendors.ts";
import { guardrailStatements, ownDeployRolesBelow } from "./guardrail-statements.ts";
import { carriedAbove, type MixedUnit, mixedUnits } from "./mixed-units.ts";
import { accountsOfRole, accountsOfSharedTakers, ownRoleSets, ownTakerSets, takerStatements } from "./own-role-sets.ts";

/** A unit by its path, below which accounts have deploy roles of their own; or accounts by name, which have them. */
export type GuardrailTargets = { readonly unit: string } | { readonly accounts: readonly string[] };

/** A policy of the guardrails layer. */
export interface GuardrailPolicy {
  /** Its name among the layer's policies. */
  readonly key: string;
  /** The set of statements that it is one of the policies of. */
  readonly set: string;
  readonly description: string;
  readonly type: "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";
  /** Which accounts it is for. */
  readonly scope: GuardrailScope;
  /** Path and name of the deploy role that it exempts or protects: it is for accounts of that role. Undefined where it names none. */
  readonly deployRole: string | undefined;
  /** Where it is attached; undefined where its scope and its deploy role say that. */
  readonly at: GuardrailTargets | undefined;
  /** Sids of its statements. */
  readonly sids: readonly string[];
  /** The document as JSON. */
  readonly content: string;
}

/** The policies that are attached to every declared account, and those for enforced ones, in a fixed order. */
export function guardrailPolicies(plan: ResolvedPlan, organizationId: string): GuardrailPolicy[] {
  const { deployRole, name } = plan.organization;
  // What a unit with accounts of other deploy roles carries stands in place of these.
  const own = accountsOfRole(plan, deployRole).map((account) => ({ account, above: carriedAbove(plan, account) }));
  const accountsOf = (those: typeof own) => those.map(({ account }) => account);
  const { protection } = guardrailStatements(plan, deployRole, [], accountsOf(own.filter(({ above }) => !above.isProtected)));
  // Those of observed accounts are named already: the documents are handed on for them as they will be.
  const guarded = accountsOf(own.filter(({ account, above }) => account.perimeter !== "open" && !above.isEnforced));
  const { blueprint, data } = guardrailStatements(plan, deployRole, [], guarded);
  return [
    ...serviceControls({ scope: "declared", name: "protection", description: PROTECTION, deployRole }, protection),
    ...serviceControls({ scope: "enforced", name: "blueprint", description: BLUEPRINT, deployRole }, blueprint),
    ...serviceControls({ scope: "enforced", name: "data", description: DATA, deployRole }, data),
    ...takerControls(
      "takers",
      deployRole,
      takerStatements(plan, deployRole, accountsOfSharedTakers(plan), { ownDeployRoles: ownDeployRolesBelowUnits(plan) }),
    ),
    ...mixedUnits(plan).flatMap((mixed) => forMixedUnit(mixed, deployRole)),
    ...ownDeployRoles(plan).flatMap((own) => forOwnDeployRole(plan, own)),
    ...outsideControls({ id: organizationId, name }, admittedParties(plan), admittedVendors(plan)),
  ];
}

const PROTECTION = "Roles of the blueprint; guardrails; leaving the organization";
const BLUEPRINT = "Endpoints, identity providers, alarm and tags of the blueprint";
const DATA = "Policies, keys, replicas, backups, restores and exports of data";

/**
 * The policies for accounts with a deploy role of their own. The sets are filled together, so that an account has room for the old ones and the new
 * ones while its role changes.
 */
function forOwnDeployRole(plan: ResolvedPlan, deployRole: string): GuardrailPolicy[] {
  const of = (description: string) => `${description}, where ${deployRole} deploys`.slice(0, MOST_CHARACTERS_OF_A_DESCRIPTION);
  return [
    ...ownRoleSets(plan, deployRole).flatMap(({ name, accounts, isEnforced, statements }) => {
      const description = of(isEnforced ? `${PROTECTION}; data` : PROTECTION);
      return serviceControls(
        { scope: isEnforced ? "enforced" : "unenforced", name, description, deployRole, at: { accounts } },
        statements,
      );
    }),
    ...ownTakerSets(plan, deployRole).flatMap(({ name, accounts, statements }) =>
      takerControls(name, deployRole, nonEmpty(statements, name), { accounts }),
    ),
  ];
}

/** Those of accounts below units that carry who takes the organization's role. */
const ownDeployRolesBelowUnits = (plan: ResolvedPlan): readonly string[] =>
  wholeUnits("declared", plan, plan.organization.deployRole).flatMap(({ path }) => ownDeployRolesBelow(plan, path));

/** The policies at a unit below which accounts have deploy roles of their own, in place of those that exempt the organization's alone. */
function forMixedUnit({ unit: { path }, isProtected, statements }: MixedUnit, deployRole: string): GuardrailPolicy[] {
  const description = `${isProtected ? `${PROTECTION}; data` : DATA}, also where accounts of unit ${path} have deploy roles of their own`;
  const scope = isProtected ? "declared" : "enforced";
  const name = `guardrails-${wordOfUnit(path)}`;
  return serviceControls(
    { scope, name, description: description.slice(0, MOST_CHARACTERS_OF_A_DESCRIPTION), deployRole, at: { unit: path } },
    statements,
  );
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html */
const MOST_CHARACTERS_OF_A_DESCRIPTION = 512;

/** What pins roles to their services, while that is observed: the policies as they will be. */
export function observedTakers(plan: ResolvedPlan): GuardrailPolicy[] {
  const { deployRole: ofAll, servicePins } = plan.organization;
  if (servicePins !== "observe") return [];
  return [ofAll, ...ownDeployRoles(plan)].flatMap((role) => {
    const [name, accounts] =
      role === ofAll ? ["takers", accountsOfSharedTakers(plan)] : [`takers-${wordOf(role)}`, accountsOfRole(plan, role)];
    return takerControls(name, role, takerStatements(plan, role, accounts, { arePinned: true }));
  });
}

/** SCPs of accounts with a deploy role of their own whose perimeter is observed: as they will be where no unit says part of them. */
export const observedOfOwnRoles = (plan: ResolvedPlan): GuardrailPolicy[] =>
  ownDeployRoles(plan)
    .filter((role) => accountsOfRole(plan, role).some(({ perimeter }) => perimeter === "observe"))
    .flatMap((deployRole) => {
      const { protection, blueprint, data } = guardrailStatements(plan, deployRole);
      const set = { scope: "enforced", name: `guardrails-${wordOf(deployRole)}`, description: DATA, deployRole } as const;
      return serviceControls(set, [...protection, ...blueprint, ...data]);
    });

/** Who takes the roles that guardrails exempt, and with which tags no session begins. */
function takerControls(
  name: string,
  deployRole: string,
  statements: NonEmpty<ResourceControlStatement>,
  at?: GuardrailTargets,
): GuardrailPolicy[] {
  return fit(statements, resourceControlPolicy, where(name)).map((each, index) => ({
    key: keyOf(name, index),
    set: name,
    description: "Who takes the roles that guardrails exempt",
    type: "RESOURCE_CONTROL_POLICY",
    scope: "declared",
    deployRole,
    at,
    sids: each.map(({ sid }) => sid),
    content: render(resourceControlPolicy(each), { where: where(name) }),
  }));
}

const where = (key: string) => `guardrails, ${key}`;

function serviceControls(
  {
    scope,
    name,
    description,
    deployRole,
    at,
  }: Pick<GuardrailPolicy, "scope" | "description" | "deployRole"> & { readonly name: string; readonly at?: GuardrailTargets },
  statements: readonly ServiceControlStatement[],
) {
  return fit(nonEmpty(statements, name), serviceControlPolicy, where(name)).map(
    (each, index): GuardrailPolicy => ({
      key: keyOf(name, index),
      set: name,
      description,
      type: "SERVICE_CONTROL_POLICY",
      scope,
      deployRole,
      at,
      sids: each.map(({ sid }) => sid),
      content: render(serviceControlPolicy(each), { where: where(name) }),
    }),
  );
}

/** The longest id that an organization may have: statements that fit with it fit with every id, so that the id moves no statement. */
export const LONGEST_ORGANIZATION_ID = `o-${"x".repeat(32)}`;

/** As long as every VPC's id; different ones are told apart. */
export const vpcIdOf = (index: number): string => `vpc-${index.toString().padStart(17, "0")}`;

function outsideControls(
  organization: { readonly id: string; readonly name: string },
  parties: readonly AdmittedParty[],
  vendors: readonly AdmittedVendor[],
): GuardrailPolicy[] {
  const statements = outsidePrincipals(organization, parties, vendors);
  const longest = { ...organization, id: LONGEST_ORGANIZATION_ID };
  return fit(outsidePrincipals(longest, parties, vendors), resourceControlPolicy, where("outside")).map((group, index) => {
    const sids = group.map(({ sid }) => sid);
    const own = nonEmpty(
      statements.filter(({ sid }) => sids.includes(sid)),
      "outside",
    );
    return {
      key: keyOf("outside", index),
      set: "outside",
      description: "Principals and services from outside of the organization",
      type: "RESOURCE_CONTROL_POLICY",
      scope: "enforced",
      deployRole: undefined,
      at: undefined,
      sids,
      content: render(resourceControlPolicy(own), { where: where("outside") }),
    };
  });
}

/** The guardrails as they are with the longest id: as many as with any, and at least as large. */
export const guardrailsOf = remember((plan: ResolvedPlan) => guardrailPolicies(plan, LONGEST_ORGANIZATION_ID));
