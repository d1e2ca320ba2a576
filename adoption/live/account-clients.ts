import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { EKSClient } from "@aws-sdk/client-eks";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { RoleCredentials } from "../../operation/role-credentials.ts";
import type { Retries } from "./retries.ts";

/** Clients of an account's services in one region. */
export interface RegionalClients {
  readonly dynamodb: DynamoDBClient;
  readonly ec2: EC2Client;
  readonly eks: EKSClient;
  readonly kms: KMSClient;
  readonly secrets: SecretsManagerClient;
}

/** Clients of one account. */
export interface AccountClients {
  readonly iam: IAMClient;
  readonly in: (region: string) => RegionalClients;
}

/** Clients with a session's credentials, or with the shell's. */
export function accountClients(homeRegion: string, retries: Retries, credentials: RoleCredentials | undefined): AccountClients {
  const made = { ...retries, ...(credentials === undefined ? {} : { credentials }) };
  return {
    iam: new IAMClient({ ...made, region: homeRegion }),
    in: (region) => ({
      dynamodb: new DynamoDBClient({ ...made, region }),
      ec2: new EC2Client({ ...made, region }),
      eks: new EKSClient({ ...made, region }),
      kms: new KMSClient({ ...made, region }),
      secrets: new SecretsManagerClient({ ...made, region }),
    }),
  };
}
