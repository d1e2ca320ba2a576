import { isMap, parseDocument } from "yaml";
import { KEY_RIGHTS, SECRET_RIGHTS, TABLE_RIGHTS } from "../../model/rights.ts";

/** A change of one entry of a declaration. */
export interface DeclaredChange {
  /** In the declaration's folder. */
  readonly file: string;
  /** Where the entry stands, or the one that it is added to. */
  readonly line: number;
  /** The place in the file: `tables.orders.sharedWith`. */
  readonly place: string;
  /** The entry as it is to be. */
  readonly entry: string;
  readonly isNew: boolean;
  /** The whole file with the change. */
  readonly text: string;
}

/** Who is to be given what. */
export interface WantedAccess {
  /** As the declaration names it: `<account>/<workload>` or `external/<party>`. */
  readonly consumer: string;
  /** The owner's account. */
  readonly owner: string;
  readonly kind: "tables" | "keys" | "secrets";
  readonly name: string;
  /** The name of an index, `stream`, or undefined for the thing itself. */
  readonly part: string | undefined;
  /** With its service. */
  readonly action: string;
  /** The last day of a grant that has ended, and of one that has to end. */
  readonly until: string;
}

/** The right with the fewest actions that an action is part of; undefined where no right has it. */
export function rightFor({ kind, action, part }: Pick<WantedAccess, "kind" | "action" | "part">): string | undefined {
  const actions = (right: object): readonly string[] => {
    if (Array.isArray(right)) return right as readonly string[];
    const { table, index, stream, ownerOnly } = right as (typeof TABLE_RIGHTS)["read"];
    return part === "stream" ? stream : part === undefined ? [...table, ...ownerOnly] : index;
  };
  const rights: Readonly<Record<string, object>> = { tables: TABLE_RIGHTS, keys: KEY_RIGHTS, secrets: SECRET_RIGHTS }[kind];
  return Object.entries(rights)
    .filter(([, right]) => actions(right).some((each) => each.toLowerCase() === action.toLowerCase()))
    .sort(([, a], [, b]) => actions(a).length - actions(b).length)[0]?.[0];
}

/**
 * The smallest change of the owner's file that gives somebody an action: a right, an index or a later end in the entry that is there, or else
 * an entry. Undefined where no right has the action, or the file does not declare the thing.
 */
export function declaredChange(files: ReadonlyMap<string, string>, wanted: WantedAccess): DeclaredChange | undefined {
  const { consumer, owner, kind, name, part, until } = wanted;
  const file = `accounts/${owner}/data.yaml`;
  const text = files.get(file);
  const right = rightFor(wanted);
  if (text === undefined || right === undefined) return undefined;
  const document = parseDocument(text);
  const thing = document.getIn([kind, name]);
  if (!isMap(thing)) return undefined;
  const [account, workload = ""] = consumer.split("/");
  const isOwn = account === owner;
  const at = [kind, name, isOwn ? "usedBy" : "sharedWith"];
  const key = isOwn ? workload : consumer;
  const found = document.getIn([...at, key]);
  const earlier = isMap(found) ? (found.toJSON() as Readonly<Record<string, unknown>>) : undefined;
  const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
  const can = [...new Set([...listOf(earlier?.["can"]), right])];
  const places = part === undefined || part === "stream" ? ["table"] : ["table", part];
  const on = [...new Set([...listOf(earlier?.["on"] ?? ["table"]), ...places])];
  const isEnding = account === "external" || earlier?.["until"] !== undefined;
  const entry = {
    ...earlier,
    can,
    ...(kind === "tables" && on.length > 1 ? { on } : {}),
    ...(isOwn || earlier !== undefined ? {} : { purpose: account === "external" ? "external" : "shared-service", because: "say why" }),
    ...(isEnding ? { until: laterOf(earlier?.["until"], until) } : {}),
  };
  const node = document.createNode(entry, { flow: true });
  document.setIn([...at, key], node);
  const range = isMap(found) ? found.range : thing.range;
  return {
    file,
    line: text.slice(0, range?.[0] ?? 0).split("\n").length,
    place: at.join("."),
    entry: `${key}: ${flow(entry)}`,
    isNew: earlier === undefined,
    text: document.toString({ lineWidth: 0 }),
  };
}

const laterOf = (given: unknown, until: string): string => (typeof given === "string" && given > until ? given : until);

/** An entry on one line, as declarations write it. */
const flow = (entry: object): string =>
  `{ ${Object.entries(entry)
    .map(
      ([key, value]) =>
        `${key}: ${Array.isArray(value) ? `[${value.join(", ")}]` : typeof value === "string" ? value : JSON.stringify(value)}`,
    )
    .join(", ")} }`;
