import { oidcProviderArn, parseArn } from "../../iam/arn.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import { canCome, mayCarry } from "../../proof/classes/impossible.ts";
import { ANOTHER_SERVICE, type OriginClass } from "../../proof/classes/origins.ts";
import type { PrincipalClass } from "../../proof/classes/principals.ts";
import type { Question } from "../../proof/classes/questions.ts";
import { isFree } from "../../proof/classes/values.ts";
import { asList, type PolicyDocument } from "../../proof/engine/policy-document.ts";
import type { StrayRequest } from "./class-finder.ts";
import type { Random } from "./random.ts";

/** Values of every free condition key that documents test. */
export type TestedValues = ReadonlyMap<string, readonly string[]>;

/** The values that documents name, by keys in lower case that vary by themselves. */
export function testedValues(documents: Iterable<PolicyDocument>): TestedValues {
  const found = new Map<string, Set<string>>();
  for (const { Statement } of documents) {
    for (const { Condition: condition = {} } of asList(Statement)) {
      for (const keys of Object.values(condition)) {
        for (const [key, values] of Object.entries(keys)) {
          const known = found.get(key.toLowerCase()) ?? new Set<string>();
          found.set(key.toLowerCase(), known);
          for (const value of [values].flat()) known.add(String(value));
        }
      }
    }
  }
  return new Map([...found].filter(([key]) => isFree(key) || key === "aws:currenttime").map(([key, values]) => [key, [...values]]));
}

/** Draws a request of a question that is no example of a class: another role, network, address, service, value, time. */
export function strayRequest(random: Random, question: Question, tested: TestedValues, catalogue: Catalogue): StrayRequest | undefined {
  const { resource, actions } = question;
  const principal = random.pick(question.principals);
  const origins = question.originsOf(principal);
  if (origins.length === 0 || actions.all.length === 0) return undefined;
  const origin = random.pick(origins);
  const action = random.pick(actions.all);
  const { from, context } = anotherOrigin(random, origin);
  const carried: Record<string, string | readonly string[]> = {};
  for (const [key, literals] of tested) {
    if (key === "aws:currenttime" || !random.chance(0.5) || !mayCarry(key, action, resource.type, principal)) continue;
    carried[key] = valueOf(random, key, literals, principal);
  }
  if (!canCome(principal, origin, carried)) return undefined;
  const times = (tested.get("aws:currenttime") ?? []).map((text) => Date.parse(text)).filter((time) => !Number.isNaN(time));
  const at = new Date(
    times.length > 0 && random.chance(0.5) ? random.pick(times) + (random.below(4) - 2) * 43_200_000 : NOW + random.below(9) * 3_600_000,
  );
  return {
    principal,
    resource,
    origin,
    at,
    request: {
      principal: anotherPrincipal(random, principal),
      action: catalogue.action(action.name)?.name ?? action.name,
      resource: resource.arn,
      from,
      context: { ...principal.carries, ...resource.carries, ...context, ...carried },
    },
  };
}

const NOW = Date.parse("2026-11-22T00:00:00Z");
const NAMES = ["zeta", "ops/zeta", "Deploy", "a.b-c_d", "PalisadeDeploys", "xAWSReservedSSO_OnCall"];

/** Another principal of the same class. */
function anotherPrincipal(random: Random, { who, principal, isOfAws }: PrincipalClass): string {
  const [arn, partition, , , account] = principal.split(":");
  const of = (service: string, resource: string) => [arn, partition, service, "", account, resource].join(":");
  if (isOfAws === true || random.chance(0.3)) return principal;
  const resource = parseArn(principal)?.resource ?? "";
  switch (who.kind) {
    case "undeclared-role":
      // Roles with an exempt role's name, or a name like it, are classes by themselves.
      return resource === "role/another" ? of("iam", `role/${random.pick(NAMES)}`) : principal;
    case "user":
      return of("iam", `user/${random.pick(NAMES)}`);
    case "stranger":
      return resource === "role/another" && who.party === undefined
        ? `arn:${partition ?? "aws"}:iam::77777777777${random.below(9).toString()}:${random.pick(["role/x", "user/x", "root"])}`
        : principal;
    case "administrator":
    case "on-call":
      return principal.replace(/_0123456789abcdef$/, `_${random.pick(["fedcba9876543210", "00000000deadbeef"])}`);
    case "workload":
    case "access-role":
    case "deploy":
    case "break-glass":
      return principal;
    case "token":
      return principal.includes("issuer.example.com")
        ? oidcProviderArn({
            partition: partition === "aws-cn" || partition === "aws-us-gov" ? partition : "aws",
            accountId: account ?? "",
            issuer: "other.example.org",
          })
        : principal;
    default:
      return principal;
  }
}

/** Another origin of the same class, as requests say it. */
function anotherOrigin(random: Random, { where, from, context }: OriginClass): Pick<OriginClass, "from" | "context"> {
  const digits = (count: number) => Array.from({ length: count }, () => random.below(16).toString(16)).join("");
  switch (where.kind) {
    case "network":
      return { from, context: random.chance(0.3) ? { "aws:VpcSourceIp": `10.${random.below(256).toString()}.3.4` } : context };
    case "undeclared-network":
      return {
        from,
        context: {
          ...context,
          "aws:SourceVpc": `vpc-0${digits(16)}`,
          "aws:SourceVpce": `vpce-0${digits(16)}`,
          "aws:VpcSourceIp": `172.16.${random.below(256).toString()}.9`,
        },
      };
    case "internet":
      return where.parties.length > 0 ? { from, context } : { from: `8.${random.below(256).toString()}.4.4`, context };
    case "forwarded": {
      const service = where.service === ANOTHER_SERVICE ? random.pick(["glue.amazonaws.com", "states.amazonaws.com"]) : where.service;
      if ("kms:ViaService" in context) return { from, context };
      const chain = random.chance(0.3) ? [random.pick(["cloudformation.amazonaws.com", "amplify.amazonaws.com"]), service] : [service];
      return { from, context: { ...context, "aws:CalledVia": chain } };
    }
    case "aws":
      return { from, context };
  }
}

const MULTIVALUED =
  /^(?:aws:tagkeys|dynamodb:(?:leadingkeys|attributes)|kms:(?:encryptioncontextkeys|grantoperations)|sts:transitivetagkeys)$/;
/** Keys whose values are never empty: AWS refuses such requests before any policy is read. */
const NEVER_EMPTY = /^(?:dynamodb|kms|sts|ec2|iam|aws:tagkeys|aws:multifactor|aws:securetransport)/;

function valueOf(random: Random, key: string, literals: readonly string[], { carries }: PrincipalClass): string | readonly string[] {
  const tags = Object.entries(carries).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  const one = (): string => {
    const literal = literals.length === 0 ? "nothing" : random.pick(literals);
    const text = literal
      .replace(/\$\{([^}]*)\}/g, (_, name: string) => new Map(tags).get(name.toLowerCase()) ?? "nobody")
      .replace(/[*?]/g, () => random.pick(["", "q", "Qq9"]));
    const number = Number(text);
    if (text !== "" && !Number.isNaN(number)) return String(number + random.pick([0, 0, -1, 1, 250, -250]));
    return random.pick([
      text,
      text,
      text,
      `${text}z`,
      `z${text}`,
      text.toUpperCase(),
      text.toLowerCase(),
      "unrelated",
      ...(NEVER_EMPTY.test(key) ? [] : [""]),
    ]);
  };
  return MULTIVALUED.test(key) ? random.many(1, 3, one) : one();
}
