import { exemption } from "../engine/binding.ts";
import { contestedResources } from "../engine/contested.ts";
import { needsResourceGrant } from "../engine/permission.ts";
import { reachesResourceOf } from "../engine/policy.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import { GRANT } from "../engine/principal-matcher.ts";
import type { AlikeActions } from "./action-classes.ts";
import type { Meeting, MetGroup, MetStatement } from "./meeting.ts";
import { withAction } from "./pair.ts";

/**
 * Finds out whether nothing can allow alike actions of a meeting, whatever the requests carry and wherever they come from: a Deny without
 * conditions applies, or no Allow reaches them where one is needed. The policies of endpoints are left out of account.
 */
export function closing({ pair, caller, target }: Meeting, anywhere: readonly MetGroup[]): (alike: AlikeActions) => boolean {
  const allowsOf = (layer: "resource" | "identity") => {
    const groups = anywhere.filter(({ group }) => group.layer === layer);
    const isUnknown = groups.some(({ group }) => group.policies.some(({ unknown }) => unknown !== undefined));
    const allows = groups.flatMap(({ statements }) => statements.filter(({ at }) => !at.statement.isDeny));
    return ({ index }: AlikeActions) => isUnknown || allows.some(({ at }) => at.reach.isReached[index] === true);
  };
  const [mayAllowAtResource, mayAllowCaller] = [allowsOf("resource"), allowsOf("identity")];
  const denies = anywhere.map(({ group: { layer }, statements }) => ({
    layer,
    certain: statements.filter((each) => isCertainDeny(each, pair)),
  }));
  // What is asked of the request here is not in its context.
  const request: PreparedRequest = { ...target.sample, principal: caller.sample.principal };
  return (alike) => isClosedTo(withAction(request, alike.first.name), alike);

  function isClosedTo(request: PreparedRequest, alike: AlikeActions): boolean {
    if (!mayAllowAtResource(alike)) {
      if (needsResourceGrant(request)) return true;
      if (request.principal.kind !== "root" && !mayAllowCaller(alike)) return true;
    }
    return denies.some(
      ({ layer, certain }) => certain.some(({ at }) => at.reach.isReached[alike.index] === true) && exemption(layer, request) === undefined,
    );
  }
}

/** Whether a statement denies its actions to the caller for certain, whatever else the requests carry and however AWS's pages are read. */
const isCertainDeny = ({ at: { statement, atResource }, caller: { certain, mark } }: MetStatement, pair: Meeting["pair"]): boolean =>
  statement.isDeny &&
  statement.conditions.length === 0 &&
  certain !== GRANT.none &&
  mark === "" &&
  ((atResource.truth === 3 && atResource.mark === "") || reachesForCertain(statement, pair().prepared));

const reachesForCertain = (statement: MetStatement["at"]["statement"], request: PreparedRequest): boolean =>
  reachesResourceOf(statement, request) && contestedResources(statement, request).length === 0;
