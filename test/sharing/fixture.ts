import { arn, indexArn, keyArn, type Partition, roleArn, secretArn, streamArn, tableArn } from "../../iam/arn.ts";
import type { DeployedGrant } from "../../sharing/deployed-grant.ts";
import type { NamedSecret, NamedTable } from "../../sharing/shared-resource.ts";

export const OWNER = "111111111111";
export const CONSUMER = "222222222222";
export const PARTY = "999999999999";
export const ORGANIZATION = "o-example1234";
export const VPC = "vpc-0a1b2c3d4e5f60718";
export const REGION = "eu-west-1";

const place = { partition: "aws", accountId: OWNER, region: REGION } as const;
const TABLE = tableArn({ ...place, table: "orders" });

export const ORDERS: NamedTable = {
  arn: TABLE,
  indexArns: { byStatus: indexArn({ ...place, table: "orders", index: "byStatus" }) },
  streamArn: streamArn({ ...place, table: "orders", label: "2026-11-22T00:00:00.000" }),
  keyArn: keyArn({ ...place, keyId: "orders-key" }),
  region: REGION,
};
export const TOKEN: NamedSecret = {
  arn: secretArn({ ...place, secret: "token-AbCdEf" }),
  keyArn: keyArn({ ...place, keyId: "token-key" }),
  region: REGION,
};
export const WRAPPING = { arn: keyArn({ ...place, keyId: "wrapping" }), region: REGION };

export const reporter = {
  arn: roleArn({ partition: "aws", accountId: CONSUMER, path: "palisade/workload", name: "reporter" }),
  uniqueId: "AROAREPORTER",
};
export const accessRole = {
  arn: roleArn({ partition: "aws", accountId: OWNER, path: "palisade/access", name: "consumer.reporter" }),
  uniqueId: "AROAACCESS",
};
export const auditor = roleArn({ partition: "aws", accountId: PARTY, name: "auditor" });

/** A role of an account, e.g. one that nobody declared. */
export const roleOf = (accountId: string, name: string, partition: Partition = "aws"): string => roleArn({ partition, accountId, name });

/** A root user. */
export const rootOf = (accountId: string): string => arn({ partition: "aws", service: "iam", accountId, resource: "root" });

/** The calls of a workload in the declared network. */
export const INSIDE = { "aws:SourceVpc": VPC, "aws:RequestedRegion": REGION, "aws:PrincipalOrgID": ORGANIZATION };
export const ELSEWHERE = { ...INSIDE, "aws:SourceVpc": "vpc-0ffffffffffffffff" };
/** A call that a service forwards to KMS carries no network. */
export const through = (service: string) => ({
  "kms:ViaService": `${service}.${REGION}.amazonaws.com`,
  "aws:CalledVia": [`${service}.amazonaws.com`],
  "aws:PrincipalOrgID": ORGANIZATION,
});

/** A grant to the reporter, from its network, on the table and until the end of March. */
export function grantTo(
  role: DeployedGrant["role"],
  {
    from,
    pollsStreams = false,
    ...terms
  }: Partial<DeployedGrant["grant"]> & { readonly from?: DeployedGrant["from"]; readonly pollsStreams?: boolean } = {},
): DeployedGrant {
  return {
    grant: {
      origin: { id: "owner/tables/orders", file: "data.yaml", line: 1, column: 1 },
      id: "owner/tables/orders/sharedWith/consumer/reporter",
      owner: "owner",
      name: "orders",
      can: ["read"],
      on: ["table"],
      ends: "2027-04-01T00:00:00Z",
      consumer: { kind: "workload", account: "consumer", workload: "reporter" },
      ...terms,
    },
    role,
    from: from ?? { vpcs: { region: REGION, vpcIds: [VPC] } },
    pollsStreams,
  };
}
