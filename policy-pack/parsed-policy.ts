import { isPartlyUnknown, isRecord, UNKNOWN, UNKNOWN_TEXT } from "./unknown-values.ts";

/** A principal as a statement names it; anyone is kind AWS with value `*`. */
export interface Principal {
  readonly kind: string;
  readonly value: string;
}

/** One line of a statement's Condition. */
export interface Condition {
  /** As it stands, with qualifier and `IfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement with every list written out; a list that it does not have is undefined. */
export interface Statement {
  /** How messages name it: its Sid in quotes, or its number. */
  readonly label: string;
  readonly sid: string | undefined;
  readonly effect: string | undefined;
  readonly principals: readonly Principal[] | undefined;
  readonly notPrincipals: readonly Principal[] | undefined;
  readonly actions: readonly string[] | undefined;
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
  readonly notResources: readonly string[] | undefined;
  readonly conditions: readonly Condition[];
  /** Names of all its elements, known to AWS or not. */
  readonly elements: readonly string[];
}

/** A policy document as far as it can be read: nothing is refused here. */
export interface PolicyDocument {
  /** As sent, for its size. */
  readonly text: string;
  readonly version: string | undefined;
  /** Names of the document's own elements. */
  readonly elements: readonly string[];
  readonly statements: readonly Statement[];
  /** Whether some of its values are not known; they stand in it as they came. */
  readonly isPartlyUnknown: boolean;
}

/** Reads a policy document, given as JSON or as data; undefined where it is none. */
export function parsePolicyDocument(content: unknown): PolicyDocument | undefined {
  // What is not known in a document that is given as data stays marked, as it does in one that is a text.
  const text =
    typeof content === "string" ? content : JSON.stringify(content, (_, value: unknown) => (value === UNKNOWN ? UNKNOWN_TEXT : value));
  const json = parsed(text);
  if (!isRecord(json)) return undefined;
  const { Version: version, Statement: statements } = json;
  return {
    text,
    version: typeof version === "string" ? version : undefined,
    elements: Object.keys(json),
    statements: listOf(statements).map(statementOf),
    isPartlyUnknown: isPartlyUnknown(text),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function statementOf(json: unknown, index: number): Statement {
  const element = isRecord(json) ? json : {};
  const { Sid: sid, Effect: effect } = element;
  return {
    label: typeof sid === "string" ? `statement ${JSON.stringify(sid)}` : `statement ${index + 1}`,
    sid: typeof sid === "string" ? sid : undefined,
    effect: typeof effect === "string" ? effect : undefined,
    principals: principalsOf(element["Principal"]),
    notPrincipals: principalsOf(element["NotPrincipal"]),
    actions: textsOf(element["Action"]),
    notActions: textsOf(element["NotAction"]),
    resources: textsOf(element["Resource"]),
    notResources: textsOf(element["NotResource"]),
    conditions: conditionsOf(element["Condition"]),
    elements: Object.keys(element),
  };
}

function principalsOf(json: unknown): readonly Principal[] | undefined {
  if (json === undefined) return undefined;
  if (!isRecord(json)) return textsIn(json).map((value) => ({ kind: "AWS", value }));
  return Object.entries(json).flatMap(([kind, values]) => textsIn(values).map((value) => ({ kind, value })));
}

function conditionsOf(json: unknown): readonly Condition[] {
  if (!isRecord(json)) return [];
  return Object.entries(json).flatMap(([operator, keys]) =>
    isRecord(keys) ? Object.entries(keys).map(([key, values]) => ({ operator, key, values: textsIn(values) })) : [],
  );
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

const textsIn = (value: unknown): readonly string[] =>
  listOf(value).map((item) => (typeof item === "string" ? item : JSON.stringify(item)));

const textsOf = (value: unknown): readonly string[] | undefined => (value === undefined ? undefined : textsIn(value));
