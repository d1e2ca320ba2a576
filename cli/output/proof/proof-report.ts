import { z } from "zod";
import { openQuestion } from "../explanation/explain-report.ts";

const count = z.int().nonnegative();

const request = z.strictObject({
  principal: z.string(),
  action: z.string(),
  resource: z.string(),
  /** A name of the organization's; null where the context says everything. */
  from: z.string().nullable(),
  context: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
});

const finding = z.strictObject({
  /** What is decided otherwise than intended, in the declaration's terms. */
  about: z.string(),
  because: z.string(),
  /** Where the grant is declared, as `<file>:<line>:<column>`, where one says so. */
  declaredAt: z.string().nullable(),
  /** How many classes of requests are decided so. */
  classes: count,
  /** Every action of the example's class. */
  actions: z.array(z.string()),
  request,
  /** In words: the statement that decides, its document, stack and line. */
  decidedBy: z.string(),
  /** How AWS's pages have to be read for it, where otherwise than Palisade reads them; empty where it stands as they are read. */
  readings: z.array(openQuestion),
  /** The scenario file that shows it; null where none was written. */
  scenario: z.string().nullable(),
});
/** Classes of requests that are decided otherwise than intended, with one request as the example. */
export type ProofFinding = z.infer<typeof finding>;

const unknown = z.strictObject({
  /** What exists, decides about access, and is not described. */
  what: z.string(),
  /** What to write where, so that it is known. */
  remedy: z.string(),
  /** How many classes of requests rest on it. */
  classes: count,
  example: finding,
});
/** Something that exists and is not described, with the classes of requests that rest on it. */
export type ProofUnknown = z.infer<typeof unknown>;

/** What `npm run prove` says, as `--json` prints it. */
export const proofReport = z.strictObject({
  format: z.literal(1),
  verdict: z.enum(["proven", "not proven", "not known"]),
  organization: z.strictObject({ name: z.string(), declaration: z.string(), asOf: z.string(), isPinned: z.boolean() }),
  counts: z.strictObject({
    classes: count,
    /** How often the engine decided: requests that no statement tells apart are decided once. */
    decisions: count,
    principals: count,
    resources: count,
    networks: count,
    instants: count,
    uses: count,
    assumptions: count,
    breaches: count,
    brokenGrants: count,
    unknown: count,
    waiting: count,
    knownBreaches: count,
    /** Classes of requests that were decided under one layer alone, and findings among them. */
    layerClasses: count,
    layers: count,
  }),
  /** Access that is possible and not intended. */
  breaches: z.array(finding),
  /** Declared access that is denied. */
  brokenGrants: z.array(finding),
  /** What exists and is not described, where access rests on it. */
  unknown: z.array(unknown),
  /** Grants whose consumer is not there yet, so that nothing could be asked. */
  waiting: z.array(z.strictObject({ about: z.string(), declaredAt: z.string() })),
  /** What a layer of policies does otherwise than it is for where every other layer allows everything, though another layer may make up for it. */
  layers: z.array(finding),
  /** Breaches that this version's guardrails leave open everywhere, by the attack that uses them. */
  knownBreaches: z.array(z.strictObject({ id: z.string(), because: z.string(), classes: count, resources: count, example: finding })),
  assumptions: z.array(z.string()),
});
export type ProofReport = z.infer<typeof proofReport>;
