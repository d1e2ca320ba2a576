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
  /** Exact ARNs of keys that exist already and are granted themselves. */
  readonly namedKeys: readonly string[];
  /** The keys that it uses besides, by how it does; none where it uses none. No key is in two of them. */
  readonly keys: readonly AdmittedKeys[];
}

/** Keys that are not told apart by ARN, because KMS makes up their ids after the guardrails are written. */
export interface AdmittedKeys {
  /** Patterns of their ARNs. */
  readonly keys: NonEmpty<string>;
  /** The services through which it uses the keys of what it is granted, e.g. `dynamodb.eu-west-1.amazonaws.com`. */
  readonly through: readonly string[];
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

const beyondItsGrants = (name: string): string => `DenyExternal${pascalCase(name)}BeyondItsGrants`;
const otherKeys = (name: string, index: number): string =>
  `DenyExternal${pascalCase(name)}OtherKeys${index === 0 ? "" : (index + 1).toString()}`;

/** Whether a statement, by its Sid, is about one external party. */
export function isAboutParty(sid: string, name: string): boolean {
  const first = otherKeys(name, 0);
  return sid === beyondItsGrants(name) || (sid.startsWith(first) && /^\d*$/.test(sid.slice(first.length)));
}

/**
 * No principal from outside the organization reaches tables, keys, secrets or roles, whatever their own policies say, and no AWS service does so
 * on behalf of one.
 *
 * Threat: a resource policy or trust that names a foreign principal, by mistake or on purpose; a service that is talked into acting for a
 * stranger (confused deputy). Exempt: the roles of external parties, each for exactly what its open grants are on; vendors, each for taking its
 * named roles with its external id until its end; and AWS services by their own names. KMS makes up the ids of keys after this policy is written,
 * so that a party may use keys of the owner's account: through the service whose resource it was granted there, which decides first; and itself,
 * where a key is granted, those that carry the blueprint's tag, which the deploy role alone sets, as it alone writes their policies.
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

function toItsGrants({ name, role, resources, namedKeys, keys }: AdmittedParty, organization: string): ResourceControlStatement[] {
  const party = forPrincipalsLike([role]);
  return [
    deny({ sid: beyondItsGrants(name), actions: GUARDED, notResources: resources, conditions: party }),
    ...keys.map((used, index) => {
      const conditions = allOf(
        party,
        used.through.length === 0 ? {} : condition("StringNotEqualsIfExists", "kms:ViaService", nonEmpty(used.through, "services")),
        used.isMade ? condition("StringNotEqualsIfExists", OWN_TAG, [organization]) : {},
      );
      const [first, ...rest] = [...namedKeys, ...keys.flatMap((each) => (each === used ? [] : each.keys))];
      const where = first === undefined ? { resources: ["*"] as const } : { notResources: [first, ...rest] as const };
      return deny({ sid: otherKeys(name, index), actions: ["kms:*"], ...where, conditions });
    }),
  ];
}
