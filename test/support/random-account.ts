import { type DrawnOrganization, drawDefaults, drawLetThrough, drawName, type Entries, SLIP } from "./drawn-organization.ts";
import type { Random } from "./random.ts";

/** A workload that data may be shared with. */
export interface DrawnWorkload {
  readonly account: string;
  readonly name: string;
  readonly runsOn: string;
  /** Undefined where it has no network and only polls streams. */
  readonly region: string | undefined;
  readonly identity: string | undefined;
  /** Pods that take the role of the one owner whose data they use, which no other grant may be beside. */
  readonly isOfOneOwner: boolean;
}

/** An account with what others of the organization refer to. */
export interface DrawnAccount {
  readonly name: string;
  readonly id: string | undefined;
  readonly perimeter: string;
  readonly file: Entries;
  /** Regions of the networks that others may share, by name. */
  readonly networks: ReadonlyMap<string, string>;
  readonly workloads: readonly DrawnWorkload[];
}

/** Deploy roles that accounts name: one may be another account's, too, or have the name of the organization's under a path. */
const DEPLOY_ROLES = ["platform/deployer", "cdk/PalisadeDeploy", "deployer"] as const;

interface Named {
  readonly name: string;
  readonly entries: Entries;
}

/** Draws an account; `before` are those that it may share networks of. */
export function drawAccount(random: Random, organization: DrawnOrganization, name: string, before: readonly DrawnAccount[]): DrawnAccount {
  const number = before.length;
  const unit = random.pick(organization.units);
  const own = random.chance(0.2) ? random.pick(["open", "observe", "enforced"]) : undefined;
  const id = random.chance(organization.isNew ? SLIP : organization.isAllMade ? 0.97 : 0.85)
    ? `20000000000${number.toString()}`
    : undefined;
  const mayHold = !organization.isAllMade && (id !== undefined || random.chance(SLIP));
  const networks = drawNetworks(random, organization, number, before, mayHold);
  const clusters = networks.length > 0 && random.chance(0.5) ? drawClusters(random, networks) : [];
  const workloads = drawWorkloads(random, networks, clusters, !organization.isAllMade);
  const file: Entries = {
    account: name,
    ...(id === undefined ? { email: `aws+${name}@acme.example` } : { id }),
    organizationalUnit: unit.path,
    ...(own === undefined ? {} : { perimeter: own, because: "its team asked for it" }),
    ...(random.chance(0.15) ? { defaults: { tables: drawDefaults(random) } } : {}),
    ...entriesOf("networks", networks),
    ...entriesOf("clusters", clusters),
    ...entriesOf("workloads", workloads),
    ...(number % 2 === 0 ? { deployers: ["pipeline/deploy"] } : {}),
    ...(number % 3 === 1 ? { deployment: { role: id === undefined ? "deployer" : DEPLOY_ROLES[name.length % DEPLOY_ROLES.length] } } : {}),
    ...(random.chance(0.2) ? { letThrough: drawLetThrough(random) } : {}),
    ...(random.chance(0.2) ? { attachedPolicies: { serviceControl: ["FullAWSAccess"] } } : {}),
    ...(random.chance(0.2) ? { tags: { costCenter: name } } : {}),
  };
  return {
    name,
    id,
    perimeter: own ?? unit.perimeter,
    file,
    networks: new Map(networks.flatMap((network) => ("sharedFrom" in network.entries ? [] : [[network.name, network.region]]))),
    workloads: workloads.map(({ name: workload, runsOn, region, identity }) => ({
      account: name,
      name: workload,
      runsOn,
      region,
      identity,
      isOfOneOwner: random.chance(0.5),
    })),
  };
}

const entriesOf = (heading: string, named: readonly Named[]): Entries =>
  named.length === 0 ? {} : { [heading]: Object.fromEntries(named.map(({ name, entries }) => [name, entries])) };

interface DrawnPlace extends Named {
  readonly region: string;
}

function drawNetworks(
  random: Random,
  { regions }: DrawnOrganization,
  number: number,
  before: readonly DrawnAccount[],
  mayHold: boolean,
): DrawnPlace[] {
  return random.some(["main", "batch", "shared"], random.chance(0.1) ? 0 : 1, 2).map((short, index) => {
    const name = drawName(random, short, 40);
    const region = random.chance(0.85) ? (regions[0] ?? "") : random.pick(regions);
    const cidr = `10.${(number * 10 + index + 1).toString()}.0.0/16`;
    const id = `${number.toString()}${index.toString()}a1b2c3d4e5f607`;
    const shared = before.flatMap((account) => [...account.networks].map(([network, at]) => ({ from: `${account.name}/${network}`, at })));
    if (shared.length > 0 && random.chance(0.15)) {
      const { from, at } = random.pick(shared);
      return { name, region: at, entries: { sharedFrom: from } };
    }
    if (!mayHold || random.chance(0.65)) {
      const zones = random.chance(0.7) ? { zones: 1 + random.below(3) } : {};
      const reaches = random.chance(0.2) ? { reaches: random.some([...before.map((account) => account.name), "200000000999"], 1, 2) } : {};
      return { name, region, entries: { region, cidr, ...zones, ...reaches } };
    }
    const way = random.chance(0.5)
      ? { dynamodbEndpoint: `vpce-0${id}` }
      : { adds: ["endpoints"], ...(random.chance(SLIP) ? {} : { routeTables: [`rtb-0${id}`] }) };
    return { name, region, entries: { existing: `vpc-0${id}`, region, ...(random.chance(0.8) ? { cidr } : {}), ...way } };
  });
}

function drawClusters(random: Random, networks: readonly DrawnPlace[]): DrawnPlace[] {
  return random.some(["main", "edge"], 1, 2).map((short) => {
    const name = drawName(random, short, 40);
    const network = random.pick(networks);
    const provider = random.pick([undefined, undefined, "create", "existing"]);
    const entries = { existing: `eks-${name}`, network: network.name, ...(provider === undefined ? {} : { oidcProvider: provider }) };
    return { name, region: network.region, entries };
  });
}

type Runner = Named & Pick<DrawnWorkload, "runsOn" | "region" | "identity">;

function drawWorkloads(random: Random, networks: readonly DrawnPlace[], clusters: readonly DrawnPlace[], mayBeOfTeams: boolean): Runner[] {
  const kinds = ["ec2", "lambda", "ecs", "service", "ci", ...(clusters.length > 0 ? ["eks", "eks"] : [])];
  return random.some(["api", "worker", "importer", "poller"], 0, 4).flatMap((short) => {
    const name = drawName(random, short, 40);
    const runsOn = random.pick(kinds);
    const adds = random.chance(0.5) ? { adds: ["permissions"] } : {};
    const role =
      mayBeOfTeams && random.chance(0.25)
        ? { role: { existing: drawName(random, random.pick([`team/${name}`, `${name}-role`]), 64), ...adds } }
        : {};
    return runsOn === "eks" ? [drawPod(random, name, clusters, role)] : drawRunner(random, name, runsOn, networks, role);
  });
}

function drawPod(random: Random, name: string, clusters: readonly DrawnPlace[], role: Entries): Runner {
  const cluster = random.pick(clusters);
  const identity = random.pick([undefined, "irsa", "pod-identity"]);
  const [first, second] = clusters.filter(({ entries }) => entries["network"] === cluster.entries["network"]);
  const place =
    first !== undefined && second !== undefined && random.chance(0.6) ? { clusters: [first.name, second.name] } : { cluster: cluster.name };
  const pod = { ...place, namespace: drawName(random, random.pick(["billing", "letters"]), 63), serviceAccount: name };
  const entries = { runsOn: "eks", ...pod, ...(identity === undefined ? {} : { identity }), ...role };
  return { name, runsOn: "eks", region: cluster.region, identity: identity ?? "irsa", entries };
}

function drawRunner(random: Random, name: string, runsOn: string, networks: readonly DrawnPlace[], role: Entries): Runner[] {
  if (runsOn === "ci") return [drawJob(random, name)];
  if (runsOn === "service") return [drawServed(random, name, networks, role)];
  const isPoller = runsOn === "lambda" && (networks.length === 0 || random.chance(0.25));
  const network = networks.length === 0 || (isPoller && random.chance(0.4)) ? undefined : random.pick(networks);
  if (network === undefined && !isPoller) return [];
  const place = network === undefined ? {} : { network: network.name };
  const entries = { runsOn, ...place, ...(isPoller ? { pollsStreams: true } : {}), ...role };
  return [{ name, runsOn, region: network?.region, identity: undefined, entries }];
}

/** What another service runs: in a network, or in none, where its role is exempt. */
function drawServed(random: Random, name: string, networks: readonly DrawnPlace[], role: Entries): Runner {
  if (networks.length === 0 || random.chance(0.4)) {
    const service = random.pick(["states.amazonaws.com", "pipes.amazonaws.com", "scheduler.amazonaws.com"]);
    const entries = { runsOn: "service", service, because: "it closes the month", ...(random.chance(SLIP) ? role : {}) };
    return { name, runsOn: "service", region: undefined, identity: undefined, entries };
  }
  const network = random.pick(networks);
  const service = random.pick(["glue.amazonaws.com", "codebuild.amazonaws.com"]);
  const entries = { runsOn: "service", service, network: network.name, ...role };
  return { name, runsOn: "service", region: network.region, identity: undefined, entries };
}

/** A CI job, from addresses that one other job may have as well. */
function drawJob(random: Random, name: string): Runner {
  const token = { issuer: "github-actions", subject: `repo:acme/${name}:environment:${random.pick(["prod", "dev"])}` };
  const addresses = [random.pick(["198.51.100.64/26", "192.0.2.64/26"])];
  const entries = { runsOn: "ci", ...token, ...(random.chance(0.3) ? { audience: "https://ci.example" } : {}), addresses };
  return { name, runsOn: "ci", region: undefined, identity: undefined, entries };
}
