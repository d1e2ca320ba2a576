// The names of actions that DynamoDB takes in policies; one name that does not belong there refuses the whole policy. ConditionCheckItem and the
// actions of replication across accounts are in AWS's own samples of policies.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html

/** Names that DynamoDB takes in the policy of a table, without the service's prefix. */
export const IN_TABLE_POLICIES: readonly string[] = [
  "AssociateTableReplica",
  "BatchGetItem",
  "BatchWriteItem",
  "ConditionCheckItem",
  "CreateBackup",
  "DeleteItem",
  "DeleteResourcePolicy",
  "DeleteTable",
  "DescribeContinuousBackups",
  "DescribeContributorInsights",
  "DescribeKinesisStreamingDestination",
  "DescribeTable",
  "DescribeTableReplicaAutoScaling",
  "DescribeTimeToLive",
  "DisableKinesisStreamingDestination",
  "EnableKinesisStreamingDestination",
  "ExportTableToPointInTime",
  "GetItem",
  "GetResourcePolicy",
  "ListTagsOfResource",
  "PartiQLDelete",
  "PartiQLInsert",
  "PartiQLSelect",
  "PartiQLUpdate",
  "PutItem",
  "PutResourcePolicy",
  "Query",
  "ReadDataForReplication",
  "ReplicateSettings",
  "RestoreTableToPointInTime",
  "Scan",
  "TagResource",
  "UntagResource",
  "UpdateContinuousBackups",
  "UpdateContributorInsights",
  "UpdateItem",
  "UpdateKinesisStreamingDestination",
  "UpdateTable",
  "UpdateTableReplicaAutoScaling",
  "UpdateTimeToLive",
  "WriteDataForReplication",
];

/** Names that DynamoDB takes in the policy of a stream, without the service's prefix. */
export const IN_STREAM_POLICIES: readonly string[] = [
  "DeleteResourcePolicy",
  "DescribeStream",
  "GetRecords",
  "GetResourcePolicy",
  "GetShardIterator",
  "PutResourcePolicy",
];
