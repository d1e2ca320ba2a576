import { assumedRoleArn, isPartition, parseArn } from "../../iam/arn.ts";
import { type Problem, problem } from "../json-problem.ts";
import type { Request } from "./prepare-request.ts";
import { nameWithoutPath } from "./principal.ts";
import type { ContextValues } from "./request-context.ts";

/** Tags by key; keys differ by more than their case. */
export type Tags = Readonly<Record<string, string>>;

/** A role that somebody wants to assume. */
export interface AssumableRole {
  readonly arn: string;
  readonly tags?: Tags;
  /** The unique id (AROA…), where known: only with it has a session an `aws:userid`. */
  readonly uniqueId?: string;
}

/** What the call that assumes a role passes. */
export interface AssumptionArguments {
  readonly sessionName: string;
  readonly tags?: Tags;
  readonly transitiveTagKeys?: readonly string[];
  readonly sourceIdentity?: string;
  readonly externalId?: string;
  readonly durationSeconds?: number;
}

/** A token of an OIDC provider. */
export interface WebIdentity {
  /** The provider's ARN in the role's account. */
  readonly provider: string;
  /** The token's claims that AWS turns into keys: `aud`, `sub` and what the provider adds. */
  readonly claims: Readonly<Record<string, string | readonly string[]>>;
}

/** A session of a role: who it is and what its requests carry because of it; the network and the resource add their own keys. */
export interface Session {
  readonly principal: string;
  readonly context: ContextValues;
  /** The tags that go on into sessions which this one opens. */
  readonly transitiveTags: Tags;
  readonly sourceIdentity: string | undefined;
}

/** Who calls STS: an ARN with the keys its requests carry, and with its session where it has one. */
export interface AssumingCaller {
  readonly principal: string;
  readonly context: ContextValues;
  readonly session?: Session;
}

/** How long a session may last that another session opened. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
const LONGEST_CHAINED_SESSION_SECONDS = 3600;
/** The claims that stay with the session. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif */
const CLAIMS_IN_SESSION = new Set(["amr", "aud", "sub"]);

/**
 * What STS refuses whatever policies say: a transitive tag passed anew, another source identity, and more than an hour for a chained session.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
 */
export function assumptionProblems({ session }: AssumingCaller, passed: AssumptionArguments): Problem[] {
  if (session === undefined) return [];
  const problems: Problem[] = [];
  const inherited = new Set(Object.keys(session.transitiveTags).map((key) => key.toLowerCase()));
  for (const key of Object.keys(passed.tags ?? {})) {
    if (inherited.has(key.toLowerCase()))
      problems.push(problem(["tags", key], "is inherited as a transitive tag", key, "do not pass it again"));
  }
  const { sourceIdentity, durationSeconds } = passed;
  if (sourceIdentity !== undefined && session.sourceIdentity !== undefined && sourceIdentity !== session.sourceIdentity) {
    problems.push(
      problem(
        ["sourceIdentity"],
        "cannot be changed in a chain of roles",
        sourceIdentity,
        `leave it out, it stays ${session.sourceIdentity}`,
      ),
    );
  }
  if (durationSeconds !== undefined && durationSeconds > LONGEST_CHAINED_SESSION_SECONDS) {
    problems.push(
      problem(
        ["durationSeconds"],
        "is too long for a chained session",
        durationSeconds,
        `ask for ${LONGEST_CHAINED_SESSION_SECONDS} at most`,
      ),
    );
  }
  return problems;
}

/**
 * The requests that must all be allowed for AssumeRole to succeed: the call itself, and with tags or a source identity the permission to
 * pass them. What the calling session inherited is passed on with each call of a chain, and tested like what is passed anew.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export function assumeRoleRequests(caller: AssumingCaller, role: AssumableRole, passed: AssumptionArguments): Request[] {
  const { transitiveTagKeys = [], externalId, sessionName } = passed;
  const tags = overlay(caller.session?.transitiveTags ?? {}, passed.tags ?? {});
  const sourceIdentity = caller.session?.sourceIdentity ?? passed.sourceIdentity;
  const context: ContextValues = {
    ...caller.context,
    ...roleKeys(role),
    ...tagKeys(tags, transitiveTagKeys),
    "sts:RoleSessionName": sessionName,
    ...(externalId === undefined ? {} : { "sts:ExternalId": externalId }),
    ...(sourceIdentity === undefined ? {} : { "sts:SourceIdentity": sourceIdentity }),
  };
  const actions = ["sts:AssumeRole"];
  if (Object.keys(tags).length > 0) actions.push("sts:TagSession");
  if (sourceIdentity !== undefined) actions.push("sts:SetSourceIdentity");
  return actions.map((action) => ({ principal: caller.principal, action, resource: role.arn, context }));
}

/** The request that exchanges a token for a session; `network` are the keys of where it comes from. */
export function webIdentityRequest(identity: WebIdentity, role: AssumableRole, sessionName: string, network: ContextValues): Request {
  const context: ContextValues = {
    ...network,
    ...roleKeys(role),
    ...claimKeys(identity, () => true),
    "aws:FederatedProvider": identity.provider,
    "sts:RoleSessionName": sessionName,
  };
  return { principal: identity.provider, action: "sts:AssumeRoleWithWebIdentity", resource: role.arn, context };
}

/**
 * The session that AssumeRole opens: a principal of the role's account, tagged with the role's tags, over them the transitive tags of the
 * calling session, over them the passed ones. It never says whether MFA was used. Of the caller, only transitive tags and source identity
 * go on.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export function assumedSession(caller: AssumingCaller, role: AssumableRole, passed: AssumptionArguments, now: Date): Session {
  const { tags = {}, transitiveTagKeys = [] } = passed;
  const inherited = caller.session?.transitiveTags ?? {};
  const transitive = new Set(transitiveTagKeys.map((key) => key.toLowerCase()));
  const passedOn = Object.fromEntries(Object.entries(tags).filter(([key]) => transitive.has(key.toLowerCase())));
  const sourceIdentity = caller.session?.sourceIdentity ?? passed.sourceIdentity;
  return openSession(role, passed.sessionName, now, {
    tags: overlay(role.tags ?? {}, inherited, tags),
    transitiveTags: overlay(inherited, passedOn),
    sourceIdentity,
    keys: {},
  });
}

/** The session that AssumeRoleWithWebIdentity opens: the role's, remembering provider, audience and subject. */
export function webIdentitySession(identity: WebIdentity, role: AssumableRole, sessionName: string, now: Date): Session {
  return openSession(role, sessionName, now, {
    tags: role.tags ?? {},
    transitiveTags: {},
    sourceIdentity: undefined,
    keys: { ...claimKeys(identity, (claim) => CLAIMS_IN_SESSION.has(claim)), "aws:FederatedProvider": identity.provider },
  });
}

interface SessionFacts {
  readonly tags: Tags;
  readonly transitiveTags: Tags;
  readonly sourceIdentity: string | undefined;
  readonly keys: ContextValues;
}

function openSession(
  role: AssumableRole,
  sessionName: string,
  now: Date,
  { tags, transitiveTags, sourceIdentity, keys }: SessionFacts,
): Session {
  const arn = parseArn(role.arn);
  if (arn === undefined || !isPartition(arn.partition) || !arn.resource.startsWith("role/")) {
    throw new Error(`session: not a role, got ${JSON.stringify(role.arn)}; give the ARN of an IAM role`);
  }
  const { partition, accountId, resource } = arn;
  return {
    principal: assumedRoleArn({ partition, accountId, roleName: nameWithoutPath(resource), sessionName }),
    context: {
      ...keys,
      "aws:PrincipalArn": role.arn,
      "aws:TokenIssueTime": now.toISOString(),
      ...prefixed("aws:PrincipalTag/", tags),
      ...(sourceIdentity === undefined ? {} : { "aws:SourceIdentity": sourceIdentity }),
      ...(role.uniqueId === undefined ? {} : { "aws:userid": `${role.uniqueId}:${sessionName}` }),
    },
    transitiveTags,
    sourceIdentity,
  };
}

function roleKeys({ tags = {} }: AssumableRole): ContextValues {
  return { ...prefixed("aws:ResourceTag/", tags), ...prefixed("iam:ResourceTag/", tags) };
}

function tagKeys(tags: Tags, transitiveTagKeys: readonly string[]): ContextValues {
  const keys = Object.keys(tags);
  if (keys.length === 0) return {};
  const transitive = transitiveTagKeys.length === 0 ? {} : { "sts:TransitiveTagKeys": transitiveTagKeys };
  return { ...prefixed("aws:RequestTag/", tags), "aws:TagKeys": keys, ...transitive };
}

function claimKeys({ provider, claims }: WebIdentity, isKept: (claim: string) => boolean): ContextValues {
  const issuer = parseArn(provider)?.resource.replace(/^oidc-provider\//, "") ?? provider;
  return Object.fromEntries(
    Object.entries(claims)
      .filter(([claim]) => isKept(claim))
      .map(([claim, value]) => [`${issuer}:${claim}`, value]),
  );
}

function prefixed(prefix: string, tags: Tags): ContextValues {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
}

/** Later tags replace earlier ones of the same key, whatever its case. */
function overlay(...layers: readonly Tags[]): Tags {
  const byKey = new Map<string, readonly [string, string]>();
  for (const tags of layers) for (const [key, value] of Object.entries(tags)) byKey.set(key.toLowerCase(), [key, value]);
  return Object.fromEntries(byKey.values());
}
