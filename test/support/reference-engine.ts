import type { ConditionReadings } from "./reference-condition.ts";
import { contextOf } from "./reference-context.ts";
import { RCP_SERVICES } from "./reference-facts.ts";
import type { ReferenceContext } from "./reference-pattern.ts";
import type { ReferenceRequest } from "./reference-request.ts";
import {
  accountOf,
  allowedNamings,
  deniesByPrincipal,
  hasEffect,
  type Naming,
  type ReferenceDocument,
  type ReferencePrincipal,
  type StatementQuestion,
  statementsOf,
} from "./reference-statement.ts";

/** Where AWS's pages leave it open, all readings that are taken; what is not listed, no page leaves open. */
export interface ReferenceReadings extends ConditionReadings {
  /** A resource policy of the caller's own account that names the account gives nothing by itself. */
  readonly doesOwnAccountOnlyDelegate: boolean;
}

/** The readings of the table in test/scenarios/README.md. */
export const READINGS: ReferenceReadings = {
  doesForAnyValueIfExistsHoldWithoutKey: true,
  isEmptyTextNull: true,
  doesNegatedForAllValuesHoldWithoutKey: true,
  doesOwnAccountOnlyDelegate: true,
};

/** The documents over a request. SCPs and RCPs by level from the root to the account; absent where the account is in no organization. */
export interface ReferencePolicies {
  readonly identity: readonly ReferenceDocument[];
  readonly boundary?: ReferenceDocument | undefined;
  readonly session?: readonly ReferenceDocument[] | undefined;
  /** The policy of the table, key, secret or role. */
  readonly resource?: ReferenceDocument | undefined;
  readonly endpoint?: ReferenceDocument | undefined;
  readonly serviceControl?: readonly (readonly ReferenceDocument[])[] | undefined;
  readonly resourceControl?: readonly (readonly ReferenceDocument[])[] | undefined;
}

/** What becomes of a request; `unknown` where it turns on what is unknown. */
export type ReferenceDecision = "allowed" | "explicitly-denied" | "implicitly-denied" | "unknown";

/**
 * What STS lets everybody do, and what it refuses to some whatever they may do: a session of a role asks for no session token; a federated
 * user, and temporary credentials of a user, ask for a role at most, the federated user for none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
 */
function answerOfSts({ principal: { kind }, action }: ReferenceRequest, context: ReferenceContext): "allowed" | "refused" | undefined {
  const name = action.toLowerCase();
  if (!name.startsWith("sts:")) return undefined;
  const isTemporary = context.values.has("aws:tokenissuetime") && (kind === "user" || kind === "root");
  const isOfRole = ["sts:assumerole", "sts:setcontext", "sts:setsourceidentity", "sts:tagsession"].includes(name);
  if (name === "sts:getcalleridentity") return ["user", "root", "role", "federated-user"].includes(kind) ? "allowed" : undefined;
  if (kind === "federated-user" || (isTemporary && !isOfRole)) return "refused";
  if (kind === "role" && (name === "sts:getsessiontoken" || name === "sts:getfederationtoken")) return "refused";
  return name === "sts:getsessiontoken" && (kind === "user" || kind === "root") ? "allowed" : undefined;
}

/**
 * AWS's evaluation of a request, written as plainly as possible for comparison with the engine of proof/, with which it shares nothing. It
 * speaks of policies alone: a service may refuse a call besides, as DynamoDB and KMS do with some that come from other accounts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function decideByReference(
  request: ReferenceRequest,
  policies: ReferencePolicies,
  readings: ReferenceReadings = READINGS,
): ReferenceDecision {
  return decisionOfAll(checksOf(request, policies).map((check) => decideTwice(check, readings)));
}

/** What becomes of a call for which all of several requests must be allowed: the first denial counts, or else what is unknown. */
export function decisionOfAll(decisions: readonly ReferenceDecision[]): ReferenceDecision {
  return decisions.find((decision) => decision.endsWith("denied")) ?? (decisions.includes("unknown") ? "unknown" : "allowed");
}

interface Check {
  readonly request: ReferenceRequest;
  readonly policies: ReferencePolicies;
  /** Whether the resource is a key of unknown id; its ARN ends where that stands. */
  readonly isKeyUnknown: boolean;
}

/**
 * A call that names an alias of KMS uses its key. To make, move or delete the alias takes the permission on the alias and on the key. The
 * policy is the key's.
 * https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
function checksOf(request: ReferenceRequest, policies: ReferencePolicies): readonly Check[] {
  const { action, resource, aliasTarget } = request;
  const [start, alias] = resource.split(/:(?=alias\/)/);
  if (serviceOf(action) !== "kms" || alias === undefined) return [{ request, policies, isKeyUnknown: false }];
  const atKey: ReferenceRequest = { ...request, resource: aliasTarget ?? `${start ?? ""}:key/` };
  const isKeyUnknown = aliasTarget === undefined;
  if (/:(?:create|update|delete)alias$/i.test(action)) {
    const atAlias = { request, policies: { ...policies, resource: undefined }, isKeyUnknown: false };
    return [atAlias, { request: atKey, policies, isKeyUnknown }];
  }
  return [{ request: { ...atKey, requestAlias: alias }, policies, isKeyUnknown }];
}

/** Decides with everything unknown in the caller's favour and against it: what both agree on is certain. */
function decideTwice(check: Check, readings: ReferenceReadings): ReferenceDecision {
  const atBest = decideOnce(check, readings, true);
  return atBest !== "allowed" || decideOnce(check, readings, false) === "allowed" ? atBest : "unknown";
}

function decideOnce({ request, policies, isKeyUnknown }: Check, readings: ReferenceReadings, isFavourable: boolean): ReferenceDecision {
  const question: StatementQuestion = {
    principal: request.principal,
    hasBoundary: policies.boundary !== undefined,
    action: request.action,
    resource: request.resource,
    isKeyUnknown,
    context: contextOf(request),
    readings,
    isFavourable,
  };
  const over = bindingPolicies(request, policies, question.context);
  const ofSts = answerOfSts(request, question.context);
  if (ofSts === "allowed" && isAnyLetThrough(over.endpoint, isFavourable)) return "allowed";

  if (isDenied(over, question, request)) return "explicitly-denied";
  if (ofSts === "refused") return "implicitly-denied";
  const isEveryLevelOpen = (over.serviceControl ?? []).every((level) => hasEffect(level, "Allow", question));
  const isEndpointOpen = over.endpoint === undefined || allowedNamings(over.endpoint, question).size > 0;
  return isEveryLevelOpen && isEndpointOpen && isGranted(over, question, request, readings) ? "allowed" : "implicitly-denied";
}

/** Whether anything gets through an endpoint: nothing does without an Allow. */
function isAnyLetThrough(endpoint: ReferenceDocument | undefined, isFavourable: boolean): boolean {
  if (endpoint === undefined) return true;
  return "unknown" in endpoint ? isFavourable : statementsOf(endpoint).some(({ Effect }) => Effect === "Allow");
}

/** Leaves out what does not bind the request. */
function bindingPolicies(request: ReferenceRequest, policies: ReferencePolicies, context: ReferenceContext): ReferencePolicies {
  const { principal, action, resource } = request;
  const isServiceLinked = principal.kind === "role" && isServiceLinkedRole(principal.name);
  const hasAccount = accountOf(principal) !== undefined;
  const isForwarded = context.values.get("aws:viaawsservice")?.[0]?.toLowerCase() === "true";
  const isWithoutRcp =
    isServiceLinked ||
    request.isResourceInManagementAccount ||
    resource === "*" ||
    !RCP_SERVICES.has(serviceOf(action)) ||
    action.toLowerCase() === "kms:retiregrant" ||
    (principal.kind === "service" && isServiceLinkedRole(resource));
  return {
    identity: hasAccount && principal.kind !== "root" ? policies.identity : [],
    boundary: policies.boundary,
    session: policies.session,
    resource: policies.resource,
    endpoint: isForwarded ? undefined : policies.endpoint,
    serviceControl: hasAccount && !isServiceLinked && !request.isCallerInManagementAccount ? policies.serviceControl : undefined,
    resourceControl: isWithoutRcp ? undefined : policies.resourceControl,
  };
}

const isServiceLinkedRole = (arn: string) => arn.split(":")[5]?.startsWith("role/aws-service-role/") === true;
const serviceOf = (action: string) => action.split(":")[0]?.toLowerCase() ?? "";

/** What a policy of the resource cannot take from the root user of the owning account. */
const KEPT_BY_ROOT = new Set(["dynamodb:deleteresourcepolicy", "s3:deletebucketpolicy", "s3:getbucketpolicy", "s3:putbucketpolicy"]);

function isDenied(over: ReferencePolicies, question: StatementQuestion, { principal, action, owner }: ReferenceRequest): boolean {
  const isOwnersRoot = principal.kind === "root" && accountOf(principal) === owner;
  const isKept = isOwnersRoot && KEPT_BY_ROOT.has(action.toLowerCase());
  const withoutPrincipals = [
    ...over.identity,
    ...(over.boundary === undefined ? [] : [over.boundary]),
    ...(over.session ?? []),
    ...(over.serviceControl ?? []).flat(),
  ];
  const withPrincipals = [
    ...(over.resource === undefined || isKept ? [] : [over.resource]),
    ...(over.endpoint === undefined ? [] : [over.endpoint]),
    ...(over.resourceControl ?? []).flat(),
  ];
  return hasEffect(withoutPrincipals, "Deny", question) || withPrincipals.some((policy) => deniesByPrincipal(policy, question));
}

/** Whether the policies of the caller and of the resource grant the request, no Deny and no guardrail considered. */
function isGranted(
  over: ReferencePolicies,
  question: StatementQuestion,
  { principal, action, resource, owner }: ReferenceRequest,
  readings: ReferenceReadings,
): boolean {
  const isOpenToRole = isLimitMet(over, question, principal);
  const isGrantedByCaller = principal.kind === "root" || (hasEffect(over.identity, "Allow", question) && isOpenToRole);
  const namings = over.resource === undefined ? new Set<Naming>() : allowedNamings(over.resource, question);

  if (accountOf(principal) === undefined) return namings.size > 0;
  if (principal.kind === "root" && action.toLowerCase() === "sts:assumerole") return false;
  if (owner !== undefined && owner !== accountOf(principal)) {
    return namings.size > 0 && isGrantedByCaller;
  }
  if (namings.has("everybody") || namings.has("directly")) return true;
  if (namings.has("by-role") && isOpenToRole) return true;
  if (namings.has("by-account") && !readings.doesOwnAccountOnlyDelegate) return true;
  return isGrantedByCaller && (!mustPolicyName(action, resource) || namings.has("by-account"));
}

/** Whether the boundary and the session policies allow: they limit identity policies and what is granted to a role. */
function isLimitMet({ boundary, session }: ReferencePolicies, question: StatementQuestion, { kind }: ReferencePrincipal): boolean {
  if (kind === "federated-user" && session === undefined) return false;
  const limits = [...(boundary === undefined ? [] : [[boundary]]), ...(session === undefined ? [] : [session])];
  return limits.every((policies) => hasEffect(policies, "Allow", question));
}

/** Trust policies and key policies must name the caller or its account, whatever the caller's own policies say. */
function mustPolicyName(action: string, resource: string): boolean {
  if (serviceOf(action) === "kms") return /^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(resource);
  return serviceOf(action) === "sts" && /^arn:[^:]*:iam::[^:]*:role\//.test(resource);
}
