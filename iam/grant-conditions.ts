import { issuerName, partitionOf, regionalServiceName } from "./arn.ts";
import { allOf, type Conditions, condition } from "./condition.ts";
import { type NonEmpty, someOrNone } from "./non-empty.ts";
import { QUOTAS } from "./quota.ts";

// Conditions that narrow an Allow. Each is false when the request lacks the key, so that a request without it is not allowed.

/** VPCs of one region; their ids are unique only within it. */
export interface RegionalVpcs {
  readonly region: string;
  readonly vpcIds: NonEmpty<string>;
}

/** Only for exactly these principals: role or user ARNs, never session ARNs. Throws for a pattern; say that with `onlyPrincipalsLike`. */
export function onlyPrincipals(arns: NonEmpty<string>): Conditions {
  for (const arn of arns) {
    if (/[*?]/.test(arn)) {
      throw new Error(`conditions: a principal's exact ARN is needed, got ${JSON.stringify(arn)}; use onlyPrincipalsLike for a pattern`);
    }
  }
  return condition("ArnEquals", "aws:PrincipalArn", arns);
}

/** Only for principals whose role or user ARN matches a pattern; `*` does not cross the ARN's colons. */
export function onlyPrincipalsLike(patterns: NonEmpty<string>): Conditions {
  return condition("ArnLike", "aws:PrincipalArn", patterns);
}

/** Only for principals of an organization: this one, or that of an external party. */
export function insideOrganization(organizationId: string): Conditions {
  return condition("StringEquals", "aws:PrincipalOrgID", [organizationId]);
}

/** Only for principals of these accounts. */
export function ofAccounts(accountIds: NonEmpty<string>): Conditions {
  return condition("StringEquals", "aws:PrincipalAccount", accountIds);
}

/** Only for resources of these accounts. */
export function onResourcesOfAccounts(accountIds: NonEmpty<string>): Conditions {
  return condition("StringEquals", "aws:ResourceAccount", accountIds);
}

/** Only for resources of the organization: what an endpoint policy says against carrying data out. */
export function onResourcesInOrganization(organizationId: string): Conditions {
  return condition("StringEquals", "aws:ResourceOrgID", [organizationId]);
}

/** Only through VPC endpoints in these VPCs. Calls that another service forwards carry no VPC: never on `kms:Decrypt` by way of a service. */
export function fromVpcs({ region, vpcIds }: RegionalVpcs): Conditions {
  return allOf(condition("StringEquals", "aws:SourceVpc", vpcIds), condition("StringEquals", "aws:RequestedRegion", [region]));
}

/** Only from these public address ranges. A call through a VPC endpoint has no such address. */
export function fromNetworks(cidrs: NonEmpty<string>): Conditions {
  return condition("IpAddress", "aws:SourceIp", cidrs);
}

/** Only from these public address ranges, where there are any; from everywhere otherwise. */
export function fromNetworksIfAny(cidrs: readonly string[]): Conditions {
  const some = someOrNone(cidrs);
  return some === undefined ? {} : fromNetworks(some);
}

/** Only when the external party shows the id that it was given for us. Throws for an id that STS would refuse. */
export function withExternalId(externalId: string): Conditions {
  if (!/^[\w+=,.@:/-]{2,}$/.test(externalId) || externalId.length > QUOTAS.externalIdLength.value) {
    throw new Error(
      `conditions: not an external id, got ${JSON.stringify(externalId)}; ` +
        `use 2 to ${QUOTAS.externalIdLength.value} letters, digits and any of + = , . @ : / _ -`,
    );
  }
  return condition("StringEquals", "sts:ExternalId", [externalId]);
}

/** Only for calls that one of these services makes on a caller's behalf, e.g. `dynamodb.amazonaws.com`. */
export function calledVia(services: NonEmpty<string>): Conditions {
  return condition("ForAnyValue:StringEquals", "aws:CalledVia", services);
}

/** Only before a moment, e.g. `2027-04-01T00:00:00Z`. Bounds sessions that began earlier, too. Throws when it is no moment in UTC. */
export function before(moment: string): Conditions {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(moment) || Number.isNaN(Date.parse(moment))) {
    throw new Error(`conditions: not a moment in UTC, got ${JSON.stringify(moment)}; write it as "2027-04-01T00:00:00Z"`);
  }
  return condition("DateLessThan", "aws:CurrentTime", [moment]);
}

/** Only when KMS is called by that service on the principal's behalf, in that region: `viaService("dynamodb", "eu-west-1")`. */
export function viaService(service: string, region: string): Conditions {
  return condition("StringEquals", "kms:ViaService", [regionalServiceName(service, region, partitionOf(region))]);
}

/** Only when an AWS service acts for these accounts, and where given for these resources of theirs (patterns may stand). */
export function forSources({ accountIds, arns }: { readonly accountIds: NonEmpty<string>; readonly arns?: NonEmpty<string> }): Conditions {
  const accounts = condition("StringEquals", "aws:SourceAccount", accountIds);
  return arns === undefined ? accounts : allOf(accounts, condition("ArnLike", "aws:SourceArn", arns));
}

/**
 * Only for tokens of that issuer (with or without `https://`) that were made for the audience and name exactly that subject.
 * Without a subject every pod of the cluster could take the role.
 */
export function fromWebIdentity(token: { readonly issuer: string; readonly audience: string; readonly subject: string }): Conditions {
  const issuer = issuerName(token.issuer);
  return allOf(condition("StringEquals", `${issuer}:aud`, [token.audience]), condition("StringEquals", `${issuer}:sub`, [token.subject]));
}

/**
 * Only for the session tags that EKS Pod Identity sets for that service account in one of the clusters.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export function fromPod(pod: {
  readonly clusterArns: NonEmpty<string>;
  readonly namespace: string;
  readonly serviceAccount: string;
}): Conditions {
  return allOf(
    withRequestTag("eks-cluster-arn", pod.clusterArns),
    withRequestTag("kubernetes-namespace", [pod.namespace]),
    withRequestTag("kubernetes-service-account", [pod.serviceAccount]),
  );
}

/** Only when the request sets that tag to one of these values. */
export function withRequestTag(tagKey: string, values: NonEmpty<string>): Conditions {
  return condition("StringEquals", `aws:RequestTag/${tagKey}`, values);
}

/** Only when the request sets no other tags than these; it may set none. */
export function noTagKeysBut(tagKeys: NonEmpty<string>): Conditions {
  return condition("ForAllValues:StringEquals", "aws:TagKeys", tagKeys);
}

/**
 * Only for items whose partition key is one of these values, which may contain policy variables: `TENANT#${aws:PrincipalTag/TenantId}`.
 * Never beside Scan, streams or vector search: they carry no leading keys.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function onlyLeadingKeys(values: NonEmpty<string>): Conditions {
  // `ForAllValues` is also true without any value, so that a second condition asks for the key's presence.
  return allOf(
    condition("ForAllValues:StringEquals", "dynamodb:LeadingKeys", values),
    condition("Null", "dynamodb:LeadingKeys", ["false"]),
  );
}
