import type { Layer } from "./layers.ts";
import type { PreparedRequest } from "./prepare-request.ts";
import { hasAccount, isServiceLinkedRole } from "./principal.ts";

/**
 * What the root user of the owning account may always do, whatever the resource's own policy denies, so that no policy locks the account out.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteResourcePolicy.html
 */
const KEPT_BY_ROOT = new Set(["dynamodb:deleteresourcepolicy", "s3:deletebucketpolicy", "s3:getbucketpolicy", "s3:putbucketpolicy"]);

/** The one permission of a service with RCPs that they do not reach. */
const BEYOND_RESOURCE_CONTROL = new Set(["kms:retiregrant"]);

/** Whether a rule of AWS's own is about this action, in lower case, so that it may be decided otherwise than any other under the same statements. */
export const hasRuleOfItsOwn = (action: string): boolean => KEPT_BY_ROOT.has(action) || BEYOND_RESOURCE_CONTROL.has(action);

/**
 * Why a layer that is there does not bind this request, in words, or undefined when it does.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#not-restricted-by-scp
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#actions-not-restricted-by-rcps
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 */
export function exemption(layer: Layer, request: PreparedRequest): string | undefined {
  switch (layer) {
    case "serviceControl":
      return serviceControlExemption(request);
    case "resourceControl":
      return resourceControlExemption(request);
    case "endpoint":
      return request.isForwarded ? "a call that a service forwards does not pass the caller's VPC endpoint" : undefined;
    case "identity":
    case "boundary":
      if (!hasAccount(request.principal)) return "only users and roles have such policies";
      return request.principal.kind === "root" ? "the root user has no such policies" : undefined;
    case "session":
      return hasAccount(request.principal) ? undefined : "only sessions of an account have such policies";
    case "resource":
      return isKeptByRoot(request) ? "the root user of the owning account keeps this permission whatever the policy says" : undefined;
  }
}

function serviceControlExemption({ principal }: PreparedRequest): string | undefined {
  if (!hasAccount(principal)) return "SCPs bind only principals of the organization's member accounts";
  return principal.isServiceLinked ? "SCPs do not bind service-linked roles" : undefined;
}

function resourceControlExemption(request: PreparedRequest): string | undefined {
  const { principal, action } = request;
  if (principal.isServiceLinked) return "RCPs do not bind service-linked roles";
  if (!request.isResourceControlled) return "RCPs do not reach this service";
  if (request.isWildcardOnly) return "RCPs reach only actions on resources";
  if (BEYOND_RESOURCE_CONTROL.has(action)) return "RCPs do not reach this permission";
  if (principal.kind === "service" && request.mustBeNamedBy === "trust-policy" && isServiceLinkedRole(request.resource.text)) {
    return "RCPs do not keep a service from its service-linked role";
  }
  return undefined;
}

function isKeptByRoot({ principal, action, resourceAccount }: PreparedRequest): boolean {
  return principal.kind === "root" && principal.account === resourceAccount && KEPT_BY_ROOT.has(action);
}
