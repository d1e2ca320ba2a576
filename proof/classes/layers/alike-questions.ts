import QuickLRU from "quick-lru";
import type { Condition } from "../../engine/condition.ts";
import { namesCaller, type Statement } from "../../engine/policy.ts";
import type { PreparedRequest } from "../../engine/prepare-request.ts";
import { identities, numbering } from "../numbering.ts";
import { resourceAsRead, textOfTruth } from "../read-truth.ts";
import { principalMark } from "../reading-mark.ts";
import type { ActionGroup } from "./action-group.ts";
import type { LayerQuestion } from "./layer-question.ts";
import type { Telling } from "./telling.ts";
import { toldOrigins } from "./told-origins.ts";

/** What was found out of questions of which the statements of their layer tell the same. */
export interface AlikeQuestions {
  /** Numbers what statements tell of actions, times and ways to carry keys. */
  readonly numberOf: (text: string) => number;
  /** Their actions, by what else decides which keys their requests carry. */
  readonly groups: Map<string, readonly ActionGroup[]>;
  /** Numbers their origins by what some conditions tell of them. */
  readonly originsBy: ReturnType<typeof toldOrigins>;
  /** Classes that are decided as intended. */
  readonly settled: Set<number>;
}

/** Remembers what was found out of questions, so that those that are decided alike need not be asked again. */
export type AlikenessOf = (question: LayerQuestion, telling: Telling, bare: PreparedRequest) => AlikeQuestions;

/** What is known of questions before any was asked. */
export function nothingAlike(): AlikeQuestions {
  const numberOf = numbering();
  return { numberOf, originsBy: toldOrigins(numberOf), groups: new Map(), settled: new Set() };
}

/** How much is remembered: of some accounts, since most have policies of their own. */
const MOST_ALIKE = 2_000;

/** Starts to remember. */
export function alikeness(): AlikenessOf {
  const known = new QuickLRU<string, AlikeQuestions>({ maxSize: MOST_ALIKE });
  const numberOf = identities();
  return (question, telling, bare) => {
    if (telling.isWhole || bare.hasUnknown || telling.statements.some(({ asksForMore }) => asksForMore)) return nothingAlike();
    const text = JSON.stringify([
      question.asked,
      question.policies.map(numberOf),
      numberOf(question.actions),
      telling.places,
      callerAndResource(question, bare),
      telling.statements.map((each) => `${numberOf(each).toString()} ${toldBy(each, bare, telling.ofBare)}`),
    ]);
    const found = known.get(text) ?? nothingAlike();
    known.set(text, found);
    return found;
  };
}

/** What AWS's rules tell apart of callers and resources, whatever statements say. */
const callerAndResource = ({ resource }: LayerQuestion, { principal, resourceAccount }: PreparedRequest): readonly unknown[] => [
  principal.kind,
  principal.isServiceLinked,
  principal.account !== undefined,
  principal.account === resourceAccount,
  resource.arn.includes(":role/aws-service-role/"),
];

/**
 * What a statement tells of a caller and a resource, where nothing varies and under every reading.
 * @param ofBare whether a condition holds there, as a text
 */
const toldBy = (statement: Statement, bare: PreparedRequest, ofBare: (condition: Condition) => string): string =>
  `${matchOf(statement, bare)} ${statement.conditions.map((each) => truthOf(each, bare, ofBare)).join()}`;

/** Whether a statement names the caller and the resource, under every reading. */
function matchOf(statement: Statement, bare: PreparedRequest): string {
  const { principals, resources } = statement;
  const ofResource = resources === undefined || resources.isAny ? "" : textOfTruth(resourceAsRead(statement, bare));
  if (principals === undefined) return ofResource;
  const { account } = bare.principal;
  const grants = [namesCaller(statement, bare, false, false), namesCaller(statement, bare, false, true)];
  const isOfAccount = account !== undefined && principals.accounts.has(account);
  return `${grants.join("")}${isOfAccount ? "a" : ""}${principalMark(statement, bare, false)} ${ofResource}`;
}

/** Whether a condition holds where nothing varies; one with variables with all that decides it. */
function truthOf(condition: Condition, { context }: PreparedRequest, ofBare: (condition: Condition) => string): string {
  const { variables, lowerCaseKey } = condition;
  if (variables.length === 0) return ofBare(condition);
  return JSON.stringify([ofBare(condition), context.values(lowerCaseKey), variables.map(({ key }) => context.values(key.toLowerCase()))]);
}
