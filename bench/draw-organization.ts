import { stringify } from "yaml";
import { type Random, randomFrom } from "../test/support/random.ts";

/** An account that later ones may share data with. */
interface DrawnAccount {
  readonly name: string;
  /** Workloads in the region of its tables. */
  readonly workloads: readonly string[];
  readonly isEnforced: boolean;
}

type Entries = Record<string, unknown>;

const UNITS = {
  "workloads/prod": { perimeter: "enforced" },
  "workloads/data": { perimeter: "enforced" },
  "workloads/dev": { perimeter: "open", because: "developers need the console" },
};
const REGION = "eu-west-1";
const SUBJECTS = ["orders", "rates", "events", "sessions", "invoices", "carts", "tickets", "ledger"];
const KEYS = ["customerId", "orderId", "tenant", "region", "day", "status"];
/** Address blocks in a network of 10.0.0.0/8 by this many bits. */
const BLOCK_BITS = 10;

/**
 * Draws the files of an organization with this many accounts, each with one table, some with secrets and shares of earlier accounts' use. The
 * same seed draws the same. No two accounts are alike, names and ids apart.
 */
export function drawOrganization(accounts: number, seed: number): Map<string, string> {
  const random = randomFrom(seed);
  const files = new Map([["organization.yaml", stringify(organization())]]);
  const drawn: DrawnAccount[] = [];
  const shapes = new Set<string>();
  while (drawn.length < accounts) {
    const number = drawn.length;
    const { account, file, data } = drawAccount(random, number, drawn);
    const shape = JSON.stringify([file, data]).replace(/\d{12}|10\.\d+\.\d+\.0|acc\d+/g, "");
    if (shapes.has(shape)) continue;
    shapes.add(shape);
    drawn.push(account);
    files.set(`accounts/${account.name}/account.yaml`, stringify(file));
    files.set(`accounts/${account.name}/data.yaml`, stringify(data));
  }
  return files;
}

const organization = (): Entries => ({
  organization: { name: "drawn", id: "o-drawnexample", managementAccount: "100000000001" },
  homeRegion: REGION,
  deployment: { role: "PalisadeDeploy", takenBy: ["arn:aws:iam::100000000001:role/PalisadeRunner"] },
  administrators: ["AWSReservedSSO_AdministratorAccess"],
  breakGlass: { role: "BreakGlass", trusted: ["AWSReservedSSO_OnCall"] },
  organizationalUnits: UNITS,
  externalParties: {
    nightjar: {
      account: "900000000009",
      role: "auditor",
      because: "yearly audit",
      networks: ["203.0.113.0/24"],
      externalId: "nightjar-4711-drawn",
    },
  },
  letThrough: {
    backupRoles: { "service-role/AWSBackupDefaultServiceRole": "the backup plan" },
    restoreRoles: { "recovery/restore": "who is on call restores tables" },
  },
});

function drawAccount(
  random: Random,
  number: number,
  before: readonly DrawnAccount[],
): { readonly account: DrawnAccount; readonly file: Entries; readonly data: Entries } {
  const name = `acc${number.toString()}`;
  const network = (index: number): Entries => ({ region: REGION, cidr: blockAt(number * 2 + index), zones: 1 + random.below(3) });
  const networks = random.chance(0.3) ? { main: network(0), batch: network(1) } : { main: network(0) };
  const workloads = random.some(["api", "worker", "reporter", "loader"], 1, 3);
  const subject = random.pick(SUBJECTS);
  const indexes = random.some(["byDay", "byStatus", "byOwner"], 0, 2);
  const unit = random.pick(Object.keys(UNITS));
  const isSensitive = random.chance(0.2);
  const table = {
    key: { partition: { [random.pick(KEYS)]: "string" }, sort: { entryId: "string" } },
    ...(indexes.length === 0 ? {} : { indexes: Object.fromEntries(indexes.map((index) => [index, drawIndex(random)])) }),
    stream: "new-and-old-images",
    ...(isSensitive ? { classification: "sensitive" } : {}),
    ...(random.chance(0.3) ? { pointInTimeRecovery: random.pick(["7d", "35d"]) } : {}),
    usedBy: Object.fromEntries(workloads.map((workload) => [workload, drawUse(random, indexes)])),
    ...drawShare(random, subject, indexes, isSensitive ? before.filter(({ isEnforced }) => isEnforced) : before),
  };
  const secret = { description: "What the API signs with", usedBy: { [workloads[0] ?? "api"]: { can: ["read"] } } };
  return {
    account: { name, workloads, isEnforced: unit !== "workloads/dev" },
    file: {
      account: name,
      id: (200_000_000_000 + number).toString(),
      organizationalUnit: unit,
      networks,
      workloads: Object.fromEntries(
        workloads.map((workload) => [
          workload,
          { runsOn: random.pick(["lambda", "ec2", "ecs"]), network: random.pick(Object.keys(networks)) },
        ]),
      ),
    },
    data: { tables: { [subject]: table }, ...(random.chance(0.2) ? { secrets: { signing: secret } } : {}) },
  };
}

function blockAt(index: number): string {
  const start = (index << BLOCK_BITS) % 2 ** 24;
  return `10.${(start >> 16).toString()}.${((start >> 8) & 255).toString()}.0/${(32 - BLOCK_BITS).toString()}`;
}

const drawIndex = (random: Random): Entries => ({
  partition: { [random.pick(["day", "status", "owner"])]: "string" },
  sort: { entryId: "string" },
});

const drawUse = (random: Random, indexes: readonly string[]): Entries => ({
  can: random.some(["read", "scan", "write"], 1, 3),
  on: ["table", ...random.some(indexes, 0, indexes.length)],
});

/** A share with a workload of an earlier account, of most tables. */
function drawShare(random: Random, subject: string, indexes: readonly string[], before: readonly DrawnAccount[]): Entries {
  const consumers = before.slice(-20);
  if (consumers.length === 0 || random.chance(0.3)) return {};
  const { name, workloads } = random.pick(consumers);
  const share = {
    can: random.some(["read", "stream"], 1, 2),
    ...(indexes.length > 0 && random.chance(0.5) ? { on: ["table", ...indexes] } : {}),
    purpose: "etl",
    because: `${subject} are reported on`,
    ...(random.chance(0.2) ? { until: `2027-0${(1 + random.below(9)).toString()}-15` } : {}),
  };
  return { sharedWith: { [`${name}/${random.pick(workloads)}`]: share } };
}
