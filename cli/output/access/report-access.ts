import { compareText } from "../../../iam/compare-text.ts";
import type { Access, Terms } from "../../../proof/access/access.ts";
import type { AccessList } from "../../../proof/access/list-accesses.ts";
import type { DecidedClass } from "../../../proof/classes/decided-class.ts";
import type { PrincipalClass } from "../../../proof/classes/principals.ts";
import { NOBODYS, type ResourceClass } from "../../../proof/classes/resources.ts";
import { explain } from "../../../proof/explanation/explain.ts";
import { nameOf } from "../../../proof/verdict/subject-text.ts";
import { anyPermissionNote } from "../../../proof/world/organization-layers.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";
import { explainedStatement } from "../explanation/statement-origin.ts";
import type { AccessReport, ReportedAccess } from "./access-report.ts";
import { conditionText, originName, reportedTerms } from "./condition-text.ts";
import { type NamedPrincipals, principalNames, rankOf } from "./principal-names.ts";

/** A list of accesses with what it takes to name its parts. */
export interface ListedAccesses {
  readonly question: AccessReport["question"];
  readonly list: AccessList;
  /** Every principal that was asked about a resource. */
  readonly asked: (resource: ResourceClass) => readonly PrincipalClass[];
  readonly context: AnswerContext;
}

/** Accesses as data, one row for principals of one name that may do the same. */
export function reportAccesses({ question, list, asked, context }: ListedAccesses): AccessReport {
  const { world, plan } = context;
  const principals = principalNames(world, plan === undefined);
  const alike = Map.groupBy(list.accesses, ({ resource, actions, origins, terms }) =>
    JSON.stringify([resource.service, resource.arn, actions, origins.map(({ where }) => where), terms]),
  );
  const rows = [...alike.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const names = principals.namesOf(
      all.map(({ principal }) => principal),
      asked(first.resource),
    );
    return names.map((named) => ({ rank: rankOf(named), row: reportedAccess(all, named, context) }));
  });
  if (question.principal === null) rows.sort((a, b) => a.rank - b.rank || compareText(a.row.principal, b.row.principal));
  // Rows say so of principals that nobody declared.
  const isSaid = new Set(
    list.accesses.filter(({ terms }) => terms.byOwnPermissions).map(({ principal }) => anyPermissionNote(principal.principal)),
  );
  return {
    format: 1,
    question,
    accesses: rows.map(({ row }) => row),
    assumptions: list.assumptions.filter((text) => !isSaid.has(text)),
  };
}

function reportedAccess(all: readonly Access[], { name, principals }: NamedPrincipals, context: AnswerContext): ReportedAccess {
  const access = all.find(({ principal }) => principal === principals[0]) ?? all[0];
  if (access === undefined) throw new Error("a row without an access");
  const { resource, actions, origins, extent, terms, example } = access;
  return {
    principal: name,
    principals: principals.map(({ principal }) => principal),
    resource: resourceName(resource, context),
    arn: resource.arn,
    isExample: isExample(resource),
    actions: [...actions],
    extent,
    origins: origins.map((origin) => ({ kind: origin.where.kind, name: originName(origin) })),
    terms: reportedTerms(terms),
    condition: conditionText(origins, extent, shownTerms(terms, resource)),
    allowedBy: allowing(example, context),
  };
}

/** Terms as they are shown: what nobody declared has policies that have no name. */
export const shownTerms = (terms: Terms, resource: ResourceClass): Terms =>
  isExample(resource) && terms.unknowns.length > 0 ? { ...terms, unknowns: ["policies that nobody described"] } : terms;

/** Whether a resource stands for all of its kind that nobody declared. */
export function isExample({ what }: ResourceClass): boolean {
  switch (what.kind) {
    case "index":
      return what.table === undefined || what.index === NOBODYS;
    case "table":
    case "stream":
    case "backup":
    case "export":
      return what.table === undefined;
    case "key":
      return what.name === undefined;
    case "secret":
      return what.secret === undefined;
    default:
      return false;
  }
}

/** A resource by its name in the organization, or as the proof calls what has none. */
export function resourceName({ what, arn }: ResourceClass, { world, plan }: AnswerContext): string {
  const own = world.names.nameOf(arn);
  if (plan === undefined || (own !== arn && what.kind !== "index")) return own;
  return nameOf(what.kind === "index" && what.index === NOBODYS ? { ...what, index: "(undeclared)" } : what);
}

/** The statements that allow a class, without those that stand for policies that are not read. */
function allowing({ request, layers }: DecidedClass, context: AnswerContext): ReportedAccess["allowedBy"] {
  const { grants } = explain(request, layers);
  return grants
    .map((grant) => explainedStatement({ effect: "allows", action: request.request.action }, grant, context))
    .filter(({ isAssumed }) => !isAssumed);
}
