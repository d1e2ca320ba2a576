import { type OriginClass, throughNetwork } from "../classes/origins.ts";
import type { Intended } from "../intent/intended.ts";
import type { Where } from "../intent/subject.ts";
import { fits } from "./patterns.ts";

/** Words of claims that stand for many origins. */
export const WHERE_WORDS = ["anywhere", "internet"] as const;

/** Whether requests come from a place that a claim names. */
export const isFrom = (patterns: readonly string[], where: Where): boolean =>
  patterns.some((pattern) => {
    if (pattern === "anywhere") return true;
    switch (where.kind) {
      case "internet":
        return pattern === "internet" || where.parties.some((party) => fits(pattern, `external/${party}`));
      case "network":
        return fits(pattern, `${where.account}/${where.network}`);
      default:
        return false;
    }
  });

/** The names of every network, and of the parties' addresses. */
export const declaredNetworkNames = (intended: Intended): readonly string[] => [
  ...[...intended.accounts.values()].flatMap(({ networks }) => networks.map(({ account, network }) => `${account}/${network}`)),
  ...[...intended.parties].filter(([, { networks }]) => networks.length > 0).map(([party]) => `external/${party}`),
];

/** Every network that an account has, by the account that owns it. */
export const declaredNetworks = (intended: Intended): readonly OriginClass[] =>
  [...intended.accounts.values()].flatMap(({ name, networks }) => networks.filter(({ account }) => account === name).map(throughNetwork));
