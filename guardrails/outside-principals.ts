import { allOf, condition } from "../iam/condition.ts";
import {
  exceptAwsServices,
  exceptPrincipals,
  forPrincipalsLike,
  forServicesActingFromOutside,
  outsideOrganization,
} from "../iam/guard-conditions.ts";
import type { NonEmpty } from "../iam/non-empty.ts";
import type { ResourceControlStatement } from "../iam/resource-control-policy.ts";
import { pascalCase } from "../iam/sid.ts";
import type { ActionPattern } from "../iam/statement.ts";
import { deny } from "../iam/statement.ts";

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
  /** The services through which alone it uses keys, e.g. `dynamodb.eu-west-1.amazonaws.com`; undefined where a key itself is granted. */
  readonly keysThrough: NonEmpty<string> | undefined;
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
  `DenyExternal${pascalCase(name)}KeysButThroughServices`,
];

/**
 * No principal from outside the organization reaches tables, keys, secrets or roles, whatever their own policies say, and no AWS service does so
 * on behalf of one.
 *
 * Threat: a resource policy or trust that names a foreign principal, by mistake or on purpose; a service that is talked into acting for a
 * stranger (confused deputy). Exempt: the roles of external parties, each for exactly what its open grants are on; vendors, each for taking its
 * named roles with its external id until its end; and AWS services by their own names. KMS makes up the ids of keys after this policy is written, so that a party may use keys of the owner's account, but only through the
 * service whose resource it was granted, which decides first.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
export function outsidePrincipals(
  organizationId: string,
  parties: readonly AdmittedParty[],
  vendors: readonly AdmittedVendor[] = [],
): NonEmpty<ResourceControlStatement> {
  const roles = [...new Set([...parties.map(({ role }) => role), ...vendors.map(({ principal }) => principal)])].sort();
  return [
    deny({
      sid: OUTSIDERS_SID,
      actions: GUARDED,
      resources: ["*"],
      conditions: allOf(outsideOrganization(organizationId), exceptAwsServices(), exceptPrincipals(roles)),
    }),
    deny({
      sid: "DenyServicesActingForOutsiders",
      actions: GUARDED,
      resources: ["*"],
      conditions: forServicesActingFromOutside(organizationId),
    }),
    ...parties.flatMap(toItsGrants),
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

function toItsGrants({ name, role, resources, keysThrough }: AdmittedParty): ResourceControlStatement[] {
  const [beyond, keys] = partySids(name);
  const party = forPrincipalsLike([role]);
  return [
    deny({ sid: beyond, actions: GUARDED, notResources: resources, conditions: party }),
    ...(keysThrough === undefined
      ? []
      : [
          deny({
            sid: keys,
            actions: ["kms:*"],
            resources: ["*"],
            conditions: allOf(party, condition("StringNotEqualsIfExists", "kms:ViaService", keysThrough)),
          }),
        ]),
  ];
}
