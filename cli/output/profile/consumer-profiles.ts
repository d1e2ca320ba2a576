import { accessRolesOf } from "../../../model/plan/plan-index.ts";
import type { ResolvedGrant, ResolvedPlan, ResolvedWorkload } from "../../../model/plan/resolve.ts";
import { type CardHolder, grantsOfHolder, ownNameOf, profileOf, sessionNameOf } from "../card/card-holder.ts";
import type { Profile } from "./profile.ts";

const SECONDS_PER_HOUR = 3600;

/** Where EKS puts the token of a pod. https://docs.aws.amazon.com/eks/latest/userguide/pod-configuration.html */
const TOKEN_FILE = "/var/run/secrets/eks.amazonaws.com/serviceaccount/token";

/**
 * Where the credentials of a workload come from, by where it runs; a function has them in its environment. EKS Pod Identity hands them out as
 * ECS does.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 */
const SOURCES = {
  ec2: "Ec2InstanceMetadata",
  ecs: "EcsContainer",
  lambda: "Environment",
  eks: "EcsContainer",
  service: undefined,
  ci: "Environment",
} as const;

/**
 * Services that hand credentials to what they run as ECS does; of others nobody says how, and their programs take the owner's role by a call.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 * https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
 */
const HANDING_AS_ECS: ReadonlySet<string> = new Set(["codebuild.amazonaws.com", "sagemaker.amazonaws.com"]);

const sourceOf = ({ runsOn, service }: ResolvedWorkload) =>
  service !== undefined && HANDING_AS_ECS.has(service) ? "EcsContainer" : SOURCES[runsOn];

/**
 * The profiles of a consumer: its own, and one for each role of an owner's that it takes. Their credentials renew themselves.
 * STS is called in the region of the consumer's network, which may have no way to another one.
 */
export function consumerProfiles(holder: CardHolder, plan: ResolvedPlan): Profile[] {
  const grants = grantsOfHolder(holder, plan).filter(({ state }) => state !== "closed");
  const own = ownProfile(holder, plan, grants);
  const taken = grants.filter(({ how }) => how === "role").flatMap((grant) => takenProfile(holder, plan, grant, own) ?? []);
  return [own, ...taken];
}

const regional = { sts_regional_endpoints: "regional" } as const;

function ownProfile(holder: CardHolder, { organization }: ResolvedPlan, grants: readonly ResolvedGrant[]): Profile {
  if (holder.kind === "external") {
    const comments = [`The credentials of ${grants[0]?.consumerRoleArn ?? `the role ${holder.party.role}`}, as you get them.`];
    return { kind: "profile", name: ownNameOf(holder), comments, settings: { region: grants[0]?.region ?? organization.homeRegion } };
  }
  if (holder.kind === "people") {
    const name = profileOf(holder, holder.account);
    const comments = [
      `The credentials of the permission set ${holder.people.permissionSet} in ${holder.account}, for instance by aws configure sso.`,
    ];
    return { kind: "profile", name, comments, settings: { region: holder.people.network?.region ?? organization.homeRegion } };
  }
  const { workload, account } = holder;
  const region = workload.network?.region ?? organization.homeRegion;
  const name = profileOf(holder, account);
  if (workload.pod?.identity === "irsa") {
    const opened = grants.find(({ how }) => how === "irsa")?.accessRoleArn ?? workload.roleArn;
    const settings = {
      role_arn: opened,
      web_identity_token_file: TOKEN_FILE,
      role_session_name: sessionNameOf(holder),
      region,
      ...regional,
    };
    return { kind: "profile", name, comments: ["Inside the pod; the token is the service account's."], settings };
  }
  return { kind: "profile", name, comments: [`Where ${workload.name} runs, it has these credentials already.`], settings: { region } };
}

function takenProfile(holder: CardHolder, plan: ResolvedPlan, grant: ResolvedGrant, own: Profile): Profile | undefined {
  const role = accessRolesOf(plan, grant.owner).find(({ grants }) => grants.includes(grant.id));
  if (role?.arn === undefined) return undefined;
  const isBySource = holder.kind === "workload" && holder.workload.pod?.identity !== "irsa";
  const source = isBySource ? sourceOf(holder.workload) : undefined;
  if (isBySource && source === undefined) return undefined;
  return {
    kind: "profile",
    name: profileOf(holder, grant.owner),
    comments: [],
    settings: {
      role_arn: role.arn,
      ...(isBySource ? { credential_source: source } : { source_profile: own.name }),
      external_id: holder.kind === "external" ? holder.party.externalId : undefined,
      duration_seconds: (role.maxSessionHours * SECONDS_PER_HOUR).toString(),
      role_session_name: sessionNameOf(holder),
      region: grant.region,
      ...regional,
    },
  };
}
