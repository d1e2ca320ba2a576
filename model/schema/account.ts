import { z } from "zod";
import { deletionDefaults, tableDefaults, tags } from "./data.ts";
import { described, fields, listOf, mapOf, text, word } from "./grammar.ts";
import * as scalar from "./scalars.ts";
import { PERIMETERS } from "./vocabulary.ts";

/** Defaults of an organizational unit or an account. */
export const defaults = fields(
  { tables: tableDefaults.optional(), keys: deletionDefaults.optional(), secrets: deletionDefaults.optional() },
  "defaults for tables, keys and secrets",
  "{ tables: { pointInTimeRecovery: 35d } }",
);

const why = (names: z.ZodType<string, string>, is: string, like: string) => mapOf(names, scalar.reason, is, like);

const serviceRole = fields(
  { service: scalar.servicePrincipal, because: scalar.reason },
  "a role that an AWS service uses",
  "{ service: dax.amazonaws.com, because: the DAX cluster }",
);

/** Services and roles that may go on reaching data from AWS's own networks, each with its reason. */
export const letThrough = fields(
  {
    services: why(
      scalar.servicePrincipal,
      "AWS services that call for a principal, each with its reason",
      "{ cloudformation.amazonaws.com: teams add replicas }",
    ).optional(),
    backupRoles: why(
      scalar.rolePath,
      "roles that back up, each with its reason",
      "{ service-role/AWSBackupDefaultServiceRole: the backup plan }",
    ).optional(),
    restoreRoles: why(
      scalar.rolePath,
      "roles that restore tables, each with its reason",
      "{ recovery/restore: who is on call restores tables }",
    ).optional(),
    serviceRoles: mapOf(
      scalar.rolePath,
      serviceRole,
      "roles that AWS services use from their own networks, each with its service and its reason",
      "{ service-role/dax: { service: dax.amazonaws.com, because: the DAX cluster } }",
    ).optional(),
  },
  "exceptions to the perimeter",
  "{ services: { cloudformation.amazonaws.com: teams add replicas } }",
);

/** Policies that are attached already and count against AWS's quota per node. */
export const attachedPolicies = fields(
  {
    serviceControl: listOf(scalar.policyId, "a list of ids of SCPs", "[FullAWSAccess]").optional(),
    resourceControl: listOf(scalar.policyId, "a list of ids of RCPs", "[p-1a2b3c4d]").optional(),
  },
  "the policies that are attached already",
  "{ serviceControl: [FullAWSAccess] }",
);

/** An enforced perimeter whose own SCPs lapse by themselves, unless the line with the instant is deleted before. */
const lapsingPerimeter = fields(
  { mode: word(["enforced"]), unlessConfirmedBy: scalar.instant.optional() },
  "an enforced perimeter that may lapse",
  "{ mode: enforced, unlessConfirmedBy: 2026-12-01T18:00:00Z }",
);
const perimeter = described(
  z.union([z.enum(PERIMETERS), lapsingPerimeter]),
  `one of ${PERIMETERS.join(", ")}, or { mode: enforced, unlessConfirmedBy: <instant> }`,
  PERIMETERS[0],
);

const networkName = scalar.nameOf("a network", "main");
const zones = described(z.int().min(1).max(3), "a number of availability zones, 1 to 3", "3");

/** An account that is declared, by its name, or another one of the organization, by its id. */
const reachedAccount = described(
  z.union([scalar.accountId, scalar.nameOf("an account", "platform-prod")]),
  "the name of a declared account, or an account id in quotes",
  "platform-prod",
);

const createdNetwork = fields(
  {
    region: scalar.region,
    cidr: scalar.cidr,
    zones: zones.optional(),
    reaches: listOf(reachedAccount, "a list of accounts", '[platform-prod, "200000000099"]').optional(),
  },
  "a network to create",
  "{ region: eu-west-1, cidr: 10.20.0.0/16, zones: 3 }",
);
const existingNetwork = fields(
  {
    existing: scalar.vpcId,
    region: scalar.region,
    cidr: scalar.cidr.optional(),
    dynamodbEndpoint: scalar.vpcEndpointId.optional(),
    adds: listOf(word(["endpoints"]), "a list of additions to the existing network", "[endpoints]").optional(),
    routeTables: listOf(scalar.routeTableId, "a list of route table ids", "[rtb-0a1b2c3d4e5f60718]").optional(),
  },
  "an existing network",
  "{ existing: vpc-0a1b2c3d4e5f60718, region: eu-west-1, dynamodbEndpoint: vpce-0a1b2c3d4e5f60718 }",
);
const sharedNetwork = fields(
  { sharedFrom: text(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/, "`<account>/<network>` that shares its subnets", "network-prod/main") },
  "a network shared from another account",
  "{ sharedFrom: network-prod/main }",
);
const network = described(
  z.union([createdNetwork, existingNetwork, sharedNetwork]),
  "a network: created, existing or shared",
  "{ region: eu-west-1, cidr: 10.20.0.0/16, zones: 3 }",
);

const clusterName = scalar.nameOf("a cluster", "main");
const cluster = fields(
  {
    existing: scalar.eksClusterName,
    network: networkName,
    oidcProvider: word(["create", "existing"]).optional(),
  },
  "an EKS cluster",
  "{ existing: platform, network: main }",
);

const existingRole = fields(
  {
    existing: scalar.rolePath,
    adds: listOf(word(["permissions"]), "a list of additions to the existing role", "[permissions]").optional(),
  },
  "an existing role",
  "{ existing: team/nightly }",
);
const role = existingRole.optional();
const workload = described(
  z.discriminatedUnion("runsOn", [
    z.strictObject({ runsOn: z.literal("ec2"), description: scalar.description.optional(), network: networkName, role }),
    z.strictObject({
      runsOn: z.literal("lambda"),
      description: scalar.description.optional(),
      network: networkName.optional(),
      role,
      pollsStreams: described(z.boolean(), "true or false: whether Lambda polls DynamoDB streams for the function", "true").optional(),
    }),
    z.strictObject({ runsOn: z.literal("ecs"), description: scalar.description.optional(), network: networkName, role }),
    z.strictObject({
      runsOn: z.literal("service"),
      description: scalar.description.optional(),
      service: scalar.workloadService,
      network: networkName.optional(),
      because: scalar.reason.optional(),
      role,
    }),
    z.strictObject({
      runsOn: z.literal("ci"),
      description: scalar.description.optional(),
      issuer: scalar.nameOf("an issuer", "github-actions"),
      subject: scalar.tokenSubject,
      audience: scalar.tokenAudience.optional(),
      oidcProvider: word(["create", "existing"]).optional(),
      addresses: listOf(scalar.anyCidr, "a list of public IP ranges", "[203.0.113.0/24]").optional(),
      role,
    }),
    z.strictObject({
      runsOn: z.literal("eks"),
      description: scalar.description.optional(),
      cluster: clusterName.optional(),
      clusters: listOf(clusterName, "a list of clusters of the account", "[blue, green]").optional(),
      namespace: scalar.namespace,
      serviceAccount: scalar.serviceAccount,
      identity: word(["irsa", "pod-identity"]).optional(),
      role,
    }),
  ]),
  "a workload",
  "{ runsOn: lambda, network: main }",
);

/** People with one Identity Center permission set in an account, who use data that is granted to them by taking a role of its owner's. */
const people = fields(
  {
    permissionSet: scalar.permissionSet,
    because: scalar.reason,
    network: networkName.optional(),
    addresses: listOf(scalar.anyCidr, "a list of public IP ranges", "[203.0.113.0/24]").optional(),
  },
  "people with a permission set",
  "{ permissionSet: DataAnalyst, because: month-end questions, addresses: [203.0.113.0/24] }",
);

/** `accounts/<account>/account.yaml`: what platform and security teams say of an account. */
export const accountFile = fields(
  {
    account: scalar.nameOf("an account", "orders-prod"),
    description: scalar.description.optional(),
    id: scalar.accountId.optional(),
    email: scalar.emailAddress.optional(),
    organizationalUnit: scalar.organizationalUnitPath,
    perimeter: perimeter.optional(),
    because: scalar.reason.optional(),
    deployment: fields({ role: scalar.deployRole }, "the deployment to the account", "{ role: platform/deployer-prod }").optional(),
    defaults: defaults.optional(),
    networks: mapOf(networkName, network, "networks by name", "{ main: { region: eu-west-1, cidr: 10.20.0.0/16 } }").optional(),
    clusters: mapOf(clusterName, cluster, "clusters by name", "{ main: { existing: platform, network: main } }").optional(),
    workloads: mapOf(
      scalar.nameOf("a workload", "api"),
      workload,
      "workloads by name",
      "{ api: { runsOn: lambda, network: main } }",
    ).optional(),
    people: mapOf(
      scalar.nameOf("a group of people", "analysts"),
      people,
      "people by name",
      "{ analysts: { permissionSet: DataAnalyst, because: month-end questions, addresses: [203.0.113.0/24] } }",
    ).optional(),
    deployers: listOf(scalar.rolePath, "a list of the roles of pipelines", "[pipeline/deploy]").optional(),
    letThrough: letThrough.optional(),
    attachedPolicies: attachedPolicies.optional(),
    tags: tags.optional(),
  },
  "an account",
  '{ account: orders-prod, id: "200000000002", organizationalUnit: workloads/prod }',
);

export type AccountFile = z.infer<typeof accountFile>;
export type DeclaredNetwork = z.infer<typeof network>;
export type DeclaredCluster = z.infer<typeof cluster>;
export type DeclaredWorkload = z.infer<typeof workload>;
export type DeclaredPeople = z.infer<typeof people>;
export type DeclaredDefaults = z.infer<typeof defaults>;
export type DeclaredLetThrough = z.infer<typeof letThrough>;
export type AttachedPolicies = z.infer<typeof attachedPolicies>;
