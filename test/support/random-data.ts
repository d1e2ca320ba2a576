import { type DrawnOrganization, drawName, type Entries, SLIP } from "./drawn-organization.ts";
import type { Random } from "./random.ts";
import type { DrawnAccount } from "./random-account.ts";
import { type Draw, drawShares, drawUses, type Shareable } from "./random-shares.ts";

/** Draws what accounts hold and share: entries of data.yaml by account. */
export function drawData(random: Random, organization: DrawnOrganization, accounts: readonly DrawnAccount[]): Map<string, Entries> {
  const files = new Map<string, Record<string, Record<string, Entries>>>();
  const put = (account: string, kind: string, name: string, entries: Entries) => {
    const file = files.get(account) ?? {};
    files.set(account, { ...file, [kind]: { ...file[kind], [name]: entries } });
  };
  const ownersOfPods = new Map<string, string>();
  for (const account of accounts) {
    if (random.chance(0.15)) continue;
    const draw = { random, organization, accounts, account, ownersOfPods };
    for (const short of random.some(["wrapping", "team/signing_1"], 0, 1)) {
      const name = drawName(random, short, 200);
      put(account.name, "keys", name, drawKey(draw, name));
    }
    const keys = Object.entries(files.get(account.name)?.["keys"] ?? {}).map(([name, { existing }]) => existing ?? name);
    for (const short of random.some(["orders", "Events-1", random.chance(0.05) ? "rates.v2" : "rates_v2"], 0, 2)) {
      const name = drawName(random, short, random.chance(0.1) ? 255 : 200);
      put(account.name, "tables", name, drawTable(draw, name, keys));
    }
    for (const short of random.some(["token", "team/signing_key+1=a.b@c"], 0, 1)) {
      const name = drawName(random, short, 200);
      put(account.name, "secrets", name, drawSecret(draw, name, keys));
    }
  }
  drawGlobalTable(random, organization, accounts, put);
  drawRegionalReplica(random, organization, accounts, put);
  return files;
}

/** Whether what exists already may stand in the account. */
const mayExist = ({ organization, account }: Draw): boolean => !organization.isAllMade && account.id !== undefined;

const TABLE_RIGHTS = ["read", "scan", "write", "settings"];

function drawTable(draw: Draw, name: string, keys: readonly unknown[]): Entries {
  const { random, organization, account } = draw;
  const isExisting = mayExist(draw) && random.chance(0.15);
  const isSensitive = random.chance(0.3);
  const adds = isExisting && (random.chance(0.6) || isSensitive);
  const hasSort = random.chance(0.6);
  const stream = random.chance(0.4) ? random.pick(["new-and-old-images", "keys-only"]) : undefined;
  const region = regionNear(random, organization, account);
  const broker = random.pick([
    undefined,
    undefined,
    ...account.workloads.filter(
      ({ runsOn, region: near, isOfOneOwner }) =>
        runsOn !== "ci" && (runsOn !== "service" || near !== undefined) && (runsOn !== "eks" || !isOfOneOwner),
    ),
  ]);
  const indexes = random
    .some(["byStatus", "byDay"], 0, 2)
    .map((index) => drawIndex(random, drawName(random, index, 255), broker !== undefined));
  const names = indexes.map((index) => index.name);
  const shareable: Shareable = {
    region,
    rights: [...TABLE_RIGHTS, ...(stream === undefined ? [] : ["stream"])],
    on: ["table", ...names],
    canPolicyBeWritten: !isExisting || adds,
    isSensitive,
  };
  const shares = drawShares(draw, shareable);
  const key = keys[0];
  const encryptions = [
    ...["own-key", "own-key"],
    ...(isSensitive ? [] : ["aws-owned", ...(Object.keys(shares).length > 0 ? [] : ["aws-managed"])]),
    ...(key === undefined ? [] : [{ key }]),
    ...(mayExist(draw) && random.chance(SLIP) ? [{ key: keyArn(draw, region) }] : []),
  ];
  return {
    ...(isExisting ? { existing: `team-${name}`.slice(0, 255), ...(adds ? { adds: ["resource-policy"] } : {}) } : {}),
    key: { partition: { [PARTITION]: "string" }, ...(hasSort ? { sort: { SK: "number" } } : {}) },
    ...(indexes.length === 0 ? {} : { indexes: Object.fromEntries(indexes.map((index) => [index.name, index.entries])) }),
    ...(hasSort && random.chance(0.2) ? { localIndexes: { byChange: { sort: { changedAt: "string" } } } } : {}),
    ...(random.chance(0.2) ? { timeToLive: "endsAt" } : {}),
    ...(stream === undefined ? {} : { stream }),
    ...(region === organization.regions[0] && random.chance(0.7) ? {} : { region }),
    ...(random.chance(0.2) ? { capacity: random.pick(["on-demand", { read: 5, write: 1 }]) } : {}),
    ...(isSensitive ? { classification: "sensitive" } : random.chance(0.3) ? { classification: "ordinary" } : {}),
    ...(random.chance(0.4) ? { encryption: random.pick(encryptions) } : {}),
    ...(broker === undefined || random.chance(0.3) ? {} : { tenants: drawTenants(random, broker.name, indexes) }),
    ...drawUses(draw, shareable),
    ...shares,
  };
}

/** The attribute that is the partition key of every drawn table. */
const PARTITION = "PK";

interface DrawnIndex {
  readonly name: string;
  readonly isOfTenants: boolean;
  /** Whether the partition key of its table leads it too, so that tenants may write beside it. */
  readonly isLedByTable: boolean;
  readonly entries: Entries;
}

function drawIndex(random: Random, name: string, mayBeOfTenants: boolean): DrawnIndex {
  const isOfTenants = mayBeOfTenants && random.chance(0.5);
  const leading = isOfTenants && random.chance(0.3) ? PARTITION : `${name}Of`.slice(0, 255);
  const entries = {
    partition: { [leading]: "string" },
    ...(random.chance(0.5) ? { sort: { at: "number" } } : {}),
    ...(random.chance(0.3) ? { project: random.pick(["all", "keys", ["note"]]) } : {}),
    ...(isOfTenants ? { tenant: true } : {}),
  };
  return { name, isOfTenants, isLedByTable: leading === PARTITION, entries };
}

function drawTenants(random: Random, broker: string, indexes: readonly DrawnIndex[]): Entries {
  const on = ["table", ...indexes.flatMap(({ name, isOfTenants }) => (isOfTenants || random.chance(0.05) ? [name] : []))];
  const mayWrite = indexes.every(({ isOfTenants, isLedByTable }) => !isOfTenants || isLedByTable) || random.chance(SLIP);
  return {
    broker,
    tag: "TenantId",
    ...(random.chance(0.6) ? { prefix: "Tenant#" } : {}),
    can: random.pick([["read"], ...(mayWrite ? [["read", "write"]] : []), ...(random.chance(SLIP) ? [["write"]] : [])]),
    ...(random.chance(0.3) ? { on: random.some(on, 1, 2) } : {}),
  };
}

const keyArn = ({ organization, account }: Draw, region: string) =>
  `arn:${organization.partition}:kms:${region}:${account.id ?? ""}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

function drawKey(draw: Draw, name: string): Entries {
  const { random, organization, account } = draw;
  const region = regionNear(random, organization, account);
  const isExisting = mayExist(draw) && random.chance(0.2);
  const shareable = { region, rights: ["encrypt", "decrypt"], canPolicyBeWritten: !isExisting };
  return {
    description: `What ${name} needs`,
    ...(isExisting ? { existing: keyArn(draw, region) } : {}),
    ...(region === organization.regions[0] ? {} : { region }),
    ...drawUses(draw, shareable),
    ...drawShares(draw, shareable),
  };
}

function drawSecret(draw: Draw, name: string, keys: readonly unknown[]): Entries {
  const { random, organization, account } = draw;
  const region = regionNear(random, organization, account);
  const key = keys[0];
  const isExisting = mayExist(draw) && (key !== undefined || random.chance(0.1)) && random.chance(0.4);
  const adds = isExisting && random.chance(0.7);
  const shareable = { region, rights: ["read", "write"], canPolicyBeWritten: !isExisting || adds };
  const shares = drawShares(draw, shareable);
  const isShared = Object.keys(shares).length > 0;
  const arn = `arn:${organization.partition}:secretsmanager:${region}:${account.id ?? ""}:secret:${name}-AbCdEf`;
  const encryptions = ["own-key", ...(isShared ? [] : ["aws-managed"]), ...(key === undefined ? [] : [{ key }])];
  // What an existing secret is encrypted under is declared: AWS's own key for secrets takes no one else in.
  const encryption = isExisting && isShared && key !== undefined ? { key } : random.pick([undefined, ...encryptions]);
  return {
    ...(isExisting ? { existing: arn, ...(adds ? { adds: ["resource-policy"] } : {}) } : {}),
    ...(region === organization.regions[0] ? {} : { region }),
    ...(encryption === undefined ? {} : { encryption }),
    ...drawUses(draw, shareable),
    ...shares,
  };
}

/** A region that the account's workloads reach, most of the time. */
function regionNear(random: Random, { regions }: DrawnOrganization, { workloads }: DrawnAccount): string {
  const near = workloads.flatMap(({ region }) => (region === undefined ? [] : [region]));
  return random.chance(0.95) && near.length > 0 ? random.pick(near) : random.pick([regions[0] ?? "", ...regions]);
}

/** One account with a table in two regions. */
function drawRegionalReplica(
  random: Random,
  { regions }: DrawnOrganization,
  accounts: readonly DrawnAccount[],
  put: (account: string, kind: string, name: string, entries: Entries) => void,
): void {
  const [account] = random.some(accounts, 1, 1);
  if (account === undefined || random.chance(0.6)) return;
  const [home, other] = regions;
  put(account.name, "tables", "baskets", {
    key: { partition: { basketId: "string" } },
    stream: "new-and-old-images",
    ...(random.chance(0.4) ? { classification: "sensitive" } : {}),
    ...usersIn(account, home),
  });
  put(account.name, "tables", "baskets-away", { replicaOf: `${account.name}/baskets`, region: other, ...usersIn(account, other) });
}

/** Those of an account's workloads in a region, as users of a table. */
function usersIn({ workloads }: DrawnAccount, region: string | undefined): Entries {
  const users = workloads.filter((workload) => workload.region === region).map(({ name }) => [name, { can: ["read", "write"] }]);
  return users.length === 0 ? {} : { usedBy: Object.fromEntries(users) as Entries };
}

/** Two accounts with one table, in regions of their own. */
function drawGlobalTable(
  random: Random,
  { regions }: DrawnOrganization,
  accounts: readonly DrawnAccount[],
  put: (account: string, kind: string, name: string, entries: Entries) => void,
): void {
  const [source, replica] = random.some(accounts, 2, 2);
  if (source === undefined || replica === undefined || random.chance(0.7)) return;
  const [home, other] = regions;
  put(source.name, "tables", "sessions", {
    key: { partition: { sessionId: "string" } },
    stream: "new-and-old-images",
    ...(random.chance(0.3) ? { classification: "sensitive" } : {}),
    ...usersIn(source, home),
    sharedWith: { [replica.name]: { purpose: "global-table", because: "a login holds on both continents" } },
  });
  put(replica.name, "tables", "sessions", { replicaOf: `${source.name}/sessions`, region: other, ...usersIn(replica, other) });
}
