import type { Action } from "../../iam/catalogue-entries.ts";
import { ID_KEY, SERVICE_NAMES_KEY } from "./condition.ts";
import { parseInstant } from "./instant.ts";
import { hasWildcard } from "./pattern.ts";
import { nameWithoutPath, type Principal, principalType } from "./principal.ts";
import type { RequestContext } from "./request-context.ts";
import { userIdOf } from "./user-id.ts";

/** What the keys of a request follow from. */
export interface KeySources {
  readonly principal: Principal;
  /** The service that is asked: `dynamodb`. */
  readonly service: string;
  /** The action as the catalogue knows it. */
  readonly action: Action | undefined;
  readonly resource: { readonly partition: string; readonly region: string } | undefined;
  readonly resourceAccount: string | undefined;
  /** The name of the alias through which a key is used. */
  readonly alias: string | undefined;
  readonly now: Date;
}

/** Services with one endpoint for all regions, which lies there. */
const GLOBAL_SERVICES = new Set(["cloudfront", "iam", "organizations", "route53", "support"]);
const GLOBAL_REGION = "us-east-1";
const MILLISECONDS_PER_SECOND = 1000;

/**
 * Adds the context keys that follow from the rest of a request, where the context does not say them; an empty list there keeps one missing.
 *
 * - from the caller: `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:PrincipalIsAWSService`, `aws:userid`, a user's
 *   `aws:username`, a service's `aws:PrincipalServiceName`, and for KMS `kms:CallerAccount`;
 * - from `aws:CalledVia`: `aws:CalledViaFirst`, `aws:CalledViaLast` and `aws:ViaAWSService`, the last from either of these two as well;
 * - from the resource: `aws:ResourceAccount`, `aws:RequestedRegion`, for S3 `s3:ResourceAccount`, and `kms:RequestAlias` for a key that is
 *   used through an alias;
 * - from the time: `aws:CurrentTime`, and from that `aws:EpochTime`.
 *
 * Part of `aws:userid` may be unknown, and all names of a service (`aws:PrincipalServiceNamesList`) are. No other key follows from the
 * request alone: an organization says `aws:PrincipalOrgID` and its like, a network `aws:SourceVpc` and its like; which of
 * `aws:SourceArn`, `aws:SourceAccount` and `kms:ViaService` a service sends differs by service.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function deriveKeys(context: RequestContext, sources: KeySources): void {
  const { principal, service, action, resource, resourceAccount, alias, now } = sources;
  context.derive("aws:PrincipalArn", principal.kind === "service" ? undefined : principal.arn);
  context.derive("aws:PrincipalAccount", principal.kind === "anonymous" ? "anonymous" : principal.account);
  context.derive("aws:PrincipalType", principalType(principal.kind));
  context.derive("aws:PrincipalIsAWSService", isSigned(principal) ? String(principal.kind === "service") : undefined);
  deriveCaller(context, principal);
  deriveChain(context);
  context.derive("aws:ResourceAccount", resourceAccount);
  context.derive("aws:RequestedRegion", regionOf(resource, service));
  context.derive("aws:CurrentTime", now.toISOString());
  context.derive("aws:EpochTime", epochSeconds(context.single("aws:currenttime")));
  context.derive("kms:RequestAlias", alias);
  if (service === "kms" && hasKey(action, "kms:CallerAccount")) context.derive("kms:CallerAccount", principal.account);
  if (service === "s3" && hasKey(action, "s3:ResourceAccount")) context.derive("s3:ResourceAccount", resourceAccount);
}

function deriveCaller(context: RequestContext, principal: Principal): void {
  const userId = userIdOf(principal);
  if (typeof userId === "string") context.derive(ID_KEY, userId);
  else if (userId !== undefined) context.leaveOpen(ID_KEY, userId.unknown);
  if (principal.kind === "user") context.derive("aws:username", nameWithoutPath(principal.name));
  if (principal.kind !== "service") return;
  context.derive("aws:PrincipalServiceName", principal.name);
  context.leaveOpen(SERVICE_NAMES_KEY, `all names of the service ${principal.name}`);
}

/** The services that make a call with the caller's credentials, in the order in which they call each other. */
function deriveChain(context: RequestContext): void {
  const services = context.values("aws:calledvia");
  if (services !== undefined) {
    context.derive("aws:CalledViaFirst", services[0]);
    context.derive("aws:CalledViaLast", services.at(-1));
  }
  const isCalledVia = (context.values("aws:calledviafirst") ?? context.values("aws:calledvialast") ?? services) !== undefined;
  context.derive("aws:ViaAWSService", String(isCalledVia));
}

/** Whether requests for an action carry a key of its service; of an action that the catalogue does not know, they are taken to. */
function hasKey(action: Action | undefined, key: string): boolean {
  return action === undefined || action.conditionKeys.includes(key) || action.resources.some((type) => type.conditionKeys.includes(key));
}

/** Anonymous callers and bearers of tokens sign nothing; the key is there for signed requests only. */
function isSigned({ kind }: Principal): boolean {
  return kind !== "anonymous" && kind !== "federated";
}

function regionOf(arn: { readonly partition: string; readonly region: string } | undefined, service: string): string | undefined {
  if (GLOBAL_SERVICES.has(service)) return arn === undefined || arn.partition === "aws" ? GLOBAL_REGION : undefined;
  return arn === undefined || arn.region === "" || hasWildcard(arn.region) ? undefined : arn.region;
}

function epochSeconds(time: string | undefined): string | undefined {
  const milliseconds = parseInstant(time ?? "");
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / MILLISECONDS_PER_SECOND).toString();
}
