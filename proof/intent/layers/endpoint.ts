import type { Intended } from "../intended.ts";
import {
  accountOfCaller,
  type EndpointService,
  isAccessRole,
  isReached,
  letsPass,
  letsTokenPass,
  type Passage,
  reachOf,
} from "../network-reach.ts";
import type { Who } from "../subject.ts";
import { isAction } from "./action-tables.ts";
import { carriedOf, type LayerAsked, type LayerExpectation, type LayerFacts, layerExpects } from "./layer-subject.ts";

const isMember = (who: Who): boolean =>
  who.kind !== "external" &&
  who.kind !== "vendor" &&
  who.kind !== "stranger" &&
  who.kind !== "anonymous" &&
  who.kind !== "service" &&
  who.kind !== "token";

/**
 * What the policy of an endpoint that Palisade makes does: it lets the network's accounts to their resources and to the owners' of what is
 * granted there, the owners' access roles to the owners' resources, and all that only while the accounts are in the organization.
 */
export function expectOfEndpoint(intended: Intended, asked: LayerAsked, service: EndpointService, facts: LayerFacts): LayerExpectation {
  const { who, action, what, where } = asked;
  if (where.kind !== "network") return layerExpects("left", "it passes no endpoint of a declared network");
  const [called = ""] = action.toLowerCase().split(":");
  const isOwnService = service === "dynamodb-streams" ? isAction(action, "streamsEndpoint") : called === service;
  if (!isOwnService) return layerExpects("denied", "the endpoint is for its own service");
  const isInside = (key: string, otherwise: boolean) => carriedOf(asked, key)?.includes(facts.organizationId) ?? otherwise;
  const isCalledFromInside = isInside("aws:PrincipalOrgID", isMember(who));
  const isOurs =
    isInside("aws:ResourceOrgID", what.kind === "service" || isOfOrganization(intended, what.account)) &&
    carriedOf(asked, "aws:ResourceAccount")?.length !== 0;
  const reach = reachOf(intended, where);
  const passage: Passage = {
    service,
    caller: isCalledFromInside ? accountOfCaller(who) : undefined,
    isAccessRole: isAccessRole(who),
    target: what.account,
    isToAccessRole: what.kind === "role" && isAccessRole(what.role),
  };
  if (service === "sts") {
    if (isAction(action, "namesCaller")) return only(isCalledFromInside, "the organization's principals ask who they are");
    if (isAction(action, "takesRolesByToken")) return only(isOurs && letsTokenPass(reach, passage), "pods take roles of their owners");
    if (!isAction(action, "takesRoles")) return layerExpects("denied", "the endpoint is for taking roles");
  }
  if (service === "dynamodb") {
    if (isAction(action, "findsEndpoints") && isCalledFromInside)
      return layerExpects("allowed", "the organization's principals find endpoints");
    if (who.kind === "service") return only(isOurs && isReached(reach, what.account), "AWS services use tables that the network reaches");
  }
  return only(isOurs && letsPass(reach, passage), "the network's accounts use what is theirs, and what is granted there");
}

const only = (isSo: boolean, because: string): LayerExpectation =>
  isSo ? layerExpects("allowed", because) : layerExpects("denied", "nothing leads to accounts that the network has no grants of");

const isOfOrganization = ({ accounts, accountNames }: Intended, account: string): boolean =>
  accounts.has(account) || [...accountNames.values()].includes(account);
