import { z } from "zod";

const snippets = z.strictObject({ commandLine: z.string(), typescript: z.string(), python: z.string() });

const grantCard = z.strictObject({
  grant: z.string(),
  /** What the grant is on, as `<account>/<kind>/<name>`. */
  resource: z.string(),
  /** `usable`, `waiting` for something that does not exist yet, or `ended`. */
  state: z.enum(["usable", "waiting", "ended"]),
  can: z.array(z.string()),
  on: z.array(z.string()),
  how: z.string(),
  purpose: z.string(),
  because: z.string().nullable(),
  region: z.string(),
  /** What the table is a replica of, and where both are, in words; null for everything else. */
  replica: z.string().nullable(),
  /** The last day. */
  until: z.string().nullable(),
  tableArn: z.string().nullable(),
  /** ARNs of the granted indexes. */
  indexArns: z.array(z.string()),
  streamArn: z.string().nullable(),
  keyArn: z.string().nullable(),
  secretArn: z.string().nullable(),
  /** The role to take before the call; null where the consumer calls with the credentials that it has. */
  takes: z
    .strictObject({ roleArn: z.string(), sessionSeconds: z.int(), externalId: z.string().nullable(), profile: z.string() })
    .nullable(),
  /** URL of a service that has no private DNS name, by the environment variable that the SDKs read. */
  endpoints: z.array(z.strictObject({ variable: z.string(), url: z.string() })),
  /** Parameters in the consumer's account that hold these values. */
  parameters: z.array(z.string()),
  notes: z.array(z.string()),
  /** A policy to attach to the consumer's role by hand, as JSON. */
  permissions: z.string().nullable(),
  /** Statements for the policy of a key that Palisade does not write, as JSON. */
  keyPolicyStatements: z.string().nullable(),
  snippets: snippets.nullable(),
  file: z.string(),
  line: z.int(),
});
/** One grant on a consumer's card. */
export type GrantCard = z.infer<typeof grantCard>;

/** What `npm run card` says, as `--json` prints it. */
export const cardReport = z.strictObject({
  format: z.literal(1),
  /** `<account>/<workload>` or `external/<party>`. */
  consumer: z.string(),
  /** The consumer's own role; null while its account has no id. */
  role: z.string().nullable(),
  /** Where it runs; null for an external party. */
  runsOn: z.string().nullable(),
  /** Networks or addresses that it has to call from; `anywhere` for a party without addresses. */
  from: z.array(z.string()),
  grants: z.array(grantCard),
  /** Profiles for `~/.aws/config`, as `npm run aws-config` prints them. */
  profiles: z.string(),
  /** Kubernetes manifests, as YAML; null for what does not run in pods. */
  manifests: z.string().nullable(),
  byHand: z.array(z.strictObject({ account: z.string(), what: z.string(), about: z.array(z.string()) })),
  /** Values in angle brackets that AWS makes up at the deployment. */
  unknown: z.array(z.string()),
});
export type CardReport = z.infer<typeof cardReport>;
