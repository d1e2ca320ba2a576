/** A character of a pattern: itself, or a wildcard. What a variable stands for is never a wildcard. */
export interface PatternCharacter {
  readonly text: string;
  readonly isWildcard: boolean;
}

/** A pattern in which every variable has its value. */
export type Pattern = readonly PatternCharacter[];

/** The request's keys in lower case with their values. A key that is not there is missing, or unknown. */
export interface ReferenceContext {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly isUnknown: (key: string) => boolean;
}

/** Keys that AWS describes as multivalued: none of them is a policy variable, however many values it has. */
const MULTIVALUED_KEYS = new Set([
  ...["aws:calledvia", "aws:principalorgpaths", "aws:principalservicenameslist", "aws:resourceorgpaths", "aws:sourceorgpaths"],
  ...["aws:tagkeys", "aws:vpceorgpaths", "dynamodb:attributes", "dynamodb:leadingkeys", "dynamodb:firstpartitionkeyvalues"],
  ...["kms:encryptioncontextkeys", "kms:grantoperations", "kms:resourcealiases", "sts:transitivetagkeys"],
]);

const VARIABLE = /\$\{([^{}]+)\}/y;
const WITH_DEFAULT = /^(.*), '(.*)'$/;

const literal = (text: string): Pattern => Array.from(text, (character) => ({ text: character, isWildcard: false }));
const written = (text: string): PatternCharacter => ({ text, isWildcard: text === "*" || text === "?" });

/** Patterns that hold no variable are the same for every request. */
const withoutVariables = new Map<string, Pattern>();

/** A pattern in which nothing is a variable. */
export function asWritten(template: string): Pattern {
  const pattern = withoutVariables.get(template) ?? Array.from(template, written);
  withoutVariables.set(template, pattern);
  return pattern;
}

/**
 * Puts values in place of variables. Undefined when a variable has no value: then the pattern meets nothing. One whose value is unknown may
 * meet anything. Without variables, as under Version 2008-10-17 and in operators that take none, `${…}` is text.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function expand(template: string, context: ReferenceContext, hasVariables: boolean): Pattern | "unknown" | undefined {
  if (!hasVariables || !template.includes("${")) return asWritten(template);
  const pattern: PatternCharacter[] = [];
  for (let at = 0; at < template.length; ) {
    VARIABLE.lastIndex = at;
    const name = VARIABLE.exec(template)?.[1];
    if (name === undefined) {
      pattern.push(written(template.charAt(at)));
      at += 1;
      continue;
    }
    const { value, isUnknown } = valueOf(name, context);
    if (isUnknown) return "unknown";
    if (value === undefined) return undefined;
    pattern.push(...literal(value));
    at += `\${${name}}`.length;
  }
  return pattern;
}

function valueOf(variable: string, { values, isUnknown }: ReferenceContext): { value: string | undefined; isUnknown: boolean } {
  if (variable === "*" || variable === "?" || variable === "$") return { value: variable, isUnknown: false };
  const [, name = variable, fallback] = WITH_DEFAULT.exec(variable) ?? [];
  const key = name.trim().toLowerCase();
  const isList = MULTIVALUED_KEYS.has(key) || key.endsWith(":amr");
  const found = isList ? [] : (values.get(key) ?? []);
  return { value: found.length === 1 ? found[0] : fallback, isUnknown: isUnknown(key) };
}

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
type Reading = (pattern: Pattern) => string;
const expressions = new Map<Reading, WeakMap<Pattern, RegExp>>();

/** Whether a text meets a pattern by a way of reading it. */
function meets(pattern: Pattern, text: string, reading: Reading): boolean {
  const known = expressions.get(reading) ?? new WeakMap<Pattern, RegExp>();
  expressions.set(reading, known);
  const expression = known.get(pattern) ?? new RegExp(`^${reading(pattern)}$`, "s");
  known.set(pattern, expression);
  return expression.test(text);
}

const textOf = (pattern: Pattern) => pattern.map(({ text }) => text).join("");

/** Whether a text is the pattern's, wildcards taken as text. */
export const isEqual = (pattern: Pattern, text: string): boolean => pattern.length === text.length && textOf(pattern) === text;

const anywhere: Reading = (pattern) =>
  pattern.map(({ text, isWildcard }) => (isWildcard ? (text === "*" ? ".*" : ".") : escaped(text))).join("");

/** Whether a text meets a pattern: `*` stands for any characters, `?` for one. */
export const isLike = (pattern: Pattern, text: string): boolean => meets(pattern, text, anywhere);

const fieldsOfPatterns = new WeakMap<Pattern, readonly Pattern[]>();

/** The six fields of a pattern for ARNs; colons after the fifth belong to the last one. */
function fieldsOf(pattern: Pattern): readonly Pattern[] {
  const known = fieldsOfPatterns.get(pattern);
  if (known !== undefined) return known;
  const fields: PatternCharacter[][] = [[]];
  for (const character of pattern) {
    if (character.text === ":" && fields.length < 6) fields.push([]);
    else fields.at(-1)?.push(character);
  }
  fieldsOfPatterns.set(pattern, fields);
  return fields;
}

/**
 * Whether an ARN meets a pattern as ARN operators compare them: each of the six fields by itself. A bare `*` is taken to meet
 * whatever the key says.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function isArnLike(pattern: Pattern, arn: string): boolean {
  if (pattern.length === 1 && pattern[0]?.text === "*" && pattern[0].isWildcard) return true;
  const parts = arn.split(":");
  const found = [...parts.slice(0, 5), parts.slice(5).join(":")];
  const fields = fieldsOf(pattern);
  return parts.length >= 6 && fields.length === 6 && fields.every((field, index) => isLike(field, found[index] ?? ""));
}

/**
 * Whether a resource meets a pattern of a Resource element. Wildcards stay within a field; only a `*` that ends one may go on over colons. A
 * pattern of fewer than six fields counts as it stands and with wildcards for the fields that it lacks. One with an unknown variable does if
 * `doesUnknownMeet`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function isResourceLike(
  template: string,
  resource: string,
  context: ReferenceContext,
  hasVariables: boolean,
  doesUnknownMeet: boolean,
): boolean {
  if (hasVariables && /^(?:[^:]*:){0,4}[^:]*\$\{[^*?$]/.test(template)) return false;
  const missing = template === "*" ? 0 : Math.max(0, 6 - template.split(":").length);
  const templates = missing === 0 ? [template] : [template, template + ":*".repeat(missing)];
  return templates.some((one) => {
    const pattern = expand(one, context, hasVariables);
    return pattern === "unknown" ? doesUnknownMeet : pattern !== undefined && meets(pattern, resource, byField);
  });
}

const byField: Reading = (pattern) => {
  let field = 0;
  return pattern
    .map(({ text, isWildcard }, index) => {
      if (!isWildcard) {
        if (text === ":") field += 1;
        return escaped(text);
      }
      const next = pattern[index + 1];
      const mayCrossColons = field >= 5 || (text === "*" && (next === undefined || (next.text === ":" && !next.isWildcard)));
      return `${mayCrossColons ? "." : "[^:]"}${text === "*" ? "*" : ""}`;
    })
    .join("");
};
