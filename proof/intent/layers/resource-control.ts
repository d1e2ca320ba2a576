import { issuerName } from "../../../iam/arn.ts";
import type { Intended, IntendedAccount, IntendedResource } from "../intended.ts";
import { serviceOf } from "../keys.ts";
import { isOpenAt, isTo, workloadOf } from "../places.ts";
import { exemptRole, isHeard, isItsService } from "../roles.ts";
import { MARK } from "../safeguards.ts";
import type { Who } from "../subject.ts";
import { isAction } from "./action-tables.ts";
import { carriedOf, type LayerAsked, type LayerExpectation, type LayerFacts, layerExpects } from "./layer-subject.ts";
import { isThroughService, pathOf } from "./paths-of-grants.ts";

/** The services whose resources nobody from outside reaches. */
const CLOSED = new Set(["dynamodb", "kms", "secretsmanager"]);

/** What the resource control policies of an account do: they keep out who is not of the organization, and tokens that nobody trusts. */
export function expectOfResourceControl(
  intended: Intended,
  asked: LayerAsked,
  resource: IntendedResource | undefined,
  facts: LayerFacts,
): LayerExpectation {
  const { who, action, what } = asked;
  const account = intended.accounts.get(what.account);
  if (account !== undefined && what.kind === "role" && isAction(action, "opensSessions")) {
    if (who.kind !== "service-linked" && (carriedOf(asked, "aws:TagKeys") ?? []).some((key) => /^palisade:/i.test(key)))
      return layerExpects("denied", "no session brings along the blueprint's tags");
    const expected = ofExemptRole(intended, asked, account, what.role);
    if (expected !== undefined) return expected;
  }
  if (account?.perimeter !== "enforced") return layerExpects("left", "the account is not enforced");
  if (what.kind === "service") return layerExpects("left", "RCPs reach only actions on resources");
  const [service = ""] = action.toLowerCase().split(":");
  if (who.kind === "service-linked") return layerExpects("left", "RCPs do not bind service-linked roles");
  if (isAction(action, "takesRolesByToken")) return byToken(intended, asked, account);
  const isClosed = CLOSED.has(service) || /^sts:AssumeRole$/i.test(action);
  if (!isClosed || /^kms:RetireGrant$/i.test(action)) return layerExpects("left", "RCPs are not about it");
  switch (who.kind) {
    case "external": {
      if (what.kind === "key" && asked.where.kind === "forwarded" && asked.region !== asked.regionOfWhat)
        return layerExpects("open", "a service asks for keys of its own region alone");
      return isGrantedToParty(asked, account, resource, who.party, intended.name)
        ? layerExpects("left", "the party is declared at it")
        : layerExpects("denied", "nothing is granted to the party");
    }
    case "vendor":
      return isOfVendor(intended, asked, who.vendor)
        ? layerExpects("left", "the vendor takes its role")
        : layerExpects("denied", "the vendor takes its roles alone, with its external id");
    case "stranger":
    case "anonymous":
    case "token":
      return layerExpects("denied", "nobody from outside reaches an enforced account");
    case "service": {
      const isForSomebody = carriedOf(asked, "aws:SourceAccount") !== undefined;
      const isOurs = carriedOf(asked, "aws:SourceOrgID")?.join() === facts.organizationId;
      return isForSomebody && !isOurs
        ? layerExpects("denied", "a service that acts for another organization")
        : layerExpects("left", "an AWS service");
    }
    default:
      return layerExpects("left", "a principal of the organization");
  }
}

/** Whether a vendor is let in: to its own roles, with its external id, until its end. What is asked beside taking the role, roles have not. */
function isOfVendor({ vendors }: Intended, asked: LayerAsked, name: string): boolean {
  const { what, at } = asked;
  const vendor = vendors.get(name);
  if (vendor === undefined || what.kind !== "role" || what.role?.kind !== "vendor-role" || what.role.vendor !== name) return false;
  const isOver = vendor.ends !== undefined && at.getTime() >= vendor.ends;
  return !isOver && carriedOf(asked, "sts:ExternalId")?.join() === vendor.externalId;
}

/** What stands in every declared account: roles that guardrails exempt are taken by who is declared for them, whatever their trust policies say. */
function ofExemptRole(
  intended: Intended,
  { who, region }: LayerAsked,
  account: IntendedAccount,
  role: Who | undefined,
): LayerExpectation | undefined {
  const except = (isTaker: boolean, because: string) =>
    isTaker || who.kind === "service-linked" ? undefined : layerExpects("denied", because);
  switch (role?.kind) {
    case "deploy":
      return except(who.kind === "runner", "who runs deployments takes the deploy role");
    case "break-glass":
      return except(
        who.kind === "on-call" && who.account === account.name && isHeard(intended, region),
        "who is on call takes break-glass, where its alarm listens",
      );
    case "backup-role":
    case "service-role":
      return except(isItsService(intended, who, account, role.role), "the service that uses the role takes it");
    case "workload":
      return workloadOf(intended, account.name, role.workload)?.isExempt === true
        ? except(isItsService(intended, who, account, exemptRole(role.workload)), "the service that uses the role takes it")
        : undefined;
    default:
      return undefined;
  }
}

/** Whether a party is let in to a resource: its own role of the owner's, what its grants name it at, or a key through the service of that. */
function isGrantedToParty(
  asked: LayerAsked,
  { name, resources }: IntendedAccount,
  resource: IntendedResource | undefined,
  party: string,
  organization: string,
): boolean {
  const { what, at } = asked;
  const open = (each: IntendedResource, path: "named" | "role") =>
    each.grants.some((grant) => isTo(grant, `external/${party}`) && isOpenAt(grant, at) && pathOf(grant) === path);
  if (what.kind === "role")
    return (
      what.role?.kind === "access-role" &&
      what.role.consumer === `external/${party}` &&
      what.role.account === name &&
      resources.some((each) => open(each, "role"))
    );
  if (what.kind === "key") {
    // Keys that stacks make are known by the tag that the deploy role alone sets, and their policies say which of them it is.
    const isOurs = carriedOf(asked, MARK)?.join() === organization;
    return resources
      .filter((each) => open(each, "named"))
      .some((each) => {
        if (each.kind !== "key") return isThroughService(asked, serviceOf(each.kind), each.region) && each.region === asked.regionOfWhat;
        return each.isExisting ? each === resource : isOurs && each.region === asked.regionOfWhat;
      });
  }
  if (resource === undefined || !open(resource, "named")) return false;
  const grants = resource.grants.filter((grant) => isTo(grant, `external/${party}`) && pathOf(grant) === "named");
  switch (what.kind) {
    case "table":
      return grants.some(({ on }) => on.includes("table"));
    case "index":
      return grants.some(({ on }) => on.includes(what.index));
    case "stream":
      return grants.some(({ can }) => can.includes("stream"));
    case "secret":
      return true;
    default:
      return false;
  }
}

/** Tokens take roles if their issuer is declared, or is a cluster whose pods take roles of the account. */
function byToken(intended: Intended, asked: LayerAsked, account: IntendedAccount): LayerExpectation {
  const trusted = layerExpects("left", "a trusted issuer");
  const isOf = (issuer: string) => asked.carried.has(`${issuer.toLowerCase()}:sub`);
  if (intended.issuers.some((issuer) => isOf(issuerName(issuer)))) return trusted;
  const { who } = asked;
  const issuer = who.kind === "token" ? (who.provider.split("oidc-provider/")[1] ?? "") : "";
  if (who.kind === "token" && issuer.startsWith("oidc.eks.") && isOf(issuer)) {
    if (who.cluster !== undefined && takesPodsOf(intended, account, who.cluster)) return trusted;
    // Stacks make the providers of others' clusters. The account's own may have one already, so that nothing says which cluster it is.
    if (who.cluster === undefined && account.clusters.length > 0) return layerExpects("open", "it may be a cluster of the account");
  }
  return layerExpects("denied", "an issuer that nobody declared");
}

/** Whether pods of a cluster take roles of an account by their tokens: its own cluster, or one of consumers of what it shares. */
const takesPodsOf = ({ accounts }: Intended, { name, resources }: IntendedAccount, cluster: string): boolean =>
  cluster.startsWith(`${name}/`) ||
  resources.some(({ grants }) =>
    grants.some(
      ({ consumer, how }) =>
        how === "irsa" &&
        "account" in consumer &&
        accounts
          .get(consumer.account)
          ?.workloads.find((each) => each.name === consumer.workload)
          ?.pod?.clusters.some((each) => each.name === cluster) === true,
    ),
  );
