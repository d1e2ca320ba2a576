import { allOf, type ConditionKeyName, type Conditions, condition } from "./condition.ts";
import type { RegionalVpcs } from "./grant-conditions.ts";
import { type NonEmpty, someOrNone } from "./non-empty.ts";

// Conditions of a Deny. Unless its comment says otherwise, each also applies when the request lacks the key: `IfExists` after a negated operator
// exempts nobody. Every condition added to a Deny is one more way out of it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

/** For everyone but these principals, if there are any: role or user ARNs, patterns allowed; `*` does not cross the ARN's colons. */
export function exceptPrincipals(arns: readonly string[]): Conditions {
  const some = someOrNone(arns);
  return some === undefined ? {} : condition("ArnNotLikeIfExists", "aws:PrincipalArn", some);
}

/** For principals whose role or user ARN matches a pattern; not for requests without principal. */
export function forPrincipalsLike(patterns: NonEmpty<string>): Conditions {
  return condition("ArnLike", "aws:PrincipalArn", patterns);
}

/** For principals from outside the organization. Callers with web identity tokens count as such: leave their actions out. */
export function outsideOrganization(organizationId: string): Conditions {
  return condition("StringNotEqualsIfExists", "aws:PrincipalOrgID", [organizationId]);
}

/** For everyone but AWS services that call by their own principal. Service roles and service-linked roles are no such principals. */
export function exceptAwsServices(): Conditions {
  return condition("BoolIfExists", "aws:PrincipalIsAWSService", ["false"]);
}

/**
 * For AWS services that act for a resource outside the organization (confused deputies). Applies only when the service says for whose
 * account it acts: asked of the account, not of the organization, so that accounts in no organization are caught.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function forServicesActingFromOutside(organizationId: string): Conditions {
  return allOf(
    condition("StringNotEqualsIfExists", "aws:SourceOrgID", [organizationId]),
    keysPresent(["aws:SourceAccount"]),
    condition("Bool", "aws:PrincipalIsAWSService", ["true"]),
  );
}

/** For calls that no service makes on a caller's behalf. */
export function calledDirectly(): Conditions {
  return keysAbsent(["aws:CalledVia"]);
}

/**
 * For calls that services make on a caller's behalf, none of them one of these, e.g. `cloudformation.amazonaws.com`. Not for direct calls: AWS's
 * pages say both that `ForAllValues` is true where the key is missing and, of a negated operator, that it does not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function calledViaOthersThan(services: NonEmpty<string>): Conditions {
  return allOf(condition("ForAllValues:StringNotEquals", "aws:CalledVia", services), keysPresent(["aws:CalledVia"]));
}

/** In that region, for what does not come through an endpoint in these VPCs. Other regions need a statement of their own. */
export function outsideVpcs({ region, vpcIds }: RegionalVpcs): Conditions {
  return allOf(notFromVpcs(vpcIds), condition("StringEquals", "aws:RequestedRegion", [region]));
}

/** For what does not come through an endpoint in these VPCs. Ids of VPCs are unique within a region: the statement's resources must say it. */
export function notFromVpcs(vpcIds: NonEmpty<string>): Conditions {
  return condition("StringNotEqualsIfExists", "aws:SourceVpc", vpcIds);
}

/**
 * For what does not come through an endpoint of the organization's. AWS lists the services whose requests carry the key, DynamoDB among them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceorgid
 */
export function outsideEndpointsOf(organizationId: string): Conditions {
  return condition("StringNotEqualsIfExists", "aws:VpceOrgID", [organizationId]);
}

/** In every region but these. */
export function outsideRegions(regions: NonEmpty<string>): Conditions {
  return condition("StringNotEqualsIfExists", "aws:RequestedRegion", regions);
}

/** For what does not come from these public address ranges; what comes through a VPC endpoint does not. */
export function outsideNetworks(cidrs: NonEmpty<string>): Conditions {
  return condition("NotIpAddressIfExists", "aws:SourceIp", cidrs);
}

/** For requests that set or remove a tag whose key matches a pattern; not for requests without tags. */
export function touchingTags(tagKeyPatterns: NonEmpty<string>): Conditions {
  return condition("ForAnyValue:StringLike", "aws:TagKeys", tagKeyPatterns);
}

/** Only for requests that carry all these keys. */
export function keysPresent(keys: NonEmpty<ConditionKeyName>): Conditions {
  return allOf(...keys.map((key) => condition("Null", key, ["false"])));
}

/** Only for requests that carry none of these keys. */
export function keysAbsent(keys: NonEmpty<ConditionKeyName>): Conditions {
  return allOf(...keys.map((key) => condition("Null", key, ["true"])));
}
