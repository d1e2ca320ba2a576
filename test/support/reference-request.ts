import type { ReferenceRequest } from "./reference-engine.ts";
import type { ReferencePrincipal } from "./reference-statement.ts";

/** A request as scenario files write it. */
export interface WrittenRequest {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount?: string | undefined;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

const BUILT_IN_PROVIDERS = new Set(["cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com", "www.amazon.com"]);

/** Tells a written request in full, at a time that its context may replace. */
export function tellRequest(written: WrittenRequest, now: Date): ReferenceRequest {
  const { action, resource, resourceAccount, context } = written;
  const isTimeTold = Object.keys(context).some((key) => key.toLowerCase() === "aws:currenttime");
  const account = resource.split(":")[4] ?? "";
  return {
    principal: principalOf(written),
    isCallerInManagementAccount: false,
    isResourceInManagementAccount: false,
    action,
    resource,
    owner: account === "" ? resourceAccount : account,
    context: isTimeTold ? context : { ...context, "aws:CurrentTime": now.toISOString() },
  };
}

function principalOf({ principal: text, resource, context }: WrittenRequest): ReferencePrincipal {
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
      const told = Object.entries(context).find(([key]) => key.toLowerCase() === "aws:principalarn")?.[1];
      const role = typeof told === "string" ? told : `arn:${partition}:iam::${account}:role/${rest[0] ?? ""}`;
      return { kind: "role", name: role, sessionArn: text };
    }
    default:
      return { kind: "token-bearer", name: text };
  }
}
