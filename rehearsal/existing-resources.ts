import { tableArgs } from "../components/data/protected-table.ts";
import type { Existing } from "../control-plane/control-plane.ts";
import type { Place } from "../control-plane/place.ts";
import { dnsSuffix, keyArn, parseArn, partitionOf, pathAndName, roleArn } from "../iam/arn.ts";
import type { Plan } from "../model/plan/plan.ts";
import type { PlannedAccount, PlannedCluster, PlannedKey, PlannedSecret } from "../model/plan/planned-account.ts";
import type { PlannedNetwork } from "../model/plan/planned-network.ts";
import type { PlannedTable } from "../model/plan/planned-table.ts";
import { shortHash } from "../model/short-hash.ts";

/** The trust policy of existing roles. It trusts nobody: the real one belongs to the role's team, and no stack reads it. */
const NOBODY = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]}';

/**
 * All resources that exist before anything is deployed, according to the declaration: the organization with its units and accounts, the
 * deploy roles, everything that is declared as existing, and the external parties' roles.
 */
export function existingResources(plan: Plan): Existing[] {
  const { organization } = plan;
  return [
    ...existingOrganization(plan),
    ...plan.accounts.flatMap((account) => existingInAccount(plan, account)),
    ...plan.externalParties.flatMap((party) => existingParty(party, organization.homeRegion)),
    ...existingTopic(organization.breakGlass.alarmTopic),
  ];
}

function existingOrganization({ organization, organizationalUnits, accounts }: Plan): Existing[] {
  const management = { account: organization.managementAccount, region: organization.homeRegion };
  const { id } = organization;
  if (id === undefined) return [];
  const rootId = `r-${id.slice(2, 6)}`;
  const units = organizationalUnits.flatMap(({ path, existing }): Existing[] => {
    if (existing === undefined) return [];
    const parent = organizationalUnits.find((unit) => unit.path === path.split("/").slice(0, -1).join("/"))?.existing ?? rootId;
    return [
      {
        ...management,
        type: "aws:organizations/organizationalUnit:OrganizationalUnit",
        id: existing,
        inputs: { name: path.split("/").at(-1), parentId: parent },
      },
    ];
  });
  const members = accounts.flatMap((account): Existing[] => {
    if (account.id === undefined) return [];
    const parentId = organizationalUnits.find((unit) => unit.path === account.organizationalUnit)?.existing ?? rootId;
    return [
      {
        ...management,
        type: "aws:organizations/account:Account",
        id: account.id,
        inputs: { name: account.name, email: account.email ?? `aws+${account.id}@${organization.name}.example`, parentId },
      },
    ];
  });
  return [
    {
      ...management,
      type: "aws:organizations/organization:Organization",
      id,
      inputs: { enabledPolicyTypes: ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] },
      outputs: { roots: [{ id: rootId, name: "Root" }] },
    },
    ...units,
    ...members,
  ];
}

/** An existing role, by path and name as the declaration writes it. */
function existingRole(place: Place, role: string): Existing {
  const { path, name } = pathAndName(role);
  const inputs = { name, path: path === undefined ? "/" : `/${path}/`, assumeRolePolicy: NOBODY };
  return { ...place, type: "aws:iam/role:Role", inputs };
}

/** The resources that an account's entry declares as existing: networks, clusters, roles, tables, keys and secrets. */
function existingInAccount({ organization }: Plan, account: PlannedAccount): Existing[] {
  const { id } = account;
  if (id === undefined) return [];
  const home = { account: id, region: organization.homeRegion };
  const regions = new Map(account.networks.map(({ name, region }) => [name, region]));
  return [
    existingRole(home, account.deployRole),
    ...account.networks.flatMap((network) => existingNetwork(id, network)),
    ...account.clusters.flatMap((cluster) =>
      existingCluster({ account: id, region: regions.get(cluster.network) ?? home.region }, cluster, organization.partition),
    ),
    ...existingIssuers(home, account),
    ...account.workloads.flatMap(({ role }) =>
      role.created ? [] : [existingRole(home, [...(role.path === undefined ? [] : [role.path]), role.name].join("/"))],
    ),
    // Keys come first, because tables and secrets refer to them.
    ...account.keys.flatMap(({ existing }: PlannedKey) => (existing === undefined ? [] : existingKey(existing))),
    ...keysByArn(account).flatMap(existingKey),
    ...account.tables.flatMap((table) => existingTable(id, table)),
    ...account.secrets.flatMap((secret) => existingSecret(id, secret)),
    ...rotationFunctions(id, account, organization.partition),
  ];
}

function existingNetwork(account: string, network: PlannedNetwork): Existing[] {
  if (network.kind !== "existing") return [];
  const { region, vpc: vpcId, cidr = "10.255.0.0/16", dynamodbEndpoint, routeTables } = network;
  const place = { account, region };
  return [
    { ...place, type: "aws:ec2/vpc:Vpc", id: vpcId, inputs: { cidrBlock: cidr } },
    ...routeTables.map((id): Existing => ({ ...place, type: "aws:ec2/routeTable:RouteTable", id, inputs: { vpcId } })),
    ...(dynamodbEndpoint === undefined
      ? []
      : [
          {
            ...place,
            type: "aws:ec2/vpcEndpoint:VpcEndpoint",
            id: dynamodbEndpoint,
            inputs: { vpcId, serviceName: `com.amazonaws.${region}.dynamodb`, vpcEndpointType: "Gateway" },
          },
        ]),
  ];
}

const ISSUER_ID_LENGTH = 32;

function existingCluster(
  place: Place,
  { eksName, createsProvider }: PlannedCluster,
  partition: Plan["organization"]["partition"],
): Existing[] {
  const { account, region } = place;
  const id = shortHash(`${account}/${region}/${eksName}`, ISSUER_ID_LENGTH).toUpperCase();
  const issuer = `https://oidc.eks.${region}.${dnsSuffix(partition)}/id/${id}`;
  const role = `eks-${eksName}`;
  return [
    existingRole(place, role),
    {
      ...place,
      type: "aws:eks/cluster:Cluster",
      inputs: { name: eksName, roleArn: roleArn({ partition, accountId: account, name: role }), vpcConfig: { subnetIds: [] } },
      outputs: { identities: [{ oidcs: [{ issuer }] }] },
    },
    ...(createsProvider
      ? []
      : [
          {
            ...place,
            type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
            inputs: { url: issuer, clientIdLists: ["sts.amazonaws.com"] },
          },
        ]),
  ];
}

/** The OIDC providers that an account has for the issuers of its CI jobs. */
function existingIssuers(place: Place, { workloads }: PlannedAccount): Existing[] {
  const existing = workloads.flatMap(({ ci }) => (ci === undefined || ci.createsProvider ? [] : [ci]));
  return [...Map.groupBy(existing, ({ issuer }) => issuer)].map(([issuer, jobs]) => ({
    ...place,
    type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    inputs: { url: `https://${issuer}`, clientIdLists: [...new Set(jobs.map(({ audience }) => audience))].sort() },
  }));
}

/** Keys that tables and secrets name by their ARN, beside those that are declared by themselves. */
function keysByArn({ keys, tables, secrets }: PlannedAccount): string[] {
  const declared = new Set(keys.map(({ existing }) => existing));
  const named = [...tables, ...secrets].flatMap(({ encryption }) => (typeof encryption === "object" ? [encryption.key] : []));
  return [...new Set(named)].filter((key) => key.startsWith("arn:") && !declared.has(key));
}

function existingTable(account: string, table: PlannedTable): Existing[] {
  if (table.created) return [];
  const key = typeof table.encryption === "object" ? table.encryption.key : undefined;
  return [
    {
      account,
      region: table.region,
      type: "aws:dynamodb/table:Table",
      inputs: {
        ...(tableArgs(table) as Existing["inputs"]),
        ...(key === undefined ? {} : { serverSideEncryption: { enabled: true, kmsKeyArn: key } }),
      },
    },
  ];
}

function existingSecret(account: string, { existing, region, encryption }: PlannedSecret): Existing[] {
  const parsed = existing === undefined ? undefined : parseArn(existing);
  if (existing === undefined || parsed === undefined) return [];
  const key = typeof encryption === "object" ? encryption.key : encryption === "aws-managed" ? undefined : untoldKey(account, region);
  // AWS appends a hyphen and six characters to the name.
  const name = parsed.resource.replace(/^secret:/, "").replace(/-[^-]{6}$/, "");
  return [
    ...(key === undefined || typeof encryption === "object" ? [] : existingKey(key)),
    {
      account,
      region,
      type: "aws:secretsmanager/secret:Secret",
      id: existing,
      inputs: { name, ...(key === undefined ? {} : { kmsKeyId: key }) },
    },
  ];
}

/** The functions that rotate secrets, each once. Their team makes them; the role that stands here is nobody's. */
function rotationFunctions(account: string, { secrets }: PlannedAccount, partition: Plan["organization"]["partition"]): Existing[] {
  const found = new Map(
    secrets.flatMap(({ region, rotation }) =>
      rotation === undefined ? [] : [[`${region} ${rotation.functionName}`, { region, rotation }]],
    ),
  );
  return [...found.values()].flatMap(({ region, rotation: { functionName: name } }): Existing[] => {
    const place = { account, region };
    const role = `rotation-${name}`;
    return [
      existingRole(place, role),
      { ...place, type: "aws:lambda/function:Function", inputs: { name, role: roleArn({ partition, accountId: account, name: role }) } },
    ];
  });
}

/** A key that stands for that of a secret whose entry does not say under which it lies; the proof does not know it either. */
const untoldKey = (accountId: string, region: string): string =>
  keyArn({ partition: partitionOf(region), accountId, region, keyId: "00000000-0000-4000-8000-00000000000a" });

function existingKey(arn: string): Existing[] {
  const parsed = parseArn(arn);
  if (parsed === undefined) return [];
  const { accountId: account, region, resource } = parsed;
  return [{ account, region, type: "aws:kms/key:Key", id: resource.replace(/^key\//, ""), inputs: { enableKeyRotation: true } }];
}

/** The topic with this ARN, if one is given. */
function existingTopic(arn: string | undefined): Existing[] {
  const parsed = arn === undefined ? undefined : parseArn(arn);
  if (parsed === undefined) return [];
  return [{ account: parsed.accountId, region: parsed.region, type: "aws:sns/topic:Topic", inputs: { name: parsed.resource } }];
}

/** An external party's account, which belongs to another organization, and its role. */
function existingParty({ account, role }: Plan["externalParties"][number], region: string): Existing[] {
  const place = { account, region };
  return [{ ...place, type: "account", inputs: {} }, existingRole(place, role)];
}
