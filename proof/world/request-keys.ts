import { parseArn } from "../../iam/arn.ts";
import type { Request } from "../engine/prepare-request.ts";
import type { Principal } from "../engine/principal.ts";
import type { ContextValues } from "../engine/request-context.ts";
import type { DeployedResources } from "./deployed-resources.ts";
import type { OrganizationFacts } from "./organization-facts.ts";
import { SERVICES_WITHOUT_POLICIES } from "./services-without-policies.ts";

/** A request with ARNs in the place of names, and what is read out of it. */
export interface PlacedRequest {
  readonly request: Request;
  readonly principal: Principal;
  /** The account that owns the resource; undefined where neither says it. */
  readonly resourceAccount: string | undefined;
}

/** The ARN of what a request is decided at: the key that an alias stands for, where that is found out, else the resource itself. */
export const decidedAt = ({ resource, aliasTarget }: Request): string => aliasTarget ?? resource;

/**
 * The keys that AWS adds to a request because of what caller and resource are in the organization. What the network adds is not among them,
 * but for the region where neither network nor resource says it.
 */
export function organizationKeys(
  { request, principal, resourceAccount }: PlacedRequest,
  { id = "", memberships, foreignOrganizations, homeRegion }: OrganizationFacts,
  { roles, data, describedTags, addedTags }: DeployedResources,
): ContextValues {
  const { action, resource, context } = request;
  const at = decidedAt(request);
  const tags = { ...tagsOfResource(at, { roles, data, describedTags }), ...addedTags.get(policyHolder(at) ?? "") };
  const hasRegion = context["aws:RequestedRegion"] !== undefined || (parseArn(resource)?.region ?? "") !== "";
  return {
    ...(principal.kind === "role" && principal.arn !== undefined ? { "aws:PrincipalArn": principal.arn } : {}),
    ...membershipKeys("Principal", id, memberships.get(principal.account ?? "")),
    ...foreignKeys(foreignOrganizations?.get(principal.account ?? "")),
    ...membershipKeys("Resource", id, memberships.get(resourceAccount ?? "")),
    ...(hasRegion ? {} : regionKeys(action, homeRegion)),
    ...tagKeys("aws:PrincipalTag/", principal.arn === undefined ? {} : roles.get(principal.arn)?.tags),
    ...tagKeys("aws:ResourceTag/", tags),
    ...sourceKeys(context, id, memberships),
    ...endpointKeys(context, action, { id, memberships }),
    ...(/^kms:/i.test(action) && principal.account !== undefined ? { "kms:CallerAccount": principal.account } : {}),
  };
}

/** The tags of a resource, where a stack makes it or an inventory describes it; undefined where they are unknown. Streams and backups have none. */
export function tagsOfResource(
  arn: string,
  { roles, data, describedTags }: Pick<DeployedResources, "roles" | "data" | "describedTags">,
): Readonly<Record<string, string>> | undefined {
  if (arn === "*" || /:dynamodb:.*\/(?:stream|backup)\//.test(arn)) return {};
  const holder = policyHolder(arn) ?? "";
  return data.get(holder) ?? describedTags.get(holder) ?? roles.get(arn)?.tags;
}

/**
 * The ARN that a resource's policy and tags are found under: an index has its table's, an object its bucket's, a stream its own. Undefined
 * for what has no policy.
 */
export function policyHolder(arn: string): string | undefined {
  const { service = "", resource = "" } = parseArn(arn) ?? {};
  if (service === "dynamodb")
    return /^table\/[^/]+(?:\/(?:index|stream)\/.*)?$/.test(resource) ? arn.replace(/\/index\/.*$/, "") : undefined;
  if (service === "kms") return /^(?:key|alias)\//.test(resource) ? arn : undefined;
  if (service === "s3") return arn.split("/")[0];
  // https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
  if (service === "backup") return resource.startsWith("backup-vault:") ? arn : undefined;
  if (service === "events") return resource.startsWith("event-bus/") ? arn : undefined;
  return service === "" || SERVICES_WITHOUT_POLICIES.has(service) ? undefined : arn;
}

/** The table or secret that something is encrypted with: an index, a stream or a backup with its table; undefined for what no key is asked about. */
export function encryptedHolder(arn: string): string | undefined {
  const { service = "", resource = "" } = parseArn(arn) ?? {};
  if (service === "secretsmanager") return arn;
  return service === "dynamodb" && resource.startsWith("table/") ? tableOf(arn) : undefined;
}

/** The ARN of the table that an index, stream or backup is of. */
export const tableOf = (arn: string): string => arn.replace(/\/(?:stream|index|backup)\/.*$/, "");

function membershipKeys(whose: "Principal" | "Resource", id: string, membership: { readonly path: string } | undefined): ContextValues {
  return id === "" || membership === undefined ? {} : { [`aws:${whose}OrgID`]: id, [`aws:${whose}OrgPaths`]: [membership.path] };
}

const foreignKeys = (organization: string | undefined): ContextValues =>
  organization === undefined ? {} : { "aws:PrincipalOrgID": organization };

/** STS and other regional services answer in the home region where nothing says otherwise; IAM and Organizations have no such. */
function regionKeys(action: string, homeRegion: string | undefined): ContextValues {
  return homeRegion === undefined || /^(?:iam|organizations):/i.test(action) ? {} : { "aws:RequestedRegion": homeRegion };
}

const tagKeys = (prefix: string, tags: Readonly<Record<string, string>> | undefined): ContextValues =>
  Object.fromEntries(Object.entries(tags ?? {}).map(([key, value]) => [prefix + key, value]));

/** A service that acts for a resource of the organization says so. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceorgid */
function sourceKeys(context: ContextValues, id: string, memberships: ReadonlyMap<string, unknown>): ContextValues {
  const account = context["aws:SourceAccount"];
  return id !== "" && typeof account === "string" && memberships.has(account) ? { "aws:SourceOrgID": id } : {};
}

/** Services whose requests carry the organization of the endpoint that they pass, of those that decisions are about. */
const SAY_WHOSE_ENDPOINT = /^(?:dynamodb|kms):/i;

/**
 * The organization that owns the endpoint which a request passes. AWS lists the services whose requests say it; streams have DynamoDB's prefix.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceorgid
 */
export function endpointKeys(
  context: ContextValues,
  action: string,
  { id = "", memberships }: Pick<OrganizationFacts, "id" | "memberships">,
): ContextValues {
  const owner = context["aws:VpceAccount"];
  const isOurs = id !== "" && typeof owner === "string" && memberships.has(owner) && context["aws:VpceOrgID"] === undefined;
  return isOurs && SAY_WHOSE_ENDPOINT.test(action) ? { "aws:VpceOrgID": id } : {};
}
