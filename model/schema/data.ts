import { z } from "zod";
import { described, elsewhere, fields, listOf, mapOf, text, word } from "./grammar.ts";
import * as scalar from "./scalars.ts";
import { how, keyVerb, purpose, secretVerb, tableVerb, tenantVerb } from "./vocabulary.ts";

const workloadName = elsewhere(
  scalar.nameOf("a workload of this account", "api"),
  "/",
  "write the workload's name alone, or, where it is another account's, move it to sharedWith",
);
const tableOrIndex = scalar.indexName;

const oneAttribute = described(
  z.record(scalar.attributeName, scalar.attributeType).refine((map) => Object.keys(map).length === 1, { error: "one" }),
  "one attribute with its type",
  "{ orderId: string }",
);

const keySchema = fields(
  { partition: oneAttribute, sort: oneAttribute.optional() },
  "the table's key",
  "{ partition: { customerId: string }, sort: { orderId: string } }",
);

const projection = described(
  z.union([z.enum(["all", "keys"]), z.array(scalar.attributeName).min(1)]),
  "all, keys, or a list of attributes",
  "all",
);

const throughput = described(z.int().min(1).max(40_000), "a whole number of capacity units, 1 to 40000", "5");
const capacity = described(
  z.union([z.literal("on-demand"), z.strictObject({ read: throughput, write: throughput })]),
  "on-demand, or provisioned read and write units",
  "{ read: 5, write: 1 }",
);

const globalIndex = fields(
  {
    partition: oneAttribute,
    sort: oneAttribute.optional(),
    project: projection.optional(),
    capacity: capacity.optional(),
    tenant: described(z.boolean(), "true or false: whether the index's partition key begins with the tenant", "true").optional(),
  },
  "an index with a partition key of its own",
  "{ partition: { status: string } }",
);

const localIndex = fields(
  { sort: oneAttribute, project: projection.optional() },
  "a local index: the table's partition key with another sort key",
  "{ sort: { changedAt: string } }",
);

const encryptionKey = described(
  z.union([scalar.keyArn, scalar.keyName]),
  "the name of a key of this account, or the ARN of a KMS key",
  "wrapping",
);
const encryption = described(
  z.union([z.enum(["own-key", "aws-managed", "aws-owned"]), z.strictObject({ key: encryptionKey })]),
  "own-key, aws-managed, aws-owned, or { key: <a key of this account, by name or ARN> }",
  "own-key",
);

/** Settings of a table that may come from the defaults of an organizational unit or account. */
export const tableDefaults = fields(
  {
    pointInTimeRecovery: scalar.recoveryWindow.optional(),
    deletion: word(["protected", "allowed"]).optional(),
    capacity: capacity.optional(),
    class: word(["standard", "infrequent-access"]).optional(),
    classification: word(["ordinary", "sensitive"]).optional(),
    encryption: described(z.enum(["own-key", "aws-managed", "aws-owned"]), "own-key, aws-managed or aws-owned", "own-key").optional(),
  },
  "settings of tables",
  "{ pointInTimeRecovery: 35d }",
);

/** Settings of keys and secrets that may come from defaults. */
export const deletionDefaults = fields(
  { deletion: word(["protected", "allowed"]).optional() },
  "settings of keys or secrets",
  "{ deletion: protected }",
);

/** Tags of an account, a table, a key or a secret. */
export const tags = mapOf(scalar.tagKey, scalar.tagValue, "tags by key", "{ costCenter: orders }");

const shareTarget = text(
  /^[a-z][a-z0-9-]*(?:\/[a-z][a-z0-9-]*)?$/,
  "`<account>/<workload>`, `external/<party>`, or an account alone for a global table",
  "analytics-prod/nightly-etl",
);

const shareFields = {
  how: how.optional(),
  purpose,
  because: scalar.reason,
  until: scalar.day.optional(),
  maxSession: scalar.sessionLength.optional(),
};

const onList = listOf(tableOrIndex, "a list of the table and its indexes", "[table, byStatus]");

const tableUse = fields(
  { can: listOf(tableVerb, "a list of rights", "[read, write]").optional(), on: onList.optional() },
  "the rights of the workload or of the people",
  "{ can: [read, write] }",
);

const tableShare = fields(
  { can: listOf(tableVerb, "a list of rights", "[read]").optional(), on: onList.optional(), ...shareFields },
  "a grant",
  "{ can: [read], purpose: etl, because: month-end close }",
);

const tenants = fields(
  {
    broker: workloadName,
    tag: scalar.sessionTagKey,
    // It stands in policy documents, whose characters AWS limits.
    prefix: text(
      /^[ -#%-)+->@-\u00ff]{0,128}$/,
      "the text in front of the tenant's id: at most 128 characters up to U+00FF, without * ? $",
      '"Tenant#"',
    ).optional(),
    can: listOf(tenantVerb, "a list of rights", "[read, write]"),
    on: onList.optional(),
  },
  "the tenants of the table",
  '{ broker: vendor, tag: TenantId, prefix: "Tenant#", can: [read] }',
);

const table = fields(
  {
    description: scalar.description.optional(),
    tags: tags.optional(),
    existing: scalar.tableName.optional(),
    adds: listOf(word(["resource-policy"]), "a list of additions to the existing table", "[resource-policy]").optional(),
    replicaOf: text(
      /^[a-z][a-z0-9-]*\/[a-zA-Z0-9_.-]{3,255}$/,
      "`<account>/<table>` that this table replicates",
      "sessions-eu/sessions",
    ).optional(),
    key: keySchema.optional(),
    indexes: mapOf(scalar.indexName, globalIndex, "indexes by name", "{ byStatus: { partition: { status: string } } }").optional(),
    localIndexes: mapOf(scalar.indexName, localIndex, "local indexes by name", "{ byChange: { sort: { changedAt: string } } }").optional(),
    timeToLive: scalar.attributeName.optional(),
    stream: word(["new-and-old-images", "new-image", "old-image", "keys-only"]).optional(),
    region: scalar.region.optional(),
    ...tableDefaults.shape,
    encryption: encryption.optional(),
    tenants: tenants.optional(),
    usedBy: mapOf(workloadName, tableUse, "uses by workload", "{ api: { can: [read] } }").optional(),
    sharedWith: mapOf(
      shareTarget,
      tableShare,
      "grants by consumer",
      "{ analytics-prod/nightly-etl: { can: [read], purpose: etl, because: month-end close } }",
    ).optional(),
  },
  "a table",
  "{ key: { partition: { orderId: string } } }",
);

const keyUse = fields({ can: listOf(keyVerb, "a list of rights", "[decrypt]") }, "the rights of the workload", "{ can: [decrypt] }");
const keyShare = fields(
  { can: listOf(keyVerb, "a list of rights", "[decrypt]"), ...shareFields },
  "a grant",
  "{ can: [decrypt], purpose: shared-service, because: the pipeline decrypts what it forwards }",
);

const key = fields(
  {
    description: scalar.description.optional(),
    tags: tags.optional(),
    existing: scalar.keyArn.optional(),
    region: scalar.region.optional(),
    deletion: word(["protected", "allowed"]).optional(),
    usedBy: mapOf(workloadName, keyUse, "uses by workload", "{ api: { can: [decrypt] } }").optional(),
    sharedWith: mapOf(
      shareTarget,
      keyShare,
      "grants by consumer",
      "{ pipeline-prod/pipeline: { can: [decrypt], purpose: etl, because: … } }",
    ).optional(),
  },
  "a key",
  "{ description: Wraps the data keys of the keystore }",
);

const secretUse = fields({ can: listOf(secretVerb, "a list of rights", "[read]") }, "the rights of the workload", "{ can: [read] }");
const secretShare = fields(
  { can: listOf(secretVerb, "a list of rights", "[read]"), ...shareFields },
  "a grant",
  "{ can: [read], purpose: shared-service, because: letters are sent in the name of customers }",
);

const rotation = fields(
  { by: workloadName, function: scalar.functionName.optional(), every: scalar.rotationInterval },
  "the rotation of the secret",
  "{ by: rotator, every: 30d }",
);

const secret = fields(
  {
    description: scalar.description.optional(),
    tags: tags.optional(),
    existing: scalar.secretArn.optional(),
    adds: listOf(word(["resource-policy"]), "a list of additions to the existing secret", "[resource-policy]").optional(),
    region: scalar.region.optional(),
    deletion: word(["protected", "allowed"]).optional(),
    encryption: encryption.optional(),
    rotation: rotation.optional(),
    usedBy: mapOf(workloadName, secretUse, "uses by workload", "{ api: { can: [read] } }").optional(),
    sharedWith: mapOf(
      shareTarget,
      secretShare,
      "grants by consumer",
      "{ platform-prod/notifier: { can: [read], purpose: shared-service, because: … } }",
    ).optional(),
  },
  "a secret",
  "{ description: What the invoicer signs with }",
);

/** `accounts/<account>/data.yaml`: an account's tables, keys and secrets, and who may use them. */
export const dataFile = fields(
  {
    tables: mapOf(scalar.tableName, table, "tables by name", "{ orders: { key: { partition: { orderId: string } } } }").optional(),
    keys: mapOf(scalar.keyName, key, "keys by name", "{ wrapping: {} }").optional(),
    secrets: mapOf(scalar.secretName, secret, "secrets by name", "{ invoice-signing: {} }").optional(),
  },
  "an account's data",
  "{ tables: { orders: { key: { partition: { orderId: string } } } } }",
);

export type DataFile = z.infer<typeof dataFile>;
export type DeclaredTable = z.infer<typeof table>;
export type DeclaredKey = z.infer<typeof key>;
export type DeclaredSecret = z.infer<typeof secret>;
export type DeclaredTableShare = z.infer<typeof tableShare>;
export type DeclaredEncryption = z.infer<typeof encryption>;
export type DeclaredCapacity = z.infer<typeof capacity>;
export type TableDefaults = z.infer<typeof tableDefaults>;
