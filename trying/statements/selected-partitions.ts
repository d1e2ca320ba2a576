import { keyText } from "../tables/key-text.ts";
import { type Condition, type Operand, pathsIn } from "./statement.ts";

/** Which partitions a condition reaches: some, every one, or that AWS's pages do not say. */
export type Partitions = { readonly kind: "some"; readonly keys: readonly string[] } | { readonly kind: "every" | "unclear" };

const EVERY: Partitions = { kind: "every" };
const UNCLEAR: Partitions = { kind: "unclear" };

/** Whether an operand is an attribute of the top level, by itself. */
export const isAttribute = (operand: Operand | undefined, name: string): boolean =>
  operand?.kind === "path" && operand.path.length === 1 && operand.path[0] === name;

/** Whether a condition names an attribute. */
export const isAbout = (condition: Condition, name: string): boolean => pathsIn(condition).some(([first]) => first === name);

/**
 * The partitions that a condition limits a statement to: those that it compares the partition key with by `=` or `IN`. Every other statement
 * is a full scan. What the page does not say is unclear, such as an equality with its sides exchanged, or two that must both hold.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html
 * @param partition the attribute of the partition key
 */
export function selectedPartitions(condition: Condition | undefined, partition: string): Partitions {
  if (condition === undefined || !isAbout(condition, partition)) return EVERY;
  switch (condition.kind) {
    case "or":
      return eitherOf(condition.of.map((each) => selectedPartitions(each, partition)));
    case "and": {
      const [only, ...others] = condition.of.filter((each) => isAbout(each, partition));
      return others.length === 0 ? selectedPartitions(only, partition) : UNCLEAR;
    }
    case "compare":
      return condition.sign === "=" ? oneOf(condition.of, partition) : isAttribute(condition.of[0], partition) ? EVERY : UNCLEAR;
    case "in":
      return oneOf(condition.of, partition);
    case "between":
    case "call":
      return isAttribute(condition.of[0], partition) ? EVERY : UNCLEAR;
    case "is":
    case "not":
      return UNCLEAR;
  }
}

function eitherOf(found: readonly Partitions[]): Partitions {
  if (found.some(({ kind }) => kind === "every")) return EVERY;
  const keys = found.flatMap((each) => (each.kind === "some" ? [each.keys] : []));
  return keys.length === found.length ? { kind: "some", keys: keys.flat() } : UNCLEAR;
}

function oneOf([attribute, ...values]: readonly Operand[], partition: string): Partitions {
  if (!isAttribute(attribute, partition)) return UNCLEAR;
  const keys = values.flatMap((value) => (value.kind === "value" ? (keyText(value.value) ?? []) : []));
  return keys.length === values.length ? { kind: "some", keys } : UNCLEAR;
}
