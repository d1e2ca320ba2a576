import ipaddr from "ipaddr.js";
import type { Condition } from "../engine/condition.ts";
import { RequestContext } from "../engine/request-context.ts";
import { sharedText } from "./shared-text.ts";

/** What a request may have under one key; undefined for nothing. */
export type KeyValue = string | readonly string[] | undefined;

/** A policy variable's value. */
export type Resolve = (variable: string) => string | undefined;

/** A key with everything that tests it. */
export interface TestedKey {
  /** In lower case. */
  readonly key: string;
  readonly conditions: readonly Condition[];
  readonly isMultivalued: boolean;
  /** What a request may carry as far as literals go. */
  readonly values: readonly KeyValue[];
}

const MOST_IN_PAIRS = 24;

/**
 * The values besides literals that conditions tell from all of these: beside a number, an instant or a range; in other case; what two patterns
 * match, and what a pattern matches that is no literal; no text at all; and several values together.
 */
export function tellingValues({ key, conditions, isMultivalued, values }: TestedKey, resolve: Resolve): readonly KeyValue[] {
  if (!mayTellMore(conditions, isMultivalued)) return [];
  const truthsOf = (value: KeyValue) => truthsUnder(key, conditions, value, resolve);
  const seen = new Set(values.map(truthsOf));
  const found: KeyValue[] = [];
  const offer = (value: KeyValue) => {
    const truths = truthsOf(value);
    if (seen.has(truths)) return;
    seen.add(truths);
    found.push(value);
  };
  const singles = [...new Set([...values.flatMap((value) => value ?? []), ...conditions.flatMap((each) => beside(each, resolve)), ""])];
  const literals = conditions
    .flatMap(({ operator, expected }) => (isNull(operator) ? [] : expected))
    .map((each) => resolved(each, resolve));
  const patterns = [...new Set(literals)].slice(0, MOST_IN_PAIRS);
  const shared = patterns.flatMap((left, index) => patterns.slice(index + 1).flatMap((right) => sharedText(left, right) ?? []));
  const all = [...new Set([...singles, ...shared])];
  for (const single of all) offer(isMultivalued ? [single] : single);
  if (!isMultivalued) return found;
  const few = all.slice(0, MOST_IN_PAIRS);
  for (const [index, left] of few.entries()) for (const right of few.slice(index + 1)) offer([left, right]);
  offer(all);
  return found;
}

const isNull = (operator: string): boolean => /null$/i.test(operator);

/** Whether literals, another value and no value may be too few. */
function mayTellMore(conditions: readonly Condition[], isMultivalued: boolean): boolean {
  if (isMultivalued || conditions.length > 1) return conditions.some(({ operator }) => !isNull(operator));
  return conditions.some(
    ({ operator, expected, use }) => !isNull(operator) && (ORDERED.test(operator) || use === undefined || expected.length > 0),
  );
}

const ORDERED = /Numeric|Date|IpAddress/i;

function truthsUnder(key: string, conditions: readonly Condition[], value: KeyValue, resolve: Resolve): string {
  const values: Record<string, string | readonly string[]> = {};
  for (const { variables } of conditions) {
    for (const variable of variables) {
      const known = resolve(variable.key);
      if (known !== undefined) values[variable.key] = known;
    }
  }
  if (value !== undefined) values[key] = value;
  const context = new RequestContext(values);
  return conditions.map((condition) => (condition.holds(context) ? "1" : "0")).join("");
}

const resolved = (literal: string, resolve: Resolve): string =>
  literal.replace(/\$\{([^}]*)\}/g, (whole, variable: string) => (/^[*?$]$/.test(variable) ? "x" : (resolve(variable) ?? whole)));

const MILLISECONDS_PER_SECOND = 1000;

/** Values on both sides of those that a condition names. */
function beside({ operator, expected }: Condition, resolve: Resolve): string[] {
  if (isNull(operator)) return [];
  return expected.flatMap((literal): string[] => {
    if (/numeric/i.test(operator)) {
      const number = Number(literal);
      return Number.isNaN(number) ? [] : [number - 1, number, number + 1].map(String);
    }
    if (/date/i.test(operator)) {
      const time = Date.parse(literal);
      return Number.isNaN(time) ? [] : [-1, 0, 1].map((second) => new Date(time + second * MILLISECONDS_PER_SECOND).toISOString());
    }
    if (/ipaddress/i.test(operator)) return addressesOf(literal);
    if (/bool/i.test(operator)) return ["true", "false"];
    const text = resolved(literal, resolve);
    return [
      text.toUpperCase(),
      text.toLowerCase(),
      ...["", "y", "palisade-another"].map((filler) => text.replace(/[*]/g, filler).replace(/[?]/g, "y")),
    ];
  });
}

/** The first and the last address of a range; nothing for what is no range. */
export function addressesOf(range: string): string[] {
  if (!ipaddr.isValidCIDR(range)) return ipaddr.isValid(range) ? [range] : [];
  const [address] = ipaddr.parseCIDR(range);
  const kind = address.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6;
  const last = "broadcastAddressFromCIDR" in kind ? [kind.broadcastAddressFromCIDR(range).toString()] : [];
  return [kind.networkAddressFromCIDR(range).toString(), ...last];
}
