import { isMap, isScalar, parseDocument, type YAMLMap } from "yaml";
import { type AccountPlace, accountPlace } from "../../model/reading/account-place.ts";
import { parametersIn } from "../../model/reading/instance-source.ts";
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
  /** The accounts whose declaration it changes: the owner's alone, or all that are made from the same template. */
  readonly accounts: readonly string[];
  /** The folder of the template that it is in; undefined where the owner has a folder of its own. */
  readonly template: string | undefined;
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
 * an entry. Where a template makes the owner, it is a change of the template, and so of every account that is made from it; an end that each
 * account has for itself is changed where the owner's stands. Undefined where no right has the action, or the file does not declare the thing.
 */
export function declaredChange(files: ReadonlyMap<string, string>, wanted: WantedAccess): DeclaredChange | undefined {
  const { consumer, owner, kind, name, part } = wanted;
  const place = accountPlace(files, owner);
  const file = `${place?.folder ?? ""}/data.yaml`;
  const text = files.get(file);
  const right = rightFor(wanted);
  if (place === undefined || text === undefined || right === undefined) return undefined;
  const { filled } = place;
  const document = parseDocument(text);
  const thingName = writtenName(document.get(kind), name, filled) ?? name;
  const thing = document.getIn([kind, thingName]);
  if (!isMap(thing)) return undefined;
  const [account, workload = ""] = consumer.split("/");
  const isOwn = account === owner;
  const at = [kind, thingName, isOwn ? "usedBy" : "sharedWith"];
  const key =
    writtenName(document.getIn(at), isOwn ? workload : consumer, filled) ?? (isOwn ? writtenWorkload(files, place, workload) : consumer);
  const found = document.getIn([...at, key]);
  const earlier = isMap(found) ? (found.toJSON() as Readonly<Record<string, unknown>>) : undefined;
  const index = part === undefined || part === "stream" ? undefined : (writtenName(thing.get("indexes"), part, filled) ?? part);
  const can = withText(earlier?.["can"] ?? [], right, filled);
  const places = withText(earlier?.["on"] ?? ["table"], "table", filled);
  const on = index === undefined ? places : withText(places, index, filled);
  const end = earlier?.["until"];
  const until = laterOf(typeof end === "string" ? filled(end) : end, wanted.until);
  const isLasting = typeof end === "string" && filled(end) === until;
  if (typeof end === "string" && !isLasting && isSame(can, earlier?.["can"]) && isSame(on, earlier?.["on"] ?? ["table"])) {
    const change = changedValue(files, { place, owner, text: end, value: until });
    if (change !== undefined) return change;
  }
  const isEnding = account === "external" || end !== undefined;
  const entry = {
    ...earlier,
    can,
    ...(kind === "tables" && on.length > 1 ? { on } : {}),
    ...(isOwn || earlier !== undefined ? {} : { purpose: account === "external" ? "external" : "shared-service", because: "say why" }),
    ...(isEnding ? { until: isLasting ? end : until } : {}),
  };
  document.setIn([...at, key], document.createNode(entry, { flow: true }));
  return {
    file,
    line: lineOf(text, isMap(found) ? found : thing),
    place: at.join("."),
    entry: `${key}: ${flow(entry)}`,
    isNew: earlier === undefined,
    accounts: place.accounts,
    template: place.template,
    text: document.toString({ lineWidth: 0 }),
  };
}

/** A later end for the owner alone, where the template's text for it is nothing but a parameter; undefined where it is not. */
function changedValue(
  files: ReadonlyMap<string, string>,
  { place, owner, text, value }: { readonly place: AccountPlace; readonly owner: string; readonly text: string; readonly value: string },
): DeclaredChange | undefined {
  const file = `${place.folder}/template.yaml`;
  const before = files.get(file);
  const [parameter] = parametersIn(text);
  if (before === undefined || parameter === undefined || text !== `$(${parameter})`) return undefined;
  const document = parseDocument(before);
  const given = document.getIn(["accounts", owner]);
  if (!isMap(given)) return undefined;
  const node = given.get(parameter, true);
  const line = lineOf(before, isScalar(node) ? node : given);
  given.set(parameter, document.createNode(value));
  return {
    file,
    line,
    place: `accounts.${owner}`,
    entry: `${parameter}: ${value}`,
    isNew: false,
    accounts: [owner],
    template: place.template,
    text: document.toString({ lineWidth: 0 }),
  };
}

type Fill = AccountPlace["filled"];

/** A name of a mapping as a template has it, by what it is for the account; undefined where the mapping has none. */
function writtenName(mapping: unknown, name: string, filled: Fill): string | undefined {
  if (!isMap(mapping)) return undefined;
  return mapping.items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : [])).find((each) => filled(each) === name);
}

/** A workload of the account as its file names it. */
function writtenWorkload(files: ReadonlyMap<string, string>, { folder, filled }: AccountPlace, workload: string): string {
  const workloads = parseDocument(files.get(`${folder}/account.yaml`) ?? "").get("workloads");
  return writtenName(workloads, workload, filled) ?? workload;
}

/** A list of texts with one that it may have already. */
function withText(list: unknown, text: string, filled: Fill): unknown[] {
  const all: unknown[] = Array.isArray(list) ? list : [];
  return all.some((each) => typeof each === "string" && filled(each) === filled(text)) ? all : [...all, text];
}

const isSame = (list: readonly unknown[], earlier: unknown): boolean => Array.isArray(earlier) && list.length === earlier.length;

const lineOf = (text: string, { range }: Pick<YAMLMap, "range">): number => text.slice(0, range?.[0] ?? 0).split("\n").length;

const laterOf = (given: unknown, until: string): string => (typeof given === "string" && given > until ? given : until);

/** An entry on one line, as declarations write it. */
const flow = (entry: object): string =>
  `{ ${Object.entries(entry)
    .map(
      ([key, value]) =>
        `${key}: ${Array.isArray(value) ? `[${value.join(", ")}]` : typeof value === "string" ? value : JSON.stringify(value)}`,
    )
    .join(", ")} }`;
