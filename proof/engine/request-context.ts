import ipaddr from "ipaddr.js";
import { parseInstant } from "./instant.ts";
import { DEFAULT_READINGS, type Readings } from "./readings.ts";
import type { Variable } from "./template.ts";

/** An IP address as the IP operators compare it. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Context as it is given: key names in any case, one value or several. */
export type ContextValues = Readonly<Record<string, string | readonly string[]>>;

/** What a context knows of keys besides their values. */
export interface ContextFacts {
  /**
   * Keys whose values are unknown, and whether they are there at all, each with what would say it and where. A name that ends in `*` stands
   * for every key that begins so and that the context does not hold: `aws:PrincipalTag/*`.
   */
  readonly unknown?: Readonly<Record<string, string>>;
  /** Whether AWS lets a key have several values, however many the request brings. */
  readonly isMultivalued?: (lowerCaseKey: string) => boolean;
  /** How that is read on which AWS's pages conflict. */
  readonly readings?: Readings;
}

/**
 * The keys and values that conditions and policy variables read. Key names are looked up without regard to case, tag keys included;
 * values keep theirs. What an operator reads as number, time or address is read once per request and remembered.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export class RequestContext {
  #values = new Map<string, readonly string[]>();
  #numbers = new Map<string, number>();
  #instants = new Map<string, number>();
  #addresses = new Map<string, Address | undefined>();

  readonly #isMultivalued: (lowerCaseKey: string) => boolean;
  /** What this one adds values to. */
  #base: RequestContext | undefined;
  #unknown = new Map<string, string>();
  #unknownPrefixes = new Map<string, string>();
  #hasUnknown: boolean;
  /** How that is read on which AWS's pages conflict. */
  readonly readings: Readings;

  constructor(values: ContextValues, { isMultivalued = () => false, unknown = {}, readings = DEFAULT_READINGS }: ContextFacts = {}) {
    this.#isMultivalued = isMultivalued;
    this.readings = readings;
    for (const [key, value] of Object.entries(values)) this.#values.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
    for (const [key, text] of Object.entries(unknown)) {
      if (key.endsWith("*")) this.#unknownPrefixes.set(key.slice(0, -1).toLowerCase(), text);
      else this.#unknown.set(key.toLowerCase(), text);
    }
    this.#hasUnknown = this.#unknown.size + this.#unknownPrefixes.size > 0;
  }

  /** The same keys and values under other readings. */
  under(readings: Readings): RequestContext {
    const copy = new RequestContext({}, { isMultivalued: this.#isMultivalued, readings });
    copy.#base = this.#base?.under(readings);
    copy.#hasUnknown = this.#hasUnknown;
    copy.#values = this.#values;
    copy.#unknown = this.#unknown;
    copy.#unknownPrefixes = this.#unknownPrefixes;
    copy.#numbers = this.#numbers;
    copy.#instants = this.#instants;
    copy.#addresses = this.#addresses;
    return copy;
  }

  /** Whether the request says of any key that its values are unknown. */
  get hasUnknown(): boolean {
    return this.#hasUnknown;
  }

  /** The values of each key that the context holds. */
  allValues(): Iterable<readonly string[]> {
    return this.#base === undefined ? this.#values.values() : [...this.#values.values(), ...this.#base.allValues()];
  }

  /** The same context with further values, which stand in the place of those that it has. Nothing is derived anew. */
  further(values: ContextValues): RequestContext {
    const further = new RequestContext(values, { isMultivalued: this.#isMultivalued, readings: this.readings });
    further.#base = this;
    further.#hasUnknown = this.#hasUnknown;
    return further;
  }

  /** Adds a key that the context does not hold yet; what was given, or said to be unknown, stays. */
  derive(key: string, value: string | undefined): void {
    const name = key.toLowerCase();
    if (value !== undefined && !this.#values.has(name) && this.unknown(name) === undefined) this.#values.set(name, [value]);
  }

  /**
   * Says of a key that few policies test that its values are unknown, unless they are given. This does not count as `hasUnknown`: who tests
   * the key asks for it.
   */
  leaveOpen(key: string, text: string): void {
    this.#unknown.set(key.toLowerCase(), text);
  }

  /** What would say the values of a key in lower case, and where; undefined for a key that is known to be there or not. */
  unknown(lowerCaseKey: string): string | undefined {
    if (this.#values.has(lowerCaseKey)) return undefined;
    const text = this.#unknown.get(lowerCaseKey);
    if (text !== undefined) return text;
    for (const [prefix, said] of this.#unknownPrefixes) if (lowerCaseKey.startsWith(prefix)) return said;
    return this.#base?.unknown(lowerCaseKey);
  }

  /** The values of a key in lower case, or undefined when the request does not carry it; an empty list counts as absent. */
  values(lowerCaseKey: string): readonly string[] | undefined {
    const values = this.#given(lowerCaseKey);
    return values === undefined || values.length === 0 ? undefined : values;
  }

  /**
   * What a policy variable stands for: the key's value, or the variable's default where the key has none. A multivalued key has none, even
   * where the request brings one value. Undefined where nothing stands for it, and where the key is unknown.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
   */
  variable({ key, fallback }: Variable): string | undefined {
    const value = this.single(key);
    const isValue = value !== "" || this.readings["empty-variable"] === "text";
    if (value !== undefined && isValue && !this.#isMultivalued(key)) return value;
    return this.unknown(key) === undefined ? fallback : undefined;
  }

  /** The value of a key that has exactly one. */
  single(lowerCaseKey: string): string | undefined {
    const values = this.#given(lowerCaseKey);
    return values?.length === 1 ? values[0] : undefined;
  }

  #given(lowerCaseKey: string): readonly string[] | undefined {
    const own = this.#values.get(lowerCaseKey);
    return own === undefined && this.#base !== undefined ? this.#base.#given(lowerCaseKey) : own;
  }

  /** The value as a number, NaN when it is none. */
  number(value: string): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const number = value.trim() === "" ? Number.NaN : Number(value);
    this.#numbers.set(value, number);
    return number;
  }

  /** The value as milliseconds since 1970, NaN when it is no time. */
  instant(value: string): number {
    const known = this.#instants.get(value);
    if (known !== undefined) return known;
    const instant = parseInstant(value);
    this.#instants.set(value, instant);
    return instant;
  }

  /** The value as an IP address, undefined when it is none; an IPv4 address written inside IPv6 is taken as IPv4. */
  address(value: string): Address | undefined {
    if (this.#addresses.has(value)) return this.#addresses.get(value);
    const address = ipaddr.isValid(value) ? ipaddr.process(value) : undefined;
    this.#addresses.set(value, address);
    return address;
  }
}

/** Whether every variable has a value, or is unknown and may have one. */
export function areResolved(variables: readonly Variable[], context: RequestContext): boolean {
  return variables.every((variable) => context.variable(variable) !== undefined || context.unknown(variable.key) !== undefined);
}
