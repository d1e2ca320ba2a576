import { accountRootArn, type Partition, roleArn } from "../iam/arn.ts";
import { forSources, onlyPrincipals } from "../iam/grant-conditions.ts";
import type { KeyStatement } from "../iam/key-policy.ts";
import { nonEmpty } from "../iam/non-empty.ts";
import { sidOf } from "../iam/sid.ts";
import { allow } from "../iam/statement.ts";
import type { TableStatement } from "../iam/table-policy.ts";

// A table that accounts of the organization replicate, each in a region of its own. DynamoDB replicates by a service principal that every
// replica's policy and key must admit for all replicas, itself included.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/globaltables_MA_security.html

/** One of the tables that replicate the same items. */
export interface Replica {
  readonly account: string;
  readonly accountId: string;
  readonly tableArn: string;
  /** Path and name of the account's deploy role. */
  readonly deployRole: string;
}

const REPLICATION_SERVICE = "replication.dynamodb.amazonaws.com";

const sources = (replicas: readonly Replica[]) =>
  forSources({
    accountIds: nonEmpty(
      replicas.map(({ accountId }) => accountId),
      "replicas",
    ),
    arns: nonEmpty(
      replicas.map(({ tableArn }) => tableArn),
      "replicas",
    ),
  });

/** The statement of every replica's table policy that lets DynamoDB replicate. */
export function replicationStatement(tableArn: string, replicas: readonly Replica[]): TableStatement {
  return allow({
    sid: "AllowReplicationAmongTheReplicas",
    principals: { services: [REPLICATION_SERVICE] },
    actions: ["dynamodb:ReadDataForReplication", "dynamodb:ReplicateSettings", "dynamodb:WriteDataForReplication"],
    resources: [tableArn],
    conditions: sources(replicas),
  });
}

/** ARN of the role that joins a replica: the joining account's deploy role. */
export const joiningRoleArn = (partition: Partition, { accountId, deployRole }: Pick<Replica, "accountId" | "deployRole">): string =>
  roleArn({ partition, accountId, name: deployRole });

/** Lets one account's deploy role join its replica. The principal is the account, so that it still may after the role is made anew. */
export function joinStatement(tableArn: string, replica: Replica, partition: Partition): TableStatement {
  const { account, accountId } = replica;
  return allow({
    sid: sidOf(["allow", account, "to", "join"], accountId),
    principals: { aws: [accountRootArn({ partition, accountId })] },
    actions: ["dynamodb:AssociateTableReplica"],
    resources: [tableArn],
    conditions: onlyPrincipals([joiningRoleArn(partition, replica)]),
  });
}

/** The statement of every replica's key policy that lets DynamoDB replicate. */
export function replicationKeyStatement(replicas: readonly Replica[]): KeyStatement {
  return allow({
    sid: "AllowReplicationAmongTheReplicas",
    principals: { services: [REPLICATION_SERVICE] },
    actions: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    conditions: sources(replicas),
  });
}
