import type { Random } from "./random.ts";
import { randomCondition } from "./random-condition.ts";
import { ACCOUNTS, IDS, KEY } from "./random-request.ts";
import type { WrittenRequest } from "./reference-request.ts";
import type { ReferenceDocument, ReferencePolicy, ReferenceStatement } from "./reference-statement.ts";

/** Policies over one request, as scenario files give them. */
export interface WrittenPolicies {
  readonly identity?: readonly ReferenceDocument[] | undefined;
  readonly boundary?: readonly ReferenceDocument[] | undefined;
  readonly session?: ReferenceDocument | undefined;
  readonly resource?: ReferenceDocument | undefined;
  readonly endpoint?: ReferenceDocument | undefined;
  readonly serviceControl?: readonly (readonly ReferenceDocument[])[] | undefined;
  readonly resourceControl?: readonly (readonly ReferenceDocument[])[] | undefined;
}

type Kind = "identity" | "boundary" | "session" | "resource" | "trust" | "key" | "endpoint" | "service-control" | "resource-control";

const FULL_ACCESS: ReferencePolicy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const OPEN_ENDPOINT: ReferencePolicy = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
};

/** Draws policies for all layers of a request, close enough to it that statements often match. The text of some is unknown. */
export function randomPolicies(random: Random, request: WrittenRequest): WrittenPolicies {
  const policy = (kind: Kind): ReferenceDocument =>
    random.chance(0.03) ? { unknown: `the ${kind} policy` } : randomPolicy(random, request, kind);
  const maybe = <T>(probability: number, make: () => T) => (random.chance(probability) ? make() : undefined);
  const levels = (kind: Kind) =>
    random.many(1, 3, () => [...(random.chance(0.8) ? [FULL_ACCESS] : []), ...random.many(0, 1, () => policy(kind))]);
  const hasAccount = request.principal.startsWith("arn:") ? !isBearer(request.principal) : /^\d+$/.test(request.principal);
  const mayHaveLimits = hasAccount && !isRoot(request.principal);
  return {
    identity: mayHaveLimits ? [...(random.chance(0.3) ? [FULL_ACCESS] : []), ...random.many(0, 2, () => policy("identity"))] : [],
    boundary: mayHaveLimits ? maybe(0.3, () => [random.chance(0.4) ? FULL_ACCESS : policy("boundary")]) : undefined,
    session: isSession(request.principal) ? maybe(0.4, () => (random.chance(0.4) ? FULL_ACCESS : policy("session"))) : undefined,
    resource: request.resource === "*" ? undefined : maybe(0.7, () => policy(resourceKind(request))),
    endpoint: hasAccount ? maybe(0.3, () => (random.chance(0.5) ? OPEN_ENDPOINT : policy("endpoint"))) : undefined,
    serviceControl: maybe(0.5, () => levels("service-control")),
    resourceControl: maybe(0.5, () => random.many(1, 3, () => random.many(0, 1, () => policy("resource-control")))),
  };
}

const isBearer = (principal: string) => /:(?:oidc|saml)-provider\/|^cognito/.test(principal);
const isRoot = (principal: string) => /^\d+$/.test(principal) || principal.endsWith(":root");
const isSession = (principal: string) => /:(?:assumed-role|federated-user)\//.test(principal);

function resourceKind({ action, resource }: WrittenRequest): Kind {
  if (action.startsWith("sts:")) return "trust";
  return resource.includes(":kms:") ? "key" : "resource";
}

function randomPolicy(random: Random, request: WrittenRequest, kind: Kind): ReferencePolicy {
  const isNewest = kind === "service-control" || kind === "resource-control" || random.chance(0.9);
  const version = isNewest ? "2012-10-17" : random.pick(["2008-10-17", undefined] as const);
  const statements = random.many(1, 3, () => randomStatement(random, request, kind));
  return { ...(version === undefined ? {} : { Version: version }), Statement: statements };
}

function randomStatement(random: Random, request: WrittenRequest, kind: Kind): ReferenceStatement {
  const effect = kind === "resource-control" || random.chance(kind === "service-control" ? 0.6 : 0.25) ? "Deny" : "Allow";
  const condition = randomCondition(random, request, kind === "endpoint");
  return {
    Effect: effect,
    ...randomPrincipals(random, request, kind, effect),
    ...randomActions(random, request, kind),
    ...randomResources(random, request, kind),
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

function randomPrincipals(random: Random, request: WrittenRequest, kind: Kind, effect: "Allow" | "Deny"): Partial<ReferenceStatement> {
  if (["identity", "boundary", "session", "service-control"].includes(kind)) return {};
  if (kind === "resource-control") return { Principal: "*" };
  if (effect === "Deny" && kind !== "trust" && random.chance(0.25)) return { NotPrincipal: randomPrincipal(random, request, true) };
  if (random.chance(kind === "endpoint" ? 0.6 : 0.2)) return { Principal: random.pick(["*", "*", { AWS: "*" }]) };
  return { Principal: randomPrincipal(random, request, false) };
}

function randomPrincipal(
  random: Random,
  { principal, context }: WrittenRequest,
  isNegated: boolean,
): Readonly<Record<string, string | readonly string[]>> {
  const account = /^\d+$/.test(principal) ? principal : (principal.split(":")[4] ?? ACCOUNTS[1]);
  const isFederated = isBearer(principal);
  const other = principal.startsWith("arn:") ? `${principal}2` : "accounts.google.com";
  if (isFederated && random.chance(0.8)) return { Federated: random.chance(0.8) ? principal : other };
  if (principal.endsWith(".amazonaws.com") && !isFederated && random.chance(0.7))
    return { Service: random.pick([principal, "sns.amazonaws.com"]) };
  const role = context["aws:PrincipalArn"];
  const own = principal.startsWith("arn:") && !isFederated ? [principal, principal, ...(typeof role === "string" ? [role, role] : [])] : [];
  const rootOf = (id: string) => `arn:aws:iam::${id}:root`;
  const others = [
    rootOf(account),
    account,
    rootOf(random.pick(ACCOUNTS)),
    `arn:aws:iam::${random.pick(ACCOUNTS)}:role/reader`,
    `arn:aws:sts::${account}:assumed-role/reader/${random.pick(["s1", "s2"])}`,
    random.pick(IDS),
    `${IDS[0]}:${random.pick(["s1", "s2"])}`,
  ];
  const accounts = isNegated && random.chance(0.7) ? [random.pick([account, rootOf(account)])] : [];
  const names = [...accounts, ...random.some([...own, ...others], 1, 2)];
  return { AWS: names.length === 1 ? (names[0] ?? "") : [...new Set(names)] };
}

function randomActions(random: Random, { action }: WrittenRequest, kind: Kind): Partial<ReferenceStatement> {
  const [service = "", name = ""] = action.split(":");
  const written = random.chance(0.1) ? action.toUpperCase() : action;
  const patterns = [
    written,
    written,
    `${service}:*`,
    `${service}:${name.slice(0, 3)}*`,
    `${service}:*${name.slice(-4)}`,
    `${service}:?${name.slice(1)}`,
  ];
  const other =
    { dynamodb: "dynamodb:Scan", kms: "kms:Sign", sts: "sts:AssumeRole", iam: "iam:GetRole" }[service.toLowerCase()] ?? `${service}:Get*`;
  if (kind === "trust") return { Action: random.pick([action, action, "sts:AssumeRole", "sts:*"]) };
  const isBare = kind !== "resource-control" && kind !== "key";
  const chosen = random.some([...patterns, other, other, ...(isBare ? ["*", "s3:*"] : [])], 1, 2);
  return random.chance(kind === "resource-control" || kind === "key" || kind === "resource" ? 0 : 0.15)
    ? { NotAction: [other] }
    : { Action: chosen };
}

function randomResources(random: Random, request: WrittenRequest, kind: Kind): Partial<ReferenceStatement> {
  if (kind === "trust") return {};
  if (kind === "key") return { Resource: "*" };
  // What is asked of an alias is decided at its key.
  const resource = request.resource.includes(":alias/") && random.chance(0.7) ? (request.aliasTarget ?? KEY) : request.resource;
  const fields = resource.split(":");
  const end = fields.slice(5).join(":");
  const start = fields.slice(0, 5).join(":");
  const variations =
    fields.length < 6
      ? [resource, "arn:aws:dynamodb:eu-west-1:111111111111:table/orders"]
      : [
          ...[resource, resource, `${start}:${end.slice(0, -2)}*`, `${start}:*`, `${start}:${end.slice(0, -1)}?`, `${start}:${end}2`],
          ...[
            `arn:aws:${fields[2] ?? ""}:*:${fields[4] ?? ""}:${end}`,
            `arn:aws:${fields[2] ?? ""}:*:*:${end}`,
            // Session policies take no ARN that is cut short.
            ...(kind === "session" ? [] : [`arn:aws:${fields[2] ?? ""}:*`]),
          ],
          ...[`${start}:${end.replace("orders", "${aws:PrincipalTag/team}")}`, `${start}:\${aws:PrincipalTag/team, 'orders'}`],
          ...[
            `${start}:${end.replace("orders", "ord*")}`,
            `${start}:${end.replace("orders", "${*}")}`,
            // Endpoints take no part of an account id.
            ...(kind === "endpoint" || fields[4] === "" ? [] : [`${start.slice(0, -1)}?:${end}`]),
            `${start.replace("arn:aws:", "arn:aws-cn:")}:${end}`,
          ],
        ];
  const chosen = random.some([...variations, "*", "*"], 1, 2);
  return kind !== "resource" && random.chance(0.15)
    ? { NotResource: chosen.filter((one) => one !== "*").concat("arn:aws:s3:::other") }
    : { Resource: chosen };
}
