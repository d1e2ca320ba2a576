import { z } from "zod";
import type { AwsSource } from "./aws-source.ts";

// The parts of AWS's answers that are read, by the API that gives each.

const id = z.object({ Id: z.string(), Name: z.string().optional() });
/** organizations:DescribeOrganization */
export const organizationAnswer = z.object({ Organization: z.object({ Id: z.string(), MasterAccountId: z.string() }) });
/** organizations:ListRoots */
export const rootsAnswer = z.object({ Roots: z.array(id).min(1) });
/** organizations:ListOrganizationalUnitsForParent */
export const unitsAnswer = z.object({ OrganizationalUnits: z.array(z.object({ Id: z.string(), Name: z.string() })) });
/** organizations:ListAccountsForParent */
export const accountsAnswer = z.object({
  // AWS gave Status until September 2026, and gives State.
  // https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
  Accounts: z.array(z.object({ Id: z.string(), Name: z.string(), State: z.string().optional(), Status: z.string().optional() })),
});
/** organizations:ListPoliciesForTarget */
export const attachedAnswer = z.object({ Policies: z.array(z.object({ Id: z.string() })) });
/** organizations:DescribePolicy */
export const policyAnswer = z.object({ Policy: z.object({ Content: z.string() }) });

const tag = z.object({ Key: z.string(), Value: z.string() });
/** ec2:DescribeVpcs */
export const vpcsAnswer = z.object({
  Vpcs: z.array(
    z.object({
      VpcId: z.string(),
      CidrBlock: z.string().optional(),
      OwnerId: z.string().optional(),
      IsDefault: z.boolean().optional(),
      Tags: z.array(tag).optional(),
    }),
  ),
});
/** ec2:DescribeVpcEndpoints */
export const endpointsAnswer = z.object({
  VpcEndpoints: z.array(
    z.object({
      VpcEndpointId: z.string(),
      VpcId: z.string(),
      ServiceName: z.string(),
      PolicyDocument: z.string().optional(),
      State: z.string().optional(),
    }),
  ),
});

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }));
const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()).optional() }),
});
/** dynamodb:ListTables */
export const tablesAnswer = z.object({ TableNames: z.array(z.string()) });
/** dynamodb:DescribeTable */
export const tableAnswer = z.object({
  Table: z.object({
    TableName: z.string(),
    TableArn: z.string(),
    KeySchema: keySchema,
    AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) })),
    GlobalSecondaryIndexes: z.array(index).optional(),
    LocalSecondaryIndexes: z.array(index).optional(),
    StreamSpecification: z.object({ StreamEnabled: z.boolean(), StreamViewType: z.string().optional() }).optional(),
    LatestStreamArn: z.string().optional(),
    Replicas: z.array(z.object({ RegionName: z.string().optional(), ReplicaArn: z.string().optional() })).optional(),
    SSEDescription: z.object({ Status: z.string().optional(), KMSMasterKeyArn: z.string().optional() }).optional(),
  }),
});
/** dynamodb:GetResourcePolicy; null where there is none */
export const resourcePolicyAnswer = z.object({ Policy: z.string().nullable() });
/** kms:ListKeys */
export const keysAnswer = z.object({ Keys: z.array(z.object({ KeyId: z.string() })) });
/** kms:DescribeKey */
export const keyAnswer = z.object({ KeyMetadata: z.object({ Arn: z.string(), KeyManager: z.enum(["AWS", "CUSTOMER"]).optional() }) });
/** kms:GetKeyPolicy */
export const keyPolicyAnswer = z.object({ Policy: z.string() });
/** kms:ListGrants */
export const grantsAnswer = z.object({
  Grants: z.array(z.object({ GranteePrincipal: z.string().optional(), Operations: z.array(z.string()).optional() })),
});
/** secretsmanager:ListSecrets */
export const secretsAnswer = z.object({
  SecretList: z.array(z.object({ ARN: z.string(), Name: z.string(), KmsKeyId: z.string().optional() })),
});
/** secretsmanager:GetResourcePolicy; without the field where there is none */
export const secretPolicyAnswer = z.object({ ARN: z.string(), ResourcePolicy: z.string().optional() });
/** eks:ListClusters */
export const clustersAnswer = z.object({ clusters: z.array(z.string()) });
/** eks:DescribeCluster */
export const clusterAnswer = z.object({
  cluster: z.object({ name: z.string(), resourcesVpcConfig: z.object({ vpcId: z.string().optional() }).optional() }),
});

const document = z.union([z.string(), z.record(z.string(), z.unknown())]);
/** iam:GetAccountAuthorizationDetails */
export const rolesAnswer = z.object({
  RoleDetailList: z.array(
    z.object({
      Path: z.string(),
      RoleName: z.string(),
      RoleId: z.string(),
      Arn: z.string(),
      AssumeRolePolicyDocument: document,
      RolePolicyList: z.array(z.object({ PolicyDocument: document })).optional(),
      AttachedManagedPolicies: z.array(z.object({ PolicyArn: z.string() })).optional(),
      PermissionsBoundary: z.object({ PermissionsBoundaryArn: z.string() }).optional(),
      Tags: z.array(tag).optional(),
    }),
  ),
  Policies: z
    .array(
      z.object({
        Arn: z.string(),
        PolicyVersionList: z.array(z.object({ IsDefaultVersion: z.boolean(), Document: document })).optional(),
      }),
    )
    .optional(),
});
/** A role as IAM describes it. */
export type RoleDetail = z.infer<typeof rolesAnswer>["RoleDetailList"][number];

/** How the answer about a secret is named. Names have slashes; what stands behind the last one AWS makes unique with six letters. */
export const secretAnswerName = (arn: string): string => (arn.split(":secret:")[1] ?? "").split("/").at(-1) ?? "";

/** Reads answers, and takes down which of them are missing or are not what the API gives. */
export class Answers {
  readonly #source: AwsSource;
  /** What could not be read, by the path of the answer. */
  readonly unread = new Map<string, string>();

  constructor(source: AwsSource) {
    this.#source = source;
  }

  /** An answer that has to be there. */
  read<T>(path: string, shape: z.ZodType<T>): T | undefined {
    const found = this.optional(path, shape);
    if (found === undefined && !this.unread.has(path)) this.unread.set(path, "is not there");
    return found;
  }

  /** An answer that may be missing. */
  optional<T>(path: string, shape: z.ZodType<T>): T | undefined {
    let answer: unknown;
    try {
      answer = this.#source.answer(path);
    } catch (error) {
      this.unread.set(path, error instanceof Error ? error.message : String(error));
      return undefined;
    }
    if (answer === undefined) return undefined;
    const parsed = shape.safeParse(answer);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    this.unread.set(path, `is not as AWS answers: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
    return undefined;
  }

  called(path: string): string {
    return this.#source.called(path);
  }

  names(path: string): readonly string[] {
    return this.#source.names(path);
  }
}

/** A policy document that AWS gives as an object, as text, or as text that is escaped for URLs, as IAM does; undefined for other text. */
export function documentOf(value: string | Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "string") return value;
  try {
    const found: unknown = JSON.parse(value.startsWith("%7B") ? decodeURIComponent(value) : value);
    return typeof found === "object" && found !== null ? (found as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
