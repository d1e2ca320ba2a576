import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Encryption, encryptionKey, type Tags, tagsArg } from "./encryption.ts";
import type { TableDefinition } from "./protected-table.ts";

export interface RegionalReplicaArgs {
  readonly table: Pick<TableDefinition, "physicalName" | "region" | "deletion" | "pointInTimeRecoveryDays">;
  /** ARN of the table that it replicates, in another region of the same account. */
  readonly source: pulumi.Input<string>;
  readonly encryption: Encryption;
  /** Tags of the replica beside those of the provider. @default none */
  readonly tags?: Tags | undefined;
  /** Policy of the replica as JSON, from its ARN; undefined where no grant is in it. */
  readonly resourcePolicy?: ((tableArn: pulumi.Output<string>) => pulumi.Output<string>) | undefined;
  /** Policy of its stream as JSON, from its ARN; undefined where no grant is in it. */
  readonly streamPolicy?: ((streamArn: pulumi.Output<string>) => pulumi.Output<string>) | undefined;
}

/**
 * A replica of a table in another region of the same account, with a key and policies of its own. DynamoDB adds it to the table in place. The
 * replica's region is this resource's own; the provider calls the source's region for it.
 * Another key or another source makes the replica anew, and two cannot be in one region: the old one goes first.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export class RegionalReplica extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Undefined under a key of AWS's. */
  readonly keyArn: pulumi.Output<string> | undefined;
  readonly streamArn: pulumi.Output<string>;

  constructor(name: string, args: RegionalReplicaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:data:RegionalReplica", name, {}, opts);
    const { table, encryption } = args;
    const { region, physicalName } = table;
    const own = { parent: this, protect: table.deletion === "protected" };
    const description = `Encrypts the replica of the table ${physicalName}`;
    const keyArn = encryptionKey(name, { region, description, encryption }, own);
    const made = new aws.dynamodb.TableReplica(
      `${name}-replica`,
      {
        region,
        globalTableArn: args.source,
        ...(keyArn === undefined ? {} : { kmsKeyArn: keyArn }),
        pointInTimeRecovery: table.pointInTimeRecoveryDays !== 0,
        deletionProtectionEnabled: table.deletion === "protected",
        ...tagsArg(args.tags),
      },
      // The class is the source's. AWS may name it all the same, and a difference would make the replica anew.
      { ...own, deleteBeforeReplace: true, ignoreChanges: ["tableClassOverride"] },
    );
    if (args.resourcePolicy !== undefined) {
      new aws.dynamodb.ResourcePolicy(
        `${name}-policy`,
        { region, resourceArn: made.arn, policy: args.resourcePolicy(made.arn) },
        { parent: this },
      );
    }
    // Pulumi tells nothing of a replica's stream.
    this.streamArn = aws.dynamodb.getTableOutput({ name: made.arn.apply(() => physicalName), region }, { parent: this }).streamArn;
    if (args.streamPolicy !== undefined) {
      new aws.dynamodb.ResourcePolicy(
        `${name}-stream-policy`,
        { region, resourceArn: this.streamArn, policy: args.streamPolicy(this.streamArn) },
        { parent: this },
      );
    }
    this.arn = made.arn;
    this.keyArn = keyArn === undefined ? undefined : pulumi.output(keyArn);
    this.registerOutputs({ arn: this.arn, keyArn: this.keyArn, streamArn: this.streamArn });
  }
}
