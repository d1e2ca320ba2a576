import { isPartlyUnknown, isRecord, UNKNOWN, UNKNOWN_TEXT } from "./unknown-values.ts";

/** A principal as a statement names it. Anyone is of kind AWS with the value `*`. */
export interface Principal {
  readonly kind: string;
  readonly value: string;
}

/** One line of a statement's Condition. */
export interface Condition {
  /** As the statement writes it, with qualifier and `IfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement with every element as a list. An element that the statement does not have is undefined. */
export interface Statement {
  /** The name in messages: the Sid in quotes, or the statement's number. */
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
  /** Whether its values may contain policy variables, by the document's version. */
  readonly hasVariables: boolean;
  /** The names of all elements, also of those that AWS does not have. */
  readonly elements: readonly string[];
}

/** A policy document, as far as it can be read. The parser refuses nothing. */
export interface PolicyDocument {
  /** The text as sent, for its size. */
  readonly text: string;
  readonly version: string | undefined;
  /** The names of the document's own elements. */
  readonly elements: readonly string[];
  readonly statements: readonly Statement[];
  /** Whether some of its values are unknown. Pulumi's marks stand in their place. */
  readonly isPartlyUnknown: boolean;
}

/** The documents that were read last, by their texts: every rule asks for the same ones. */
const READ = new Map<string, PolicyDocument | undefined>();
const MOST_READ = 4096;

/** Reads a policy document that is given as JSON text or as data. Undefined if it is no object. */
export function parsePolicyDocument(content: unknown): PolicyDocument | undefined {
  // In a document that is given as data, unknown values become Pulumi's marks, as they are in a text.
  const text =
    typeof content === "string" ? content : JSON.stringify(content, (_, value: unknown) => (value === UNKNOWN ? UNKNOWN_TEXT : value));
  if (READ.has(text)) return READ.get(text);
  if (READ.size >= MOST_READ) READ.clear();
  const document = documentIn(text);
  READ.set(text, document);
  return document;
}

function documentIn(text: string): PolicyDocument | undefined {
  const json = parsed(text);
  if (!isRecord(json)) return undefined;
  const { Version: version, Statement: statements } = json;
  return {
    text,
    version: typeof version === "string" ? version : undefined,
    elements: Object.keys(json),
    statements: listOf(statements).map((statement, index) => statementOf(statement, index, version === "2012-10-17")),
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

function statementOf(json: unknown, index: number, hasVariables: boolean): Statement {
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
    hasVariables,
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
