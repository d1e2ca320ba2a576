import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const ROOT = "r-quay";
const MANAGEMENT = "700000000001";
const REGION = "eu-west-1";
/** The unit of generated accounts. */
const UNIT = "ou-quay-22222222";

const TRUST = (service: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
});
const FULL = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] };

/** The id of a generated account. */
export const accountId = (index: number): string => (700_000_001_000 + index).toString();

/** Writes what the AWS CLI would write for an organization of alike accounts below one unit; what is named as unreadable has no answers. */
export function writeAwsFolder(folder: string, count: number, { unreadable = [] }: { readonly unreadable?: readonly number[] } = {}): void {
  const write = (name: string, value: unknown) => {
    const file = path.join(folder, `${name}.json`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(value));
  };
  const accounts = Array.from({ length: count }, (_, index) => ({
    Id: accountId(index),
    Name: `Team ${index.toString()} Prod`,
    Status: "ACTIVE",
  }));
  const none = { Policies: [{ Id: "p-FullAWSAccess" }] };
  write("organization/organization", { Organization: { Id: "o-quayexample", MasterAccountId: MANAGEMENT } });
  write("organization/roots", { Roots: [{ Id: ROOT, Name: "Root" }] });
  write(`organization/children/${ROOT}`, { Accounts: [{ Id: MANAGEMENT, Name: "management", Status: "ACTIVE" }] });
  write(`organization/units/${ROOT}`, { OrganizationalUnits: [{ Id: UNIT, Name: "workloads" }] });
  write(`organization/children/${UNIT}`, { Accounts: accounts });
  write(`organization/units/${UNIT}`, { OrganizationalUnits: [] });
  for (const node of [ROOT, UNIT, ...accounts.map(({ Id }) => Id)]) {
    write(`organization/attached/${node}.service-control`, node === UNIT ? { Policies: [...none.Policies, { Id: "p-quayregion" }] } : none);
    write(`organization/attached/${node}.resource-control`, { Policies: [{ Id: "p-RCPFullAWSAccess" }] });
  }
  write("organization/policies/p-quayregion", {
    Policy: {
      Content: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Sid: "DenyOrganizations", Effect: "Deny", Action: "account:CloseAccount", Resource: "*" }],
      }),
    },
  });
  accounts.forEach(({ Id }, index) => {
    if (!unreadable.includes(index)) writeAccount(write, Id, index);
  });
}

function writeAccount(write: (name: string, value: unknown) => void, id: string, index: number): void {
  const at = `accounts/${id}/${REGION}`;
  const suffix = index.toString(16).padStart(4, "0");
  const vpc = `vpc-0a1b2c3d4e5f0${suffix}`;
  const [here, managed] = [`1111${suffix}-0000-4000-8000-000000000000`, `2222${suffix}-0000-4000-8000-000000000000`];
  const keyArn = (key: string) => `arn:aws:kms:${REGION}:${id}:key/${key}`;
  write(`accounts/${id}/roles`, {
    RoleDetailList: [
      {
        Path: "/team/",
        RoleName: "App",
        RoleId: `AROAAPP${suffix.toUpperCase()}000000`,
        Arn: `arn:aws:iam::${id}:role/team/App`,
        AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(TRUST("ec2.amazonaws.com"))),
        RolePolicyList: [
          {
            PolicyName: "data",
            PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" }] },
          },
        ],
        AttachedManagedPolicies: [{ PolicyArn: `arn:aws:iam::${id}:policy/logs` }],
      },
      {
        Path: "/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/",
        RoleName: "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
        RoleId: `AROASLR${suffix.toUpperCase()}000000`,
        Arn: `arn:aws:iam::${id}:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable`,
        AssumeRolePolicyDocument: TRUST("dynamodb.application-autoscaling.amazonaws.com"),
      },
    ],
    Policies: [
      {
        Arn: `arn:aws:iam::${id}:policy/logs`,
        PolicyVersionList: [
          {
            IsDefaultVersion: true,
            Document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "logs:PutLogEvents", Resource: "*" }] },
          },
        ],
      },
    ],
  });
  write(`${at}/vpcs`, { Vpcs: [{ VpcId: vpc, CidrBlock: `10.${(index % 256).toString()}.0.0/16`, OwnerId: id, IsDefault: false }] });
  write(`${at}/endpoints`, {
    VpcEndpoints: [
      {
        VpcEndpointId: `vpce-0a1b2c3d4e5f0${suffix}`,
        VpcId: vpc,
        ServiceName: `com.amazonaws.${REGION}.dynamodb`,
        PolicyDocument: JSON.stringify(FULL),
        State: "available",
      },
    ],
  });
  const table = (name: string, key: string | undefined) => {
    write(`${at}/tables/${name}`, {
      Table: {
        TableName: name,
        TableArn: `arn:aws:dynamodb:${REGION}:${id}:table/${name}`,
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [
          { AttributeName: "id", AttributeType: "S" },
          { AttributeName: "day", AttributeType: "N" },
        ],
        GlobalSecondaryIndexes: [
          { IndexName: "byDay", KeySchema: [{ AttributeName: "day", KeyType: "HASH" }], Projection: { ProjectionType: "KEYS_ONLY" } },
        ],
        ...(key === undefined ? {} : { SSEDescription: { Status: "ENABLED", KMSMasterKeyArn: keyArn(key) } }),
      },
    });
    write(`${at}/table-policies/${name}`, { Policy: null });
  };
  table("orders", here);
  table("drafts", managed);
  table("archive", undefined);
  write(`${at}/tables`, { TableNames: ["archive", "drafts", "orders"] });
  write(`${at}/keys`, { Keys: [here, managed].map((KeyId) => ({ KeyId })) });
  write(`${at}/keys/${here}`, { KeyMetadata: { Arn: keyArn(here), KeyManager: "CUSTOMER" } });
  write(`${at}/keys/${managed}`, { KeyMetadata: { Arn: keyArn(managed), KeyManager: "AWS" } });
  write(`${at}/key-policies/${here}`, {
    Policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Sid: "Account", Effect: "Allow", Principal: { AWS: `arn:aws:iam::${id}:root` }, Action: "kms:*", Resource: "*" }],
    }),
  });
  write(`${at}/grants/${here}`, { Grants: [{ GranteePrincipal: "dynamodb.eu-west-1.amazonaws.com", Operations: ["Decrypt"] }] });
  write(`${at}/secrets`, {
    SecretList: [{ ARN: `arn:aws:secretsmanager:${REGION}:${id}:secret:token-AbCdEf`, Name: "token", KmsKeyId: keyArn(here) }],
  });
  write(`${at}/secret-policies/token-AbCdEf`, { ARN: `arn:aws:secretsmanager:${REGION}:${id}:secret:token-AbCdEf`, Name: "token" });
  write(`${at}/clusters`, { clusters: ["Main"] });
  write(`${at}/clusters/Main`, { cluster: { name: "Main", resourcesVpcConfig: { vpcId: vpc } } });
}
