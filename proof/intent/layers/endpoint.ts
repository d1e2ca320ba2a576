import type { Intended } from "../intended.ts";
import type { Who } from "../subject.ts";
import { isAction } from "./action-tables.ts";
import { carriedOf, type LayerAsked, type LayerExpectation, layerExpects } from "./layer-subject.ts";

/** The services that Palisade makes endpoints for; `streams` is DynamoDB's for streams. */
export type EndpointService = "dynamodb" | "streams" | "kms" | "secretsmanager" | "sts";

const isMember = (who: Who): boolean =>
  who.kind !== "external" && who.kind !== "stranger" && who.kind !== "anonymous" && who.kind !== "service" && who.kind !== "token";

/** What the policy of an endpoint that Palisade makes does: it lets the organization's principals to the organization's resources. */
export function expectOfEndpoint(intended: Intended, asked: LayerAsked, service: EndpointService, forPods: boolean): LayerExpectation {
  const { who, action, what, where } = asked;
  if (where.kind === "forwarded") return layerExpects("left", "a forwarded call passes no endpoint of the caller's");
  const [called = ""] = action.toLowerCase().split(":");
  const isOwnService = service === "streams" ? isAction(action, "streamsEndpoint") : called === service;
  if (!isOwnService) return layerExpects("denied", "the endpoint is for its own service");
  const isOurs = what.kind === "service" ? carriedOf(asked, "aws:ResourceOrgID")?.length !== 0 : isOfOrganization(intended, what.account);
  if (service === "sts") {
    if (isAction(action, "namesCaller")) return only(isMember(who), "the organization's principals ask who they are");
    if (isAction(action, "takesRolesByToken")) return only(forPods && isOurs, "pods take the organization's roles");
    return only(isAction(action, "takesRoles") && isMember(who) && isOurs, "the organization's principals take its roles");
  }
  if (service === "dynamodb") {
    if (isAction(action, "findsEndpoints") && isMember(who)) return layerExpects("allowed", "the organization's principals find endpoints");
    if (who.kind === "service") return only(isOurs, "AWS services use the organization's tables");
  }
  return only(isMember(who) && isOurs, "the organization's principals use its resources");
}

const only = (isSo: boolean, because: string): LayerExpectation =>
  isSo ? layerExpects("allowed", because) : layerExpects("denied", "nothing leads out of the organization");

const isOfOrganization = ({ accounts, accountNames }: Intended, account: string): boolean =>
  accounts.has(account) || [...accountNames.values()].includes(account);
