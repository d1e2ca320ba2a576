import type { Intended } from "./intended.ts";
import {
  accountOfCaller,
  endpointFor,
  guardedNetwork,
  isAccessRole,
  isReached,
  letsPass,
  letsTokenPass,
  reachOf,
} from "./network-reach.ts";
import { expect } from "./places.ts";
import type { Asked, Expectation, What } from "./subject.ts";

/** What ought to become of a request for a resource of another organization: nothing is carried there through a network's endpoints. */
export function expectAtForeign(intended: Intended, asked: Asked, { service }: Extract<What, { kind: "foreign" }>): Expectation {
  return guardedNetwork(intended, asked, service) !== undefined
    ? expect("denied", "an endpoint leads to no resources of another organization")
    : expect("open", "it passes no endpoint of Palisade's");
}

/** Whether a request within the organization comes through an endpoint of Palisade's that leads elsewhere: the network's accounts have no grants of its accounts. */
export function isStopped(intended: Intended, asked: Asked): boolean {
  const { who, action, what, where } = asked;
  // Most classes come through no network.
  if (where.kind !== "network") return false;
  // Nobody but the bearer of a token makes such a call: it is not signed.
  if (what.kind === "foreign" || (who.kind !== "token" && /^sts:AssumeRoleWith/i.test(action))) return false;
  const service = endpointFor(action, what);
  const network = service === undefined ? undefined : guardedNetwork(intended, asked, service);
  if (service === undefined || network === undefined) return false;
  const reach = reachOf(intended, network);
  const passage = {
    service,
    caller: accountOfCaller(who),
    isAccessRole: isAccessRole(who),
    target: what.account,
    isToAccessRole: what.kind === "role" && isAccessRole(what.role),
  };
  if (who.kind === "token") return !letsTokenPass(reach, passage);
  if (who.kind === "service") return service !== "dynamodb" || !isReached(reach, what.account);
  return !letsPass(reach, passage);
}
