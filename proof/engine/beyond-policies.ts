import type { Layers } from "./layers.ts";
import type { Policy } from "./policy.ts";
import type { PreparedRequest } from "./prepare-request.ts";
import type { PrincipalKind } from "./principal.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * What needs no permission and heeds no Deny, and who may do it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html
 */
const FREE: ReadonlyMap<string, ReadonlySet<PrincipalKind>> = new Map([
  ["sts:getcalleridentity", new Set<PrincipalKind>(["root", "user", "role", "federated-user"])],
  ["sts:getsessiontoken", new Set<PrincipalKind>(["root", "user"])],
]);

/** What asks for the long-term credentials of a user or root. */
const LONG_TERM_ONLY = new Set(["sts:getfederationtoken", "sts:getsessiontoken"]);

/** What temporary credentials of a user or root may still ask of STS: to take a role with all that belongs to it, and who they are. */
const LEFT_TO_TEMPORARY = new Set(["sts:assumerole", "sts:getcalleridentity", "sts:setcontext", "sts:setsourceidentity", "sts:tagsession"]);

/**
 * Whether AWS lets the caller do this whatever policies say. It must arrive, though: not where the caller's network has no endpoint, or one
 * that lets nothing through, as one of unknown policy may unless `isPossible`. A call that a service forwards does not pass that endpoint.
 */
export function isBeyondPolicies(request: PreparedRequest, { groups }: Pick<Layers, "groups">, isPossible = false): boolean {
  if (FREE.get(request.action)?.has(request.principal.kind) !== true || refusal(request) !== undefined) return false;
  const isClosed = ({ allows, unknown }: Policy) => allows.length === 0 && (unknown === undefined || !isPossible);
  return request.isForwarded || !groups.some(({ layer, policies }) => layer === "endpoint" && policies.every(isClosed));
}

/**
 * Why AWS refuses this to callers of such a kind whatever policies say, in words, or undefined where policies decide.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function refusal({ action, principal, context }: PreparedRequest): string | undefined {
  if (!action.startsWith("sts:")) return undefined;
  switch (principal.kind) {
    case "role":
      return LONG_TERM_ONLY.has(action) ? "sessions of roles cannot ask for further credentials in this way" : undefined;
    case "federated-user":
      return action === "sts:getcalleridentity" ? undefined : "federated users can ask STS only who they are";
    case "root":
      return action === "sts:assumerole" ? "the root user cannot take a role" : temporaryRefusal(action, context);
    case "user":
      return temporaryRefusal(action, context);
    case "anonymous":
    case "service":
    case "federated":
      return undefined;
  }
}

/** The same for users and root, whose credentials are temporary when they say when they were issued. */
function temporaryRefusal(action: string, context: RequestContext): string | undefined {
  if (LEFT_TO_TEMPORARY.has(action) || context.values("aws:tokenissuetime") === undefined) return undefined;
  return "credentials of GetSessionToken can ask STS only for a role and who they are";
}
