import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { compareText } from "../../iam/compare-text.ts";
import type { PlannedIndex } from "../../model/plan/planned-table.ts";
import { type Encryption, encryptionKey } from "./encryption.ts";
import { ATTRIBUTE_TYPES, STREAMS, type TableDefinition } from "./protected-table.ts";

export interface GlobalTableArgs {
  readonly table: TableDefinition;
  /** ARN of the table that this one joins; undefined for the one that others join. */
  readonly source: pulumi.Input<string> | undefined;
  readonly encryption: Encryption;
  /** Its tags, those of the account and stack included: Cloud Control puts none of the provider's on. */
  readonly tags: Readonly<Record<string, string>>;
  /** Policy of the table as JSON: without one, replication has no permission. */
  readonly resourcePolicy: pulumi.Input<string>;
  /** Policy of the stream as JSON, from its ARN; undefined where no grant is in it. */
  readonly streamPolicy?: ((streamArn: pulumi.Output<string>) => pulumi.Output<string>) | undefined;
}

/**
 * One of the tables that accounts replicate among each other, with its key and policies. `aws.dynamodb.Table` cannot say that settings are
 * replicated, nor join a table of another account; Cloud Control's type can.
 * A joining table names only its own settings: keys, indexes and time to live follow the source.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
export class GlobalTable extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Undefined under a key of AWS's. */
  readonly keyArn: pulumi.Output<string> | undefined;
  readonly streamArn: pulumi.Output<string>;

  constructor(name: string, args: GlobalTableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:data:GlobalTable", name, {}, opts);
    const { table, encryption } = args;
    const { region } = table;
    const own = { parent: this, protect: table.deletion === "protected" };
    const keyArn = encryptionKey(name, { region, description: `Encrypts the table ${table.physicalName}`, encryption }, own);
    const desiredState = pulumi
      .all([args.resourcePolicy, keyArn, args.source])
      .apply(([policy, key, source]) => JSON.stringify(globalTableState(table, { policy, key, source, tags: args.tags })));
    const made = new aws.cloudcontrol.Resource(`${name}-table`, { region, typeName: "AWS::DynamoDB::GlobalTable", desiredState }, own);
    this.arn = made.properties.apply((text) => (JSON.parse(text) as { readonly Arn: string }).Arn);
    // Cloud Control names a stream only where the desired state speaks of it, and a joining table's follows the source.
    const physicalName = this.arn.apply(() => table.physicalName);
    this.streamArn = aws.dynamodb.getTableOutput({ name: physicalName, region }, { parent: this }).streamArn;
    if (args.streamPolicy !== undefined) {
      new aws.dynamodb.ResourcePolicy(
        `${name}-stream-policy`,
        { region, resourceArn: this.streamArn, policy: args.streamPolicy(this.streamArn) },
        { parent: this },
      );
    }
    this.keyArn = keyArn === undefined ? undefined : pulumi.output(keyArn);
    this.registerOutputs({ arn: this.arn, keyArn: this.keyArn, streamArn: this.streamArn });
  }
}

/** What Cloud Control is asked for, in the words of CloudFormation. */
export function globalTableState(
  table: TableDefinition,
  {
    policy,
    key,
    source,
    tags,
  }: {
    readonly policy: string;
    readonly key: string | undefined;
    readonly source: string | undefined;
    readonly tags: Readonly<Record<string, string>>;
  },
): Readonly<Record<string, unknown>> {
  const replica = {
    Region: table.region,
    DeletionProtectionEnabled: table.deletion === "protected",
    GlobalTableSettingsReplicationMode: "ENABLED",
    PointInTimeRecoverySpecification:
      table.pointInTimeRecoveryDays === 0
        ? { PointInTimeRecoveryEnabled: false }
        : { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: table.pointInTimeRecoveryDays },
    ResourcePolicy: { PolicyDocument: JSON.parse(policy) as unknown },
    TableClass: table.class === "standard" ? "STANDARD" : "STANDARD_INFREQUENT_ACCESS",
    ...(key === undefined ? {} : { SSESpecification: { KMSMasterKeyId: key } }),
    Tags: Object.entries(tags)
      .sort(([a], [b]) => compareText(a, b))
      .map(([Key, Value]) => ({ Key, Value })),
  };
  const encrypted = key === undefined ? {} : { SSESpecification: { SSEEnabled: true, SSEType: "KMS" } };
  if (source !== undefined) return { TableName: table.physicalName, GlobalTableSourceArn: source, ...encrypted, Replicas: [replica] };
  const attributes = new Map(
    [table.key, ...table.indexes]
      .flatMap(({ partition, sort }) => [partition, ...(sort === undefined ? [] : [sort])])
      .map(({ name, type }) => [name, ATTRIBUTE_TYPES[type]]),
  );
  const globals = table.indexes.filter(({ local }) => !local).map(index);
  const locals = table.indexes.filter(({ local }) => local).map(index);
  return {
    TableName: table.physicalName,
    AttributeDefinitions: [...attributes]
      .sort(([a], [b]) => compareText(a, b))
      .map(([name, type]) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: keySchema(table.key),
    BillingMode: "PAY_PER_REQUEST",
    ...(globals.length === 0 ? {} : { GlobalSecondaryIndexes: globals }),
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: locals }),
    ...(table.stream === undefined ? {} : { StreamSpecification: { StreamViewType: STREAMS[table.stream] } }),
    ...(table.timeToLive === undefined ? {} : { TimeToLiveSpecification: { AttributeName: table.timeToLive, Enabled: true } }),
    ...encrypted,
    Replicas: [replica],
  };
}

const keySchema = ({ partition, sort }: Pick<PlannedIndex, "partition" | "sort">) => [
  { AttributeName: partition.name, KeyType: "HASH" },
  ...(sort === undefined ? [] : [{ AttributeName: sort.name, KeyType: "RANGE" }]),
];

function index({ name, project, ...keys }: PlannedIndex) {
  const projection =
    project === "all"
      ? { ProjectionType: "ALL" }
      : project === "keys"
        ? { ProjectionType: "KEYS_ONLY" }
        : { ProjectionType: "INCLUDE", NonKeyAttributes: [...project] };
  return { IndexName: name, KeySchema: keySchema(keys), Projection: projection };
}
