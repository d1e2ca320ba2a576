import { WORKLOAD_TAG } from "../../../model/names.ts";
import { isComputeGuarded, isHandedByDeployment, isOfWorkloads } from "../compute.ts";
import type { IntendedAccount } from "../intended.ts";
import { isAction } from "./action-tables.ts";
import { carriedOf, type LayerAsked, type LayerExpectation, layerExpects } from "./layer-subject.ts";

/** The tag that deployers set. */
const TAGGED = `aws:ResourceTag/${WORKLOAD_TAG}`;

/** What runs under the account's workload roles: who starts it, changes it and gets in. Undefined for what other guardrails may be about. */
export function ofCompute(asked: LayerAsked, account: IntendedAccount): LayerExpectation | undefined {
  const { who, action, what } = asked;
  if (!isComputeGuarded(account)) return undefined;
  const isDeploy = who.kind === "deploy";
  if (what.kind === "role" && what.role?.kind === "deployer" && what.account === account.name && isAction(action, "rolesOfTheBlueprint"))
    return isDeploy ? undefined : layerExpects("denied", "the deploy role changes deployers");
  if (who.kind === "deployer") return undefined;
  if (isDeploy && isAction(action, "startsOfInstances")) return layerExpects("denied", "the deploy role starts no compute");
  if (isAction(action, "changesOfCompute") && carriedOf(asked, TAGGED) !== undefined)
    return layerExpects("denied", "deployers change what they tagged");
  if (what.kind === "role" && what.account === account.name && isAction(action, "handing") && isOfWorkloads(account, what.role))
    return isDeploy && isHandedByDeployment(carriedOf(asked, "iam:PassedToService"))
      ? undefined
      : layerExpects("denied", "deployers hand workload roles to what runs them");
  if (what.kind !== "safeguard" || what.of !== "cluster" || what.account !== account.name) return undefined;
  if (isAction(action, "entriesOfClusters")) return layerExpects("denied", "deployers let people into clusters");
  return isAction(action, "rolesOfPods") && !isDeploy ? layerExpects("denied", "deployers give pods their roles") : undefined;
}
