import type { KeySchema } from "../../model/plan/planned-table.ts";
import type { Refusal } from "../refusal.ts";
import type { Input } from "../request-input.ts";
import { ExpressionWriter } from "./expression-writer.ts";
import { NotServed, notServed } from "./not-served.ts";
import { isAbout, isAttribute } from "./selected-partitions.ts";
import type { Condition, Operand, Select, Statement } from "./statement.ts";

/** An ordinary call of DynamoDB that does what a statement says; its input lacks the table's name. */
export interface StatementCall {
  readonly operation: "DeleteItem" | "PutItem" | "Query" | "Scan" | "UpdateItem";
  readonly input: Input;
}

/** A condition's equalities with the key, and the rest of it. */
export interface KeyedCondition {
  /** Values by attribute. */
  readonly key: ReadonlyMap<string, Input>;
  /** Whether every attribute of the key is compared. */
  readonly isWhole: boolean;
  readonly rest: readonly Condition[];
}

const conjuncts = (condition: Condition | undefined): readonly Condition[] =>
  condition?.kind === "and" ? condition.of.flatMap(conjuncts) : condition === undefined ? [] : [condition];

const attributesOf = ({ partition, sort }: KeySchema): readonly string[] => [partition.name, ...(sort === undefined ? [] : [sort.name])];

/** Splits a condition into the key that it compares by `=` and the rest. */
export function keyedCondition(condition: Condition | undefined, schema: KeySchema): KeyedCondition {
  const key = new Map<string, Input>();
  const rest = conjuncts(condition).filter((each) => {
    const [name, value] = each.kind === "compare" && each.sign === "=" ? equality(each.of, schema) : [];
    if (name === undefined || value === undefined || key.has(name)) return true;
    key.set(name, value);
    return false;
  });
  return { key, isWhole: key.size === attributesOf(schema).length, rest };
}

function equality([left, right]: readonly [Operand, Operand], schema: KeySchema): readonly [string?, Input?] {
  const name = attributesOf(schema).find((each) => isAttribute(left, each));
  return name !== undefined && right.kind === "value" ? [name, right.value] : [];
}

/** Several conditions that must all hold. */
const allOf = ([first, ...others]: readonly [Condition, ...Condition[]]): Condition =>
  others.length === 0 ? first : { kind: "and", of: [first, ...others] };

/**
 * The ordinary call that does what a statement says; a refusal where none does, or none that is served here.
 * @param schema of the table or the index
 */
export function statementCall(statement: Statement, schema: KeySchema): StatementCall | Refusal {
  try {
    switch (statement.kind) {
      case "exists":
        return notServed("EXISTS");
      case "select":
        return selectCall(statement, schema);
      case "insert": {
        const writer = new ExpressionWriter();
        const ConditionExpression = writer.condition(isMissing(schema));
        return { operation: "PutItem", input: { Item: statement.item, ConditionExpression, ...writer.placeholders() } };
      }
      case "update":
        return updateCall(statement, schema);
      case "delete":
        return deleteCall(statement, schema);
    }
  } catch (error) {
    if (error instanceof NotServed) return notServed(error.message);
    throw error;
  }
}

function selectCall({ columns, index, where, order }: Select, schema: KeySchema): StatementCall {
  const writer = new ExpressionWriter();
  const { key, rest } = keyedCondition(where, schema);
  const projection = columns?.map((column) => {
    if (column.kind !== "path" || column.path.length !== 1) throw new NotServed("a column that is no attribute of the top level");
    return writer.path(column.path);
  });
  const common = {
    ...(index === undefined ? {} : { IndexName: index }),
    ...(projection === undefined ? {} : { ProjectionExpression: projection.join(", ") }),
  };
  const partition = key.get(schema.partition.name);
  if (partition === undefined) {
    if (order.length > 0) throw new NotServed("ORDER BY without one partition");
    if (where !== undefined && isAbout(where, schema.partition.name)) throw new NotServed("a condition that reaches several partitions");
    const filter = where === undefined ? {} : { FilterExpression: writer.condition(where) };
    return { operation: "Scan", input: { ...common, ...filter, ...writer.placeholders() } };
  }
  const { sortCondition, filters } = sorted(key, rest, schema);
  const equal = `${writer.path([schema.partition.name])} = ${writer.value(partition)}`;
  const KeyConditionExpression = sortCondition === undefined ? equal : `${equal} AND ${writer.condition(sortCondition)}`;
  const [first, ...others] = filters;
  const filter = first === undefined ? {} : { FilterExpression: writer.condition(allOf([first, ...others])) };
  return {
    operation: "Query",
    input: { ...common, KeyConditionExpression, ...filter, ...direction(order, schema), ...writer.placeholders() },
  };
}

/** The condition on the sort key, and the rest, which must be about no key. */
function sorted(key: KeyedCondition["key"], rest: readonly Condition[], { partition, sort }: KeySchema) {
  const name = sort?.name ?? partition.name;
  const value = sort === undefined ? undefined : key.get(name);
  const equal: Condition | undefined =
    value === undefined
      ? undefined
      : {
          kind: "compare",
          sign: "=",
          of: [
            { kind: "path", path: [name] },
            { kind: "value", value },
          ],
        };
  const found = equal ?? (sort === undefined ? undefined : rest.find((each) => isSortCondition(each, name)));
  const filters = rest.filter((each) => each !== found);
  if (filters.some((each) => isAbout(each, name) || isAbout(each, partition.name))) throw new NotServed("a further condition on the key");
  return { sortCondition: found, filters };
}

function isSortCondition(condition: Condition, name: string): boolean {
  if (condition.kind !== "compare" && condition.kind !== "between" && condition.kind !== "call") return false;
  if (condition.kind === "compare" && condition.sign === "<>") return false;
  if (condition.kind === "call" && condition.name !== "begins_with") return false;
  const [tested, ...values] = condition.of;
  return isAttribute(tested, name) && values.every(({ kind }) => kind === "value");
}

function direction(order: Select["order"], { sort }: KeySchema): Input {
  const [first, ...others] = order;
  if (first === undefined) return {};
  if (others.length > 0 || sort === undefined || first.path.length !== 1 || first.path[0] !== sort.name)
    throw new NotServed("ORDER BY something else than the sort key");
  return { ScanIndexForward: !first.isDescending };
}

/** There is no item with the key. */
const isMissing = ({ partition }: KeySchema): Condition => ({
  kind: "is",
  what: "MISSING",
  of: [{ kind: "path", path: [partition.name] }],
});

const isThere = (schema: KeySchema): Condition => ({ kind: "not", of: isMissing(schema) });

function updateCall({ sets, removes, where, returning }: Extract<Statement, { kind: "update" }>, schema: KeySchema): StatementCall {
  const { key, rest } = wholeKey(where, schema);
  const writer = new ExpressionWriter();
  const set = sets.map(({ path, to }) => `${writer.path(path)} = ${writer.assigned(to)}`).join(", ");
  const remove = removes.map((path) => writer.path(path)).join(", ");
  const input = {
    Key: Object.fromEntries(key),
    UpdateExpression: [...(set === "" ? [] : [`SET ${set}`]), ...(remove === "" ? [] : [`REMOVE ${remove}`])].join(" "),
    ConditionExpression: writer.condition(allOf([isThere(schema), ...rest])),
    ...(returning === undefined ? {} : { ReturnValues: returning }),
  };
  return { operation: "UpdateItem", input: { ...input, ...writer.placeholders() } };
}

/** A condition that is false fails where there is an item, and where there is none, nothing is deleted. */
function deleteCall({ where, returning }: Extract<Statement, { kind: "delete" }>, schema: KeySchema): StatementCall {
  const { key, rest } = wholeKey(where, schema);
  const writer = new ExpressionWriter();
  const [first, ...others] = rest;
  const condition =
    first === undefined
      ? {}
      : { ConditionExpression: writer.condition({ kind: "or", of: [isMissing(schema), allOf([first, ...others])] }) };
  const input = { Key: Object.fromEntries(key), ...condition, ...(returning === undefined ? {} : { ReturnValues: returning }) };
  return { operation: "DeleteItem", input: { ...input, ...writer.placeholders() } };
}

function wholeKey(where: Condition, schema: KeySchema): KeyedCondition {
  const found = keyedCondition(where, schema);
  if (!found.isWhole) throw new NotServed("a condition without an equality on each attribute of the key");
  return found;
}

/** The check of a transaction that an `EXISTS` is. @throws NotServed */
export function existsCheck({ where, index }: Select, schema: KeySchema): Input {
  if (where === undefined || index !== undefined) throw new NotServed("EXISTS without a key of the table");
  const { key, rest } = wholeKey(where, schema);
  const writer = new ExpressionWriter();
  const ConditionExpression = writer.condition(allOf([isThere(schema), ...rest]));
  return { Key: Object.fromEntries(key), ConditionExpression, ...writer.placeholders() };
}

/** The part of a transaction that a `SELECT` is: one item. @throws NotServed */
export function selectedItem(statement: Select, schema: KeySchema): Input {
  const { key, isWhole, rest } = keyedCondition(statement.where, schema);
  if (!isWhole || rest.length > 0 || statement.index !== undefined) throw new NotServed("a SELECT in a transaction that is not of one key");
  const { input } = selectCall({ ...statement, where: undefined }, schema);
  return { Key: Object.fromEntries(key), ...input };
}
