import type { ConditionReadings } from "./reference-condition.ts";
import { RCP_SERVICES } from "./reference-facts.ts";
import type { ReferenceContext } from "./reference-pattern.ts";
import {
  accountOf,
  allowedNamings,
  deniesByPrincipal,
  hasEffect,
  type Naming,
  type ReferencePolicy,
  type ReferencePrincipal,
  type StatementQuestion,
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

/** A request, told in full: nothing is looked up. */
export interface ReferenceRequest {
  readonly principal: ReferencePrincipal;
  /** Whether the caller's account is the organization's management account, and whether the resource's is. */
  readonly isCallerInManagementAccount: boolean;
  readonly isResourceInManagementAccount: boolean;
  readonly action: string;
  /** An ARN, or `*` for an action that has no resource. */
  readonly resource: string;
  /** The account that owns the resource. */
  readonly owner: string | undefined;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** The documents over a request. SCPs and RCPs by level from the root to the account; absent where the account is in no organization. */
export interface ReferencePolicies {
  readonly identity: readonly ReferencePolicy[];
  readonly boundary?: ReferencePolicy | undefined;
  readonly session?: readonly ReferencePolicy[] | undefined;
  /** The policy of the table, key, secret or role. */
  readonly resource?: ReferencePolicy | undefined;
  readonly endpoint?: ReferencePolicy | undefined;
  readonly serviceControl?: readonly (readonly ReferencePolicy[])[] | undefined;
  readonly resourceControl?: readonly (readonly ReferencePolicy[])[] | undefined;
}

/** What becomes of a request. */
export type ReferenceDecision = "allowed" | "explicitly-denied" | "implicitly-denied";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html and API_GetSessionToken */
const NEED_NO_PERMISSION = new Set(["sts:getcalleridentity", "sts:getsessiontoken"]);

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
  if (NEED_NO_PERMISSION.has(request.action.toLowerCase())) return "allowed";
  const question: StatementQuestion = {
    principal: request.principal,
    hasBoundary: policies.boundary !== undefined,
    action: request.action,
    resource: request.resource,
    context: contextOf(request),
    readings,
  };
  const over = bindingPolicies(request, policies, question.context);

  if (isDenied(over, question, request)) return "explicitly-denied";
  const isEveryLevelOpen = (over.serviceControl ?? []).every((level) => hasEffect(level, "Allow", question));
  const isEndpointOpen = over.endpoint === undefined || allowedNamings(over.endpoint, question).size > 0;
  return isEveryLevelOpen && isEndpointOpen && isGranted(over, question, request, readings) ? "allowed" : "implicitly-denied";
}

/** Leaves out what does not bind the request. */
function bindingPolicies(request: ReferenceRequest, policies: ReferencePolicies, context: ReferenceContext): ReferencePolicies {
  const { principal, action, resource } = request;
  const isServiceLinked = principal.kind === "role" && isServiceLinkedRole(principal.name);
  const hasAccount = accountOf(principal) !== undefined;
  const isForwarded = context.get("aws:viaawsservice")?.[0]?.toLowerCase() === "true";
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

function isDenied(over: ReferencePolicies, question: StatementQuestion, { principal, action, owner }: ReferenceRequest): boolean {
  const isOwnersRoot = principal.kind === "root" && accountOf(principal) === owner;
  const isSparedDelete = isOwnersRoot && action.toLowerCase() === "dynamodb:deleteresourcepolicy";
  const withoutPrincipals = [
    ...over.identity,
    ...(over.boundary === undefined ? [] : [over.boundary]),
    ...(over.session ?? []),
    ...(over.serviceControl ?? []).flat(),
  ];
  const withPrincipals = [
    ...(over.resource === undefined || isSparedDelete ? [] : [over.resource]),
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

/**
 * The keys of the request: what is told, and what AWS derives from the caller, the resource and the call.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function contextOf({ principal, resource, owner, context, action }: ReferenceRequest): ReferenceContext {
  const keys = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(context)) keys.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
  const add = (key: string, value: string | undefined) => {
    if (value !== undefined && !keys.has(key.toLowerCase())) keys.set(key.toLowerCase(), [value]);
  };
  const account = accountOf(principal);
  const isUnsigned = principal.kind === "anonymous" || principal.kind === "token-bearer";
  add("aws:PrincipalAccount", principal.kind === "anonymous" ? "anonymous" : account);
  add("aws:PrincipalArn", account === undefined ? undefined : principal.name);
  add("aws:PrincipalType", PRINCIPAL_TYPES[principal.kind]);
  add("aws:PrincipalIsAWSService", isUnsigned ? undefined : String(principal.kind === "service"));
  add("aws:username", principal.kind === "user" ? principal.name.split("/").at(-1) : undefined);
  add("aws:PrincipalServiceName", principal.kind === "service" ? principal.name : undefined);
  const via = keys.get("aws:calledvia") ?? [];
  add("aws:CalledViaFirst", via[0]);
  add("aws:CalledViaLast", via.at(-1));
  add("aws:ViaAWSService", String(via.length > 0));
  add("aws:ResourceAccount", owner ?? (resource === "*" ? account : undefined));
  const region = resource.split(":")[3];
  const isGlobal = serviceOf(action) === "iam";
  add("aws:RequestedRegion", isGlobal ? (/^arn:aws-/.test(resource) ? undefined : "us-east-1") : region === "" ? undefined : region);
  add("kms:CallerAccount", serviceOf(action) === "kms" ? account : undefined);
  const time = keys.get("aws:currenttime")?.[0];
  add("aws:EpochTime", time === undefined ? undefined : String(Math.floor(Date.parse(time) / 1000)));
  return keys;
}

const PRINCIPAL_TYPES: Readonly<Record<ReferencePrincipal["kind"], string | undefined>> = {
  anonymous: "Anonymous",
  service: undefined,
  "token-bearer": undefined,
  root: "Account",
  user: "User",
  role: "AssumedRole",
  "federated-user": "FederatedUser",
};
