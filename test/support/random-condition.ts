import type { Random } from "./random.ts";
import {
  ADDRESS_KEYS,
  ARN_KEYS,
  BYTES_KEYS,
  DERIVED_VALUES,
  LIST_KEYS,
  NUMBER_KEYS,
  TEXT_KEYS,
  TIME_KEYS,
  TRUTH_KEYS,
} from "./random-request.ts";
import type { ReferenceCondition } from "./reference-condition.ts";
import type { WrittenRequest } from "./reference-request.ts";

const TEXT_OPERATORS = [
  "StringEquals",
  "StringNotEquals",
  "StringLike",
  "StringNotLike",
  "StringEqualsIgnoreCase",
  "StringNotEqualsIgnoreCase",
];
const ARN_OPERATORS = ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"];
const SIZES = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];

interface Family {
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly operators: readonly string[];
  /** What a policy writes for a value of the pool. */
  readonly write: (value: string, random: Random, request: WrittenRequest) => string | number | boolean;
}

const asIs = (value: string) => value;
const TRUTHS = Object.fromEntries(TRUTH_KEYS.map((key) => [key, ["true", "false"]]));

const FAMILIES: readonly Family[] = [
  { keys: TEXT_KEYS, operators: TEXT_OPERATORS, write: textPattern },
  { keys: TEXT_KEYS, operators: TEXT_OPERATORS, write: textPattern },
  { keys: LIST_KEYS, operators: TEXT_OPERATORS, write: textPattern },
  { keys: DERIVED_VALUES, operators: TEXT_OPERATORS, write: textPattern },
  { keys: ARN_KEYS, operators: [...ARN_OPERATORS, "StringLike", "StringEquals"], write: arnPattern },
  { keys: TRUTHS, operators: ["Bool"], write: (value, random) => (random.chance(0.2) ? value === "true" : value) },
  { keys: NUMBER_KEYS, operators: SIZES.map((size) => `Numeric${size}`), write: (value) => (value === "many" ? 3600 : value) },
  { keys: TIME_KEYS, operators: SIZES.map((size) => `Date${size}`), write: (value) => (value === "never" ? "2026-11-22" : value) },
  { keys: ADDRESS_KEYS, operators: ["IpAddress", "NotIpAddress"], write: addressRange },
  { keys: BYTES_KEYS, operators: ["BinaryEquals"], write: asIs },
];

const VARIABLES = [
  "aws:PrincipalTag/team",
  "aws:PrincipalTag/TenantId",
  "aws:PrincipalAccount",
  "AWS:principaltag/TEAM",
  "aws:username",
  "aws:userid",
];

/** AWS takes no multivalued key as a variable; a request that has just one value of it is kept away from here. */
function variable(random: Random, request: WrittenRequest): string {
  const name = random.pick(carriedValues(request, "aws:TagKeys").length === 1 ? VARIABLES : [...VARIABLES, "aws:TagKeys"]);
  return random.pick([`\${${name}}`, `\${${name}}`, `\${${name}, 'blue'}`, "${*}", "${?}", "${$}"]);
}

/** The request's values of a key, whose name it may write in any case. */
function carriedValues({ context }: WrittenRequest, key: string): readonly string[] {
  const value = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1] ?? [];
  return typeof value === "string" ? [value] : value;
}

function textPattern(value: string, random: Random, request: WrittenRequest): string {
  const kind = random.below(12);
  if (kind < 6) return value;
  if (kind < 8) return `${value.slice(0, 2)}*`;
  if (kind === 8) return `?${value.slice(1)}`;
  if (kind === 9) return `*${value.slice(-2)}`;
  if (kind === 10) return variable(random, request);
  return `${random.pick(["", "TENANT#", value.slice(0, 1)])}${variable(random, request)}${random.pick(["", "*", "#*"])}`;
}

function arnPattern(value: string, random: Random): string {
  const fields = value.split(":");
  const at = random.below(fields.length);
  const kind = random.below(10);
  if (kind < 5 || fields.length < 6) return fields.length < 6 ? `arn:aws:s3:::${value}` : value;
  if (kind === 5) return "*";
  if (kind === 6) return fields.map((field, index) => (index === 4 ? "${aws:PrincipalAccount}" : field)).join(":");
  if (kind === 7) return [...fields.slice(0, 5), `${(fields[5] ?? "").slice(0, 4)}*`].join(":");
  return fields
    .map((field, index) => (index === at && index > 0 ? random.pick(["*", `${field.slice(0, 1)}*`, `${field.slice(1)}?`]) : field))
    .join(":");
}

function addressRange(value: string, random: Random): string {
  if (value === "nowhere") return random.pick(["0.0.0.0/0", "::/0"]);
  return value.includes(":") ? `${value}${random.pick(["/32", "/128", ""])}` : `${value}${random.pick(["/24", "/32", "/8", "", "/31"])}`;
}

/** Draws a Condition element, most of whose keys the request carries; undefined for none. */
export function randomCondition(random: Random, request: WrittenRequest, isOfEndpoint: boolean): ReferenceCondition | undefined {
  if (random.chance(0.45)) return undefined;
  const condition: Record<string, Record<string, (string | number | boolean) | readonly (string | number | boolean)[]>> = {};
  random.many(1, 2, () => {
    const { operator, key, values } = randomTest(random, request, isOfEndpoint);
    const others = Object.entries(condition[operator] ?? {}).filter(([other]) => other.toLowerCase() !== key.toLowerCase());
    condition[operator] = { ...Object.fromEntries(others), [key]: values };
  });
  return condition;
}

/** Keys whose values AWS makes: endpoints take no pattern of them. */
const MADE_BY_AWS = /^aws:(?:(?:Principal|Resource)(?:Account|OrgID)|Source(?:Account|Vpc))$/i;
/** Endpoints take a wildcard beside six characters at least. */
const LONG_ENOUGH = /^[^*?]{6,}[*?]?$|^[*?][^*?]{6,}$/;

/** What a policy writes for a value, or the value itself where an endpoint's policy could not have that. */
function writeFor(key: string, { write }: Family, isOfEndpoint: boolean, [value, random, request]: Parameters<Family["write"]>) {
  const written = write(value, random, request);
  if (!isOfEndpoint || typeof written !== "string" || !/[*?]/.test(written)) return written;
  return MADE_BY_AWS.test(key) || !LONG_ENOUGH.test(written) ? value.replaceAll(/[*?]/g, "x") : written;
}

function randomTest(random: Random, request: WrittenRequest, isOfEndpoint: boolean) {
  const family = random.pick(FAMILIES);
  const { keys, operators } = family;
  const key = random.pick(Object.keys(keys));
  const written = random.chance(0.1) ? key.toLowerCase() : key;
  if (random.chance(0.12)) return { operator: "Null", key: written, values: random.pick(["true", "false", true, false]) };
  const carried = carriedValues(request, key);
  const pool = carried.length > 0 && random.chance(0.5) ? carried.filter((value) => !["many", "never", "maybe"].includes(value)) : [];
  const source = pool.length > 0 ? pool : (keys[key] ?? []);
  const values = random.some(source, 1, 3).map((value) => writeFor(key, family, isOfEndpoint, [value, random, request]));
  const isList = key in LIST_KEYS;
  const set = random.chance(isList ? 0.85 : 0.05) ? random.pick(["ForAllValues:", "ForAnyValue:"]) : "";
  const operator = `${set}${random.pick(operators)}${random.chance(0.25) ? "IfExists" : ""}`;
  return { operator, key: written, values: values.length === 1 && random.chance(0.5) ? (values[0] ?? "") : values };
}
