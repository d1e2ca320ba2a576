import { parseArn } from "../../iam/arn.ts";
import {
  asList,
  type ConditionValues,
  type PolicyDocument,
  type PrincipalElement,
  type StatementDocument,
} from "../engine/policy-document.ts";
import type { PolicyKind } from "../engine/policy-kind.ts";
import { validatePolicy } from "../engine/validate-policy.ts";

/** The ways in which a document is changed. */
export const CHANGES = [
  "statement dropped",
  "effect flipped",
  "action dropped",
  "action widened",
  "resource dropped",
  "resource widened",
  "principal dropped",
  "principal widened",
  "condition dropped",
  "value dropped",
  "operator flipped",
] as const;
export type Change = (typeof CHANGES)[number];

/** A document with one change. */
export interface Mutant {
  readonly change: Change;
  /** What was changed, as in `AllowReporter: without aws:SourceVpc`. */
  readonly what: string;
  readonly document: PolicyDocument;
  /** The place of the changed statement, from 0. */
  readonly index: number;
}

/** Every mutant of a document that AWS would take as a policy of its kind, each with one change. */
export function mutantsOf(document: PolicyDocument, kind: PolicyKind): Mutant[] {
  const statements = asList(document.Statement);
  return statements.flatMap((statement, index) =>
    changesOf(statement).flatMap(({ change, what, to }): Mutant[] => {
      const changed = statements.flatMap((each, place) => (place === index ? (to ?? []) : [each]));
      const mutant: PolicyDocument = { ...document, Statement: changed };
      const isTaken = changed.length === 0 || validatePolicy(mutant, kind).problems === undefined;
      return isTaken ? [{ change, what: `${statement.Sid ?? index.toString()}: ${what}`, document: mutant, index }] : [];
    }),
  );
}

interface Changed {
  readonly change: Change;
  readonly what: string;
  /** The statement after it; undefined where it is gone. */
  readonly to: StatementDocument | undefined;
}

function changesOf(statement: StatementDocument): Changed[] {
  const { Effect, Action, Resource, Principal } = statement;
  const changed = (change: Change, what: string, to: StatementDocument | undefined): Changed => ({ change, what, to });
  return [
    changed("statement dropped", "dropped", undefined),
    changed("effect flipped", "effect flipped", { ...statement, Effect: Effect === "Allow" ? "Deny" : "Allow" }),
    ...without(asList(Action)).map(({ gone, rest }) => changed("action dropped", `without ${gone}`, { ...statement, Action: rest })),
    ...widerActions(asList(Action)).map((action) => changed("action widened", `action ${action}`, { ...statement, Action: [action] })),
    ...without(asList(Resource)).map(({ gone, rest }) => changed("resource dropped", `without ${gone}`, { ...statement, Resource: rest })),
    ...widerResources(asList(Resource)).map((resources) =>
      changed("resource widened", `resource ${resources.join()}`, { ...statement, Resource: resources }),
    ),
    ...principalChanges(Principal).map(({ change, what, to }) => changed(change, what, { ...statement, Principal: to })),
    ...conditionChanges(statement).map(({ change, what, to }) => changed(change, what, { ...statement, Condition: to })),
  ];
}

/** A list without each of its members, while some is left. */
function without(list: readonly string[]): { readonly gone: string; readonly rest: readonly string[] }[] {
  return list.length < 2 ? [] : list.map((gone, place) => ({ gone, rest: list.filter((_, each) => each !== place) }));
}

function widerActions(actions: readonly string[]): string[] {
  const services = [...new Set(actions.map((action) => `${action.split(":")[0] ?? ""}:*`))];
  const wider = services.length === 1 ? [...services, "*"] : ["*"];
  return wider.filter((each) => !actions.includes(each) && !actions.includes("*"));
}

/** Everything; and each resource with a longer name, in any account, in any region. */
function widerResources(resources: readonly string[]): string[][] {
  const each = (change: (resource: string) => string): string[][] =>
    resources.flatMap((resource, place) => {
      const wider = change(resource);
      return wider === resource ? [] : [resources.map((other, index) => (index === place ? wider : other))];
    });
  const anyAccount = (resource: string): string => withFields(resource, { accountId: "*" });
  const anyRegion = (resource: string): string => withFields(resource, { region: "*" });
  if (resources.length === 0 || resources.includes("*")) return [];
  return [["*"], ...each((resource) => (resource.endsWith("*") ? resource : `${resource}*`)), ...each(anyAccount), ...each(anyRegion)];
}

/** An ARN with other fields, where it has these fields. */
function withFields(resource: string, fields: { readonly accountId?: string; readonly region?: string }): string {
  const parsed = parseArn(resource);
  if (parsed === undefined) return resource;
  const { partition, service, resource: name } = parsed;
  const region = parsed.region === "" ? "" : (fields.region ?? parsed.region);
  const accountId = parsed.accountId === "" ? "" : (fields.accountId ?? parsed.accountId);
  return ["arn", partition, service, region, accountId, name].join(":");
}

function principalChanges(
  principal: PrincipalElement | undefined,
): { readonly change: Change; readonly what: string; readonly to: PrincipalElement }[] {
  if (principal === undefined || principal === "*") return [];
  const dropped = Object.entries(principal).flatMap(([type, values]) =>
    without(asList(values)).map(({ gone, rest }) => ({
      change: "principal dropped" as const,
      what: `without ${gone}`,
      to: { ...principal, [type]: rest },
    })),
  );
  const roots = asList(principal["AWS"]).flatMap((value) => {
    const { partition, accountId, resource } = parseArn(value) ?? {};
    return partition === undefined || accountId === undefined || resource === "root" ? [] : [`arn:${partition}:iam::${accountId}:root`];
  });
  return [
    ...dropped,
    { change: "principal widened", what: "principal *", to: "*" },
    ...[...new Set(roots)].map((root) => ({
      change: "principal widened" as const,
      what: `principal ${root}`,
      to: { ...principal, AWS: [root] },
    })),
  ];
}

type ConditionElement = Readonly<Record<string, Readonly<Record<string, ConditionValues>>>>;

function conditionChanges({
  Condition = {},
}: StatementDocument): { readonly change: Change; readonly what: string; readonly to: ConditionElement | undefined }[] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, values]) => {
      const replaced = (by: readonly (readonly [string, ConditionValues])[]): ConditionElement | undefined => {
        const rest = Object.fromEntries(Object.entries(keys).filter(([each]) => each !== key));
        const others = Object.fromEntries(Object.entries(Condition).filter(([each]) => each !== operator));
        const left: ConditionElement = { ...others, ...(Object.keys(rest).length === 0 ? {} : { [operator]: rest }) };
        const all = by.reduce<ConditionElement>((sum, [name, value]) => ({ ...sum, [name]: { ...sum[name], [key]: value } }), left);
        return Object.keys(all).length === 0 ? undefined : all;
      };
      const list = (Array.isArray(values) ? values : [values]).map(String);
      return [
        { change: "condition dropped" as const, what: `without ${operator} ${key}`, to: replaced([]) },
        ...without(list).map(({ gone, rest }) => ({
          change: "value dropped" as const,
          what: `${key} without ${gone}`,
          to: replaced([[operator, rest]]),
        })),
        ...flippedValues(operator, list).map((value) => ({
          change: "operator flipped" as const,
          what: `${operator} ${key} ${value}`,
          to: replaced([[operator, value]]),
        })),
        ...flippedOperators(operator).map((flipped) => ({
          change: "operator flipped" as const,
          what: `${key} by ${flipped} for ${operator}`,
          to: replaced([[flipped, values]]),
        })),
      ];
    }),
  );
}

/** The other value of an operator that knows two. */
const flippedValues = (operator: string, [value = ""]: readonly string[]): string[] =>
  /^(?:Null|Bool(?:IfExists)?)$/.test(operator) ? [value === "true" ? "false" : "true"] : [];

/** The operator negated, with and without `IfExists`, and for all values in place of any. */
function flippedOperators(operator: string): string[] {
  if (operator === "Null") return [];
  const [, prefix = "", name = "", suffix = ""] = /^(ForAllValues:|ForAnyValue:)?(.+?)(IfExists)?$/.exec(operator) ?? [];
  const negated = name.startsWith("Not")
    ? name.slice("Not".length)
    : /^(?:String|Arn)Not/.test(name)
      ? name.replace("Not", "")
      : /^(?:String|Arn)(?=Equals|Like)/.test(name)
        ? name.replace(/^(String|Arn)/, "$1Not")
        : name === "IpAddress"
          ? "NotIpAddress"
          : name === "DateLessThan"
            ? "DateGreaterThanEquals"
            : undefined;
  return [
    ...(negated === undefined ? [] : [`${prefix}${negated}${suffix}`]),
    suffix === "" ? `${prefix}${name}IfExists` : `${prefix}${name}`,
    ...(prefix === "" ? [] : [`${prefix === "ForAllValues:" ? "ForAnyValue:" : "ForAllValues:"}${name}${suffix}`]),
  ];
}
