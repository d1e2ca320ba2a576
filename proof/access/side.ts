import type { ForeignQuestions } from "../classes/foreign.ts";
import type { OriginClass } from "../classes/origins.ts";
import type { PrincipalClass } from "../classes/principals.ts";
import type { ResourceClass } from "../classes/resources.ts";
import type { Intended } from "../intent/intended.ts";
import { declaredAddresses } from "../intent/places.ts";
import type { Who } from "../intent/subject.ts";
import type { AskedWorld } from "./asked-world.ts";
import type { Fingerprints } from "./fingerprints.ts";
import type { Questions } from "./questions.ts";

/** One of two declared organizations that are compared. */
export interface Side {
  readonly asked: AskedWorld;
  readonly intended: Intended;
  readonly questions: Questions;
  /** What may leave each network for other organizations. */
  readonly foreign: readonly ForeignQuestions[];
  readonly fingerprints: Fingerprints;
}

/** What a principal, a resource or an origin is called whatever its account is called: by ids and declared names. */
export interface SideKeys {
  principal(principal: PrincipalClass): string;
  resource(resource: ResourceClass): string;
  origin(origin: OriginClass): string;
  /** The id of an account that has one, else its name. */
  account(name: string): string;
}

/** The keys by which one side's classes are found on the other. */
export function keysOf({ intended }: Pick<Side, "intended">): SideKeys {
  const ids = new Map([...intended.accountNames].map(([id, name]) => [name, id]));
  const idOf = (account: string) => ids.get(account) ?? account;
  const keyOfWho = (who: Who, arn: string): string => {
    switch (who.kind) {
      case "workload":
        return `workload ${idOf(who.account)} ${who.workload}`;
      case "access-role": {
        const [account = "", consumer = ""] = who.consumer.split("/");
        return `access-role ${idOf(who.account)} ${idOf(account)} ${consumer}`;
      }
      case "tenant-role":
        return `tenant-role ${idOf(who.account)} ${who.table} ${who.tenant ?? ""}`;
      case "deploy":
      case "break-glass":
      case "alarm":
        return `${who.kind} ${idOf(who.account)}`;
      default:
        return `${who.kind} ${arn}`;
    }
  };
  return {
    account: idOf,
    principal: ({ who, principal, carries }) => `${keyOfWho(who, principal)} ${JSON.stringify(carries)}`,
    resource: ({ what, service, type, arn }) => {
      const base = `${service} ${type} ${idOf(what.account)} `;
      switch (what.kind) {
        case "table":
        case "stream":
        case "backup":
        case "export":
          return `${base}${what.table ?? arn}`;
        case "index":
          return `${base}${what.table ?? arn} ${what.index}`;
        case "key":
          return `${base}${what.of} ${what.name ?? arn}`;
        case "secret":
          return `${base}${what.secret ?? arn}`;
        case "restored":
          return `${base}restored ${String(what.isOpen)}`;
        case "role":
          return `${base}${what.role === undefined ? arn : keyOfWho(what.role, arn)}`;
        case "foreign":
          return `${base}${arn}`;
        case "safeguard":
          return `${base}${what.of}`;
      }
    },
    origin: ({ where, from }) => {
      switch (where.kind) {
        case "network":
          return `network ${idOf(where.account)} ${where.network}`;
        case "undeclared-network":
          return `undeclared-network ${where.account === undefined ? "" : idOf(where.account)}`;
        case "internet":
          return `internet ${from ?? ""}`;
        case "forwarded":
          return `forwarded ${where.service}`;
        case "aws":
          return "aws";
      }
    },
  };
}

/** Puts one side's classes in the terms of the other; undefined for what the other does not have. */
export interface Translation {
  principal(principal: PrincipalClass): PrincipalClass | undefined;
  origin(origin: OriginClass): OriginClass | undefined;
}

/** Principals that any organization with the account has, or that belong to none: the same questions are asked about them on both sides. */
const ON_BOTH_SIDES: ReadonlySet<Who["kind"]> = new Set([
  "administrator",
  "on-call",
  "undeclared-role",
  "user",
  "root",
  "service-linked",
  "external",
  "stranger",
  "anonymous",
  "service",
  "token",
]);

/** Translates classes of one side for the other. */
export function translation(from: Side, to: Side): Translation {
  const ids = new Map([...from.intended.accountNames].map(([id, name]) => [name, id]));
  const nameOf = (account: string) => to.intended.accountNames.get(ids.get(account) ?? "");
  return {
    principal: (principal) => {
      const { who } = principal;
      if (!ON_BOTH_SIDES.has(who.kind) || from.asked.world.deployed.roles.has(principal.principal)) return undefined;
      if (!("account" in who)) return principal;
      const account = nameOf(who.account);
      return account === undefined ? undefined : { ...principal, who: { ...who, account } };
    },
    origin: (origin) => {
      const { where } = origin;
      if (where.kind === "internet") return where.parties.every((party) => declaredAddresses(to.intended).has(party)) ? origin : undefined;
      if (where.kind !== "network") return origin;
      const name = nameOf(where.account) ?? "";
      const network = to.intended.accounts.get(name)?.networks.find((each) => each.account === name && each.network === where.network);
      return network === undefined
        ? undefined
        : { where: { kind: "network", ...network }, from: `${network.account}/${network.network}`, context: {} };
    },
  };
}
