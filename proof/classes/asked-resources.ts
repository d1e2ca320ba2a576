import type { Partition } from "../../iam/arn.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import type { Action } from "../../iam/catalogue-entries.ts";
import type { Intended } from "../intent/intended.ts";
import type { DeployedResources } from "../world/deployed-resources.ts";
import { actsOn } from "./impossible.ts";
import { type ResourceClass, resourcesOf, rolesOf } from "./resources.ts";
import { safeguardsOf } from "./safeguards.ts";

/** Every class of resources of a declared organization. */
export function askedResources(intended: Intended, deployed: DeployedResources, partition: Partition): ResourceClass[] {
  const workloads = [...intended.accounts.values()].flatMap((account) => account.workloads.map(({ roleArn }) => roleArn));
  return [...resourcesOf(intended, deployed, partition), ...safeguardsOf(intended, partition), ...rolesOf(intended, deployed, workloads)];
}

/** Every action on the resource; of services that hold no data only those that change something. */
export function actionsOn(catalogue: Catalogue, { service, type, actions, arn }: ResourceClass): readonly Action[] {
  if (actions !== undefined) return actions.flatMap((name) => catalogue.action(name) ?? []);
  const isData = DATA_SERVICES.has(service);
  return catalogue
    .actionsOf(service)
    .filter((action) => (isData || action.isWrite) && actsOn(action, arn) && action.resources.some(({ name }) => name === type));
}

const DATA_SERVICES = new Set(["dynamodb", "kms", "secretsmanager", "sts"]);
