import { backupVaults } from "../../guardrails/backup-vaults.ts";
import { blueprintInfrastructure } from "../../guardrails/blueprint-infrastructure.ts";
import { blueprintRoles } from "../../guardrails/blueprint-roles.ts";
import { dataCopies } from "../../guardrails/data-copies.ts";
import { dataPolicies } from "../../guardrails/data-policies.ts";
import { deployRoleData } from "../../guardrails/deploy-role-data.ts";
import { fit, keyOf } from "../../guardrails/fit.ts";
import { organizationMembership } from "../../guardrails/organization-membership.ts";
import { type AdmittedParty, type AdmittedVendor, outsidePrincipals } from "../../guardrails/outside-principals.ts";
import { closedRestoredTables } from "../../guardrails/restored-tables.ts";
import { restores } from "../../guardrails/restores.ts";
import { type RoleTakers, roleTakers } from "../../guardrails/role-takers.ts";
import { sessionTags } from "../../guardrails/session-tags.ts";
import { vendorRoles } from "../../guardrails/vendor-roles.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import { type ServiceControlStatement, serviceControlPolicy } from "../../iam/service-control-policy.ts";
import { ownDeployRoles, wordOf } from "../../model/plan/own-deploy-roles.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import type { GuardrailScope } from "../../model/plan/whole-units.ts";
import { remember } from "../../model/remember.ts";
import { admittedParties } from "./admitted-parties.ts";
import { admittedVendors, rolesOfVendors } from "./admitted-vendors.ts";
import { declaredTakers, guardedRoles } from "./declared-roles.ts";

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
  /** Sids of its statements. */
  readonly sids: readonly string[];
  /** The document as JSON. */
  readonly content: string;
}

/** The policies that are attached to every declared account, and those for enforced ones, in a fixed order. */
export function guardrailPolicies(plan: ResolvedPlan, organizationId: string): GuardrailPolicy[] {
  const { deployRole, name } = plan.organization;
  const statements = statementsFor(plan, deployRole);
  return [
    ...serviceControls({ scope: "declared", name: "protection", description: PROTECTION, deployRole }, statements.protection),
    ...serviceControls({ scope: "enforced", name: "blueprint", description: BLUEPRINT, deployRole }, statements.blueprint),
    ...serviceControls({ scope: "enforced", name: "data", description: DATA, deployRole }, statements.data),
    ...takerControls("takers", deployRole, declaredTakers(plan, deployRole)),
    ...ownDeployRoles(plan).flatMap((own) => forOwnDeployRole(plan, own)),
    ...outsideControls({ id: organizationId, name }, admittedParties(plan), admittedVendors(plan)),
  ];
}

const PROTECTION = "Roles of the blueprint; guardrails; leaving the organization";
const BLUEPRINT = "Endpoints, identity providers, alarm and tags of the blueprint";
const DATA = "Policies, keys, replicas, backups, restores and exports of data";

/** What SCPs say in accounts of a deploy role. */
function statementsFor(plan: ResolvedPlan, deployRole: string) {
  const roles = guardedRoles(plan, deployRole);
  return {
    protection: [...blueprintRoles(roles), ...deployRoleData(roles), ...vendorRoles(rolesOfVendors(plan)), ...organizationMembership()],
    blueprint: blueprintInfrastructure(roles),
    data: [
      ...dataPolicies(roles),
      ...dataCopies(roles),
      ...restores(roles),
      ...closedRestoredTables(roles),
      ...backupVaults({ ...roles, copiedTo: copiedTo(plan) }),
    ],
  };
}

/**
 * The policies for accounts with a deploy role of their own, in place of those that exempt the organization's. An SCP binds the principals of the
 * accounts that it is attached to, so that a pattern for every account exempts the role in these alone. The sets are filled together, so that an
 * account has room for the old ones and the new ones while its role changes.
 */
function forOwnDeployRole(plan: ResolvedPlan, deployRole: string): GuardrailPolicy[] {
  const word = wordOf(deployRole);
  const { protection, blueprint, data } = statementsFor(plan, deployRole);
  const of = (description: string) => `${description}, where ${deployRole} deploys`.slice(0, MOST_CHARACTERS_OF_A_DESCRIPTION);
  return [
    ...serviceControls({ scope: "unenforced", name: `protection-${word}`, description: of(PROTECTION), deployRole }, protection),
    ...serviceControls({ scope: "enforced", name: `guardrails-${word}`, description: of(`${PROTECTION}; data`), deployRole }, [
      ...protection,
      ...blueprint,
      ...data,
    ]),
    ...takerControls(`takers-${word}`, deployRole, declaredTakers(plan, deployRole)),
  ];
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html */
const MOST_CHARACTERS_OF_A_DESCRIPTION = 512;

/** What pins roles to their services, while that is observed: the policies as they will be. */
export const observedTakers = (plan: ResolvedPlan): GuardrailPolicy[] =>
  plan.organization.servicePins === "observe"
    ? [plan.organization.deployRole, ...ownDeployRoles(plan)].flatMap((role) =>
        takerControls(role === plan.organization.deployRole ? "takers" : `takers-${wordOf(role)}`, role, {
          ...declaredTakers(plan, role),
          arePinned: true,
        }),
      )
    : [];

/** Who takes the roles that guardrails exempt, and with which tags no session begins. */
function takerControls(name: string, deployRole: string, takers: RoleTakers): GuardrailPolicy[] {
  return fit([...roleTakers(takers), ...sessionTags()], resourceControlPolicy, where(name)).map((each, index) => ({
    key: keyOf(name, index),
    set: name,
    description: "Who takes the roles that guardrails exempt",
    type: "RESOURCE_CONTROL_POLICY",
    scope: "declared",
    deployRole,
    sids: each.map(({ sid }) => sid),
    content: render(resourceControlPolicy(each), { where: where(name) }),
  }));
}

const where = (key: string) => `guardrails, ${key}`;

function serviceControls(
  { scope, name, description, deployRole }: Pick<GuardrailPolicy, "scope" | "description" | "deployRole"> & { readonly name: string },
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
      sids,
      content: render(resourceControlPolicy(own), { where: where("outside") }),
    };
  });
}

/** Ids of the accounts that backups are copied to; one that is yet to be created takes none. */
const copiedTo = ({ organization, accounts }: ResolvedPlan): string[] =>
  accounts.flatMap(({ name, id }) => (id !== undefined && organization.backupsCopiedTo.includes(name) ? [id] : []));

/** The guardrails as they are with the longest id: as many as with any, and at least as large. */
export const guardrailsOf = remember((plan: ResolvedPlan) => guardrailPolicies(plan, LONGEST_ORGANIZATION_ID));
