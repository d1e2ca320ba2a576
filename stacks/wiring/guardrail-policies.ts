import { backupVaults } from "../../guardrails/backup-vaults.ts";
import { blueprintInfrastructure } from "../../guardrails/blueprint-infrastructure.ts";
import { blueprintRoles } from "../../guardrails/blueprint-roles.ts";
import { dataCopies } from "../../guardrails/data-copies.ts";
import { dataPolicies } from "../../guardrails/data-policies.ts";
import { deployRoleData } from "../../guardrails/deploy-role-data.ts";
import { fit, keyOf } from "../../guardrails/fit.ts";
import { organizationMembership } from "../../guardrails/organization-membership.ts";
import { type AdmittedParty, type AdmittedVendor, outsidePrincipals } from "../../guardrails/outside-principals.ts";
import { type Place, type PolicyCounts, placesFor } from "../../guardrails/placement.ts";
import { closedRestoredTables } from "../../guardrails/restored-tables.ts";
import { restores } from "../../guardrails/restores.ts";
import { type RoleTakers, roleTakers } from "../../guardrails/role-takers.ts";
import { sessionTags } from "../../guardrails/session-tags.ts";
import { vendorRoles } from "../../guardrails/vendor-roles.ts";
import { compareText } from "../../iam/compare-text.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import { type ServiceControlStatement, serviceControlPolicy } from "../../iam/service-control-policy.ts";
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
  /** Sids of its statements. */
  readonly sids: readonly string[];
  /** The document as JSON. */
  readonly content: string;
}

/** The policies that are attached to every declared account, and those for enforced ones, in a fixed order. */
export function guardrailPolicies(plan: ResolvedPlan, organizationId: string): GuardrailPolicy[] {
  const roles = guardedRoles(plan);
  return [
    ...serviceControls("declared", "protection", "Roles of the blueprint; guardrails; leaving the organization", [
      ...blueprintRoles(roles),
      ...deployRoleData(roles),
      ...vendorRoles(rolesOfVendors(plan)),
      ...organizationMembership(),
    ]),
    ...serviceControls("enforced", "blueprint", "Endpoints, identity providers, alarm and tags of the blueprint", [
      ...blueprintInfrastructure(roles),
    ]),
    ...serviceControls("enforced", "data", "Policies, keys, replicas, backups, restores and exports of data", [
      ...dataPolicies(roles),
      ...dataCopies(roles),
      ...restores(roles),
      ...closedRestoredTables(roles),
      ...backupVaults({ ...roles, copiedTo: copiedTo(plan) }),
    ]),
    ...takerControls(declaredTakers(plan)),
    ...outsideControls({ id: organizationId, name: plan.organization.name }, admittedParties(plan), admittedVendors(plan)),
  ];
}

/** What pins roles to their services, while that is observed: the policies as they will be. */
export const observedTakers = (plan: ResolvedPlan): GuardrailPolicy[] =>
  plan.organization.servicePins === "observe" ? takerControls({ ...declaredTakers(plan), arePinned: true }) : [];

/** Who takes the roles that guardrails exempt, and with which tags no session begins. */
function takerControls(takers: RoleTakers): GuardrailPolicy[] {
  return fit([...roleTakers(takers), ...sessionTags()], resourceControlPolicy, where("takers")).map((each, index) => ({
    key: keyOf("takers", index),
    set: "takers",
    description: "Who takes the roles that guardrails exempt",
    type: "RESOURCE_CONTROL_POLICY",
    scope: "declared",
    sids: each.map(({ sid }) => sid),
    content: render(resourceControlPolicy(each), { where: where("takers") }),
  }));
}

const where = (key: string) => `guardrails, ${key}`;

function serviceControls(scope: GuardrailScope, name: string, description: string, statements: ServiceControlStatement[]) {
  return fit(nonEmpty(statements, name), serviceControlPolicy, where(name)).map(
    (each, index): GuardrailPolicy => ({
      key: keyOf(name, index),
      set: name,
      description,
      type: "SERVICE_CONTROL_POLICY",
      scope,
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
      sids,
      content: render(resourceControlPolicy(own), { where: where("outside") }),
    };
  });
}

/** Ids of the accounts that backups are copied to; one that is yet to be created takes none. */
const copiedTo = ({ organization, accounts }: ResolvedPlan): string[] =>
  accounts.flatMap(({ name, id }) => (id !== undefined && organization.backupsCopiedTo.includes(name) ? [id] : []));

/** Where the guardrails of each scope are attached, by key of the place. */
export const placesOf = remember(
  (plan: ResolvedPlan): Readonly<Record<GuardrailScope, ReadonlyMap<string, Place>>> => ({
    declared: new Map(placesFor("declared", plan).map((place) => [place.key, place])),
    enforced: new Map(placesFor("enforced", plan).map((place) => [place.key, place])),
  }),
);

/** Every place where guardrails are attached, sorted by its key. */
export function allPlaces(plan: ResolvedPlan): Place[] {
  const { declared, enforced } = placesOf(plan);
  return [...new Map([...declared, ...enforced]).values()].sort((a, b) => compareText(a.key, b.key));
}

/** The guardrails as they are with the longest id: as many as with any, and at least as large. */
export const guardrailsOf = remember((plan: ResolvedPlan) => guardrailPolicies(plan, LONGEST_ORGANIZATION_ID));

/** How many guardrails of each kind are attached to a place. */
export function guardrailCounts(plan: ResolvedPlan, place: string): PolicyCounts {
  const attached = guardrailsOf(plan).filter(({ scope }) => placesOf(plan)[scope].has(place));
  const count = (type: GuardrailPolicy["type"]) => attached.filter((each) => each.type === type).length;
  return { serviceControl: count("SERVICE_CONTROL_POLICY"), resourceControl: count("RESOURCE_CONTROL_POLICY") };
}
