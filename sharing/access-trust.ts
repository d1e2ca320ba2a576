import { accountRootArn, type Partition } from "../iam/arn.ts";
import { allOf } from "../iam/condition.ts";
import {
  fromNetworksIfAny,
  fromPod,
  fromWebIdentity,
  insideOrganization,
  noTagKeysBut,
  onlyPrincipals,
  onlyPrincipalsLike,
  withExternalId,
} from "../iam/grant-conditions.ts";
import type { NonEmpty } from "../iam/non-empty.ts";
import { sidOf } from "../iam/sid.ts";
import { allow } from "../iam/statement.ts";
import type { TrustStatement } from "../iam/trust-policy.ts";
import type { Consumer } from "../model/plan/planned-grant.ts";
import { boundTo, endingAt, type NamedRole, narrowedBy, type OutsidePlace, wordsOf } from "./deployed-grant.ts";

// The trust of an owner's role: in the one consumer that it is for.

/** What every trust of an access role has, whatever the kind of its consumer. */
export interface Trusting {
  readonly consumer: Consumer;
  /** The last instant of all of its grants; undefined where one has no end. */
  readonly ends: string | undefined;
  /** Public addresses that a workload calls from, as CI jobs do; left out where it calls from a network, or from anywhere. */
  readonly addresses?: readonly string[];
}

/**
 * The session tags that EKS Pod Identity gives every pod; they go on into each role that the pod takes.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export const TAGS_OF_PODS: NonEmpty<string> = [
  "eks-cluster-arn",
  "eks-cluster-name",
  "kubernetes-namespace",
  "kubernetes-pod-name",
  "kubernetes-pod-uid",
  "kubernetes-service-account",
];

/**
 * A workload of another account, by its exact role, which is of the organization. Sessions of pods by EKS Pod Identity carry tags into
 * every role that they take, and STS refuses the call where the trust does not allow that. With `tagging` it allows these tags and no others.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function trustWorkload(
  { consumer, ends, addresses = [] }: Trusting,
  role: NamedRole,
  organizationId: string,
  tagging: boolean,
): TrustStatement {
  return allow({
    sid: sidOf(["trust", ...wordsOf(consumer)], role.uniqueId),
    principals: { aws: [role.arn] },
    actions: tagging ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"],
    conditions: allOf(
      insideOrganization(organizationId),
      ...(tagging ? [noTagKeysBut(TAGS_OF_PODS)] : []),
      fromNetworksIfAny(addresses),
      endingAt(ends),
    ),
  });
}

/** People with a permission set of an account. */
export interface TrustedPeople {
  readonly partition: Partition;
  readonly accountId: string;
  /** The pattern of their role's ARN. */
  readonly rolePattern: string;
  /** Public addresses that they call from; empty where what the role may do is bound to a network. */
  readonly addresses: readonly string[];
}

/**
 * People by their permission set. The principal is their account, and a condition names the role, since it ends in a suffix that AWS makes up,
 * and another one whenever the set is assigned anew. Nobody but Identity Center makes roles under its path. People of another account are of the
 * organization.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function trustPeople(
  { consumer, ends }: Trusting,
  { partition, accountId, rolePattern, addresses }: TrustedPeople,
  organizationId: string | undefined,
): TrustStatement {
  return allow({
    sid: sidOf(["trust", ...wordsOf(consumer)], rolePattern),
    principals: { aws: [accountRootArn({ partition, accountId })] },
    actions: ["sts:AssumeRole"],
    conditions: allOf(
      onlyPrincipalsLike([rolePattern]),
      organizationId === undefined ? {} : insideOrganization(organizationId),
      fromNetworksIfAny(addresses),
      endingAt(ends),
    ),
  });
}

/** An external party, as organization.yaml has it. */
export interface TrustedParty {
  readonly roleArn: string;
  /** The external id that the party issued for us. */
  readonly externalId: string;
  readonly from: OutsidePlace;
}

/**
 * An external party's exact role, which shows the id that the party issued, from the party's own addresses, or as a member of its organization.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
export function trustParty({ consumer, ends }: Trusting, { roleArn, externalId, from }: TrustedParty): TrustStatement {
  return allow({
    sid: sidOf(["trust", ...wordsOf(consumer)], roleArn),
    principals: { aws: [roleArn] },
    actions: ["sts:AssumeRole"],
    conditions: allOf(withExternalId(externalId), boundTo(from), endingAt(ends)),
  });
}

/** A service account of a cluster. */
export interface TrustedPod {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** The audience that EKS puts into the tokens of pods. */
export const POD_AUDIENCE = "sts.amazonaws.com";

/**
 * Pods with one service account, by the tokens of their cluster. Both audience and subject are pinned: without the subject every pod of
 * the cluster could take the role.
 * @param cluster its name, where the pods run in several and each has a statement of its own
 * https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html
 */
export function trustServiceAccount(
  { consumer, ends }: Trusting,
  { namespace, serviceAccount }: TrustedPod,
  provider: { readonly arn: string; readonly issuer: string },
  cluster?: string,
): TrustStatement {
  const subject = `system:serviceaccount:${namespace}:${serviceAccount}`;
  return allow({
    sid: sidOf(["trust", ...wordsOf(consumer), ...(cluster === undefined ? [] : ["in", cluster])], provider.issuer),
    principals: { federated: [provider.arn] },
    actions: ["sts:AssumeRoleWithWebIdentity"],
    ...narrowedBy(fromWebIdentity({ issuer: provider.issuer, audience: POD_AUDIENCE, subject }), endingAt(ends)),
  });
}

/**
 * Pods with one service account, by EKS Pod Identity: the role of their association, with the session tags that EKS sets.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export function trustAssociation(
  { consumer, ends }: Trusting,
  pod: TrustedPod & { readonly clusterArns: NonEmpty<string> },
  role: NamedRole,
  organizationId: string,
): TrustStatement {
  return allow({
    sid: sidOf(["trust", ...wordsOf(consumer)], role.uniqueId),
    principals: { aws: [role.arn] },
    actions: ["sts:AssumeRole", "sts:TagSession"],
    conditions: allOf(
      onlyPrincipals([role.arn]),
      fromPod(pod),
      noTagKeysBut(TAGS_OF_PODS),
      insideOrganization(organizationId),
      endingAt(ends),
    ),
  });
}

/** The instant after which a role has no grant left; undefined where one of them has no end. */
export function lastEnd(grants: readonly { readonly ends: string | undefined }[]): string | undefined {
  const ends = grants.map((grant) => grant.ends);
  return ends.some((end) => end === undefined)
    ? undefined
    : ends
        .filter((end) => end !== undefined)
        .sort()
        .at(-1);
}
