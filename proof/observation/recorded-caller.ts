import { parseArn } from "../../iam/arn.ts";
import type { ContextValues } from "../engine/request-context.ts";
import { objectIn, type TrailRecord, textIn } from "./trail-record.ts";
import type { TrailSurroundings } from "./trail-surroundings.ts";

/** Who made a call. */
export interface RecordedCaller {
  readonly principal: string;
  /** Undefined for AWS services and bearers of tokens. */
  readonly account: string | undefined;
  /** Whether only the account is recorded. */
  readonly isUnknown: boolean;
  readonly context: ContextValues;
  /** The service that made the call for the caller, or with a role of the caller's. */
  readonly invokedBy: string | undefined;
}

const caller = (principal: string, rest: Partial<RecordedCaller>): RecordedCaller => ({
  principal,
  account: parseArn(principal)?.accountId,
  isUnknown: false,
  context: {},
  invokedBy: undefined,
  ...rest,
});

/**
 * The caller of a record, or why it is about something else.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function callerOf(
  record: TrailRecord,
  surroundings: Pick<TrailSurroundings, "partition" | "roles">,
): RecordedCaller | { readonly foreign: string } {
  const identity = objectIn(record, "userIdentity");
  const type = textIn(identity, "type") ?? "";
  const arn = textIn(identity, "arn");
  const account = textIn(identity, "accountId");
  const invokedBy = serviceIn(textIn(identity, "invokedBy"));
  switch (type) {
    case "AssumedRole": {
      const role = roleOf(identity, surroundings);
      return role === undefined ? { foreign: "callers without a role: AssumedRole" } : caller(role, { invokedBy });
    }
    case "IAMUser":
    case "FederatedUser":
      return arn === undefined ? { foreign: `callers without an ARN: ${type}` } : caller(arn, { invokedBy });
    case "Root":
      return account === undefined
        ? { foreign: "callers without an account: Root" }
        : caller(`arn:${surroundings.partition}:iam::${account}:root`, { invokedBy });
    case "AWSService":
      return invokedBy === undefined
        ? { foreign: "callers without a name: AWSService" }
        : caller(invokedBy, { account: undefined, invokedBy: undefined });
    case "WebIdentityUser":
    case "SAMLUser":
      return bearerOf(identity, type);
    case "AWSAccount": {
      if (account === undefined) return { foreign: "callers without an account: AWSAccount" };
      // The name of a role that the resource's account does not see: an example of any.
      return caller(`arn:${surroundings.partition}:iam::${account}:role/not-recorded`, { isUnknown: true, invokedBy });
    }
    default:
      return { foreign: `callers of another kind: ${type === "" ? "none" : type}` };
  }
}

/** The role of a session, with its path where the record or the declaration has it. */
function roleOf(identity: TrailRecord, { partition, roles }: Pick<TrailSurroundings, "partition" | "roles">): string | undefined {
  const issuer = objectIn(objectIn(identity, "sessionContext"), "sessionIssuer");
  const issued = textIn(issuer, "arn");
  if (issued !== undefined) return issued;
  const session = parseArn(textIn(identity, "arn") ?? "");
  const name = /^assumed-role\/([^/]+)\//.exec(session?.resource ?? "")?.[1];
  if (session === undefined || name === undefined) return undefined;
  return roles[`${session.accountId}/${name}`] ?? `arn:${partition}:iam::${session.accountId}:role/${name}`;
}

/** Whoever brings a token: the provider, with the claims that `principalId` has behind it, the audience and the subject. */
function bearerOf(identity: TrailRecord, type: string): RecordedCaller | { readonly foreign: string } {
  const id = textIn(identity, "principalId") ?? "";
  const provider = textIn(identity, "identityProvider") ?? /^(arn:[^:]*:iam::\d{12}:(?:oidc|saml)-provider\/[^:]+)/.exec(id)?.[1];
  if (provider === undefined) return { foreign: `callers without a provider: ${type}` };
  const issuer = /:oidc-provider\/(.+)$/.exec(provider)?.[1] ?? provider;
  const [audience, ...subject] = id.startsWith(`${provider}:`) ? id.slice(provider.length + 1).split(":") : [];
  const sub = subject.length > 0 ? subject.join(":") : textIn(identity, "userName");
  const context = {
    ...(audience === undefined ? {} : { [`${issuer}:aud`]: audience }),
    ...(sub === undefined ? {} : { [`${issuer}:sub`]: sub }),
  };
  return caller(provider, { account: undefined, context: type === "SAMLUser" ? {} : context });
}

/** A service's name; undefined for "AWS Internal" and the like. */
export const serviceIn = (text: string | undefined): string | undefined =>
  text !== undefined && /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/.test(text) ? text : undefined;
