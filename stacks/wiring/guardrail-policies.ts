import { blueprintInfrastructure } from "../../guardrails/blueprint-infrastructure.ts";
import { blueprintRoles } from "../../guardrails/blueprint-roles.ts";
import { dataCopies } from "../../guardrails/data-copies.ts";
import { dataPolicies } from "../../guardrails/data-policies.ts";
import { type GuardedRoles, rolePattern } from "../../guardrails/exempt-roles.ts";
import { fit, keyOf } from "../../guardrails/fit.ts";
import { organizationMembership } from "../../guardrails/organization-membership.ts";
import { outsidePrincipals } from "../../guardrails/outside-principals.ts";
import { enforcedPlaces, type Place, type PolicyCounts } from "../../guardrails/placement.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import { serviceControlPolicy } from "../../iam/service-control-policy.ts";
import type { ResolvedGrant, ResolvedPlan } from "../../model/plan/resolve.ts";
import { remember } from "../../model/remember.ts";

/** A policy of the guardrails layer. */
export interface GuardrailPolicy {
  /** Its name among the layer's policies. */
  readonly key: string;
  readonly description: string;
  readonly type: "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";
  /** Sids of its statements. */
  readonly sids: readonly string[];
  /** The document as JSON. */
  readonly content: string;
}

/** The policies that are attached wherever the perimeter is enforced, in a fixed order. */
export function guardrailPolicies(plan: ResolvedPlan, organizationId: string): GuardrailPolicy[] {
  const roles = guardedRoles(plan);
  return [
    ...serviceControls("blueprint", "Roles, endpoints, issuers, alarm and tags of the blueprint; leaving the organization", [
      ...blueprintRoles(roles),
      ...blueprintInfrastructure(roles),
      ...organizationMembership(),
    ]),
    ...serviceControls("data", "Policies, keys, replicas, backups and exports of data", [...dataPolicies(roles), ...dataCopies(roles)]),
    ...outsideControls(organizationId, openParties(plan)),
  ];
}

const where = (key: string) => `guardrails, ${key}`;

function serviceControls(name: string, description: string, statements: Parameters<typeof serviceControlPolicy>[0][number][]) {
  return fit(nonEmpty(statements, name), serviceControlPolicy, where(name)).map(
    (each, index): GuardrailPolicy => ({
      key: keyOf(name, index),
      description,
      type: "SERVICE_CONTROL_POLICY",
      sids: each.map(({ sid }) => sid),
      content: render(serviceControlPolicy(each), { where: where(name) }),
    }),
  );
}

/** The longest id that an organization may have: statements that fit with it fit with every id, so that the id moves no statement. */
const LONGEST_ORGANIZATION_ID = `o-${"x".repeat(32)}`;

function outsideControls(organizationId: string, parties: readonly string[]): GuardrailPolicy[] {
  const statements = outsidePrincipals(organizationId, parties);
  return fit(outsidePrincipals(LONGEST_ORGANIZATION_ID, parties), resourceControlPolicy, where("outside")).map((group, index) => {
    const sids = group.map(({ sid }) => sid);
    const own = nonEmpty(
      statements.filter(({ sid }) => sids.includes(sid)),
      "outside",
    );
    return {
      key: keyOf("outside", index),
      description: "Principals and services from outside of the organization",
      type: "RESOURCE_CONTROL_POLICY",
      sids,
      content: render(resourceControlPolicy(own), { where: where("outside") }),
    };
  });
}

/** Roles that are declared for the organization are exempt in every account; those of an account only there. */
function guardedRoles({ organization, accounts }: ResolvedPlan): GuardedRoles {
  const { partition, deployRole, letThrough } = organization;
  const patterns = (kind: "backupRoles" | "serviceRoles") => {
    const ofAll = Object.keys(letThrough[kind] ?? {});
    const ofOne = accounts.flatMap(({ id, letThrough: own }) =>
      id === undefined
        ? []
        : Object.keys(own[kind] ?? {}).flatMap((name) => (ofAll.includes(name) ? [] : [rolePattern(partition, name, id)])),
    );
    return [...ofAll.map((name) => rolePattern(partition, name)), ...ofOne].sort();
  };
  return { partition, deployRole, backupRoles: patterns("backupRoles"), serviceRoles: patterns("serviceRoles") };
}

/** Open grants to roles of external parties, which the statement against outside principals exempts. */
export const grantsToOutsiders = ({ grants }: ResolvedPlan): ResolvedGrant[] =>
  grants.filter(
    ({ state, consumer, consumerRoleArn }) => state === "open" && consumer.kind === "external" && consumerRoleArn !== undefined,
  );

/** Exact roles of external parties that a grant is open to. */
const openParties = (plan: ResolvedPlan): string[] =>
  [...new Set(grantsToOutsiders(plan).flatMap(({ consumerRoleArn }) => consumerRoleArn ?? []))].sort();

/** How many guardrails of each kind are attached to every enforced place. */
export const guardrailCounts = remember((plan: ResolvedPlan): PolicyCounts => {
  const types = guardrailPolicies(plan, LONGEST_ORGANIZATION_ID).map(({ type }) => type);
  const count = (type: GuardrailPolicy["type"]) => types.filter((each) => each === type).length;
  return { serviceControl: count("SERVICE_CONTROL_POLICY"), resourceControl: count("RESOURCE_CONTROL_POLICY") };
});

/** Where guardrails are attached, by key of the place. */
export const placesOf = remember(
  (plan: ResolvedPlan): ReadonlyMap<string, Place> => new Map(enforcedPlaces(plan).map((place) => [place.key, place])),
);
