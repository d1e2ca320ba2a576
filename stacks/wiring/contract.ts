import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

// What stacks hand on to each other. Each item is an output of its own, so that a reader takes exactly what it needs, and a secret in one output
// never taints another. Contracts carry no secrets.

const network = z.strictObject({
  vpcId: z.string(),
  region: z.string(),
  dynamodbEndpointId: z.string(),
  // Where clients of DynamoDB Streams call; missing where the network was given no endpoint for it.
  streamsUrl: z.string().optional(),
});
const role = z.strictObject({ arn: z.string(), uniqueId: z.string(), name: z.string() });
const table = z.strictObject({
  arn: z.string(),
  indexArns: z.record(z.string(), z.string()),
  keyArn: z.string().optional(),
  region: z.string(),
  /** Whether accounts replicate it; missing where it is merely referenced. */
  replicated: z.boolean().optional(),
});
const key = z.strictObject({ arn: z.string(), region: z.string() });
const secret = z.strictObject({ arn: z.string(), keyArn: z.string().optional(), region: z.string() });
const card = z.strictObject({
  grant: z.string(),
  how: z.string(),
  region: z.string(),
  tableArn: z.string().optional(),
  indexArns: z.record(z.string(), z.string()).optional(),
  streamArn: z.string().optional(),
  streamsUrl: z.string().optional(),
  keyArn: z.string().optional(),
  secretArn: z.string().optional(),
  until: z.string().optional(),
  roleArn: z.string().optional(),
  sessionSeconds: z.number().optional(),
  externalId: z.string().optional(),
  serviceAccount: z.strictObject({ namespace: z.string(), name: z.string(), annotations: z.record(z.string(), z.string()) }).optional(),
  notes: z.array(z.string()).readonly(),
  permissions: z.string().optional(),
  keyPolicyStatements: z.string().optional(),
});

/** The shape of each kind of output, by what stands before the colon of its name. */
const SHAPES = {
  /** Hash of the part of the declaration that the stack was deployed from. */
  declaration: z.string(),
  organizationId: z.string(),
  rootId: z.string(),
  /** Id of an organizational unit, by path. */
  unit: z.string(),
  /** Id of an account that the organization's stack creates, by name. */
  account: z.string(),
  network,
  /** A workload's role, by the workload's name. */
  role,
  /** Id of an organization policy, by what it is for. */
  policy: z.string(),
  /** A document that is compiled and attached nowhere, as JSON. */
  observed: z.string(),
  table,
  /** ARN of a table's stream, by the table's name; missing while it has none. */
  stream: z.string(),
  /** What a consumer sets, by the grant's id. */
  card,
  /** URL of a cluster's OIDC issuer, by the cluster's name; missing while there is no such cluster. */
  issuer: z.string(),
  /** How many policies may still be attached to a node, by `unit/<path>` or `account/<name>`. */
  headroom: z.strictObject({ serviceControl: z.number(), resourceControl: z.number() }),
  /** A key that is declared by itself, by its name. */
  key,
  secret,
  /** A role of the owner's, by the consumer that takes it: `<account>/<workload>` or `external/<party>`. */
  accessRole: role,
  /** The role that carries a tenant's sessions, by the table. */
  tenantRole: role,
} as const;

type Shapes = typeof SHAPES;
type Single = "declaration" | "organizationId" | "rootId";

/** The name of an output: a single word for what a stack has once, or `<kind>:<name>`. */
export type OutputKey = Single | `${Exclude<keyof Shapes, Single>}:${string}`;

/** The value of an output. */
export type OutputValue<K extends OutputKey> = z.infer<
  Shapes[K extends `${infer Kind extends keyof Shapes}:${string}` ? Kind : K extends Single ? K : never]
>;

type HandedOn<T> = pulumi.Input<T> | (T extends object ? { readonly [F in keyof T]: pulumi.Input<T[F]> } : never);

/** What a layer hands on; each field of a value may be an output of its own. */
export type Outputs = { [K in OutputKey]?: HandedOn<OutputValue<K>> };

/** Checks a value that was read from another stack; undefined where another version wrote another shape. */
export function parseOutput<K extends OutputKey>(key: K, value: unknown): OutputValue<K> | undefined {
  const kind = key.split(":", 1)[0] as keyof Shapes;
  const parsed = SHAPES[kind].safeParse(value);
  return parsed.success ? (parsed.data as OutputValue<K>) : undefined;
}
