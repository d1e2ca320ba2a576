import { z } from "zod";
import type { PolicyDocument } from "./policy-document.ts";

const isString = (value: unknown): value is string => typeof value === "string";

const stringOrList = z.custom<string | readonly string[]>(
  (value) => isString(value) || (Array.isArray(value) && value.length > 0 && value.every(isString)),
  "is neither a string nor a list of strings; write one string or a list of at least one",
);

const isScalar = (value: unknown) => isString(value) || typeof value === "number" || typeof value === "boolean";

const conditionValues = z.custom<string | number | boolean | readonly (string | number | boolean)[]>(
  (value) => isScalar(value) || (Array.isArray(value) && value.every(isScalar)),
  "is neither a value nor a list of values; write a string or a list of strings",
);

const PRINCIPAL_TYPES: ReadonlySet<string> = new Set(["AWS", "Service", "Federated", "CanonicalUser"]);

const principalElement = z.custom<"*" | Readonly<Record<string, string | readonly string[]>>>(
  (value) =>
    value === "*" ||
    (typeof value === "object" &&
      value !== null &&
      Object.keys(value).length > 0 &&
      Object.entries(value).every(([type, names]) => PRINCIPAL_TYPES.has(type) && stringOrList.safeParse(names).success)),
  'is not a principal element; write "*" or an object of AWS, Service, Federated or CanonicalUser',
);

const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principalElement.optional(),
  NotPrincipal: principalElement.optional(),
  Action: stringOrList.optional(),
  NotAction: stringOrList.optional(),
  Resource: stringOrList.optional(),
  NotResource: stringOrList.optional(),
  Condition: z.record(z.string(), z.record(z.string(), conditionValues)).optional(),
});

/** The shape that every policy has, whatever its kind; `Statement` is brought into the form of a list. */
export const policySchema = z.strictObject({
  Version: z.enum(["2008-10-17", "2012-10-17"]).optional(),
  Id: z.string().optional(),
  Statement: z.array(statementSchema).min(1, "is empty; give at least one statement"),
}) satisfies z.ZodType<PolicyDocument>;

/** The names of all elements, for suggestions. */
export const POLICY_ELEMENTS: readonly string[] = ["Version", "Id", "Statement", ...Object.keys(statementSchema.shape)];
