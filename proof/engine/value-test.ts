import ipaddr from "ipaddr.js";
import { parseInstant } from "./instant.ts";
import { compilePattern, type Pattern, type PatternSyntax } from "./pattern.ts";
import { matches } from "./pattern-match.ts";
import type { Address, RequestContext } from "./request-context.ts";

/** Whether one value of the request meets one of the values that the policy gives. */
export type ValueTest = (value: string, context: RequestContext) => boolean;

/** Makes the test of an operator from the values of the policy; `hasVariables` when the policy's Version knows variables. */
export type ValueTestCompiler = (values: readonly string[], hasVariables: boolean) => ValueTest;

function compileSplit(
  values: readonly string[],
  syntax: PatternSyntax,
  hasVariables: boolean,
): { all: readonly Pattern[]; exact: Set<string>; varying: readonly Pattern[] } {
  const patterns = values.map((value) => compilePattern(value, syntax, hasVariables));
  return {
    all: patterns,
    exact: new Set(patterns.flatMap(({ exact }) => (exact === undefined ? [] : [exact]))),
    varying: patterns.filter(({ exact }) => exact === undefined),
  };
}

function anyMatches(patterns: readonly Pattern[], value: string, context: RequestContext): boolean {
  for (const pattern of patterns) if (matches(pattern, value, context)) return true;
  return false;
}

/** Strings by a syntax of wildcards: equality is the one without. */
export function stringTest(syntax: "text" | "glob"): ValueTestCompiler {
  return (values, hasVariables) => {
    const { exact, varying } = compileSplit(values, syntax, hasVariables);
    return (value, context) => exact.has(value) || anyMatches(varying, value, context);
  };
}

/** Strings without regard to case. */
export const ignoringCaseTest: ValueTestCompiler = (values, hasVariables) => {
  const patterns = values.map((value) => compilePattern(value, "text", hasVariables));
  const exact = new Set(patterns.flatMap((pattern) => (pattern.exact === undefined ? [] : [pattern.exact.toLowerCase()])));
  const varying = patterns.filter((pattern) => pattern.exact === undefined).map(lowerCased);
  return (value, context) => exact.has(value.toLowerCase()) || varying.some((pattern) => matchesIgnoringCase(pattern, value, context));
};

function lowerCased(pattern: Pattern): Pattern {
  return {
    ...pattern,
    exact: undefined,
    tokens: pattern.tokens.map((token) => (token.kind === "literal" ? { kind: "literal", text: token.text.toLowerCase() } : token)),
  };
}

function matchesIgnoringCase(pattern: Pattern, value: string, context: RequestContext): boolean {
  let expected = "";
  for (const token of pattern.tokens) {
    if (token.kind === "literal") expected += token.text;
    else if (token.kind === "variable") {
      const resolved = context.variable(token);
      if (resolved === undefined) return false;
      expected += resolved.toLowerCase();
    }
  }
  return expected === value.toLowerCase();
}

/**
 * ARNs, each of the six fields for itself. A bare `*` is taken to match every ARN: AWS does not say, and taking it for nothing would call
 * an Allow inert that may not be.
 */
export const arnTest: ValueTestCompiler = (values, hasVariables) => {
  const isAny = values.includes("*");
  const { all, exact, varying } = compileSplit(values, "arn", hasVariables);
  return (value, context) => {
    if (isAny && context.readings["arn-star"] === "every") return true;
    if (context.readings["arn-case"] !== "counts") return anyMatches(all, value, context);
    return exact.has(value) || anyMatches(varying, value, context);
  };
};

/** Numbers by a comparison of the request's with the policy's. */
export function numericTest(compare: (requested: number, expected: number) => boolean): ValueTestCompiler {
  return (values) => {
    const numbers = values.filter((value) => value.trim() !== "").map(Number);
    return (value, context) => {
      const requested = context.number(value);
      return numbers.some((expected) => compare(requested, expected));
    };
  };
}

/** Times by a comparison of the request's with the policy's. */
export function dateTest(compare: (requested: number, expected: number) => boolean): ValueTestCompiler {
  return (values) => {
    const instants = values.map(parseInstant);
    return (value, context) => {
      const requested = context.instant(value);
      return instants.some((expected) => compare(requested, expected));
    };
  };
}

const BOOLEANS = new Set(["true", "false"]);

/** `true` and `false`, in any case; variables are allowed here. */
export const boolTest: ValueTestCompiler = (values, hasVariables) => {
  const test = ignoringCaseTest(values, hasVariables);
  const plainTest = ignoringCaseTest(values, false);
  return (value, context) =>
    BOOLEANS.has(value.toLowerCase()) && (context.readings["variable-in-bool"] === "value" ? test : plainTest)(value, context);
};

/** Bytes, both sides written in base64; padding does not matter. */
export const binaryTest: ValueTestCompiler = (values) => {
  const expected = new Set(values.map(withoutPadding));
  return (value) => expected.has(withoutPadding(value));
};

function withoutPadding(base64: string): string {
  return base64.replace(/=+$/, "");
}

/** IPv4 and IPv6 addresses by address or CIDR range; a family never matches the other. */
export const addressTest: ValueTestCompiler = (values) => {
  const ranges = values.flatMap((value) => parseRange(value) ?? []);
  return (value, context) => {
    const address = context.address(value);
    return address !== undefined && ranges.some((range) => isWithin(address, range));
  };
};

interface AddressRange {
  readonly base: Address;
  readonly prefix: number;
}

/** A range in CIDR notation, or one address; undefined when it is neither. */
export function parseRange(text: string): AddressRange | undefined {
  if (ipaddr.isValidCIDR(text)) {
    const [base, prefix] = ipaddr.parseCIDR(text);
    return { base, prefix };
  }
  if (text.includes("/") || !ipaddr.isValid(text)) return undefined;
  const base = ipaddr.process(text);
  return { base, prefix: base.kind() === "ipv4" ? 32 : 128 };
}

function isWithin(address: Address, { base, prefix }: AddressRange): boolean {
  if (address instanceof ipaddr.IPv4) return base instanceof ipaddr.IPv4 && address.match(base, prefix);
  return base instanceof ipaddr.IPv6 && address.match(base, prefix);
}
