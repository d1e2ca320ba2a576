import { compareText } from "../../../iam/compare-text.ts";
import type { Terms } from "../../../proof/access/access.ts";
import type { AccessChange, Comparison } from "../../../proof/access/compare-accesses.ts";
import type { Example } from "../../../proof/access/example-on.ts";
import { accountOfWho, type PrincipalClass } from "../../../proof/classes/principals.ts";
import type { ResourceClass } from "../../../proof/classes/resources.ts";
import { explain } from "../../../proof/explanation/explain.ts";
import { MAY_HOLD_ANYTHING } from "../../../proof/intent/places.ts";
import type { What } from "../../../proof/intent/subject.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";
import { type ExplainedStatement, explainedStatement } from "../explanation/statement-origin.ts";
import type { ChangeReport, ReportedChange } from "./change-report.ts";
import { listed, originName, originsText, reportedTerms, termsTexts } from "./condition-text.ts";
import { type NamedPrincipals, type PrincipalNames, principalNames } from "./principal-names.ts";
import { isExample, resourceName, shownTerms } from "./report-access.ts";

/** A comparison with what it takes to name its parts. */
export interface ComparedOrganizations {
  readonly comparison: Comparison;
  readonly before: ChangeReport["before"];
  readonly after: ChangeReport["after"];
  readonly asOf: string;
  readonly contexts: { readonly before: AnswerContext; readonly after: AnswerContext };
  /** Every principal that is asked about a resource. */
  readonly asked: (resource: ResourceClass) => readonly PrincipalClass[];
}

/** A comparison as data. */
export function reportChanges({ comparison, before, after, asOf, contexts, asked }: ComparedOrganizations): ChangeReport {
  const names = principalNames(contexts.after);
  const changes = mergedByResource(
    comparison.changes
      .map((change) => ({
        rank: KINDS_OF_RESOURCES.indexOf(change.resource.what.kind),
        change: reportedChange(change, names, asked(change.resource), contexts),
      }))
      .toSorted((a, b) => orderOf(a.change) - orderOf(b.change) || a.rank - b.rank || compareText(textOf(a.change), textOf(b.change)))
      .map(({ change }) => change),
  );
  const countOf = (kind: AccessChange["kind"]) => changes.filter((change) => change.kind === kind).length;
  return {
    format: 1,
    verdict: changes.length === 0 ? "no access changes" : "access changes",
    before,
    after,
    asOf,
    counts: { gains: countOf("gains"), loses: countOf("loses"), changes: countOf("changes") },
    renamed: comparison.renamed.map((each) => ({ ...each })),
    changes,
  };
}

const KINDS: readonly AccessChange["kind"][] = ["gains", "loses", "changes"];

/** Data comes first. */
const KINDS_OF_RESOURCES: readonly What["kind"][] = [
  "table",
  "index",
  "stream",
  "backup",
  "export",
  "secret",
  "key",
  "role",
  "safeguard",
  "foreign",
];

/** By kind, and declared resources first. */
const orderOf = ({ kind, isExample: isLast }: ReportedChange): number => 2 * KINDS.indexOf(kind) + (isLast ? 1 : 0);

const textOf = ({ resources, principals, actions }: ReportedChange): string => JSON.stringify([resources, principals, actions]);

/** One change for several resources whose access changes alike, by the same statements. */
function mergedByResource(changes: readonly ReportedChange[]): ReportedChange[] {
  const key = ({ resources: _, resourceArns: __, ...rest }: ReportedChange) => JSON.stringify(rest);
  return [...Map.groupBy(changes, key).values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const all = <T>(of: (change: ReportedChange) => readonly T[]) => [...new Set(alike.flatMap(of))];
    return [{ ...first, resources: all(({ resources }) => resources), resourceArns: all(({ resourceArns }) => resourceArns) }];
  });
}

function reportedChange(
  change: AccessChange,
  names: PrincipalNames,
  asked: readonly PrincipalClass[],
  contexts: ComparedOrganizations["contexts"],
): ReportedChange {
  const { kind, principals, resource, actions, origins, extent, example } = change;
  const asShown = (terms: readonly Terms[]) => terms.map((each) => shownTerms(each, resource));
  const [before, after] = [asShown(change.before), asShown(change.after)];
  const shown = kind === "loses" && after.length === 0 ? before : after;
  const isThen = after.length === 0 ? contexts.before : contexts.after;
  return {
    kind,
    principals: collected(names.namesOf(principals, [...asked, ...principals])),
    principalArns: principals.map(({ principal }) => principal),
    resources: [resourceName(resource, isThen)],
    resourceArns: [resource.arn],
    isExample: isExample(resource),
    actions: [...actions],
    extent,
    origins: origins.map((origin) => ({ kind: origin.where.kind, name: originName(origin) })),
    before: change.before.map(reportedTerms),
    after: change.after.map(reportedTerms),
    condition: [originsText(origins, extent), termsText(shown)].filter((text) => text !== "").join("; "),
    conditionBefore: before.length === 0 || after.length === 0 ? null : earlierText(before, after),
    allowedBefore: before.length === 0 ? [] : statementsOf(example.before, "allows", contexts.before),
    allowedAfter: after.length === 0 ? [] : statementsOf(example.after, "allows", contexts.after),
    deniedBefore: before.length === 0 ? statementsOf(example.before, "denies", contexts.before) : [],
    deniedAfter: after.length === 0 ? statementsOf(example.after, "denies", contexts.after) : [],
  };
}

/** The names of principals; where all that may hold any permission of an account are among them, they have one name. */
function collected(named: readonly NamedPrincipals[]): string[] {
  const undeclared = named.filter(({ principals: [first] }) => first !== undefined && MAY_HOLD_ANYTHING.has(first.who.kind));
  const byAccount = Map.groupBy(undeclared, ({ principals: [first] }) => (first === undefined ? "" : (accountOfWho(first.who) ?? "")));
  const whole = new Map(
    [...byAccount].flatMap(([account, all]) =>
      ["user", "root", "undeclared-role"].every((kind) =>
        all.some(({ name, principals: [first] }) => first?.who.kind === kind && !name.endsWith(")")),
      )
        ? all.map((each) => [each, `any other principal of ${account}`] as const)
        : [],
    ),
  );
  return [...new Set(named.map((each) => whole.get(each) ?? each.name))];
}

/** Terms in words, any of which suffice. */
const termsText = (terms: readonly Terms[]): string =>
  listed(
    terms.map((each) => termsTexts(each).join("; ")),
    "or",
  );

/** Earlier terms in words, without what holds before and after. */
function earlierText(before: readonly Terms[], after: readonly Terms[]): string {
  const isSame = [...before, ...after].every(({ byOwnPermissions }) => byOwnPermissions);
  return termsText(isSame ? before.map((each) => ({ ...each, byOwnPermissions: false })) : before) || "without further conditions";
}

/** The statements that allow or deny a request, without those that stand for policies that are not read. */
function statementsOf(example: Example | undefined, effect: "allows" | "denies", context: AnswerContext): ExplainedStatement[] {
  if (example === undefined) return [];
  const { grants, denials } = explain(example.request, example.layers);
  const action = example.request.request.action;
  return (effect === "allows" ? grants : denials)
    .map((reference) => explainedStatement({ effect, action }, reference, context))
    .filter(({ isAssumed }) => !isAssumed);
}
