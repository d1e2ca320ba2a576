import { compareText } from "../../../iam/compare-text.ts";
import type { Access, Terms } from "../../../proof/access/access.ts";
import type { AccessList } from "../../../proof/access/list-accesses.ts";
import { assumedTrust } from "../../../proof/classes/at-worst.ts";
import type { PrincipalClass } from "../../../proof/classes/principals.ts";
import { NOBODYS, type ResourceClass } from "../../../proof/classes/resources.ts";
import type { Chain } from "../../../proof/sessions/chains.ts";
import type { ReachedAccess } from "../../../proof/sessions/reached-accesses.ts";
import { nameOf } from "../../../proof/verdict/subject-text.ts";
import { anyPermissionNote } from "../../../proof/world/organization-layers.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";
import type { TableWithSameItems } from "../same-items.ts";
import type { AccessReport, ReportedAccess } from "./access-report.ts";
import { allowing } from "./allowing-statements.ts";
import { conditionText, originName, reportedTerms } from "./condition-text.ts";
import { type NamedPrincipals, principalNames, rankOf } from "./principal-names.ts";
import { reportedSteps, type SessionStep } from "./session-steps.ts";
import { unknownsIn } from "./unknowns-in.ts";

/** A list of accesses with what it takes to name its parts. */
export interface ListedAccesses {
  readonly question: AccessReport["question"];
  readonly list: AccessList;
  /** Accesses through roles that somebody may come to act as. */
  readonly reached: readonly ReachedAccess[];
  /** Every principal that was asked about a resource. */
  readonly asked: (resource: ResourceClass) => readonly PrincipalClass[];
  readonly context: AnswerContext;
  /** Other tables with the items of the resource that is asked about. @default none */
  readonly sameItems?: readonly TableWithSameItems[];
}

/** Accesses as data, one row for principals of one name that may do the same; those through other roles come last. */
export function reportAccesses({ question, list, reached, asked, context, sameItems = [] }: ListedAccesses): AccessReport {
  const rowsOf = (accesses: readonly ReachedAccess[]): AccessReport["accesses"] => {
    const rows = namedRows(accesses, asked, context);
    if (question.principal === null) rows.sort((a, b) => a.rank - b.rank || compareText(a.row.principal, b.row.principal));
    return rows.map(({ row }) => row);
  };
  // Rows say so of principals that nobody declared.
  const isSaid = new Set(
    list.accesses.filter(({ terms }) => terms.byOwnPermissions).map(({ principal }) => anyPermissionNote(principal.principal)),
  );
  const ofSteps = reached.flatMap(({ chain }) =>
    chain.flatMap(({ taker, role, accesses: [{ example }] }) => assumedTrust(() => example.layers, taker, role)),
  );
  const accesses = [...rowsOf(list.accesses.map((access) => ({ chain: [], access }))), ...rowsOf(reached)];
  return {
    format: 1,
    question,
    accesses,
    unknowns: unknownsIn(
      accesses.flatMap(({ isExample: isAny, terms, through }) => [...(isAny ? [] : [terms]), ...through]),
      context,
    ),
    sameItems: [...sameItems],
    assumptions: [...new Set([...list.assumptions.filter((text) => !isSaid.has(text)), ...ofSteps])].sort(),
  };
}

interface RankedRow {
  readonly rank: number;
  readonly row: ReportedAccess;
}

function namedRows(accesses: readonly ReachedAccess[], asked: ListedAccesses["asked"], context: AnswerContext): RankedRow[] {
  const principals = principalNames(context);
  const stepsOf = remembered((chain: Chain) => reportedSteps(chain, context));
  const alike = Map.groupBy(accesses, ({ chain, access: { principal, resource, actions, origins, terms } }) =>
    JSON.stringify([
      resource.service,
      resource.arn,
      actions,
      origins.map(({ where }) => where),
      terms,
      ...stepsOf(chain).map((step, index) => (index === 0 ? { ...step, principal: principal.principal } : step)),
    ]),
  );
  return [...alike.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const callers = all.map(callerOf);
    const names = principals.namesOf(callers, [...asked(first.chain[0]?.role ?? first.access.resource), ...callers]);
    return names.map((named) => {
      const { chain, access } = all.find((each) => callerOf(each) === named.principals[0]) ?? first;
      return { rank: rankOf(named), row: reportedAccess(access, named, stepsOf(chain), context) };
    });
  });
}

/** Who makes the requests: the principal that has the access, or the first of those that come to act as it. */
const callerOf = ({ chain: [first], access: { principal } }: ReachedAccess): PrincipalClass => first?.taker ?? principal;

function remembered<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

function reportedAccess(
  access: Access,
  { name, principals }: NamedPrincipals,
  through: SessionStep[],
  context: AnswerContext,
): ReportedAccess {
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
    through,
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
    case "restored":
      return true;
    case "safeguard":
      return what.of === "backups";
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
