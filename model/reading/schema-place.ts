import { z } from "zod";
import type { Path } from "./source.ts";

export type Issue = z.core.$ZodIssue;
export type Schema = z.core.$ZodType;

/** Of a union that was given an object, the branch that has most of its fields. Otherwise undefined: the grammar of the whole union says it best. */
export function likeliestBranch(union: Schema, found: unknown, errors: readonly (readonly Issue[])[]) {
  if (typeof found !== "object" || found === null || Array.isArray(found)) return undefined;
  const size = Object.keys(found).length;
  const branches = optionsOf(union).flatMap((schema, index) => {
    const issues = errors[index];
    if (issues === undefined || !(unwrap(schema) instanceof z.ZodObject)) return [];
    const unknown = issues.reduce(
      (count, issue) => count + (issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys.length : 0),
      0,
    );
    return [{ schema, issues, fields: size - unknown }];
  });
  branches.sort((a, b) => b.fields - a.fields || a.issues.length - b.issues.length);
  return branches[0]?.fields === 0 ? undefined : branches[0];
}

/** The words that a schema takes; empty where it is not a closed list. */
export function wordsOf(schema: Schema | undefined): string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodEnum) return Object.values(inner.enum).map(String);
  if (inner instanceof z.ZodLiteral) return [...inner.values].filter((value) => typeof value === "string");
  return optionsOf(inner).flatMap((option) => wordsOf(option));
}

/** The branches of a union; empty for any other schema. */
export function optionsOf(schema: Schema | undefined): readonly Schema[] {
  const inner = unwrap(schema);
  return inner instanceof z.ZodUnion || inner instanceof z.ZodDiscriminatedUnion ? inner.options : [];
}

function unwrap(schema: Schema | undefined): Schema | undefined {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;
}

/** Where a path leads in a schema. */
export interface Place {
  readonly schema: Schema | undefined;
  /** Fields of the object at the place. */
  readonly shape?: Readonly<Record<string, Schema>> | undefined;
  /** Whether the file may do without it. */
  readonly removable?: boolean;
  /** Fields of all objects that a union takes at the place. */
  readonly shapes?: readonly Readonly<Record<string, Schema>>[];
  /** Schema of the names, where the place is an entry of a mapping. */
  readonly keySchema?: Schema | undefined;
}

/** Follows a path through the schema; at a union it takes the branch that has the next step. */
export function schemaAt(root: Schema, value: unknown, path: Path): Place {
  let schema = unwrap(root);
  let keySchema: Schema | undefined;
  let here = value;
  let removable = false;
  for (const step of path) {
    keySchema = undefined;
    removable = true;
    const object = objectFor(schema, here, step);
    if (object !== undefined) {
      schema = object.shape[step] as Schema | undefined;
      removable = schema instanceof z.ZodOptional;
    } else if (schema instanceof z.ZodRecord) {
      keySchema = schema.keyType;
      schema = schema.valueType;
    } else if (schema instanceof z.ZodArray) schema = schema.element;
    else return { schema: undefined };
    schema = unwrap(schema);
    here = valueAt(here, [step]);
  }
  const shapes = optionsOf(schema).flatMap((option) => (option instanceof z.ZodObject ? [option.shape] : []));
  return { schema, shape: objectFor(schema, here, undefined)?.shape, shapes, keySchema, removable };
}

/** At a union, the branch to which exactly these fields are unknown; zod does not say which one it followed. */
export function shapeWithout(unknown: readonly string[], found: unknown, { shape, shapes = [] }: Place): Place["shape"] {
  const names = typeof found === "object" && found !== null ? Object.keys(found) : [];
  const isFollowed = (candidate: object) => names.every((name) => name in candidate !== unknown.includes(name));
  return shape === undefined || isFollowed(shape) ? shape : (shapes.find(isFollowed) ?? shape);
}

/** The field that excludes one of another branch, as it stands in the file. */
export function rivalOf(key: string, found: unknown, shape: Place["shape"], { schema, shapes = [] }: Place): string | undefined {
  const other = shapes.find((candidate) => Object.hasOwn(candidate, key));
  if (other === undefined || shape === undefined || typeof found !== "object" || found === null) return undefined;
  if (schema instanceof z.ZodDiscriminatedUnion)
    return `${schema.def.discriminator}: ${String((found as Record<string, unknown>)[schema.def.discriminator])}`;
  return Object.keys(found).find((name) => Object.hasOwn(shape, name) && !Object.hasOwn(other, name));
}

function objectFor(schema: Schema | undefined, here: unknown, step: string | number | undefined): z.ZodObject | undefined {
  if (schema instanceof z.ZodObject) return schema;
  const objects = optionsOf(schema).filter((option) => option instanceof z.ZodObject);
  const discriminator = schema instanceof z.ZodDiscriminatedUnion ? schema.def.discriminator : undefined;
  if (discriminator !== undefined && typeof here === "object" && here !== null) {
    const chosen = (here as Record<string, unknown>)[discriminator];
    const match = objects.find((object) => z.safeParse(object.shape[discriminator] as Schema, chosen).success);
    if (match !== undefined) return match;
  }
  return objects.find((object) => step !== undefined && step in object.shape) ?? objects[0];
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}
