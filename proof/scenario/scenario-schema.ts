import { z } from "zod";
import { POLICY_ELEMENTS } from "../engine/policy-schema.ts";
import { READINGS } from "../engine/readings.ts";

const contextValue = z.custom<string | readonly string[]>(
  (value) => typeof value === "string" || (Array.isArray(value) && value.every((one) => typeof one === "string")),
  'is neither a string nor a list of strings; write it in quotes, as in "true"',
);

/** A policy, which is read by its kind, or `{ "unknown": … }` for one whose text is unknown. */
const document = z.unknown();

const readings = z.strictObject(Object.fromEntries(READINGS.map(({ id, choices }) => [id, z.enum(Object.keys(choices)).optional()])));

/** One scenario as it stands in its file: a request, the policies over it or the organization it is made in, and what is to come of it. */
export const scenarioSchema = z
  .strictObject({
    name: z.string().min(1, "is empty; say the rule that the scenario shows"),
    request: z.strictObject({
      principal: z.string(),
      principalId: z.string().optional(),
      action: z.string(),
      resource: z.string(),
      aliasTarget: z.string().optional(),
      resourceAccount: z.string().optional(),
      from: z.string().optional(),
      context: z.record(z.string(), contextValue).default({}),
      unknown: z.record(z.string(), z.string()).optional(),
    }),
    policies: z
      .strictObject({
        identity: z.array(document).optional(),
        boundary: z.array(document).optional(),
        session: document.optional(),
        resource: document.optional(),
        endpoint: document.optional(),
        serviceControl: z.array(z.array(document)).optional(),
        resourceControl: z.array(z.array(document)).optional(),
      })
      .optional(),
    organization: z.literal(true).optional(),
    /** How that is read which AWS's pages leave open, where not as it is taken by default. */
    readings: readings.optional(),
    expect: z.strictObject({
      decision: z.enum(["allowed", "denied", "explicitly-denied", "implicitly-denied", "unknown"]),
      by: z.string().optional(),
    }),
  })
  .refine(
    ({ request, organization }) => request.from === undefined || organization !== undefined,
    'names the network of a request under its own policies; say it in the context, as "aws:SourceVpc" or "aws:SourceIp"',
  )
  .refine(
    ({ policies, organization }) => (policies === undefined) !== (organization === undefined),
    'has both or neither of policies and organization; give the policies over the request, or "organization": true',
  );

/** A scenario of the right shape, its policies not read yet. */
export type ScenarioDocument = z.infer<typeof scenarioSchema>;

/** The names of all properties in a scenario file, for suggestions. */
export const SCENARIO_WORDS: readonly string[] = [
  ...["name", "request", "principal", "principalId", "action", "resource", "aliasTarget", "resourceAccount", "from", "context", "unknown"],
  ...["policies", "identity", "boundary", "session", "endpoint", "serviceControl", "resourceControl"],
  ...["organization", "readings", "expect", "decision", "by"],
  ...READINGS.flatMap(({ id, choices }) => [id, ...Object.keys(choices)]),
  ...POLICY_ELEMENTS,
];
