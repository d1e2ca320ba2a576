import { madeUp } from "../made-up.ts";
import { domainOf, regionalArn } from "../place.ts";
import { isGiven, recordOf, textOf, textsOf } from "../properties.ts";
import { keyOf } from "../resource.ts";
import { type DataSource, type ResourceType, requirement } from "../resource-type.ts";
import { ec2Requirement } from "./ec2.ts";
import { type RoleTaker, refuseRoleThatDoesNotTrust } from "./role-trust.ts";

const CLUSTER_TOKEN = "aws:eks/cluster:Cluster";
const ASSOCIATION_TOKEN = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
/** https://docs.aws.amazon.com/eks/latest/userguide/cluster-iam-role.html */
const CLUSTERS: RoleTaker = {
  service: "eks.amazonaws.com",
  actions: ["sts:AssumeRole"],
  refusal: [
    "InvalidParameterException",
    "Role with arn: %, could not be assumed because it does not exist or the trusted entity is not correct",
  ],
};
/** https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html */
const PODS: RoleTaker = {
  service: "pods.eks.amazonaws.com",
  actions: ["sts:AssumeRole", "sts:TagSession"],
  refusal: [
    "InvalidParameterException",
    "Trust policy of role % must allow pods.eks.amazonaws.com to perform sts:AssumeRole and sts:TagSession",
  ],
};
const KUBERNETES_NAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
export const CLUSTER: ResourceType = {
  token: CLUSTER_TOKEN,
  scope: "regional",
  required: ["roleArn", "vpcConfig"],
  name: { input: "name", maximumLength: 100, pattern: /^[0-9A-Za-z][A-Za-z0-9_-]*$/, allowed: "letters, digits and _-" },
  replacedBy: ["bootstrapSelfManagedAddons", "kubernetesNetworkConfig", "name", "outpostConfig", "roleArn"],
  sets: ["enabledClusterLogTypes"],
  isTaggable: true,
  computed: ["arn", "certificateAuthority", "clusterId", "createdAt", "endpoint", "identities", "platformVersion", "status", "version"],
  make: (facts) => {
    const name = textOf(facts.inputs, "name") ?? "";
    const made = madeUp(CLUSTER_TOKEN, facts.account, facts.region, name, facts.generation);
    const issuerId = made.hex(32).toUpperCase();
    const domain = domainOf(facts.region);
    return {
      id: name,
      outputs: {
        arn: regionalArn(facts, "eks", `cluster/${name}`),
        certificateAuthority: { data: Buffer.from(made.hex(64)).toString("base64") },
        clusterId: "",
        createdAt: made.instant().toISOString(),
        endpoint: `https://${issuerId}.gr7.${facts.region}.eks.${domain}`,
        identities: [{ oidcs: [{ issuer: `https://oidc.eks.${facts.region}.${domain}/id/${issuerId}` }] }],
        platformVersion: "eks.1",
        status: "ACTIVE",
        version: facts.inputs["version"] ?? "1.34",
      },
    };
  },
  unique: (facts) => [`cluster ${facts.account} ${facts.region} ${String(facts.inputs["name"])}`],
  taken: ({ made }) => ["ResourceInUseException", `Cluster already exists with name: ${made.id}`],
  requires: (facts) => [
    requirement(
      String(facts.inputs["roleArn"]),
      "stays",
      "InvalidParameterException",
      `The role with name ${String(facts.inputs["roleArn"])} cannot be found.`,
    ),
    ...textsOf(recordOf(facts.inputs, "vpcConfig"), "subnetIds").map((id) => ec2Requirement(facts, "SubnetID", id, "blocks")),
  ],
  judge: (subject) => refuseRoleThatDoesNotTrust(subject, CLUSTERS, String(subject.inputs["roleArn"])),
  undeletable: (cluster) =>
    cluster.inputs["deletionProtection"] === true
      ? {
          code: "InvalidRequestException",
          message: `Cluster ${cluster.id} is protected against deletion`,
          remedy: "deploy once with deletionProtection: false, then remove the cluster",
        }
      : undefined,
};

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html */
export const POD_IDENTITY_ASSOCIATION: ResourceType = {
  token: ASSOCIATION_TOKEN,
  scope: "regional",
  required: ["clusterName", "namespace", "roleArn", "serviceAccount"],
  defaults: { disableSessionTags: false },
  replacedBy: ["clusterName", "namespace", "serviceAccount"],
  isTaggable: true,
  computed: ["associationArn", "associationId", "externalId"],
  make: (facts) => {
    const { clusterName, namespace, serviceAccount, targetRoleArn } = facts.inputs;
    const made = madeUp(
      ASSOCIATION_TOKEN,
      facts.account,
      facts.region,
      String(clusterName),
      String(namespace),
      String(serviceAccount),
      facts.generation,
    );
    const id = `a-${made.alphanumeric(17)}`;
    const arn = regionalArn(facts, "eks", `podidentityassociation/${String(clusterName)}/${id}`);
    const externalId = isGiven(targetRoleArn)
      ? [facts.region, facts.account, clusterName, namespace, serviceAccount].map(String).join("/")
      : "";
    return { id, outputs: { associationArn: arn, associationId: id, externalId } };
  },
  unique: ({ account, region, inputs }) => [
    `pod identity ${account} ${region} ${String(inputs["clusterName"])} ${String(inputs["namespace"])} ${String(inputs["serviceAccount"])}`,
  ],
  taken: ({ inputs }) => [
    "ResourceInUseException",
    `Association already exists: ${String(inputs["namespace"])}/${String(inputs["serviceAccount"])} of cluster ${String(inputs["clusterName"])}`,
  ],
  requires: (facts) => {
    const name = String(facts.inputs["clusterName"]);
    const roleArn = String(facts.inputs["roleArn"]);
    return [
      requirement(
        keyOf(CLUSTER_TOKEN, facts.account, facts.region, name),
        "vanishes",
        "ResourceNotFoundException",
        `No cluster found for name: ${name}.`,
      ),
      requirement(roleArn, "stays", "InvalidParameterException", `Role provided in the request does not exist: ${roleArn}`),
    ];
  },
  judge: (subject) => {
    const { account, inputs, refuse } = subject;
    for (const name of ["namespace", "serviceAccount"]) {
      const value = textOf(inputs, name) ?? "";
      if (!KUBERNETES_NAME.test(value))
        refuse("InvalidParameterException", `${name} is invalid: ${JSON.stringify(value)}`, "use a name that Kubernetes takes");
    }
    const roleArn = String(inputs["roleArn"]);
    if (roleArn.split(":")[4] !== account) {
      refuse(
        "InvalidParameterException",
        `The role must be in the cluster's account: ${roleArn}`,
        "name a role of this account, and the other account's as targetRoleArn",
      );
    }
    refuseRoleThatDoesNotTrust(subject, PODS, roleArn);
  },
};

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html */
export const GET_CLUSTER: DataSource = {
  token: "aws:eks/getCluster:getCluster",
  answer: ({ account, region, args, view, refuse }) => {
    const name = textOf(args, "name") ?? "";
    const cluster = view.find(keyOf(CLUSTER_TOKEN, account, region, name));
    if (cluster === undefined)
      return refuse("ResourceNotFoundException", `No cluster found for name: ${name}.`, "ask getClusters first whether it is there");
    const { certificateAuthority, vpcConfig, tagsAll } = cluster.outputs;
    return { ...cluster.outputs, certificateAuthorities: [certificateAuthority], vpcConfig: vpcConfig ?? {}, tags: tagsAll };
  },
};

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_ListClusters.html */
export const GET_CLUSTERS: DataSource = {
  token: "aws:eks/getClusters:getClusters",
  answer: ({ account, region, view }) => ({
    id: region,
    region,
    names: view
      .all(CLUSTER_TOKEN, account, region)
      .map((cluster) => cluster.id)
      .sort(),
  }),
};
