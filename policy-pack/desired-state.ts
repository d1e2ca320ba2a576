import type { SeenResource } from "./rule.ts";
import { isRecord, markUnknowns, type Properties, UNKNOWN } from "./unknown-values.ts";

/** Pulumi's type of a resource that Cloud Control makes from the properties of a CloudFormation type. */
export const CLOUD_CONTROL = "aws:cloudcontrol/resource:Resource";

/** The desired state of a resource that Cloud Control makes. */
export interface Desired {
  /** The CloudFormation type, e.g. `AWS::DynamoDB::GlobalTable`. */
  readonly typeName: string;
  /** The properties in CloudFormation's names. */
  readonly state: Properties;
}

/**
 * The desired state of a Cloud Control resource. `UNKNOWN` where a preview does not show it. Undefined for other types, and for a text that is
 * no JSON object, which AWS refuses.
 */
export function desiredOf({ type, properties }: Pick<SeenResource, "type" | "properties">): Desired | typeof UNKNOWN | undefined {
  if (type !== CLOUD_CONTROL) return undefined;
  const { typeName, desiredState } = properties;
  if (typeName === UNKNOWN || desiredState === UNKNOWN) return UNKNOWN;
  const state = jsonOf(desiredState);
  return typeof typeName === "string" && isRecord(state) ? { typeName, state } : undefined;
}

/** The properties that Cloud Control returns for the finished resource. Empty before it is made. */
export function madeOf({ properties }: Pick<SeenResource, "properties">): Properties {
  const made = jsonOf(properties["properties"]);
  return isRecord(made) ? made : {};
}

function jsonOf(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return markUnknowns(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A value in the desired state, and its path. */
export interface Placed {
  /** `desiredState.Replicas[0].ResourcePolicy.PolicyDocument`. */
  readonly where: string;
  readonly value: unknown;
}

/**
 * All values at a path.
 * @param way names of properties; a name that ends in `[]` is a list, and the path goes on in each item
 */
export function valuesAt(state: Properties, way: readonly string[]): readonly Placed[] {
  let found: readonly Placed[] = [{ where: "desiredState", value: state }];
  for (const step of way) {
    const name = step.replace(/\[\]$/, "");
    found = found
      .map(({ where, value }) => ({
        where: `${where}.${name}`,
        value: isRecord(value) ? value[name] : value === UNKNOWN ? UNKNOWN : undefined,
      }))
      .flatMap((placed) => (step.endsWith("[]") ? itemsOf(placed) : [placed]));
  }
  return found.filter(({ value }) => value !== undefined);
}

function itemsOf({ where, value }: Placed): readonly Placed[] {
  if (!Array.isArray(value)) return [{ where, value }];
  return value.map((item: unknown, index) => ({ where: `${where}[${index}]`, value: item }));
}
