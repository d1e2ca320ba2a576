import type { ReferenceContext } from "./reference-pattern.ts";
import type { ReferenceRequest } from "./reference-request.ts";
import { accountOf, type ReferencePrincipal } from "./reference-statement.ts";

/**
 * The keys of the request: what it says, and what AWS derives from the caller, the resource and the call. What is neither said nor derived
 * may be unknown.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function contextOf(request: ReferenceRequest): ReferenceContext {
  const { principal, resource, owner, context, action } = request;
  const keys = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(context)) keys.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
  const unknown = new Set(request.unknownKeys.map((key) => key.toLowerCase()));
  const prefixes = [...unknown].filter((key) => key.endsWith("*")).map((key) => key.slice(0, -1));
  const isUnknown = (key: string) => !keys.has(key) && (unknown.has(key) || prefixes.some((prefix) => key.startsWith(prefix)));
  const add = (key: string, value: string | undefined) => {
    const name = key.toLowerCase();
    if (value !== undefined && !keys.has(name) && !isUnknown(name)) keys.set(name, [value]);
  };
  const account = accountOf(principal);
  const service = action.split(":")[0]?.toLowerCase() ?? "";
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
  add(
    "aws:ViaAWSService",
    String(["aws:calledvia", "aws:calledviafirst", "aws:calledvialast"].some((key) => (keys.get(key) ?? []).length > 0)),
  );
  add("aws:ResourceAccount", owner ?? (resource === "*" ? account : undefined));
  const region = resource.split(":")[3];
  const isGlobal = service === "iam";
  add("aws:RequestedRegion", isGlobal ? (/^arn:aws-/.test(resource) ? undefined : "us-east-1") : region === "" ? undefined : region);
  add("kms:RequestAlias", request.requestAlias);
  add("kms:CallerAccount", service === "kms" && !WITHOUT_CALLER_ACCOUNT.has(action.toLowerCase()) ? account : undefined);
  add("s3:ResourceAccount", service === "s3" ? owner : undefined);
  const time = keys.get("aws:currenttime")?.[0];
  add("aws:EpochTime", time === undefined ? undefined : String(Math.floor(Date.parse(time) / 1000)));
  const userId = userIdOf(principal);
  if (userId === "unknown") unknown.add("aws:userid");
  else add("aws:userid", userId);
  if (principal.kind === "service") unknown.add("aws:principalservicenameslist");
  return { values: keys, isUnknown };
}

/**
 * Calls to KMS that do not carry the caller's account.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
 */
const WITHOUT_CALLER_ACCOUNT: ReadonlySet<string> = new Set([
  "kms:generaterandom",
  "kms:listaliases",
  "kms:listkeys",
  "kms:listretirablegrants",
  "kms:synchronizemultiregionkey",
]);

const PRINCIPAL_TYPES: Readonly<Record<ReferencePrincipal["kind"], string | undefined>> = {
  anonymous: "Anonymous",
  service: undefined,
  "token-bearer": undefined,
  root: "Account",
  user: "User",
  role: "AssumedRole",
  "federated-user": "FederatedUser",
};

/**
 * The unique id that the request carries: of a session of a role with the session's name.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 */
function userIdOf({ kind, name, uniqueId, sessionArn }: ReferencePrincipal): string | undefined {
  const account = name.split(":")[4] ?? "";
  switch (kind) {
    case "anonymous":
      return "anonymous";
    case "root":
      return account;
    case "federated-user":
      return `${account}:${name.split("/").at(-1) ?? ""}`;
    case "user":
      return uniqueId ?? "unknown";
    case "role":
      return uniqueId === undefined || sessionArn === undefined ? "unknown" : `${uniqueId}:${sessionArn.split("/").at(-1) ?? ""}`;
    case "service":
    case "token-bearer":
      return undefined;
  }
}
