import { parseArn } from "../../iam/arn.ts";
import { declaredQuestions } from "../access/declared-questions.ts";
import type { DecidedClass } from "../classes/decided-class.ts";
import type { PrincipalClass } from "../classes/principals.ts";
import type { QuestionSubject } from "../classes/questions.ts";
import { type Doing, doingOf } from "../intent/doings.ts";
import type { Intended } from "../intent/intended.ts";
import { type StepStanding, stepStanding } from "../intent/sessions.ts";
import type { Who } from "../intent/subject.ts";
import { type Chain, chainsFrom, isCertain, unknownsOf } from "../sessions/chains.ts";
import { type SessionGraph, sessionGraph } from "../sessions/session-graph.ts";
import type { Taking } from "../sessions/taking.ts";
import { type ComparedClass, keyOf } from "./compare-class.ts";
import type { Finding } from "./finding.ts";
import { nameOf, whoText } from "./subject-text.ts";

/** What stands against a class of requests if somebody makes them. */
export type Comparison = (who: Who) => ComparedClass | undefined;

/** What stands against a class of requests by a role, if the first of a chain makes it. */
export interface ChainedClass extends ComparedClass {
  /** The number of the chain. */
  readonly chain: number;
  /** What classes that stand against it alike share: those of a chain that rests on something unknown have one. */
  readonly key: string;
}

/** Sessions that somebody may come to whom they are not meant for. */
export interface FollowedSessions {
  /** Classes of requests to take a role that nobody else asks about, as the engine decides them. */
  readonly steps: readonly DecidedClass[];
  /** The chains over which what a role may do is charged to those who may come to act as it. */
  readonly chains: readonly Chain[];
  /** What stands against a class of requests by a role, if those make it who may come to act as the role. */
  readonly through: (decided: DecidedClass, compare: Comparison) => readonly ChainedClass[];
  readonly assumptions: readonly string[];
}

type Step = Pick<Taking, "taker" | "role">;

/**
 * Follows sessions from every step by which somebody acts as a role of a team's whom the team's account does not answer for, so that what a
 * role may do is charged to the first of each chain that leads to it. To act as a role of the blueprint's that is for somebody else is denied
 * itself. The principals of an account that may hold any permission are asked about at its roles, and left to it at those of its teams.
 */
export function followSessions({ intended, world, catalogue, partition }: QuestionSubject): FollowedSessions {
  const questions = declaredQuestions(intended, world, catalogue, partition);
  const graph = sessionGraph({ world, catalogue, now: intended.now }, questions);
  const standing = ({ taker, role: { what } }: Step): StepStanding =>
    what.kind === "role" ? stepStanding(intended, taker.who, what) : "foreign";
  /** Principals of a role's account are asked about at the role by the proof, but for those that its trust policy alone names. */
  const isAskedAtRole = ({ taker, role }: Step): boolean =>
    questions.principalsIn(parseArn(role.arn)?.accountId ?? "").some(({ principal }) => principal === taker.principal);
  const stepsOf = (of: StepStanding, isLeftOut: (step: Step) => boolean) =>
    graph.roles.flatMap((role) => graph.takersOf(role.arn, (taker) => standing({ taker, role }) === of && !isLeftOut({ taker, role })));
  const chains = [
    ...Map.groupBy(
      stepsOf("foreign", () => false).flatMap((step) => chainsOver(graph, step, standing)),
      endOf,
    ).values(),
  ].flatMap(examplesOf);
  const chainsAt = Map.groupBy(chains.entries(), ([, chain]) => endOf(chain));
  const identities = new Map<string, readonly Who[]>();
  const identitiesOf = (principal: PrincipalClass): readonly Who[] => {
    const found = identities.get(principal.principal) ?? meantFor(graph, principal, standing);
    identities.set(principal.principal, found);
    return found;
  };
  const against = (number: number, chain: Chain, decided: DecidedClass, compare: Comparison): ChainedClass | undefined => {
    const [first] = chain;
    const isKnown = isCertain(chain);
    if (first === undefined || !(isKnown || isOnData(decided))) return undefined;
    const finding = compare(first.taker.who);
    if (finding === undefined || finding.kind === "broken") return undefined;
    // What a principal is meant to reach as one role, it may reach as another.
    if (identitiesOf(first.taker).some((who) => compare(who) === undefined)) return undefined;
    const { kind, about } = chained(finding, chain);
    return { ...finding, kind, about, chain: number, key: isKnown ? keyOf({ kind, about }) : `chain ${number.toString()}` };
  };
  return {
    steps: stepsOf("denied", isAskedAtRole).flatMap(({ accesses }) => accesses.map(({ example }) => example)),
    chains,
    through: (decided, compare) => {
      const { outcome, principal, resource } = decided;
      if ((outcome !== "allowed" && outcome !== "unknown") || resource.service === "sts") return [];
      return (chainsAt.get(principal.principal) ?? []).flatMap(([number, chain]) => against(number, chain, decided, compare) ?? []);
    },
    assumptions: assumptionsOf(intended, graph),
  };
}

const endOf = (chain: Chain): string => chain.at(-1)?.role.arn ?? "";

/** One chain for each principal that intent tells apart; one alone of those that rest on something unknown, which are all closed by its text. */
function examplesOf(chains: readonly Chain[]): readonly Chain[] {
  const certain = chains.filter(isCertain);
  const byWho = new Map(certain.toReversed().map((chain) => [JSON.stringify(chain[0]?.taker.who), chain]));
  const uncertain = chains.filter((chain) => !isCertain(chain)).toSorted((a, b) => Number(isFromElsewhere(b)) - Number(isFromElsewhere(a)));
  const byWhat = new Map(uncertain.toReversed().map((chain) => [unknownsOf(chain).join(), chain]));
  return [...byWho.values(), ...byWhat.values()];
}

/** Whether a principal of another account begins a chain. */
const isFromElsewhere = ([first]: Chain): boolean =>
  first !== undefined && (!("account" in first.taker.who) || first.taker.who.account !== first.role.account);

const ON_DATA: ReadonlySet<Doing | undefined> = new Set([
  "reads-items",
  "scans-items",
  "reads-stream",
  "reads-secret",
  "decrypts",
  "writes-items",
  "writes-secret",
]);

const isOnData = ({ actions }: DecidedClass): boolean => ON_DATA.has(doingOf(actions[0] ?? ""));

/** Whether a class of requests shows that a role may use data. */
export const isRightToData = (decided: DecidedClass): boolean => decided.outcome === "allowed" && isOnData(decided);

/** Whether a finding is that somebody takes a role or passes it on. */
export const isAboutTaking = ({ kind, asked: { what, action }, doing }: Pick<Finding, "kind" | "asked" | "doing">): boolean =>
  kind === "breach" && what.kind === "role" && (doing === "takes-role" || action === "iam:PassRole");

/** Chains that contain a step: they begin with it, or with who takes its taker as intended, and end with each role that it leads to. */
function chainsOver(graph: SessionGraph, step: Taking, standing: (step: Step) => StepStanding): Chain[] {
  const { principal } = step.taker;
  const before = graph.takersOf(principal).filter((each) => standing(each) === "intended" && !OF_AWS.has(each.taker.who.kind));
  const starts: Chain[] = before.length === 0 ? [[step]] : before.map((each) => [each, step]);
  const further = chainsFrom(graph, step.role.arn).filter((chain) => chain.every(({ role }) => role.arn !== principal));
  return starts.flatMap((start) => [start, ...further.map((rest) => [...start, ...rest])]);
}

/** Those who open the first session of something that runs, and are nobody that a right can be charged to. */
const OF_AWS: ReadonlySet<Who["kind"]> = new Set(["service", "token"]);

/** Whom a principal is meant to act as: itself, and every role that is for it. */
function meantFor(graph: SessionGraph, principal: PrincipalClass, standing: (step: Step) => StepStanding): readonly Who[] {
  const roles = chainsFrom(graph, principal.principal).flatMap((chain) => {
    const what = chain.at(-1)?.role.what;
    return what?.kind === "role" && chain.every((step) => standing(step) === "intended") ? (what.role ?? []) : [];
  });
  return [principal.who, ...roles];
}

/** A finding about the first of a chain, who makes the requests as the last role. */
function chained({ kind, about }: ComparedClass, chain: Chain): Pick<ComparedClass, "kind" | "about"> {
  const last = chain.at(-1)?.role.what;
  return { kind: isCertain(chain) ? kind : "unknown", about: `${about}, through ${last === undefined ? "" : nameOf(last)}` };
}

/** What teams decide about their own roles, and what is only observed so far; a sentence for each. */
function assumptionsOf({ accounts, areServicesPinned }: Intended, { roles }: SessionGraph): string[] {
  const ofTeams = roles.flatMap(({ what }) => {
    if (what.kind !== "role" || what.role?.kind !== "workload") return [];
    const { account, workload } = what.role;
    const isExisting = accounts.get(account)?.workloads.find(({ name }) => name === workload)?.isExisting === true;
    const name = whoText(what.role);
    return isExisting ? [`principals of ${account} that the team of ${name} lets take its role act as ${name}`] : [];
  });
  const hasRolesOfServices = [...accounts.values()].some(({ serviceOf }) => serviceOf.size > 0);
  const restorers = [...accounts.values()].flatMap(({ name, restoreRoles }) =>
    restoreRoles.map((role) => `principals that the team of role/${role}@${name} lets take it restore tables`),
  );
  const starters = [...accounts.values()].flatMap(({ name, deployers }) =>
    deployers.map(
      (role) => `principals that the team of role/${role}@${name} lets take it start and change what runs under workload roles`,
    ),
  );
  return [...ofTeams, ...restorers, ...starters, ...(hasRolesOfServices && !areServicesPinned ? [SERVICES_OBSERVED] : [])];
}

const SERVICES_OBSERVED = "roles that letThrough names for backups and services are taken by any AWS service while servicePins is observe";
