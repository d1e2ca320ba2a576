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
export interface Reach {
  readonly id: number;
  readonly isReached: readonly boolean[];
  readonly keys: readonly string[];
}

/** The classes of a list of actions under any statements, each found once. */
export class ActionClasses {
  static #next = 0;
  readonly all: readonly Action[];
  /** A number of its own. */
  readonly number = ActionClasses.#next++;
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

  /** The actions by what reaches them, by the keys of these statements that they carry, and by what intent makes of them. */
  under(reaches: readonly Reach[]): readonly AlikeActions[] {
    const distinct = new Map(reaches.map((reach) => [reach.id, reach]));
    const key = [...distinct.keys()].sort((a, b) => a - b).join();
    let found = this.#found.get(key);
    if (found === undefined) this.#found.set(key, (found = this.#divide([...distinct.values()])));
    return found;
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

  /** Which of the actions a statement speaks of, and what it asks about them. */
  reachOf(statement: Statement): Reach {
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
