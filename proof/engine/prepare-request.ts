import { accountRootArn, isPartition, parseArn } from "../../iam/arn.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import { ID_KEY } from "./condition.ts";
import { deriveKeys } from "./derive-keys.ts";
import { aliasName, changesAlias, keyBehind } from "./kms-alias.ts";
import { multivaluedKeysOf } from "./multivalued-keys.ts";
import { hasWildcard } from "./pattern.ts";
import { isAccountId, type Principal, parsePrincipal, parseUniqueId } from "./principal.ts";
import { DEFAULT_READINGS, type Readings } from "./readings.ts";
import { type ContextValues, RequestContext } from "./request-context.ts";
import type { RequestedResource } from "./resource-matcher.ts";

/** One request, in the terms of AWS. */
export interface Request {
  /** An ARN, an account id, a service's name, or `*`; see `parsePrincipal`. */
  readonly principal: string;
  /** The unique id of the role or user (AROA…, AIDA…), where known. */
  readonly principalId?: string | undefined;
  /** With its service: `dynamodb:GetItem`. */
  readonly action: string;
  /** An ARN, `*`, or an ARN with wildcards. */
  readonly resource: string;
  /** The ARN of the key that an alias stands for, where the resource is an alias; where an alias is to stand for another, each in turn. */
  readonly aliasTarget?: string | undefined;
  /** The account that owns the resource, where its ARN does not say (S3). */
  readonly resourceAccount?: string | undefined;
  readonly context: ContextValues;
  /** Keys whose values are unknown, each with what would say them and where; see `ContextFacts`. */
  readonly unknown?: Readonly<Record<string, string>> | undefined;
  /** Where it comes from, by a name that only an organization knows; what the engine decides about says it in the context. */
  readonly from?: string | undefined;
}

/** What a request is judged in: the time, and what AWS's services know. */
export interface Surroundings {
  readonly now: Date;
  readonly catalogue: Catalogue;
  /** The ARNs of roles and users by their unique ids, as far as these are known. */
  readonly principalsById?: ReadonlyMap<string, string> | undefined;
  /** How that is read on which AWS's pages conflict; by default as scenarios show it. */
  readonly readings?: Readings | undefined;
}

/** Which policies must name the caller explicitly, whatever its identity policies say. */
export type MustBeNamedBy = "trust-policy" | "key-policy";

/** A request with everything read out of it that decisions need. */
export interface PreparedRequest {
  readonly request: Request;
  readonly principal: Principal;
  /** In lower case. */
  readonly action: string;
  readonly resource: RequestedResource;
  readonly resourceAccount: string | undefined;
  readonly context: RequestContext;
  /** Whether a service makes the call with the caller's credentials, so that the caller's network is not seen. */
  readonly isForwarded: boolean;
  /** Whether anything of the request itself is unknown. */
  readonly hasUnknown: boolean;
  /** Whether the catalogue knows the action. */
  readonly isKnown: boolean;
  /** Whether the action has no resource but `*`. */
  readonly isWildcardOnly: boolean;
  /** Whether resource control policies reach the action's service. */
  readonly isResourceControlled: boolean;
  readonly mustBeNamedBy: MustBeNamedBy | undefined;
  /** The same call at another resource, where it needs both: at the key of an alias that it changes. The resource's policy is that key's. */
  readonly alsoAt: PreparedRequest | undefined;
}

const TRUST_ACTIONS = new Set([
  "sts:assumerole",
  "sts:assumerolewithsaml",
  "sts:assumerolewithwebidentity",
  "sts:setcontext",
  "sts:setsourceidentity",
  "sts:tagsession",
]);

/**
 * Reads a valid request once, for any number of decisions, with the keys that follow from it; every other key comes from the context alone.
 * A session's role is taken to have the ARN that `aws:PrincipalArn` gives, since its own ARN lacks the role's path.
 * What is asked of a key through an alias is asked of the key; what changes an alias is asked of both.
 * Throws when the principal cannot be read, which validation finds first.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function prepareRequest(request: Request, surroundings: Surroundings): PreparedRequest {
  const action = request.action.toLowerCase();
  const isWildcardOnly = surroundings.catalogue.action(action)?.isWildcardOnly ?? false;
  const alias = aliasName(request.resource);
  if (isWildcardOnly) return prepareAt(request, { text: "*", isPattern: false, unknown: undefined }, surroundings);
  const asked = { text: request.resource, isPattern: hasWildcard(request.resource), unknown: undefined };
  if (alias === undefined || !action.startsWith("kms:")) return prepareAt(request, asked, surroundings);
  const key = keyBehind(request.resource, request.aliasTarget);
  if (!changesAlias(action)) return prepareAt(request, key, surroundings, alias);
  return { ...prepareAt(request, asked, surroundings), mustBeNamedBy: undefined, alsoAt: prepareAt(request, key, surroundings) };
}

function prepareAt(
  request: Request,
  resource: RequestedResource,
  { now, catalogue, principalsById, readings = DEFAULT_READINGS }: Surroundings,
  alias?: string,
): PreparedRequest {
  const context = new RequestContext(request.context, {
    isMultivalued: multivaluedKeysOf(catalogue),
    unknown: request.unknown ?? {},
    readings,
  });
  const parsed = parsePrincipal(inPartition(request), context.single("aws:principalarn"));
  if (parsed === undefined) {
    throw new Error(`request: not a principal, got ${JSON.stringify(request.principal)}; validate the request first`);
  }
  const uniqueId = request.principalId ?? parseUniqueId(context.single(ID_KEY) ?? "")?.id;
  const principal: Principal = { ...parsed, uniqueId, ownerOf: (id) => principalsById?.get(id) };
  const action = request.action.toLowerCase();
  const service = action.slice(0, action.indexOf(":"));
  const known = catalogue.action(action);
  const isWildcardOnly = known?.isWildcardOnly ?? false;
  const resourceArn = parseArn(resource.text);
  const resourceAccount = request.resourceAccount ?? accountOf(resourceArn?.accountId) ?? principal.account;

  deriveKeys(context, { principal, service, action: known, resource: resourceArn, resourceAccount, alias, now });

  return {
    request,
    principal,
    action,
    resource,
    resourceAccount,
    context,
    isForwarded: isForwardedIn(context),
    hasUnknown: context.hasUnknown || resource.unknown !== undefined,
    isKnown: known !== undefined,
    isWildcardOnly,
    isResourceControlled: known === undefined || catalogue.resourceControlledServices.includes(service),
    mustBeNamedBy: isWildcardOnly ? undefined : mustBeNamedBy(action),
    alsoAt: undefined,
  };
}

/** Whether a service passes a request on for its caller. */
export const isForwardedIn = (context: RequestContext): boolean => context.single("aws:viaawsservice")?.toLowerCase() === "true";

/** An account's id as the ARN of its root user, in the partition of what it asks for. */
function inPartition({ principal, resource }: Request): string {
  const partition = parseArn(resource)?.partition ?? "aws";
  return isAccountId(principal) && isPartition(partition) ? accountRootArn({ partition, accountId: principal }) : principal;
}

function accountOf(field: string | undefined): string | undefined {
  return field !== undefined && isAccountId(field) ? field : undefined;
}

/**
 * Which policy of the resource has to name the caller, if any. Of an alias it is that of its key.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
export function mustBeNamedBy(action: string): MustBeNamedBy | undefined {
  const lowerCaseAction = action.toLowerCase();
  if (TRUST_ACTIONS.has(lowerCaseAction)) return "trust-policy";
  return lowerCaseAction.startsWith("kms:") ? "key-policy" : undefined;
}
