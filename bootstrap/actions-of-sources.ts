import { type ActionsOfType, ROLE_READS, TABLE_READS } from "./actions-of-type.ts";

/** What reading a data source needs, by its token. The network's component asks for zones. */
export const ACTIONS_OF_SOURCES: Readonly<Record<string, ActionsOfType>> = {
  "aws:dynamodb/getTable:getTable": { reads: TABLE_READS, changes: [] },
  "aws:ec2/getVpc:getVpc": { reads: ["ec2:DescribeRouteTables", "ec2:DescribeVpcAttribute", "ec2:DescribeVpcs"], changes: [] },
  "aws:ec2/getVpcEndpoint:getVpcEndpoint": { reads: ["ec2:DescribePrefixLists", "ec2:DescribeVpcEndpoints"], changes: [] },
  "aws:eks/getCluster:getCluster": { reads: ["eks:DescribeCluster"], changes: [] },
  "aws:eks/getClusters:getClusters": { reads: ["eks:ListClusters"], changes: [] },
  "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": {
    reads: ["iam:GetOpenIDConnectProvider", "iam:ListOpenIDConnectProviders"],
    changes: [],
  },
  "aws:iam/getRole:getRole": { reads: ROLE_READS, changes: [] },
  "aws:index/getAvailabilityZones:getAvailabilityZones": { reads: ["ec2:DescribeAvailabilityZones"], changes: [] },
  "aws:lambda/getFunctions:getFunctions": { reads: ["lambda:ListFunctions"], changes: [] },
  "aws:organizations/getOrganization:getOrganization": {
    reads: [
      "organizations:DescribeOrganization",
      "organizations:ListAWSServiceAccessForOrganization",
      "organizations:ListAccounts",
      "organizations:ListDelegatedAdministrators",
      "organizations:ListRoots",
    ],
    changes: [],
  },
  "aws:organizations/getOrganizationalUnitChildAccounts:getOrganizationalUnitChildAccounts": {
    reads: ["organizations:ListAccountsForParent"],
    changes: [],
  },
  "aws:organizations/getOrganizationalUnitDescendantOrganizationalUnits:getOrganizationalUnitDescendantOrganizationalUnits": {
    reads: ["organizations:ListOrganizationalUnitsForParent"],
    changes: [],
  },
  "aws:secretsmanager/getSecret:getSecret": { reads: ["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"], changes: [] },
};
