import type { Action } from "../../iam/catalogue-entries.ts";
import { reachesAction } from "../engine/action-matcher.ts";
import { hasRuleOfItsOwn } from "../engine/binding.ts";
import type { Statement } from "../engine/policy.ts";
import { intentKeyOf } from "../intent/intent-key.ts";
import { carriersOf } from "./impossible.ts";

/** Actions that intent and some statements take alike, and whose requests carry the same of the keys that these ask for. */
export interface AlikeActions {
  /** The one to ask about. */
  readonly first: Action;
  readonly names: readonly string[];
  /** The place of the first one among all actions. */
  readonly index: number;
}

/** Which of some actions a statement reaches, and which keys it asks their requests for. */
interface Reach {
  readonly id: number;
  readonly isReached: readonly boolean[];
  readonly keys: readonly string[];
}

/** The classes of a list of actions under any statements, each found once. */
export class ActionClasses {
  readonly all: readonly Action[];
  readonly #lowerCase: readonly string[];
  readonly #intents: readonly string[];
  readonly #reaches = new WeakMap<Statement, Reach>();
  /** Statements that reach the same actions have one. */
  readonly #distinct = new Map<string, Reach>();
  readonly #found = new Map<string, readonly AlikeActions[]>();

  constructor(actions: readonly Action[]) {
    this.all = actions;
    this.#lowerCase = actions.map(({ name }) => name.toLowerCase());
    this.#intents = actions.map(({ name }) => `${intentKeyOf(name)} ${hasRuleOfItsOwn(name.toLowerCase()) ? name : ""}`);
  }

  /** The actions by the statements that reach them, by the keys of these that they carry, and by what intent makes of them. */
  under(statements: readonly Statement[]): readonly AlikeActions[] {
    const reaches = new Map(statements.map((statement) => [this.#reachOf(statement).id, this.#reachOf(statement)]));
    const key = [...reaches.keys()].sort((a, b) => a - b).join();
    let found = this.#found.get(key);
    if (found === undefined) this.#found.set(key, (found = this.#divide([...reaches.values()])));
    return found;
  }

  /** Whether a statement speaks of a class of actions. */
  isReached(statement: Statement, { index }: AlikeActions): boolean {
    return this.#reachOf(statement).isReached[index] === true;
  }

  #divide(reaches: readonly Reach[]): AlikeActions[] {
    const indexes = this.all.map((_, index) => index);
    const keys = [...new Set(reaches.flatMap((reach) => reach.keys))];
    const divided = Map.groupBy(indexes, (index) =>
      [
        this.#intents[index],
        ...reaches.map(({ isReached }) => (isReached[index] === true ? "1" : "0")),
        ...keys.map((key) => `;${this.#carriers(index, key)}`),
      ].join(""),
    );
    return [...divided.values()].flatMap((alike): AlikeActions[] => {
      const actions = alike.flatMap((index) => this.all[index] ?? []);
      const [[first], [index]] = [actions, alike];
      return first === undefined || index === undefined ? [] : [{ first, index, names: actions.map(({ name }) => name) }];
    });
  }

  /** Where the requests for an action carry a key. */
  #carriers(index: number, key: string): string {
    const action = this.all[index];
    return action === undefined ? "" : carriersOf(key, action);
  }

  #reachOf(statement: Statement): Reach {
    const known = this.#reaches.get(statement);
    if (known !== undefined) return known;
    const isReached = this.#lowerCase.map((name) => reachesAction(statement.actions, name));
    const keys = isReached.includes(true) ? [...new Set(statement.conditions.map(({ lowerCaseKey }) => lowerCaseKey))].sort() : [];
    const told = keys.filter((each) => this.all.some((action) => carriersOf(each, action) !== ""));
    const key = `${isReached.map((each) => (each ? "1" : "0")).join("")} ${told.join()}`;
    const reach = this.#distinct.get(key) ?? { id: this.#distinct.size, isReached, keys: told };
    this.#distinct.set(key, reach);
    this.#reaches.set(statement, reach);
    return reach;
  }
}
