import { accountRootArn, isPartition, parseArn, roleArn } from "../../iam/arn.ts";

/** The kinds of callers that AWS tells apart. `federated` is whoever brings a token or assertion to assume a role with, not the session that results. */
export type PrincipalKind = "anonymous" | "service" | "federated" | "root" | "user" | "role" | "federated-user";

/**
 * Who makes a request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export interface Principal {
  readonly kind: PrincipalKind;
  /** As the request names it. */
  readonly name: string;
  /** The account it belongs to; absent for services, anonymous callers and token bearers. */
  readonly account: string | undefined;
  /** What `aws:PrincipalArn` says: for a session the role's ARN. Absent where that key is. */
  readonly arn: string | undefined;
  /** Role sessions and federated users: the session's own ARN, when the request names it. */
  readonly sessionArn: string | undefined;
  /** Roles: the name without path, which is unique in the account. */
  readonly roleName: string | undefined;
  /** Roles: whether the ARN is known with the role's path; a session's ARN does not hold it. */
  readonly isPathKnown: boolean;
  /** Whether the role is one that AWS made for a service, which neither SCPs nor RCPs bind. */
  readonly isServiceLinked: boolean;
  /** Roles and users: the unique id (AROA…, AIDA…), where known. */
  readonly uniqueId: string | undefined;
  /** Whose unique id this is, as an ARN, where that is known. */
  readonly ownerOf: (uniqueId: string) => string | undefined;
  /** Federated users: the ARN of the IAM user who called GetFederationToken, where known. */
  readonly issuer: string | undefined;
}

const ACCOUNT_ID = /^\d{12}$/;
const SERVICE_NAME = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/;
/** The identity providers that every account knows without declaring them. Cognito's name looks like a service's and is none. */
const BUILT_IN_PROVIDERS = new Set(["cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com", "www.amazon.com"]);
const UNIQUE_ID = /^(AROA|AIDA)[A-Z0-9]+(?::([\w+=,.@-]{2,64}))?$/;
const SERVICE_LINKED_PATH = "role/aws-service-role/";

/** Whether a text is an account's twelve digits. */
export function isAccountId(text: string): boolean {
  return ACCOUNT_ID.test(text);
}

/** A unique id in place of an ARN: of a role, of one of its sessions, or of a user. */
export interface UniqueId {
  readonly kind: "role" | "user";
  readonly id: string;
  readonly session: string | undefined;
}

/**
 * Reads a unique id, or `<id>:<session>` for a session of a role. AWS shows one where a policy names a role or user that is deleted.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export function parseUniqueId(text: string): UniqueId | undefined {
  const [, prefix, session] = UNIQUE_ID.exec(text) ?? [];
  if (prefix === undefined || (prefix === "AIDA" && session !== undefined)) return undefined;
  return { kind: prefix === "AROA" ? "role" : "user", id: text.split(":")[0] ?? text, session };
}

/** The name of a role or user from the resource part of its ARN, without kind and path. */
export function nameWithoutPath(resource: string): string {
  return resource.slice(resource.lastIndexOf("/") + 1);
}

/** Whether an ARN is that of a service-linked role. */
export function isServiceLinkedRole(arn: string): boolean {
  return arn.split(":")[5]?.startsWith(SERVICE_LINKED_PATH) ?? false;
}

/**
 * Reads a caller: an ARN (role, role session, user, federated user, root, OIDC or SAML provider), an account id (its root user), a service's
 * name, a built-in identity provider's name, or `*` for an anonymous caller. A role's ARN stands for a session of it whose name is not
 * known. `arnOfRole` gives a session's role with its path. Undefined when the text is none of these.
 */
export function parsePrincipal(text: string, arnOfRole?: string): Principal | undefined {
  if (text === "*") return principal("anonymous", text, {});
  if (isAccountId(text)) return principal("root", text, { account: text, arn: accountRootArn({ partition: "aws", accountId: text }) });
  if (BUILT_IN_PROVIDERS.has(text)) return principal("federated", text, {});
  if (SERVICE_NAME.test(text)) return principal("service", text, {});
  return parsePrincipalArn(text, arnOfRole);
}

function parsePrincipalArn(text: string, arnOfRole: string | undefined): Principal | undefined {
  const arn = parseArn(text);
  if (arn === undefined || !isAccountId(arn.accountId) || arn.region !== "") return undefined;
  const account = arn.accountId;
  const [type = "", ...rest] = arn.resource.split("/");
  // A caller is one principal: no name of IAM has a wildcard.
  if (rest.some((part) => part === "" || /[*?]/.test(part)) || (rest.length === 0) !== (arn.resource === "root")) return undefined;
  switch (`${arn.service}:${type}`) {
    case "iam:root":
      return principal("root", text, { account, arn: text });
    case "iam:user":
      return principal("user", text, { account, arn: text });
    case "iam:role":
      return role(text, account, { arn: text, isPathKnown: true });
    case "iam:oidc-provider":
    case "iam:saml-provider":
      return principal("federated", text, {});
    case "sts:assumed-role":
      if (rest.length !== 2 || !isPartition(arn.partition)) return undefined;
      return session(text, account, roleArn({ partition: arn.partition, accountId: account, name: rest[0] ?? "" }), arnOfRole);
    case "sts:federated-user":
      return principal("federated-user", text, { account, arn: text, sessionArn: text });
    default:
      return undefined;
  }
}

function session(text: string, account: string, pathless: string, arnOfRole: string | undefined): Principal {
  const isOfRole =
    arnOfRole !== undefined && parseArn(arnOfRole)?.accountId === account && nameWithoutPath(arnOfRole) === nameWithoutPath(pathless);
  return role(text, account, { arn: isOfRole ? arnOfRole : pathless, sessionArn: text, isPathKnown: isOfRole });
}

function role(
  text: string,
  account: string,
  facts: { readonly arn: string; readonly sessionArn?: string; readonly isPathKnown: boolean },
): Principal {
  const { arn } = facts;
  return principal("role", text, { ...facts, account, roleName: nameWithoutPath(arn), isServiceLinked: isServiceLinkedRole(arn) });
}

const NOBODYS = (): undefined => undefined;

function principal(kind: PrincipalKind, name: string, facts: Partial<Principal>): Principal {
  return {
    kind,
    name,
    account: facts.account,
    arn: facts.arn,
    sessionArn: facts.sessionArn,
    roleName: facts.roleName,
    isPathKnown: facts.isPathKnown ?? true,
    isServiceLinked: facts.isServiceLinked ?? false,
    uniqueId: facts.uniqueId,
    ownerOf: facts.ownerOf ?? NOBODYS,
    issuer: facts.issuer,
  };
}

/** Whether the caller is a principal of an account, to whom identity policies, boundaries and SCPs can apply. */
export function hasAccount(principal: Principal): principal is Principal & { readonly account: string } {
  return principal.account !== undefined;
}

/**
 * The value of `aws:PrincipalType`. AWS names none for services and for bearers of tokens, and none is made up.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 */
export function principalType(kind: PrincipalKind): string | undefined {
  switch (kind) {
    case "anonymous":
      return "Anonymous";
    case "root":
      return "Account";
    case "user":
      return "User";
    case "role":
      return "AssumedRole";
    case "federated-user":
      return "FederatedUser";
    case "service":
    case "federated":
      return undefined;
  }
}
