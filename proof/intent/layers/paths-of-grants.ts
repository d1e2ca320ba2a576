import type { Intended, IntendedGrant, IntendedResource, IntendedWorkload } from "../intended.ts";
import { hasAddresses, isFromAddresses, isFromAddressesOf, isOfItsOrganization, isOpenAt, isThrough, isTo, workloadOf } from "../places.ts";
import { KEY_RIGHTS, SECRET_RIGHTS, TABLE_RIGHTS } from "../rights.ts";
import type { What, Where, Who } from "../subject.ts";
import type { LayerAsked } from "./layer-subject.ts";

/** How a consumer reaches what is granted: by its own role, or by a role of the owner's that it takes. */
export type GrantPath = "own" | "named" | "role";

/** The way of a grant: inside the account by the workload's own permissions; named in the resource's policy; or by a role of the owner's. */
export function pathOf(grant: IntendedGrant): GrantPath {
  if (grant.how === "own-role") return "own";
  return grant.isByRole ? "role" : "named";
}

/** The grants of a resource by which a principal itself acts. */
export function grantsOf(resource: IntendedResource, who: Who): readonly IntendedGrant[] {
  switch (who.kind) {
    case "workload":
      return resource.grants.filter((grant) => isTo(grant, `${who.account}/${who.workload}`) && pathOf(grant) !== "role");
    case "external":
      return resource.grants.filter((grant) => isTo(grant, `external/${who.party}`) && pathOf(grant) !== "role");
    case "access-role":
      return who.account === resource.account
        ? resource.grants.filter((grant) => isTo(grant, who.consumer) && pathOf(grant) === "role")
        : [];
    default:
      return [];
  }
}

/** Whether a grant gives an action at a part of a resource, on its way. */
export function gives({ can, on }: IntendedGrant, path: GrantPath, action: string, what: What): boolean {
  const has = (actions: readonly string[]) => actions.some((each) => each.toLowerCase() === action.toLowerCase());
  switch (what.kind) {
    case "table":
      if (path === "named" && OWNERS_ALONE.has(action.toLowerCase())) return false;
      return on.includes("table") && can.some((verb) => has(TABLE_RIGHTS[verb]?.table ?? []));
    case "index":
      return on.includes(what.index) && can.some((verb) => has(TABLE_RIGHTS[verb]?.index ?? []));
    case "stream":
      return can.some((verb) => has(TABLE_RIGHTS[verb]?.stream ?? []));
    case "secret":
      return can.some((verb) => has(SECRET_RIGHTS[verb] ?? []));
    case "key":
      return what.of === "key" && can.some((verb) => has(KEY_RIGHTS[verb] ?? []));
    default:
      return false;
  }
}

/** Actions that DynamoDB lets no policy of a table give to another account. */
const OWNERS_ALONE = new Set(["dynamodb:describecontinuousbackups", "dynamodb:describetimetolive", "dynamodb:updatetimetolive"]);

/** The actions on the key that a use of a table or a secret asks for. */
export function givesKey({ can }: IntendedGrant, action: string, of: "table" | "secret" | "key"): boolean {
  const actions =
    of === "table"
      ? can.some((verb) => [TABLE_RIGHTS[verb]?.table, TABLE_RIGHTS[verb]?.index, TABLE_RIGHTS[verb]?.stream].flat().length > 0)
        ? ["kms:Decrypt", "kms:DescribeKey"]
        : []
      : can.flatMap((verb) => SECRET_KEY_RIGHTS[verb] ?? []);
  return actions.some((each) => each.toLowerCase() === action.toLowerCase());
}

const SECRET_KEY_RIGHTS: Readonly<Record<string, readonly string[]>> = {
  read: ["kms:Decrypt"],
  write: ["kms:Decrypt", "kms:GenerateDataKey"],
};

/** Whether a service in the region of the request forwards the call. */
export const isThroughService = ({ where, region }: LayerAsked, service: string, own: string): boolean =>
  where.kind === "forwarded" && where.service === service && region === own;

/** Whether a consumer calls from where the owner's documents bind it to. */
export function isBoundPlace(
  intended: Intended,
  grant: IntendedGrant,
  { who, where, region, carried }: LayerAsked,
  resource: IntendedResource,
): boolean {
  if ("party" in grant.consumer) {
    const party = intended.parties.get(grant.consumer.party);
    if (who.kind === "external" && !isOfItsOrganization(party, carried)) return false;
    return party?.networks.length === 0 || isFromAddresses(where, grant.consumer.party);
  }
  const workload = workloadOf(intended, grant.consumer.account, grant.consumer.workload);
  if (hasAddresses(workload)) return isFromAddressesOf(workload, where);
  if (workload?.network === undefined) return true;
  return region === resource.region && isThrough(where, workload.network, region);
}

/** Whether a grant is open at the time of the request. */
export const isOpen = (grant: IntendedGrant, { at }: LayerAsked): boolean => isOpenAt(grant, at);

/** The last end of grants, in milliseconds; undefined where one has no end. */
export function lastEnd(grants: readonly IntendedGrant[]): number | undefined {
  const ends = grants.map(({ ends: end }) => end);
  return ends.includes(undefined) ? undefined : Math.max(...ends.flatMap((end) => end ?? []));
}

/** The workload that a name stands for. */
export function consumerOf(intended: Intended, name: string): IntendedWorkload | undefined {
  const [account = "", workload = ""] = name.split("/");
  return workloadOf(intended, account, workload);
}

/** Whether a request comes through the network of a workload, in its region. */
export const isThroughNetworkOf = (workload: IntendedWorkload | undefined, where: Where, region: string): boolean =>
  isThrough(where, workload?.network, region);
