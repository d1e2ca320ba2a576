import type { ContextValues } from "../proof/engine/request-context.ts";
import type { Statement } from "./parsed-policy.ts";
import { ABSENT, mayHold } from "./statement-reach.ts";

/** A network that nobody declares, by the keys that say so. */
const NETWORK: Readonly<Record<string, string>> = {
  "aws:sourcevpc": "vpc-0zzzzzzzzzzzzzzzz",
  "aws:sourcevpce": "vpce-0zzzzzzzzzzzzzzzz",
  "aws:sourcevpcarn": "arn:aws:ec2:zz-none-9:999999999999:vpc/vpc-0zzzzzzzzzzzzzzzz",
  "aws:vpcsourceip": "198.18.0.9",
  "aws:sourceip": "198.18.0.9",
  "aws:vpceaccount": "999999999999",
  "aws:vpceorgid": "o-zzzzzzzzzz",
  "aws:vpceorgpaths": "o-zzzzzzzzzz/r-zzzz/ou-zzzz-zzzzzzzz/",
};
const NETWORK_KEYS = Object.keys(NETWORK);

/** The same, and a role that nobody declares. */
const FOREIGN: Readonly<Record<string, string>> = { ...NETWORK, "aws:principalarn": "arn:aws:iam::999999999999:role/zz" };

/** Regions that nobody declares. */
const ELSEWHERE = ["zz-none-8", "zz-none-9"];

/** Keys that tell who calls, or through what. A statement that tests one of them may spare somebody. */
const IS_CALLER = /^aws:(?:principal|userid$|username$|calledvia|viaawsservice$|federatedprovider$)/;
const IS_PRINCIPAL = /^aws:(?:principal(?!isawsservice|servicename)|userid$|username$)/;

/** Whether a key tells where a request comes from. */
export const isNetworkKey = (key: string): boolean => NETWORK_KEYS.includes(key.toLowerCase());

const NO_NETWORK: ContextValues = Object.fromEntries(NETWORK_KEYS.map((key) => [key, ABSENT]));

/** A value that a pattern stands for. */
const filled = (pattern: string): string =>
  pattern.replace(/[*?]+/g, "zz").replace(/\/\d+$/, (end) => (/^[\d.]+\/\d+$/.test(pattern) ? "" : end));

/** The values that a statement names for a key, and some that it does not. */
function valuesFor(statement: Statement, key: string): readonly string[] {
  const own = statement.conditions.filter((condition) => condition.key.toLowerCase() === key).flatMap(({ values }) => values.map(filled));
  return [...own, ...(Object.hasOwn(FOREIGN, key) ? [FOREIGN[key] ?? ""] : [])];
}

/** Whether a Deny depends on the network: it may hit a request without one, and lets some network through. */
export function takesNetworkAway(statement: Statement): boolean {
  const tested = statement.conditions.map(({ key }) => key.toLowerCase()).filter(isNetworkKey);
  const callers = valuesFor(statement, "aws:principalarn");
  const mayHit = callers.some((caller) => mayHold(statement, { ...NO_NETWORK, "aws:PrincipalArn": caller }));
  if (tested.length === 0 || !mayHit) return false;
  return tested.some((key) => valuesFor(statement, key).some((value) => !mayHold(statement, withNetwork(statement, key, value))));
}

/** A request from a network that the statement names by one key; by the others too, where it names them. */
function withNetwork(statement: Statement, key: string, value: string): ContextValues {
  const others = NETWORK_KEYS.flatMap((other) => {
    const [named] = valuesFor(statement, other);
    return named === undefined || other === key ? [] : [[other, named] as const];
  });
  return { ...Object.fromEntries(others), [key]: value };
}

/** The regions in which a VPC lets a request through that is denied there without one. */
export function passingRegions(statement: Statement): readonly string[] {
  const regions = [...new Set([...valuesFor(statement, "aws:requestedregion"), ...ELSEWHERE])];
  return regions.filter((region) => {
    const there = { "aws:RequestedRegion": region };
    return (
      mayHold(statement, { ...NO_NETWORK, ...there }) &&
      valuesFor(statement, "aws:sourcevpc").some(
        (vpc) => !mayHold(statement, { ...withNetwork(statement, "aws:sourcevpc", vpc), ...there }),
      )
    );
  });
}

/** Whether a Deny spares anybody without a network: a principal, or calls of services. */
export const sparesSomeone = (statement: Statement): boolean => spares(statement, IS_CALLER);

/** Whether a Deny spares a principal without a network. */
export const sparesPrincipal = (statement: Statement): boolean => spares(statement, IS_PRINCIPAL);

function spares(statement: Statement, isKey: RegExp): boolean {
  const keys = [...new Set(statement.conditions.map(({ key }) => key.toLowerCase()))].filter((key) => isKey.test(key));
  return keys.some((key) =>
    [...valuesFor(statement, key), "true", "zz", ABSENT].some((value) => !mayHold(statement, { ...NO_NETWORK, [key]: value })),
  );
}
