import type { ReferencePrincipal } from "./reference-statement.ts";

/** A request as scenario files write it. */
export interface WrittenRequest {
  readonly principal: string;
  readonly principalId?: string | undefined;
  readonly action: string;
  readonly resource: string;
  readonly aliasTarget?: string | undefined;
  readonly resourceAccount?: string | undefined;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** By key, or by the beginning of keys with a `*` behind it, what would say its value. */
  readonly unknown?: Readonly<Record<string, string>> | undefined;
}

/** A request in full: nothing is looked up. */
export interface ReferenceRequest {
  readonly principal: ReferencePrincipal;
  /** Whether the caller's account is the organization's management account, and whether the resource's is. */
  readonly isCallerInManagementAccount: boolean;
  readonly isResourceInManagementAccount: boolean;
  readonly action: string;
  /** An ARN, or `*` for an action that has no resource. */
  readonly resource: string;
  /** Where the resource is an alias: the ARN of its key, as far as it is known. */
  readonly aliasTarget?: string | undefined;
  /** The alias by which a key is used. */
  readonly requestAlias?: string | undefined;
  /** The account that owns the resource. */
  readonly owner: string | undefined;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** Keys whose values are unknown, or with a `*` at the end all that begin so. */
  readonly unknownKeys: readonly string[];
}

const BUILT_IN_PROVIDERS = new Set(["cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com", "www.amazon.com"]);

/** Completes a written request, at a time that its context may replace. */
export function completeRequest(written: WrittenRequest, now: Date): ReferenceRequest {
  const { action, resource, aliasTarget, resourceAccount, context, unknown = {} } = written;
  const account = resource.split(":")[4] ?? "";
  const [id = ""] = [keyGiven(written, "aws:userid") ?? []].flat();
  return {
    principal: { ...principalOf(written), uniqueId: written.principalId ?? /^A(?:ROA|IDA)[^:]*/.exec(id)?.[0] },
    isCallerInManagementAccount: false,
    isResourceInManagementAccount: false,
    action,
    resource,
    aliasTarget,
    owner: account === "" ? resourceAccount : account,
    context: keyGiven(written, "aws:currenttime") === undefined ? { ...context, "aws:CurrentTime": now.toISOString() } : context,
    unknownKeys: Object.keys(unknown),
  };
}

const keyGiven = ({ context }: WrittenRequest, key: string): string | readonly string[] | undefined =>
  Object.entries(context).find(([name]) => name.toLowerCase() === key)?.[1];

function principalOf(written: WrittenRequest): ReferencePrincipal {
  const { principal: text, resource } = written;
  if (text === "*") return { kind: "anonymous", name: text };
  if (/^\d{12}$/.test(text)) return { kind: "root", name: `arn:${resource.split(":")[1] ?? "aws"}:iam::${text}:root` };
  if (BUILT_IN_PROVIDERS.has(text)) return { kind: "token-bearer", name: text };
  if (!text.startsWith("arn:")) return { kind: "service", name: text };
  const [, partition = "", , , account = "", name = ""] = text.split(":");
  const [type, ...rest] = name.split("/");
  switch (type) {
    case "root":
      return { kind: "root", name: text };
    case "user":
      return { kind: "user", name: text };
    case "role":
      return { kind: "role", name: text };
    case "federated-user":
      return { kind: "federated-user", name: text };
    case "assumed-role": {
      const given = keyGiven(written, "aws:principalarn");
      const isItsRole = typeof given === "string" && given.split(":")[4] === account && given.endsWith(`/${rest[0] ?? ""}`);
      const role = isItsRole ? given : `arn:${partition}:iam::${account}:role/${rest[0] ?? ""}`;
      return { kind: "role", name: role, sessionArn: text, isPathUnknown: !isItsRole };
    }
    default:
      return { kind: "token-bearer", name: text };
  }
}
