import { parseArn, partitionOf } from "../../iam/arn.ts";
import { roleNameOf, WORKLOAD_PATH } from "../../model/names.ts";
import { doingOf } from "./doings.ts";
import type { Intended, IntendedAccount, IntendedGrant, IntendedWorkload } from "./intended.ts";
import {
  expect,
  hasAddresses,
  isFromAddressesOf,
  isFromParty,
  isOfItsOrganization,
  isOpenAt,
  isThrough,
  isTo,
  workloadOf,
} from "./places.ts";
import { isOfItsCluster } from "./pods.ts";
import type { Asked, Expectation, What, Who } from "./subject.ts";

type AtRole = Extract<What, { kind: "role" }>;

/** The tags that EKS Pod Identity gives a pod's session. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html */
export const POD_TAGS: ReadonlySet<string> = new Set([
  "eks-cluster-arn",
  "eks-cluster-name",
  "kubernetes-namespace",
  "kubernetes-pod-name",
  "kubernetes-pod-uid",
  "kubernetes-service-account",
]);

/** What ought to become of a request to take a role, or to tag the session. */
export function expectAtRole(intended: Intended, asked: Asked, { account: name, role }: AtRole): Expectation {
  const account = intended.accounts.get(name);
  if (account === undefined || role === undefined) return expect("open", "a role of a team's own");
  const doing = doingOf(asked.action);
  if (doing !== "takes-role" && doing !== "tags-session") return expect("open", "it takes no role");
  if (asked.who.kind !== "service-linked" && (asked.carried.get("aws:tagkeys") ?? []).some((key) => /^palisade:/i.test(key)))
    return expect("denied", "no session brings along the blueprint's tags");
  switch (role.kind) {
    case "access-role":
      return role.consumer.startsWith("external/") ? byParty(intended, asked, role) : byConsumer(intended, asked, role);
    case "tenant-role":
      return byBroker(asked, role, account);
    case "workload":
      return byRunner(intended, asked, workloadOf(intended, name, role.workload), account);
    case "break-glass":
      if (asked.who.kind !== "on-call" || asked.who.account !== name || doing !== "takes-role")
        return expect("denied", "nobody but who is on call takes break-glass");
      if (!isHeard(intended, asked.region)) return expect("denied", "break-glass is taken where its alarm listens");
      return expect(asked.where.kind === "internet" ? "allowed" : "open", "who is on call takes break-glass");
    case "deploy":
      if (asked.who.kind === "service-linked") return expect("open", "AWS's own");
      if (asked.who.kind !== "runner") return expect("denied", "nobody but who runs deployments takes the deploy role");
      return expect(
        asked.action === "sts:AssumeRole" && asked.where.kind === "internet" ? "allowed" : "open",
        "who runs deployments takes the deploy role",
      );
    case "backup-role":
    case "service-role":
      if (asked.who.kind === "service-linked") return expect("open", "AWS's own");
      return only(isItsService(intended, asked.who, account, role.role), "open", "the service that uses the role takes it");
    case "vendor-role":
      return byVendor(intended, asked, role, account);
    case "alarm":
      return asked.who.kind === "service" && asked.who.service === "events.amazonaws.com" && asked.who.actsFor === name
        ? expect("open", "the alarm's events")
        : expect("denied", "the alarm is EventBridge's alone");
    default:
      return expect("open", "its trust is not Palisade's");
  }
}

/** Whether the break-glass alarm of every account listens in a region, if one is declared; STS's global endpoint is in us-east-1. */
export function isHeard({ homeRegion, breakGlass: { alarmTopic } }: Intended, region: string): boolean {
  if (alarmTopic === undefined) return true;
  const isGlobal = partitionOf(homeRegion) === "aws" && region === "us-east-1";
  return isGlobal || region === homeRegion || region === parseArn(alarmTopic)?.region;
}

/** Whether a principal is the service that a role is declared for, or any service while that is observed. */
export const isItsService = ({ areServicesPinned }: Intended, who: Who, { serviceOf }: IntendedAccount, role: string): boolean =>
  who.kind === "service" && (!areServicesPinned || who.service === serviceOf.get(role));

/** Path and name of the role of a workload that is bound to no network. */
export const exemptRole = (workload: string): string => `${WORKLOAD_PATH}/${roleNameOf(workload)}`;

const only = (isSo: boolean, effect: "allowed" | "open", because: string): Expectation =>
  isSo ? expect(effect, because) : expect("denied", because);

/** The grants of an account for which a consumer takes the account's role. */
const grantsByRole = ({ accounts }: Intended, account: string, consumer: string): readonly IntendedGrant[] =>
  (accounts.get(account)?.resources ?? []).flatMap(({ grants }) => grants.filter((grant) => grant.isByRole && isTo(grant, consumer)));

/** An access role is taken by its consumer, while one of its grants is open. */
function byConsumer(intended: Intended, asked: Asked, { account, consumer }: Extract<Who, { kind: "access-role" }>): Expectation {
  const [consumerAccount = "", name = ""] = consumer.split("/");
  const workload = workloadOf(intended, consumerAccount, name);
  const grants = grantsByRole(intended, account, consumer);
  if (!grants.some((grant) => isOpenAt(grant, asked.at))) return expect("denied", "every grant of the role is over");
  if (workload?.pod !== undefined && grants.some(({ how }) => how === "irsa"))
    return asked.who.kind === "token" ? ofPod(asked, workload) : expect("denied", "the pod takes the role by its token");
  const isOwn = asked.who.kind === "workload" && asked.who.account === consumerAccount && asked.who.workload === name;
  if (!isOwn) return expect("denied", "the role is its consumer's alone");
  const isPodIdentity = workload?.pod?.identity === "pod-identity";
  if (doingOf(asked.action) === "tags-session" || carriesTags(asked)) {
    if (!isPodIdentity) return expect(doingOf(asked.action) === "tags-session" ? "denied" : "open", "the consumer tags no session");
    return isPodTags(asked) ? expect("open", "tags of the pod's session") : expect("denied", "no tags but the pod's");
  }
  if (isPodIdentity) return expect("open", "a pod's session always carries tags");
  if (hasAddresses(workload)) return only(isFromAddressesOf(workload, asked.where), "allowed", "it takes the role from its addresses");
  return isThrough(asked.where, workload?.network, workload?.network?.region ?? "")
    ? expect("allowed", "it is granted")
    : expect("open", "what the role reaches is bound to its network");
}

const carriesTags = ({ carried }: Asked): boolean =>
  carried.has("aws:tagkeys") || [...carried.keys()].some((key) => key.startsWith("aws:requesttag/"));

const isPodTags = ({ carried }: Asked): boolean => (carried.get("aws:tagkeys") ?? []).every((key) => POD_TAGS.has(key));

/** A pod's own token opens the role from the cluster's network; from where it comes else, what the role reaches is bound. */
function ofPod(asked: Asked, workload: IntendedWorkload): Expectation {
  if (!isPodToken(asked, workload)) return expect("denied", "a token of another pod, cluster or audience");
  return expect(isThrough(asked.where, workload.network, workload.network?.region ?? "") ? "allowed" : "open", "the pod's own token");
}

/** Whether a token is one of the workload's pods. */
function isPodToken({ who, carried }: Asked, { pod }: IntendedWorkload): boolean {
  if (who.kind !== "token" || pod === undefined) return false;
  const issuer = who.provider.slice(who.provider.indexOf("oidc-provider/") + "oidc-provider/".length).toLowerCase();
  const claim = (name: string) => carried.get(`${issuer}:${name}`) ?? [];
  return (
    isOfItsCluster(who, pod) &&
    claim("aud").join() === "sts.amazonaws.com" &&
    claim("sub").join() === `system:serviceaccount:${pod.namespace}:${pod.serviceAccount}`
  );
}

/** Whether a role is taken with a token of a CI job's. */
function isTokenOfJob({ who, carried, action }: Asked, { issuer, audience, subject }: NonNullable<IntendedWorkload["ci"]>): boolean {
  if (who.kind !== "token" || doingOf(action) !== "takes-role") return false;
  if (!who.provider.endsWith(`:oidc-provider/${issuer}`)) return false;
  const claim = (name: string) => carried.get(`${issuer}:${name}`.toLowerCase())?.join();
  return claim("aud") === audience && claim("sub") === subject;
}

/** An external party's role is taken by the party's role from its addresses, with its external id. */
function byParty(intended: Intended, asked: Asked, { account, consumer }: Extract<Who, { kind: "access-role" }>): Expectation {
  const party = consumer.slice("external/".length);
  const grants = grantsByRole(intended, account, consumer);
  if (asked.action !== "sts:AssumeRole" || asked.who.kind !== "external" || asked.who.party !== party)
    return expect("denied", "the role is its party's alone");
  if (!grants.some((grant) => isOpenAt(grant, asked.at))) return expect("denied", "every grant of the role is over");
  const declared = intended.parties.get(party);
  if (asked.carried.get("sts:externalid")?.join() !== declared?.externalId) return expect("denied", "without the external id");
  if (!isOfItsOrganization(declared, asked.carried)) return expect("denied", "the party's account is in another organization, or in none");
  const place = isFromParty(intended, asked.where, party);
  if (place === "anywhere") return expect("open", "the party has no addresses");
  return only(place, "allowed", "from where the party calls");
}

/** A vendor's role is taken from outside by its vendor alone, with its external id until its end; its trust is its team's. */
function byVendor(
  intended: Intended,
  { who, carried, at, action }: Asked,
  { vendor }: Extract<Who, { kind: "vendor-role" }>,
  { perimeter }: IntendedAccount,
): Expectation {
  const isFromOutside = who.kind === "vendor" || who.kind === "external" || who.kind === "stranger" || who.kind === "anonymous";
  if (!isFromOutside || perimeter !== "enforced" || action !== "sts:AssumeRole") return expect("open", "its trust is its team's");
  if (who.kind !== "vendor" || who.vendor !== vendor) return expect("denied", "from outside its vendor alone takes the role");
  const declared = intended.vendors.get(vendor);
  if (declared?.ends !== undefined && at.getTime() >= declared.ends) return expect("denied", "the vendor's time is over");
  if (carried.get("sts:externalid")?.join() !== declared?.externalId) return expect("denied", "without the vendor's external id");
  return expect("open", "its trust is its team's");
}

/** The tenants' role is taken by the table's broker, with one tenant's tag. */
function byBroker(asked: Asked, { table }: Extract<Who, { kind: "tenant-role" }>, account: IntendedAccount): Expectation {
  const tenants = account.resources.find(({ kind, name }) => kind === "table" && name === table)?.table?.tenants;
  const { who, carried } = asked;
  if (tenants === undefined || who.kind !== "workload" || who.account !== account.name || who.workload !== tenants.broker)
    return expect("denied", "the tenants' role is the broker's alone");
  if (asked.action === "sts:SetSourceIdentity" || asked.action === "sts:SetContext")
    return expect("denied", "the broker passes the tenant alone");
  const keys = carried.get("aws:tagkeys") ?? [];
  const tenant = carried.get(`aws:requesttag/${tenants.tag.toLowerCase()}`)?.join() ?? "";
  const isOne = keys.includes(tenants.tag) && keys.every((key) => key === tenants.tag || POD_TAGS.has(key)) && tenant !== "";
  if (!isOne) return expect("denied", "no session without one tenant");
  const network = account.workloads.find(({ name }) => name === tenants.broker)?.network;
  return expect(isThrough(asked.where, network, network?.region ?? "") ? "allowed" : "open", "the broker vends one tenant");
}

const isGrantedAnything = ({ accounts }: Intended, { account, name }: IntendedWorkload): boolean =>
  [...accounts.values()].some(({ resources }) => resources.some(({ grants }) => grants.some((grant) => isTo(grant, `${account}/${name}`))));

/** A workload's role is taken by the service that runs it. */
function byRunner(intended: Intended, asked: Asked, workload: IntendedWorkload | undefined, account: IntendedAccount): Expectation {
  if (workload === undefined || workload.isExisting) return expect("open", "its trust is not Palisade's");
  const { who } = asked;
  if (workload.isExempt && !isItsService(intended, who, account, exemptRole(workload.name)) && who.kind !== "service-linked")
    return expect("denied", "the role is its service's alone");
  if (workload.ci !== undefined) {
    const isItsOwn = isTokenOfJob(asked, workload.ci) && (!hasAddresses(workload) || isFromAddressesOf(workload, asked.where));
    return only(isItsOwn, asked.where.kind === "internet" ? "allowed" : "open", "the job's own token");
  }
  if (workload.pod !== undefined) {
    if (who.kind === "token" && workload.pod.identity !== "pod-identity") {
      const expected = ofPod(asked, workload);
      return expected.effect === "denied" || isGrantedAnything(intended, workload)
        ? expected
        : expect("open", "nothing is granted to the pod");
    }
    return only(
      who.kind === "service" &&
        who.service === "pods.eks.amazonaws.com" &&
        workload.pod.identity === "pod-identity" &&
        who.actsFor === workload.account,
      "open",
      "EKS Pod Identity runs it",
    );
  }
  return expect(
    who.kind === "service" && asked.action === "sts:AssumeRole" ? "open" : "denied",
    "the service that runs the workload takes its role",
  );
}
