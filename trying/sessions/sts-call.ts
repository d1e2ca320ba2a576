import { oidcProviderArn, parseArn } from "../../iam/arn.ts";
import {
  assumedSession,
  assumeRoleRequests,
  assumptionProblems,
  type Session,
  type WebIdentity,
  webIdentityRequest,
  webIdentitySession,
} from "../../proof/engine/session.ts";
import type { Caller } from "../caller.ts";
import { firstDenied, UnknownName } from "../decide-requests.ts";
import { denialMessage } from "../denial-message.ts";
import { type Refusal, refused } from "../refusal.ts";
import type { TriedOrganization } from "../tried-organization.ts";
import type { Issued, IssuedCredentials } from "./issued-credentials.ts";
import { type OidcProvider, oidcProviders } from "./oidc-providers.ts";
import type { KnownRole } from "./roles.ts";
import { sessionPolicyOf } from "./session-policy-of.ts";
import { type RoleParameters, roleParameters } from "./sts-parameters.ts";
import type { WebIdentityTokens } from "./web-identity-tokens.ts";

/** A call of STS. */
export interface StsCall {
  readonly form: URLSearchParams;
  /** Undefined where nobody signed it. */
  readonly caller: Caller | undefined;
  /** The network that it comes from. */
  readonly from: string | undefined;
}

/** A session that STS opened. */
export interface Opened {
  readonly issued: Issued;
  readonly session: Session;
  /** The provider and the claims of the token, where one opened it. */
  readonly identity: WebIdentity | undefined;
}

const DEFAULT_SECONDS = 3600;

/** Opens sessions as STS does, where the policies of the organization allow it. */
export class Sts {
  readonly #organization: TriedOrganization;
  readonly #credentials: IssuedCredentials;
  readonly #tokens: WebIdentityTokens;
  readonly #roleOf: (arn: string) => KnownRole;
  readonly #providers: ReadonlyMap<string, OidcProvider>;
  readonly #clock: () => number;

  constructor(
    organization: TriedOrganization,
    roleOf: (arn: string) => KnownRole,
    credentials: IssuedCredentials,
    tokens: WebIdentityTokens,
    clock: () => number = Date.now,
  ) {
    this.#organization = organization;
    this.#credentials = credentials;
    this.#tokens = tokens;
    this.#clock = clock;
    this.#roleOf = roleOf;
    this.#providers = oidcProviders(organization.world.deployed);
  }

  /** AssumeRole. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
  assumeRole({ form, from }: StsCall, caller: Caller): Opened | Refusal {
    const read = roleParameters(form);
    if ("refusal" in read) return read;
    const role = this.#roleOf(read.roleArn);
    const { session, carries } = caller;
    const assuming = { principal: session.principal, context: { ...session.context, ...carries }, session };
    const [wrong] = assumptionProblems(assuming, passed(read));
    if (wrong !== undefined) return refused("ValidationError", `${wrong.path.join(".")}: ${wrong.message}`);
    const requests = assumeRoleRequests(assuming, role, passed(read)).map((request) => ({ ...request, from }));
    const refusal = this.#denied(requests, caller.policy);
    if (refusal !== undefined) return refusal;
    return this.#open(read, role, () => assumedSession(assuming, role, passed(read), this.#organization.now));
  }

  /** AssumeRoleWithWebIdentity. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
  assumeRoleWithWebIdentity({ form, from }: StsCall): Opened | Refusal {
    const read = roleParameters(form);
    if ("refusal" in read) return read;
    const claims = this.#tokens.read(read.webIdentityToken ?? "");
    if (claims === undefined) return refused("InvalidIdentityToken", "The token is none that was issued here");
    if (claims.exp * 1000 <= this.#clock()) return refused("ExpiredTokenException", "Token expired");
    const { accountId = "", partition = "aws" } = parseArn(read.roleArn) ?? {};
    const issuer = claims.iss.replace(/^https:\/\//, "");
    const provider = this.#providers.get(oidcProviderArn({ partition: partition as "aws", accountId, issuer }));
    if (provider === undefined) return refused("InvalidIdentityToken", `No OpenIDConnect provider found in your account for ${claims.iss}`);
    if (!provider.audiences.includes(claims.aud)) return refused("InvalidIdentityToken", "Incorrect token audience");
    const role = this.#roleOf(read.roleArn);
    const identity: WebIdentity = { provider: provider.arn, claims: { aud: claims.aud, sub: claims.sub } };
    const refusal = this.#denied([{ ...webIdentityRequest(identity, role, read.sessionName, {}), from }], undefined);
    if (refusal !== undefined) return refusal;
    const opened = this.#open(read, role, () => webIdentitySession(identity, role, read.sessionName, this.#organization.now));
    return "refusal" in opened ? opened : { ...opened, identity };
  }

  #denied(requests: Parameters<typeof firstDenied>[0], policy: Caller["policy"]): Refusal | undefined {
    try {
      const denied = firstDenied(requests, policy, this.#organization);
      return denied === undefined ? undefined : refused("AccessDenied", denialMessage(denied, this.#organization.explained), 403);
    } catch (error) {
      if (error instanceof UnknownName) return refused("ValidationError", error.message);
      throw error;
    }
  }

  #open(read: RoleParameters, role: KnownRole, open: () => Session): Opened | Refusal {
    const seconds = read.durationSeconds ?? DEFAULT_SECONDS;
    if (seconds > role.maxSessionSeconds)
      return refused("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    const policy = sessionPolicyOf(read, this.#organization.world.deployed);
    if ("refusal" in policy) return policy;
    const session = open();
    return { issued: this.#credentials.issue({ session, policy: policy.policy, carries: {} }, seconds), session, identity: undefined };
  }
}

const passed = ({ sessionName, tags, transitiveTagKeys, sourceIdentity, externalId, durationSeconds }: RoleParameters) => ({
  sessionName,
  tags,
  transitiveTagKeys,
  ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  ...(externalId === undefined ? {} : { externalId }),
  ...(durationSeconds === undefined ? {} : { durationSeconds }),
});
