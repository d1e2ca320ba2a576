import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { compareText } from "../../iam/compare-text.ts";
import type { PlannedIndex, PlannedTable } from "../../model/plan/planned-table.ts";
import { type Encryption, encryptionKey, type Tags, tagsArg } from "./encryption.ts";

/** A table as the plan has it, without its origin. */
export type TableDefinition = Pick<
  PlannedTable,
  "physicalName" | "region" | "key" | "indexes" | "timeToLive" | "stream" | "capacity" | "class" | "deletion" | "pointInTimeRecoveryDays"
>;

export interface ProtectedTableArgs {
  readonly table: TableDefinition;
  readonly encryption: Encryption;
  /** Whether resources of their own replicate it in other regions: their replicas are then left to them. @default false */
  readonly isReplicated?: boolean | undefined;
  /** Tags of the table beside those of the provider. @default none */
  readonly tags?: Tags | undefined;
  /** Policy of the table as JSON, from its ARN; undefined where no grant is in it. */
  readonly resourcePolicy?: ((tableArn: pulumi.Output<string>) => pulumi.Output<string>) | undefined;
  /** Policy of the stream as JSON, from its ARN; undefined where no grant is in it. */
  readonly streamPolicy?: ((streamArn: pulumi.Output<string>) => pulumi.Output<string>) | undefined;
}

/**
 * A table with its key and policies. A protected table protects its key and the key's alias too. The policies are not protected, since they are
 * deleted with the last grant in them.
 */
export class ProtectedTable extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Undefined under a key of AWS's. */
  readonly keyArn: pulumi.Output<string> | undefined;
  /** Empty where the table has no stream. */
  readonly streamArn: pulumi.Output<string>;

  constructor(name: string, args: ProtectedTableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:data:ProtectedTable", name, {}, opts);
    const { table } = args;
    const { region } = table;
    const own = { parent: this, protect: table.deletion === "protected" };
    const { encryption } = args;
    const keyArn = encryptionKey(name, { region, description: `Encrypts the table ${table.physicalName}`, encryption }, own);
    const made = new aws.dynamodb.Table(
      `${name}-table`,
      { ...tableArgs(table), ...serverSideEncryption(encryption, keyArn), ...tagsArg(args.tags) },
      args.isReplicated === true ? { ...own, ignoreChanges: ["replicas"] } : own,
    );
    if (args.resourcePolicy !== undefined) {
      new aws.dynamodb.ResourcePolicy(
        `${name}-policy`,
        { region, resourceArn: made.arn, policy: args.resourcePolicy(made.arn) },
        { parent: this },
      );
    }
    if (args.streamPolicy !== undefined) {
      new aws.dynamodb.ResourcePolicy(
        `${name}-stream-policy`,
        { region, resourceArn: made.streamArn, policy: args.streamPolicy(made.streamArn) },
        { parent: this },
      );
    }
    this.arn = made.arn;
    this.keyArn = keyArn === undefined ? undefined : pulumi.output(keyArn);
    this.streamArn = made.streamArn;
    this.registerOutputs({ arn: this.arn, keyArn: this.keyArn, streamArn: this.streamArn });
  }
}

/** Left out for the key that DynamoDB owns; `enabled` without a key means the key that AWS manages in the account. */
function serverSideEncryption(
  encryption: Encryption,
  keyArn: pulumi.Input<string> | undefined,
): Pick<aws.dynamodb.TableArgs, "serverSideEncryption"> {
  if (encryption === "aws-owned") return {};
  return { serverSideEncryption: keyArn === undefined ? { enabled: true } : { enabled: true, kmsKeyArn: keyArn } };
}

/** AWS's letters for types of attributes. */
export const ATTRIBUTE_TYPES = { string: "S", number: "N", binary: "B" } as const;
/** AWS's words for what a stream carries. */
export const STREAMS = {
  "new-and-old-images": "NEW_AND_OLD_IMAGES",
  "new-image": "NEW_IMAGE",
  "old-image": "OLD_IMAGE",
  "keys-only": "KEYS_ONLY",
} as const;

/** The table's arguments but for its encryption. */
export function tableArgs(table: TableDefinition): aws.dynamodb.TableArgs {
  const { key, indexes, capacity } = table;
  const attributes = new Map(
    [key, ...indexes]
      .flatMap(({ partition, sort }) => [partition, ...(sort === undefined ? [] : [sort])])
      .map(({ name, type }) => [name, ATTRIBUTE_TYPES[type]]),
  );
  return {
    region: table.region,
    name: table.physicalName,
    hashKey: key.partition.name,
    ...(key.sort === undefined ? {} : { rangeKey: key.sort.name }),
    attributes: [...attributes].sort(([a], [b]) => compareText(a, b)).map(([name, type]) => ({ name, type })),
    globalSecondaryIndexes: indexes.filter(({ local }) => !local).map(globalIndex),
    localSecondaryIndexes: indexes
      .filter(({ local }) => local)
      .map((index) => ({ name: index.name, rangeKey: index.sort?.name ?? "", ...projection(index) })),
    ...(capacity === "on-demand"
      ? { billingMode: "PAY_PER_REQUEST" }
      : { billingMode: "PROVISIONED", readCapacity: capacity.read, writeCapacity: capacity.write }),
    tableClass: table.class === "standard" ? "STANDARD" : "STANDARD_INFREQUENT_ACCESS",
    ...(table.timeToLive === undefined ? {} : { ttl: { attributeName: table.timeToLive, enabled: true } }),
    streamEnabled: table.stream !== undefined,
    ...(table.stream === undefined ? {} : { streamViewType: STREAMS[table.stream] }),
    pointInTimeRecovery:
      table.pointInTimeRecoveryDays === 0 ? { enabled: false } : { enabled: true, recoveryPeriodInDays: table.pointInTimeRecoveryDays },
    deletionProtectionEnabled: table.deletion === "protected",
  };
}

function globalIndex(index: PlannedIndex) {
  return {
    name: index.name,
    keySchemas: [
      { attributeName: index.partition.name, keyType: "HASH" },
      ...(index.sort === undefined ? [] : [{ attributeName: index.sort.name, keyType: "RANGE" }]),
    ],
    ...projection(index),
    ...(index.capacity === undefined ? {} : { readCapacity: index.capacity.read, writeCapacity: index.capacity.write }),
  };
}

function projection({ project }: PlannedIndex) {
  if (project === "all") return { projectionType: "ALL" };
  return project === "keys" ? { projectionType: "KEYS_ONLY" } : { projectionType: "INCLUDE", nonKeyAttributes: [...project] };
}
