import { regionalSourceOf } from "./replica-source.ts";
import { shortHash } from "./short-hash.ts";

/** IAM paths of the roles that Palisade makes; guardrails recognise the roles by them. */
export const WORKLOAD_PATH = "palisade/workload";
export const ACCESS_PATH = "palisade/access";
/** Of roles that are taken from public addresses: beside the path of other access roles, whose pattern binds them to a VPC. */
export const EXTERNAL_ACCESS_PATH = "palisade/external";
export const BREAK_GLASS_PATH = "palisade/break-glass";
export const ALARM_PATH = "palisade/alarm";
/** The paths of every role that stacks make. */
export const ROLE_PATHS = [WORKLOAD_PATH, ACCESS_PATH, EXTERNAL_ACCESS_PATH, BREAK_GLASS_PATH, ALARM_PATH] as const;

/** The tags of every access role: the VPC that its consumer calls from, and the region of that. */
export const VPC_TAG = "palisade:vpc";
export const REGION_TAG = "palisade:region";
/** The value of both while there is no network; no VPC and no region is called so. */
export const NO_NETWORK = "none";

/** The part of a table's name that a restored table has between the name of what it was restored from and a text of one's own. */
export const RESTORED = "-restored-";
/** The tag that opens a restored table; the deploy role sets it once the table has the policy that its entry says. */
export const RESTORED_TAG = "palisade:restored";

/** The tag of compute that runs under a workload role, which its account's deployers alone set and change what carries it. */
export const WORKLOAD_TAG = "palisade:workload";

/** A table's name in AWS: that of what exists, or its own; a replica in the account of its source has the source's. */
export function tableNameOf(
  account: string,
  name: string,
  { existing, replicaOf }: { readonly existing?: string | undefined; readonly replicaOf?: string | undefined },
): string {
  return existing ?? regionalSourceOf(account, { replicaOf }) ?? name;
}

/** AWS's limit for role names (IAM quotas). */
const LONGEST_ROLE_NAME = 64;
const HASH_LENGTH = 8;

/** A role's name from its parts, joined by a dot, which no part contains. A name that is too long is cut and ends in a hash of the whole. */
export function roleNameOf(...parts: readonly string[]): string {
  const whole = parts.join(".");
  if (whole.length <= LONGEST_ROLE_NAME) return whole;
  return `${whole.slice(0, LONGEST_ROLE_NAME - HASH_LENGTH - 1)}.${shortHash(whole, HASH_LENGTH)}`;
}

/** The layers of the blueprint, in the order in which data flows. */
export const LAYERS = ["organization", "guardrails", "foundation", "perimeter", "data", "consumers"] as const;
export type Layer = (typeof LAYERS)[number];
/** Layers that every account has a stack of. */
export type AccountLayer = Exclude<Layer, "organization" | "guardrails">;

/** A stack's name: the layer, and behind a dot the account that it is for. */
export const stackName = (layer: AccountLayer, account: string): string => `${layer}.${account}`;
