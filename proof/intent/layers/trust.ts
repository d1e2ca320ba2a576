import type { Intended, IntendedPod, IntendedWorkload } from "../intended.ts";
import { hasAddresses, isFromAddresses, isFromAddressesOf, isOfItsOrganization, isTo } from "../places.ts";
import { isItsClusterArn, isOfItsCluster } from "../pods.ts";
import { POD_TAGS } from "../roles.ts";
import type { Who } from "../subject.ts";
import { carriedOf, type LayerAsked, type LayerExpectation, type LayerFacts, layerExpects } from "./layer-subject.ts";
import { consumerOf, lastEnd, pathOf } from "./paths-of-grants.ts";

const [PODS, EVENTS] = ["pods.eks.amazonaws.com", "events.amazonaws.com"] as const;

/** Services whose words the declaration has, whether or not it uses them. */
const USUAL = ["ec2.amazonaws.com", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com", PODS, EVENTS] as const;

/** Every service that is meant to take some role of the blueprint's. */
export const takingServices = ({ accounts }: Intended): readonly string[] => [
  ...new Set([...USUAL, ...[...accounts.values()].flatMap(({ workloads }) => workloads.flatMap(({ taker }) => taker ?? []))]),
];

const NOT_TRUSTED = layerExpects("denied", "the role does not trust it");
const isTaking = ({ action }: LayerAsked): boolean => /^sts:AssumeRole$/i.test(action);
const isTagging = ({ action }: LayerAsked): boolean => /^sts:TagSession$/i.test(action);

/** What the trust policy of a role that Palisade makes does: it trusts exactly the one that the role is for. */
export function expectOfTrust(intended: Intended, asked: LayerAsked, role: Who | undefined, facts: LayerFacts): LayerExpectation {
  if (role === undefined || !("account" in role)) return layerExpects("open", "its trust is not Palisade's");
  switch (role.kind) {
    case "workload":
      return trustsRunner(intended, asked, consumerOf(intended, `${role.account}/${role.workload}`));
    case "access-role":
      return trustsConsumer(intended, asked, role, facts);
    case "tenant-role":
      return trustsBroker(intended, asked, role);
    case "break-glass":
      return isTaking(asked) && asked.who.kind === "on-call" && asked.who.account === role.account
        ? layerExpects("left", "who is on call takes break-glass, if permissions allow it")
        : NOT_TRUSTED;
    case "alarm":
      return isTaking(asked) &&
        asked.who.kind === "service" &&
        asked.who.service === EVENTS &&
        carriedOf(asked, "aws:SourceAccount")?.join() === intended.accounts.get(role.account)?.id
        ? layerExpects("allowed", "the alarm's events")
        : NOT_TRUSTED;
    default:
      return layerExpects("open", "its trust is not Palisade's");
  }
}

function trustsRunner(intended: Intended, asked: LayerAsked, workload: IntendedWorkload | undefined): LayerExpectation {
  if (workload === undefined || workload.isExisting) return layerExpects("open", "its trust is not Palisade's");
  const { who } = asked;
  const { pod, taker, ci } = workload;
  if (ci !== undefined)
    return isTokenOfJob(asked, ci) && (!hasAddresses(workload) || isFromAddressesOf(workload, asked.where))
      ? layerExpects("allowed", "the job's own token, from its addresses")
      : NOT_TRUSTED;
  if (taker !== undefined)
    return isTaking(asked) && who.kind === "service" && who.service === taker
      ? layerExpects("allowed", "the service that runs the workload")
      : NOT_TRUSTED;
  if (pod?.identity !== "pod-identity")
    return pod === undefined ? NOT_TRUSTED : byToken(asked, pod, layerExpects("allowed", "the pod's own token"));
  if (!isTaking(asked) && !isTagging(asked)) return NOT_TRUSTED;
  if (who.kind !== "service" || who.service !== PODS) return NOT_TRUSTED;
  if (carriedOf(asked, "aws:SourceAccount")?.join() !== intended.accounts.get(workload.account)?.id) return NOT_TRUSTED;
  const cluster = carriedOf(asked, "aws:SourceArn")?.join();
  const isOwnCluster = isItsClusterArn(cluster, pod) && carriedOf(asked, "aws:RequestTag/eks-cluster-arn")?.join() === cluster;
  return isOwnCluster && isPodOf(asked, pod) ? layerExpects("allowed", "the pods of the service account") : NOT_TRUSTED;
}

const isPodOf = (asked: LayerAsked, { namespace, serviceAccount }: IntendedPod): boolean =>
  carriedOf(asked, "aws:RequestTag/kubernetes-namespace")?.join() === namespace &&
  carriedOf(asked, "aws:RequestTag/kubernetes-service-account")?.join() === serviceAccount;

/** What a role does with a token that pods take it with. Where an account had a provider already, nothing says of which cluster its tokens are. */
function byToken(asked: LayerAsked, pod: IntendedPod, trusted: LayerExpectation): LayerExpectation {
  if (!isTokenOf(asked, pod)) return NOT_TRUSTED;
  const isOfUnknownCluster = asked.who.kind === "token" && asked.who.cluster === undefined;
  return isOfUnknownCluster ? layerExpects("open", "it may be another cluster's token") : trusted;
}

/** Whether a token is one of a pod's: by one of its clusters, for the audience and the subject. */
function isTokenOf(asked: LayerAsked, pod: IntendedPod): boolean {
  const { namespace, serviceAccount } = pod;
  const { who, action } = asked;
  if (!/^sts:AssumeRoleWithWebIdentity$/i.test(action) || who.kind !== "token") return false;
  const issuer = who.provider.split("oidc-provider/")[1] ?? "";
  return (
    isOfItsCluster(who, pod) &&
    carriedOf(asked, `${issuer}:aud`)?.join() === "sts.amazonaws.com" &&
    carriedOf(asked, `${issuer}:sub`)?.join() === `system:serviceaccount:${namespace}:${serviceAccount}`
  );
}

/** Whether a token is a CI job's: by its issuer, for its audience, with its subject. */
function isTokenOfJob(asked: LayerAsked, { issuer, audience, subject }: NonNullable<IntendedWorkload["ci"]>): boolean {
  const { who, action } = asked;
  return (
    /^sts:AssumeRoleWithWebIdentity$/i.test(action) &&
    who.kind === "token" &&
    who.provider.split("oidc-provider/")[1] === issuer &&
    carriedOf(asked, `${issuer}:aud`)?.join() === audience &&
    carriedOf(asked, `${issuer}:sub`)?.join() === subject
  );
}

function trustsConsumer(
  intended: Intended,
  asked: LayerAsked,
  { account, consumer }: Extract<Who, { kind: "access-role" }>,
  facts: LayerFacts,
): LayerExpectation {
  const { who, where } = asked;
  const grants = (intended.accounts.get(account)?.resources ?? []).flatMap((resource) =>
    resource.grants.filter((grant) => isTo(grant, consumer) && pathOf(grant) === "role"),
  );
  const end = lastEnd(grants);
  const isOver = grants.length === 0 || (end !== undefined && asked.at.getTime() >= end);
  const trusted = (because: string) =>
    isOver ? layerExpects("denied", "every grant of the role is over") : layerExpects("allowed", because);
  if (consumer.startsWith("external/")) {
    const party = intended.parties.get(consumer.slice("external/".length));
    const isParty = who.kind === "external" && `external/${who.party}` === consumer && isTaking(asked);
    const isShown = carriedOf(asked, "sts:ExternalId")?.join() === party?.externalId;
    if (!isParty || !isShown || !isOfItsOrganization(party, asked.carried)) return NOT_TRUSTED;
    return party?.networks.length === 0 || isFromAddresses(where, who.party) ? trusted("the party, from where it calls") : NOT_TRUSTED;
  }
  const workload = consumerOf(intended, consumer);
  if (workload?.pod !== undefined && grants.some(({ how }) => how === "irsa"))
    return byToken(asked, workload.pod, trusted("the pod's own token"));
  const isConsumer = who.kind === "workload" && `${who.account}/${who.workload}` === consumer;
  const isOwn = workload?.people !== undefined && workload.account === account;
  if (!isConsumer || !(isOwn || isOfOrganization(asked, facts))) return NOT_TRUSTED;
  if (workload?.people !== undefined) {
    const isPlace = !hasAddresses(workload) || isFromAddressesOf(workload, where);
    if (!isTaking(asked) || !isPlace) return NOT_TRUSTED;
    return isOver
      ? layerExpects("denied", "every grant of the role is over")
      : layerExpects(isOwn ? "left" : "allowed", "people take it, if permissions allow it");
  }
  if (workload?.ci !== undefined && hasAddresses(workload) && !isFromAddressesOf(workload, where)) return NOT_TRUSTED;
  if (workload?.pod?.identity !== "pod-identity") return isTaking(asked) ? trusted("the role is for it") : NOT_TRUSTED;
  const tags = carriedOf(asked, "aws:TagKeys");
  if (!(isTaking(asked) || isTagging(asked)) || tags?.every((key) => POD_TAGS.has(key)) === false) return NOT_TRUSTED;
  // A role that the pods take from their own, which trusts no other pods, need not know them again.
  if (grants.some(({ how }) => how === "role"))
    return tags === undefined ? layerExpects("open", "a pod's session always carries tags") : trusted("the role is for it");
  const isCluster = isItsClusterArn(carriedOf(asked, "aws:RequestTag/eks-cluster-arn")?.join(), workload.pod);
  return isCluster && isPodOf(asked, workload.pod) ? trusted("the role is for it") : NOT_TRUSTED;
}

/** Whether the principal's account is in the organization still. */
const isOfOrganization = (asked: LayerAsked, { organizationId }: LayerFacts): boolean =>
  (carriedOf(asked, "aws:PrincipalOrgID") ?? [organizationId]).join() === organizationId;

function trustsBroker(intended: Intended, asked: LayerAsked, { account, table }: Extract<Who, { kind: "tenant-role" }>): LayerExpectation {
  const { who } = asked;
  const tenants = intended.accounts.get(account)?.resources.find(({ kind, name }) => kind === "table" && name === table)?.table?.tenants;
  if (tenants === undefined || who.kind !== "workload" || who.account !== account || who.workload !== tenants.broker) return NOT_TRUSTED;
  if (!isTaking(asked) && !isTagging(asked)) return NOT_TRUSTED;
  const keys = carriedOf(asked, "aws:TagKeys") ?? [];
  const broker = consumerOf(intended, `${account}/${tenants.broker}`);
  const allowed = [tenants.tag, ...(broker?.pod?.identity === "pod-identity" ? POD_TAGS : [])];
  const tenant = carriedOf(asked, `aws:RequestTag/${tenants.tag}`)?.join() ?? "";
  return keys.length > 0 && keys.every((key) => allowed.includes(key)) && tenant !== ""
    ? layerExpects("allowed", "the broker, for one tenant")
    : layerExpects("denied", "no session without one tenant");
}
