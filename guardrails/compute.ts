import { arn, clusterArn } from "../iam/arn.ts";
import { allOf, condition } from "../iam/condition.ts";
import { exceptPrincipals, forPrincipalsLike, keysPresent } from "../iam/guard-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { type ActionPattern, deny } from "../iam/statement.ts";
import { WORKLOAD_PATH, WORKLOAD_TAG } from "../model/names.ts";
import { CHANGING_ROLES } from "./blueprint-roles.ts";
import { deployRoles, type GuardedRoles, rolePattern } from "./exempt-roles.ts";

/** What decides who starts and changes the compute of an account; the same for accounts that declare the same. */
export interface GuardedCompute extends Pick<GuardedRoles, "partition" | "deployRole"> {
  /** Whether stacks make workload roles, or roles of tenants, in the account. */
  readonly hasWorkloadRoles: boolean;
  /** Paths and names of the account's declared deployers. */
  readonly deployers: readonly string[];
  /** The account's declared clusters, by region and name in EKS. */
  readonly clusters: readonly { readonly region: string; readonly cluster: string }[];
}

const deployersIn = ({ partition, deployers }: GuardedCompute): string[] => deployers.map((role) => rolePattern(partition, role));

/** Services to which the deploy role passes workload roles: instance profiles and pod identity associations are its own to make. */
const PASSED_BY_DEPLOYMENT = ["ec2.amazonaws.com", "pods.eks.amazonaws.com"] as const;

const STARTING_INSTANCES = [
  "autoscaling:CreateAutoScalingGroup",
  "autoscaling:CreateLaunchConfiguration",
  "autoscaling:UpdateAutoScalingGroup",
  "ec2:AssociateIamInstanceProfile",
  "ec2:CreateFleet",
  "ec2:ReplaceIamInstanceProfileAssociation",
  "ec2:RequestSpotFleet",
  "ec2:RequestSpotInstances",
  "ec2:RunInstances",
] as const satisfies readonly ActionPattern[];

/** What decides what tagged compute runs and who gets in: of functions, of instances, and of tasks; and taking the tag away. */
const CHANGING_COMPUTE = [
  "ec2-instance-connect:SendSSHPublicKey",
  "ec2-instance-connect:SendSerialConsoleSSHPublicKey",
  "ec2:AttachVolume",
  "ec2:CreateReplaceRootVolumeTask",
  "ec2:DeleteTags",
  "ec2:GetPasswordData",
  "ec2:ModifyInstanceAttribute",
  "ecs:ExecuteCommand",
  "ecs:RunTask",
  "ecs:StartTask",
  "ecs:UntagResource",
  "ecs:UpdateService",
  "lambda:AddPermission",
  "lambda:CreateAlias",
  "lambda:DeleteFunctionCodeSigningConfig",
  "lambda:PutFunctionCodeSigningConfig",
  "lambda:PutFunctionEventInvokeConfig",
  "lambda:PutRuntimeManagementConfig",
  "lambda:UntagResource",
  "lambda:UpdateAlias",
  "lambda:UpdateFunctionCode",
  "lambda:UpdateFunctionConfiguration",
  "lambda:UpdateFunctionEventInvokeConfig",
  "ssm:SendCommand",
  "ssm:StartSession",
] as const satisfies readonly ActionPattern[];

const LETTING_INTO_CLUSTERS = [
  "eks:AssociateAccessPolicy",
  "eks:AssociateIdentityProviderConfig",
  "eks:CreateAccessEntry",
  "eks:UpdateAccessEntry",
] as const satisfies readonly ActionPattern[];

const CHANGING_POD_ROLES = [
  "eks:CreatePodIdentityAssociation",
  "eks:DeletePodIdentityAssociation",
  "eks:UpdatePodIdentityAssociation",
] as const satisfies readonly ActionPattern[];

/**
 * The account's deployers alone pass its workload roles, change and enter the compute that carries their tag, and let people and pods into its
 * clusters. The deploy role makes instance profiles and pod identity associations, and starts nothing; it alone makes, changes and passes deployers.
 *
 * Threat: an administrator, or a leaked deploy role, runs code of their own under a workload role, and so reads what the workload may. Nobody
 * else is exempt. The tag is tested positively: an action whose resource has no such tag, or that AWS does not tell it for, is left alone, never
 * denied to all. Whoever sets the tag only protects what carries it; taking away any tag of it counts as changing it, since a call of EC2 may name
 * none. What no policy can tell is in docs/compute.md.
 *
 * For iam:AddRoleToInstanceProfile AWS's pages name no value of `iam:PassedToService`; the deploy role is denied only where another value is
 * there, so that its deployments do not depend on it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 * https://docs.aws.amazon.com/lambda/latest/dg/attribute-based-access-control.html
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 * https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
 */
export function guardedCompute(compute: GuardedCompute): ServiceControlStatement[] {
  const { partition } = compute;
  const deployers = deployersIn(compute);
  const workloadRoles: NonEmpty<string> = [rolePattern(partition, `${WORKLOAD_PATH}/*`)];
  const deployment = forPrincipalsLike(deployRoles(compute));
  const passing = [
    deny({
      sid: "DenyPassingWorkloadRoles",
      actions: ["iam:PassRole"],
      resources: workloadRoles,
      conditions: exceptPrincipals([...deployers, ...deployRoles(compute)]),
    }),
    deny({
      sid: "DenyPassingWorkloadRolesToTheDeployRole",
      actions: ["iam:PassRole"],
      resources: workloadRoles,
      conditions: allOf(
        deployment,
        keysPresent(["iam:PassedToService"]),
        condition("StringNotEquals", "iam:PassedToService", PASSED_BY_DEPLOYMENT),
      ),
    }),
  ];
  return [
    ...(compute.hasWorkloadRoles ? passing : []),
    deny({ sid: "DenyStartingInstancesToTheDeployRole", actions: STARTING_INSTANCES, resources: ["*"], conditions: deployment }),
    deny({
      sid: "DenyChangingComputeOfWorkloads",
      actions: CHANGING_COMPUTE,
      resources: ["*"],
      conditions: allOf(keysPresent([`aws:ResourceTag/${WORKLOAD_TAG}`]), exceptPrincipals(deployers)),
    }),
    ...clustersOf(compute),
    ...deployersOf(compute),
  ];
}

/** The deployers themselves: who changes the trust of one, or hands it to a build of their own, would be one. */
function deployersOf(compute: GuardedCompute): ServiceControlStatement[] {
  const [first, ...rest] = deployersIn(compute);
  if (first === undefined) return [];
  return [
    deny({
      sid: "DenyChangingDeployers",
      actions: [...CHANGING_ROLES, "iam:PassRole"],
      resources: [first, ...rest],
      conditions: exceptPrincipals(deployRoles(compute)),
    }),
  ];
}

/** Access entries, identity providers and pod identity associations of the declared clusters, which are known by name. */
function clustersOf(compute: GuardedCompute): ServiceControlStatement[] {
  const { partition, clusters } = compute;
  const deployers = deployersIn(compute);
  const accountId = "*";
  if (clusters.length === 0) return [];
  const of = (...types: readonly string[]) =>
    nonEmpty(
      clusters.flatMap(({ region, cluster }) => [
        clusterArn({ partition, accountId, region, cluster }),
        ...types.map((type) => arn({ partition, accountId, region, service: "eks", resource: `${type}/${cluster}/*` })),
      ]),
      "clusters",
    );
  return [
    deny({
      sid: "DenyLettingIntoClusters",
      actions: LETTING_INTO_CLUSTERS,
      resources: of("access-entry"),
      conditions: exceptPrincipals(deployers),
    }),
    deny({
      sid: "DenyChangingRolesOfPods",
      actions: CHANGING_POD_ROLES,
      resources: of("podidentityassociation"),
      conditions: exceptPrincipals([...deployers, ...deployRoles(compute)]),
    }),
  ];
}
