import { type DrawnOrganization, type Entries, SLIP } from "./drawn-organization.ts";
import type { Random } from "./random.ts";
import type { DrawnAccount, DrawnWorkload } from "./random-account.ts";

/** What the data of an account is drawn with. */
export interface Draw {
  readonly random: Random;
  readonly organization: DrawnOrganization;
  readonly accounts: readonly DrawnAccount[];
  readonly account: DrawnAccount;
  /** The owner whose role pods of one owner take, by workload: the first that shares with them. */
  readonly ownersOfPods: Map<string, string>;
}

/** What a table, key or secret says that its grants must fit. */
export interface Shareable {
  readonly region: string;
  readonly rights: readonly string[];
  readonly on?: readonly string[];
  readonly canPolicyBeWritten: boolean;
  readonly isSensitive?: boolean;
}

/** Days around the tests' own, on which grants end. */
const ENDS = ["2026-10-31", "2026-11-21", "2026-11-22", "2027-01-31", "2027-03-31"];

function drawShare(random: Random, consumer: DrawnWorkload, { rights, on = [], canPolicyBeWritten }: Shareable): Entries {
  const direct = consumer.isOfOneOwner ? [consumer.identity, undefined] : ["role", undefined];
  const policy = canPolicyBeWritten || random.chance(SLIP) ? ["resource-policy", "resource-policy"] : [];
  const fitting =
    consumer.runsOn === "eks" ? direct : consumer.runsOn === "ci" ? ["role", undefined] : [...policy, "role", "role", undefined, undefined];
  const how = random.chance(SLIP) ? random.pick(["irsa", "pod-identity", "resource-policy"]) : random.pick(fitting);
  const purpose = random.pick(["etl", "governance", "shared-service", "migration"]);
  const until = (purpose === "migration" && !random.chance(SLIP)) || random.chance(0.3) ? { until: random.pick(ENDS) } : {};
  const maxSession = how === "role" && random.chance(0.2) ? { maxSession: random.chance(SLIP) ? "2h" : "1h" } : {};
  const carried = how === "resource-policy" ? rights.filter((right) => right !== "settings") : rights;
  const shared = consumer.region === undefined ? { can: withoutNetwork(consumer) } : drawRights(random, carried, on);
  return { ...shared, ...(how === undefined ? {} : { how }), purpose, because: "month-end close", ...until, ...maxSession };
}

function drawExternal(
  random: Random,
  name: string,
  hasExternalId: boolean,
  { rights, on = [], canPolicyBeWritten }: Shareable,
): [string, Entries] {
  const mayTakeRole = hasExternalId || random.chance(SLIP);
  const policy = canPolicyBeWritten || !mayTakeRole ? ["resource-policy"] : [];
  const how = random.pick([...policy, ...(mayTakeRole ? ["role", undefined] : [])]);
  const until = random.chance(SLIP) ? {} : { until: random.pick(ENDS) };
  const carried = how === "role" ? rights : rights.filter((right) => right !== "settings");
  const shared = drawRights(random, carried, on);
  return [`external/${name}`, { ...shared, ...(how === undefined ? {} : { how }), purpose: "external", because: "yearly audit", ...until }];
}

/** What may be granted to a workload without a network: Lambda polls streams alone, others read. */
const withoutNetwork = ({ runsOn }: DrawnWorkload): readonly string[] => (runsOn === "service" || runsOn === "ci" ? ["read"] : ["stream"]);

/** Whether a workload without a network can use something. */
const isUsable = (workload: DrawnWorkload, { rights, isSensitive }: Shareable): boolean =>
  withoutNetwork(workload).every((right) => rights.includes(right)) && !(workload.runsOn === "service" && isSensitive === true);

const isNear = ({ region }: DrawnWorkload, wanted: string, random: Random) => region === wanted || random.chance(SLIP);

/** Draws what workloads of the own account may do. */
export function drawUses({ random, account }: Draw, shareable: Shareable): Entries {
  const { region, rights, on = [] } = shareable;
  const workloads = random.some(account.workloads, 0, 3).filter(({ runsOn, isOfOneOwner }) => runsOn !== "eks" || !isOfOneOwner);
  const uses = workloads.flatMap((workload): [string, Entries][] => {
    if (workload.region === undefined) return isUsable(workload, shareable) ? [[workload.name, { can: withoutNetwork(workload) }]] : [];
    return isNear(workload, region, random) ? [[workload.name, drawRights(random, rights, on)]] : [];
  });
  return uses.length === 0 ? {} : { usedBy: Object.fromEntries(uses) };
}

/** Draws what workloads of other accounts, and parties, may do. */
export function drawShares(draw: Draw, shareable: Shareable): Entries {
  const { random, organization, accounts, account } = draw;
  const others = accounts.filter((other) => other !== account && (shareable.isSensitive !== true || other.perimeter !== "open"));
  const consumers = random.some(
    others.flatMap(({ workloads }) => workloads),
    0,
    3,
  );
  const shares = consumers.flatMap((consumer): [string, Entries][] => {
    const name = `${consumer.account}/${consumer.name}`;
    if (consumer.region === undefined ? !isUsable(consumer, shareable) : !isNear(consumer, shareable.region, random)) return [];
    if (consumer.runsOn === "eks" && consumer.isOfOneOwner) {
      const owner = draw.ownersOfPods.get(name) ?? account.name;
      if (owner !== account.name && random.chance(0.97)) return [];
      draw.ownersOfPods.set(name, owner);
    }
    return [[name, drawShare(random, consumer, shareable)]];
  });
  const parties = random.some(organization.parties, 0, 1).filter(() => random.chance(0.6));
  const all = [...shares, ...parties.map(({ name, hasExternalId }) => drawExternal(random, name, hasExternalId, shareable))];
  return all.length === 0 ? {} : { sharedWith: Object.fromEntries(all) };
}

function drawRights(random: Random, rights: readonly string[], on: readonly string[]): Entries {
  const places = on.length > 1 && random.chance(0.4) ? random.some(on, 1, on.length) : [];
  const needed = places.length > 0 && !places.includes("table") ? ["read"] : [];
  return { can: [...new Set([...needed, ...random.some(rights, 1, 3)])], ...(places.length === 0 ? {} : { on: places }) };
}
