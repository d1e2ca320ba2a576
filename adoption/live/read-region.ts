import { DescribeTableCommand, type DynamoDBClient, GetResourcePolicyCommand, paginateListTables } from "@aws-sdk/client-dynamodb";
import { paginateDescribeVpcEndpoints, paginateDescribeVpcs } from "@aws-sdk/client-ec2";
import { DescribeClusterCommand, type EKSClient, paginateListClusters } from "@aws-sdk/client-eks";
import { DescribeKeyCommand, GetKeyPolicyCommand, type KMSClient, paginateListGrants, paginateListKeys } from "@aws-sdk/client-kms";
import {
  GetResourcePolicyCommand as GetSecretPolicyCommand,
  paginateListSecrets,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { secretAnswerName } from "../answers.ts";
import type { RegionalClients } from "./account-clients.ts";
import type { AnswerStore } from "./answer-store.ts";
import { pagesOf } from "./pages-of.ts";

/** Asks for what an account has in a region. Answers are named as the files of a folder are, below `at`. */
export async function readRegion(at: string, clients: RegionalClients, store: AnswerStore): Promise<void> {
  const { ec2: client } = clients;
  await store.ask(`${at}/vpcs`, () => pagesOf("Vpcs", paginateDescribeVpcs({ client }, {})));
  await store.ask(`${at}/endpoints`, () => pagesOf("VpcEndpoints", paginateDescribeVpcEndpoints({ client }, {})));
  await readTables(at, clients.dynamodb, store);
  await readKeys(at, clients.kms, store);
  await readSecrets(at, clients.secrets, store);
  await readClusters(at, clients.eks, store);
}

async function readTables(at: string, client: DynamoDBClient, store: AnswerStore): Promise<void> {
  const tables = await store.ask(`${at}/tables`, () => pagesOf("TableNames", paginateListTables({ client }, {})));
  for (const name of tables?.TableNames ?? []) {
    const found = await store.ask(`${at}/tables/${name}`, () => client.send(new DescribeTableCommand({ TableName: name })));
    const { TableArn: arn, LatestStreamArn: stream } = found?.Table ?? {};
    if (arn !== undefined) await store.ask(`${at}/table-policies/${name}`, () => policyOf(client, arn));
    if (stream !== undefined) await store.ask(`${at}/stream-policies/${name}`, () => policyOf(client, stream));
  }
}

/** DynamoDB says with an error of its own that a table or stream has no policy. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html */
async function policyOf(client: DynamoDBClient, arn: string): Promise<{ readonly Policy: string | null }> {
  try {
    const { Policy = null } = await client.send(new GetResourcePolicyCommand({ ResourceArn: arn }));
    return { Policy };
  } catch (error) {
    if (error instanceof Error && error.name === "PolicyNotFoundException") return { Policy: null };
    throw error;
  }
}

async function readKeys(at: string, client: KMSClient, store: AnswerStore): Promise<void> {
  const keys = await store.ask(`${at}/keys`, () => pagesOf("Keys", paginateListKeys({ client }, {})));
  for (const { KeyId } of keys?.Keys ?? []) {
    if (KeyId === undefined) continue;
    await store.ask(`${at}/keys/${KeyId}`, () => client.send(new DescribeKeyCommand({ KeyId })));
    await store.ask(`${at}/key-policies/${KeyId}`, () => client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" })));
    await store.ask(`${at}/grants/${KeyId}`, () => pagesOf("Grants", paginateListGrants({ client }, { KeyId })));
  }
}

async function readSecrets(at: string, client: SecretsManagerClient, store: AnswerStore): Promise<void> {
  const secrets = await store.ask(`${at}/secrets`, () => pagesOf("SecretList", paginateListSecrets({ client }, {})));
  for (const { ARN: arn } of secrets?.SecretList ?? []) {
    if (arn === undefined) continue;
    await store.ask(`${at}/secret-policies/${secretAnswerName(arn)}`, () => client.send(new GetSecretPolicyCommand({ SecretId: arn })));
  }
}

async function readClusters(at: string, client: EKSClient, store: AnswerStore): Promise<void> {
  const clusters = await store.ask(`${at}/clusters`, () => pagesOf("clusters", paginateListClusters({ client }, {})));
  for (const name of clusters?.clusters ?? [])
    await store.ask(`${at}/clusters/${name}`, () => client.send(new DescribeClusterCommand({ name })));
}
