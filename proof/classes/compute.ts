import { arn, clusterArn, functionArn, type Partition, pathAndName, roleArn } from "../../iam/arn.ts";
import { WORKLOAD_TAG } from "../../model/names.ts";
import type { Intended, IntendedAccount } from "../intent/intended.ts";
import type { ResourceClass } from "./resources.ts";

/** Where compute of an account is. */
export interface ComputePlace {
  readonly partition: Partition;
  readonly accountId: string;
  readonly region: string;
}

type Compute = Pick<ResourceClass, "what" | "arn" | "service" | "type" | "actions" | "region" | "carries">;

const ON_FUNCTIONS = [
  "AddPermission",
  "CreateAlias",
  "DeleteFunctionCodeSigningConfig",
  "PutFunctionCodeSigningConfig",
  "PutFunctionEventInvokeConfig",
  "PutRuntimeManagementConfig",
  "UntagResource",
  "UpdateAlias",
  "UpdateFunctionCode",
  "UpdateFunctionConfiguration",
  "UpdateFunctionEventInvokeConfig",
].map((name) => `lambda:${name}`);

const ON_INSTANCES = ["AttachVolume", "CreateReplaceRootVolumeTask", "DeleteTags", "GetPasswordData", "ModifyInstanceAttribute"].map(
  (name) => `ec2:${name}`,
);

/** What deployers tagged, what starts more of it, and the account's clusters. */
export function computeOf({ name: account, clusters }: IntendedAccount, place: ComputePlace): Compute[] {
  const { region } = place;
  const safeguard = (of: "compute" | "another-instance" | "cluster") => ({ kind: "safeguard", account, of }) as const;
  const tagged = (service: string, type: string, found: string, actions: readonly string[]): Compute => ({
    what: safeguard("compute"),
    arn: found,
    service,
    type,
    actions,
    region,
    carries: { [`aws:ResourceTag/${WORKLOAD_TAG}`]: "api" },
  });
  const started = (service: string, type: string, resource: string, ...actions: readonly string[]): Compute => ({
    what: safeguard("another-instance"),
    arn: arn({ ...place, service, resource }),
    service,
    type,
    actions: actions.map((action) => `${service}:${action}`),
    region,
    carries: {},
  });
  const instance = arn({ ...place, service: "ec2", resource: "instance/i-0123456789abcdef0" });
  const ofEcs = (resource: string) => arn({ ...place, service: "ecs", resource });
  const task = ofEcs("task/main/0123456789abcdef0123456789abcdef");
  return [
    tagged("lambda", "function", functionArn({ ...place, functionName: "api" }), ON_FUNCTIONS),
    tagged("ec2", "instance", instance, ON_INSTANCES),
    tagged("ssm", "instance", instance, ["ssm:SendCommand", "ssm:StartSession"]),
    tagged("ec2-instance-connect", "instance", instance, [
      "ec2-instance-connect:SendSSHPublicKey",
      "ec2-instance-connect:SendSerialConsoleSSHPublicKey",
    ]),
    tagged("ecs", "task", task, ["ecs:ExecuteCommand", "ecs:UntagResource"]),
    tagged("ecs", "task-definition", ofEcs("task-definition/api:1"), ["ecs:RunTask", "ecs:StartTask"]),
    tagged("ecs", "service", ofEcs("service/main/api"), ["ecs:UpdateService"]),
    started(
      "ec2",
      "instance",
      "instance/i-0123456789abcdef0",
      "AssociateIamInstanceProfile",
      "CreateFleet",
      "ReplaceIamInstanceProfileAssociation",
      "RunInstances",
    ),
    started("ec2", "spot-fleet-request", "spot-fleet-request/sfr-01234567-89ab-cdef-0123-456789abcdef", "RequestSpotFleet"),
    started("ec2", "spot-instances-request", "spot-instances-request/sir-0123456789", "RequestSpotInstances"),
    started(
      "autoscaling",
      "autoScalingGroup",
      "autoScalingGroup:01234567-89ab-cdef-0123-456789abcdef:autoScalingGroupName/another",
      "CreateAutoScalingGroup",
      "UpdateAutoScalingGroup",
    ),
    started(
      "autoscaling",
      "launchConfiguration",
      "launchConfiguration:01234567-89ab-cdef-0123-456789abcdef:launchConfigurationName/another",
      "CreateLaunchConfiguration",
    ),
    ...clusters.flatMap((cluster) =>
      inCluster({ ...place, region: cluster.region }, cluster.name).map(
        (each): Compute => ({ ...each, what: safeguard("cluster"), region: cluster.region, carries: {} }),
      ),
    ),
  ];
}

/** The deployers of every account, to be changed and passed; whom their trust lets take them, their teams decide. */
export const deployersOf = ({ accounts }: Intended, partition: Partition): ResourceClass[] =>
  [...accounts.values()].flatMap(({ name: account, id: accountId, deployers }) =>
    deployers.map(
      (role): ResourceClass => ({
        what: { kind: "role", account, role: { kind: "deployer", account, role } },
        arn: roleArn({ partition, accountId, ...pathAndName(role) }),
        service: "iam",
        type: "role",
        account,
        region: "",
        carries: {},
        actions: undefined,
        declared: undefined,
      }),
    ),
  );

/** A cluster, and what is named after it. */
export function inCluster(place: ComputePlace, cluster: string): Pick<Compute, "arn" | "service" | "type" | "actions">[] {
  const of = (type: string, found: string, ...actions: readonly string[]) => ({
    arn: found,
    service: "eks",
    type,
    actions: actions.map((action) => `eks:${action}`),
  });
  const named = (resource: string) => arn({ ...place, service: "eks", resource });
  const uuid = "01234567-89ab-cdef-0123-456789abcdef";
  return [
    of(
      "cluster",
      clusterArn({ ...place, cluster }),
      "AssociateIdentityProviderConfig",
      "CreateAccessEntry",
      "CreatePodIdentityAssociation",
    ),
    of(
      "access-entry",
      named(`access-entry/${cluster}/role/${place.accountId}/another/${uuid}`),
      "AssociateAccessPolicy",
      "UpdateAccessEntry",
    ),
    of(
      "podidentityassociation",
      named(`podidentityassociation/${cluster}/a-0123456789abcdef0`),
      "DeletePodIdentityAssociation",
      "UpdatePodIdentityAssociation",
    ),
  ];
}
