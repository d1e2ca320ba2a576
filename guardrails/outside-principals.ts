import { allOf, condition } from "../iam/condition.ts";
import {
  exceptAwsServices,
  exceptPrincipals,
  forPrincipalsLike,
  forServicesActingFromOutside,
  outsideOrganization,
} from "../iam/guard-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import type { ResourceControlStatement } from "../iam/resource-control-policy.ts";
import { pascalCase } from "../iam/sid.ts";
import type { ActionPattern } from "../iam/statement.ts";
import { deny } from "../iam/statement.ts";
import { OWN_TAG } from "./blueprint-infrastructure.ts";

/**
 * The services that outsiders must not reach. Of STS only `AssumeRole` is among them: callers with a token or an assertion have no organization,
 * and `sts:*` would shut out every pod.
 */
const GUARDED: NonEmpty<ActionPattern> = ["dynamodb:*", "kms:*", "secretsmanager:*", "sts:AssumeRole"];

/** The Sid of the statement that exempts the roles of external parties. */
export const OUTSIDERS_SID = "DenyPrincipalsOutsideTheOrganization";

/** An external party that a grant is open to. */
export interface AdmittedParty {
  readonly name: string;
  /** Exact ARN of its role. */
  readonly role: string;
  /** ARNs, or patterns of ARNs, of all that it is granted, keys included. */
  readonly resources: NonEmpty<string>;
  /** Which keys it uses, and how; undefined where it uses none but those that `resources` names one by one. */
  readonly keys: AdmittedKeys | undefined;
}

/** Keys that are not told apart by ARN, because KMS makes up their ids after the guardrails are written. */
export interface AdmittedKeys {
  /** The services through which it uses the keys of what it is granted, e.g. `dynamodb.eu-west-1.amazonaws.com`. */
  readonly through: readonly string[];
  /** Exact ARNs of keys that exist already and are granted themselves. */
  readonly named: readonly string[];
  /** Whether a key that stacks make is granted itself. */
  readonly isMade: boolean;
}

/** A vendor that takes roles and uses no data. */
export interface AdmittedVendor {
  readonly name: string;
  /** Exact ARN of its role, or a pattern of all principals of its account. */
  readonly principal: string;
  /** Exact ARNs of the roles that it takes. */
  readonly roles: NonEmpty<string>;
  readonly externalId: string;
  /** The instant after which it is over, ISO 8601; undefined where it has no end. */
  readonly ends: string | undefined;
}

/** The Sids of the statements about one vendor. */
export const vendorSids = (name: string): readonly [string, string, string] => [
  `DenyVendor${pascalCase(name)}BeyondItsRoles`,
  `DenyVendor${pascalCase(name)}WithoutItsExternalId`,
  `DenyVendor${pascalCase(name)}AfterItsEnd`,
];

/** The Sids of the statements about one external party. */
export const partySids = (name: string): readonly [string, string] => [
  `DenyExternal${pascalCase(name)}BeyondItsGrants`,
  `DenyExternal${pascalCase(name)}OtherKeys`,
];

/**
 * No principal from outside the organization reaches tables, keys, secrets or roles, whatever their own policies say, and no AWS service does so
 * on behalf of one.
 *
 * Threat: a resource policy or trust that names a foreign principal, by mistake or on purpose; a service that is talked into acting for a
 * stranger (confused deputy). Exempt: the roles of external parties, each for exactly what its open grants are on; vendors, each for taking its
 * named roles with its external id until its end; and AWS services by their own names. KMS makes up the ids of keys after this policy is written,
 * so that a party may use keys of the owner's account: through the service whose resource it was granted, which decides first; and itself, where
 * a key is granted, those that carry the blueprint's tag, which the deploy role alone sets, as it alone writes their policies.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
export function outsidePrincipals(
  { id, name }: { readonly id: string; readonly name: string },
  parties: readonly AdmittedParty[],
  vendors: readonly AdmittedVendor[] = [],
): NonEmpty<ResourceControlStatement> {
  const roles = [...new Set([...parties.map(({ role }) => role), ...vendors.map(({ principal }) => principal)])].sort();
  return [
    deny({
      sid: OUTSIDERS_SID,
      actions: GUARDED,
      resources: ["*"],
      conditions: allOf(outsideOrganization(id), exceptAwsServices(), exceptPrincipals(roles)),
    }),
    deny({
      sid: "DenyServicesActingForOutsiders",
      actions: GUARDED,
      resources: ["*"],
      conditions: forServicesActingFromOutside(id),
    }),
    ...parties.flatMap((party) => toItsGrants(party, name)),
    ...vendors.flatMap(toItsRoles),
  ];
}

function toItsRoles({ name, principal, roles, externalId, ends }: AdmittedVendor): ResourceControlStatement[] {
  const [beyond, unnamed, over] = vendorSids(name);
  const vendor = forPrincipalsLike([principal]);
  return [
    deny({ sid: beyond, actions: GUARDED, notResources: roles, conditions: vendor }),
    deny({
      sid: unnamed,
      actions: ["sts:AssumeRole"],
      resources: ["*"],
      conditions: allOf(vendor, condition("StringNotEqualsIfExists", "sts:ExternalId", [externalId])),
    }),
    ...(ends === undefined
      ? []
      : [
          deny({
            sid: over,
            actions: ["sts:AssumeRole"],
            resources: ["*"],
            conditions: allOf(vendor, condition("DateGreaterThanEquals", "aws:CurrentTime", [ends])),
          }),
        ]),
  ];
}

function toItsGrants({ name, role, resources, keys }: AdmittedParty, organization: string): ResourceControlStatement[] {
  const [beyond, ofOthers] = partySids(name);
  const party = forPrincipalsLike([role]);
  const statements: ResourceControlStatement[] = [deny({ sid: beyond, actions: GUARDED, notResources: resources, conditions: party })];
  if (keys === undefined) return statements;
  const conditions = allOf(
    party,
    keys.through.length === 0 ? {} : condition("StringNotEqualsIfExists", "kms:ViaService", nonEmpty(keys.through, "services")),
    keys.isMade ? condition("StringNotEqualsIfExists", OWN_TAG, [organization]) : {},
  );
  const actions: NonEmpty<ActionPattern> = ["kms:*"];
  const where = keys.named.length === 0 ? { resources: ["*"] as const } : { notResources: nonEmpty(keys.named, "keys") };
  return [...statements, deny({ sid: ofOthers, actions, ...where, conditions })];
}
