import type { Action } from "../../iam/catalogue-entries.ts";
import { judgeAsRead, judgeLayer } from "../classes/layers/judge-layer.ts";
import { classesByValues, type LayerClass } from "../classes/layers/layer-classes.ts";
import type { LayerQuestion } from "../classes/layers/layer-question.ts";
import { layerQuestions } from "../classes/layers/layer-questions.ts";
import { remembered } from "../classes/once.ts";
import { withAction } from "../classes/pair.ts";
import type { QuestionSubject } from "../classes/questions.ts";
import { reachesAction } from "../engine/action-matcher.ts";
import { underReadings } from "../engine/decide-under-readings.ts";
import { compilePolicy, grantOf, type Policy, type Statement } from "../engine/policy.ts";
import type { PolicyKind } from "../engine/policy-kind.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import { GRANT } from "../engine/principal-matcher.ts";
import type { Readings } from "../engine/readings.ts";
import { type DeployedPolicy, deployedPolicies } from "../world/deployed-policies.ts";
import { equivalenceOf } from "./equivalent-mutants.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { layerSubject } from "./prove-layers.ts";

/** A mutant of a deployed document, and whether the layers' proof notices it. */
export interface JudgedMutant {
  /** What explanations call the document. */
  readonly document: string;
  readonly kind: PolicyKind;
  readonly mutant: Mutant;
  /** A request that the mutant decides otherwise than intended; undefined where nothing notices it. */
  readonly noticedBy: LayerClass | undefined;
  /** How AWS's pages have to be read for it, where otherwise than Palisade reads them. */
  readonly readings: Partial<Readings> | undefined;
  /** Why it decides as the document does; undefined where nothing says so. */
  readonly equivalence: string | undefined;
}

/** A mutant that nothing has noticed yet. */
interface Pending {
  readonly judged: { -readonly [K in keyof JudgedMutant]: JudgedMutant[K] };
  readonly policy: Policy;
  readonly before: Statement | undefined;
  readonly after: Statement | undefined;
}

/** The mutants of a document that nothing has noticed yet, by the actions that they may turn. */
class Pool {
  readonly #left = new Set<Pending>();
  readonly #byAction = new Map<string, readonly Turned[]>();

  add(pending: Pending): void {
    this.#left.add(pending);
  }

  get isEmpty(): boolean {
    return this.#left.size === 0;
  }

  has(pending: Pending): boolean {
    return this.#left.has(pending);
  }

  delete(pending: Pending): void {
    this.#left.delete(pending);
  }

  /** Mutants whose statement reaches an action, before or after the change. */
  at({ name }: Action): readonly Turned[] {
    let found = this.#byAction.get(name);
    if (found === undefined) {
      const lower = name.toLowerCase();
      const reaches = (statement: Statement | undefined) => statement !== undefined && reachesAction(statement.actions, lower);
      found = [...this.#left].flatMap((pending): Turned[] => {
        const isAfter = reaches(pending.after);
        return isAfter || reaches(pending.before) ? [{ pending, isAfter }] : [];
      });
      this.#byAction.set(name, found);
    }
    return found;
  }
}

/** A mutant at an action, and whether its changed statement reaches that. */
interface Turned {
  readonly pending: Pending;
  readonly isAfter: boolean;
}

/** Judges mutants beside any run over the classes of layers. */
export interface Noticing {
  /** Every mutant of the documents that were asked about so far. */
  readonly judged: readonly JudgedMutant[];
  /** What looks at the classes of a question, and says whether it has to see more; undefined where nothing is left to notice there. */
  at(question: LayerQuestion): ((each: LayerClass) => boolean) | undefined;
}

/**
 * Changes deployed documents, one change at a time, and notices which changes a layer's classes show. A mutant is noticed where it decides
 * some request otherwise than intended that the document itself decides as intended.
 * @param isTaken which mutants to judge, by their number, the change and the kind of document
 */
export function noticing(
  { world }: Pick<QuestionSubject, "world">,
  isTaken: (number: number, mutant: Mutant, kind: PolicyKind) => boolean,
): Noticing {
  const documents = deployedPolicies(world.deployed);
  const judged: JudgedMutant[] = [];
  const pools = new Map<string, Pool>();
  let number = 0;
  const poolOf = (policy: Policy): Pool => {
    const found = pools.get(policy.name);
    if (found !== undefined) return found;
    const pool = new Pool();
    pools.set(policy.name, pool);
    const deployed = documents.get(policy.name);
    if (deployed === undefined) return pool;
    for (const mutant of mutantsOf(deployed.document, deployed.kind)) {
      if (!isTaken(number++, mutant, deployed.kind)) continue;
      const pending = pendingOf(policy, mutant, deployed);
      judged.push(pending.judged);
      pool.add(pending);
    }
    return pool;
  };
  return {
    judged,
    at: ({ policies }) => {
      const own = policies.map((policy) => ({ policy, pool: poolOf(policy) }));
      const isLeft = () => own.some(({ pool }) => !pool.isEmpty);
      if (!isLeft()) return undefined;
      return (each) => {
        const readingsOf = remembered((request: PreparedRequest) => otherReadingsOf(each, request));
        for (const { policy, pool } of own) if (!pool.isEmpty) notice(each, policy, pool, readingsOf);
        return isLeft();
      };
    },
  };
}

/**
 * Changes every deployed document in every way, one change at a time, and asks the layer that it belongs to.
 * @param isTaken which mutants to judge, by their number and the change
 */
export function noticeMutants(subject: QuestionSubject, isTaken: Parameters<typeof noticing>[1] = () => true): readonly JudgedMutant[] {
  const notices = noticing(subject, isTaken);
  const layers = layerSubject(subject);
  for (const question of layerQuestions(layers)) {
    const see = notices.at(question);
    if (see === undefined) continue;
    for (const each of classesByValues(layers, question)) if (!see(each)) break;
  }
  return notices.judged;
}

function pendingOf(policy: Policy, mutant: Mutant, { kind, document }: DeployedPolicy): Pending {
  const changed = compilePolicy(mutant.document, policy.name);
  const before = statementAt(policy, mutant.index);
  const after = mutant.change === "statement dropped" ? undefined : statementAt(changed, mutant.index);
  return {
    judged: {
      document: policy.name,
      kind,
      mutant,
      noticedBy: undefined,
      readings: undefined,
      equivalence: equivalenceOf(document, kind, mutant),
    },
    policy: changed,
    before,
    after,
  };
}

const statementAt = ({ allows, denies }: Policy, index: number): Statement | undefined =>
  [...allows, ...denies].find((statement) => statement.index === index);

/**
 * Notices the mutants of a document that a class of requests shows to be wrong, by one of its actions. The document's own statements reach all
 * actions of a class alike: those that a changed statement reaches alike, too, are asked about once.
 */
function notice(each: LayerClass, policy: Policy, pool: Pool, readingsOf: ReadingsOf): void {
  const asked = { true: new Set<Pending>(), false: new Set<Pending>() };
  for (const action of each.actions) {
    for (const { pending, isAfter } of pool.at(action)) {
      const alike = asked[`${isAfter}`];
      if (!pool.has(pending) || alike.has(pending)) continue;
      alike.add(pending);
      if (isNoticed(each, action, { policy, pending }, readingsOf)) pool.delete(pending);
    }
  }
}

type ReadingsOf = (request: PreparedRequest) => readonly Partial<Readings>[];

/** Whether a request for an action of a class shows that a mutant is wrong. */
function isNoticed(
  each: LayerClass,
  action: Action,
  { policy, pending }: { readonly policy: Policy; readonly pending: Pending },
  readingsOf: ReadingsOf,
): boolean {
  const { before, after } = pending;
  const request = action === each.actions[0] ? each.request : withAction(each.request, action.name);
  const grant = (statement: Statement | undefined) => (statement === undefined ? GRANT.none : grantOf(statement, request, false, false));
  if (before?.isDeny === after?.isDeny && grant(before) === grant(after)) return false;
  const { policies, asked } = each.question;
  const changed = policies.map((other) => (other === policy ? pending.policy : other));
  const shows = (asRead: PreparedRequest) =>
    judgeLayer(asked.layer, changed, asRead).effect !== each.expected.effect &&
    judgeLayer(asked.layer, policies, asRead).effect === each.expected.effect;
  // What stands for one reading of AWS's pages alone is noticed under that reading.
  const readings = shows(request) ? undefined : readingsOf(request).find((other) => shows(underReadings(request, other)));
  if (readings === undefined && !shows(request)) return false;
  pending.judged.noticedBy = { ...each, request, actions: [action] };
  pending.judged.readings = readings;
  return true;
}

/** The other readings of what a layer's documents leave open of a request. */
const otherReadingsOf = ({ question: { asked, policies } }: LayerClass, request: PreparedRequest): readonly Partial<Readings>[] =>
  [...judgeAsRead(asked.layer, policies, request)].map(({ readings }) => readings);

/** The mutants that nothing notices, though nothing says that they change nothing. */
export const unnoticedOf = (judged: readonly JudgedMutant[]): readonly JudgedMutant[] =>
  judged.filter(({ noticedBy, equivalence }) => noticedBy === undefined && equivalence === undefined);
