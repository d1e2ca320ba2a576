import {
  type DrawnOrganization,
  type DrawnUnit,
  drawDefaults,
  drawLetThrough,
  drawName,
  type Entries,
  SLIP,
} from "./drawn-organization.ts";
import type { Random } from "./random.ts";

const PARTITIONS = [
  { partition: "aws", regions: ["eu-west-1", "us-east-1"] },
  { partition: "aws", regions: ["us-east-1", "eu-central-1"] },
  { partition: "aws", regions: ["eu-west-1", "us-east-1"] },
  { partition: "aws-cn", regions: ["cn-north-1", "cn-northwest-1"] },
  { partition: "aws-us-gov", regions: ["us-gov-west-1", "us-gov-east-1"] },
] as const;
const UNITS = ["workloads", "workloads/prod", "workloads/prod/data", "workloads/dev", "security", "sandbox"];

/** Draws organization.yaml. */
export function drawOrganization(random: Random): { readonly drawn: DrawnOrganization; readonly file: Entries } {
  const { partition, regions } = random.pick(PARTITIONS);
  const isNew = random.chance(0.1);
  const isAllMade = random.chance(0.6);
  const units = drawUnits(random, isNew);
  const parties = random
    .some(["nightjar", "kestrel"], 0, 2)
    .map((name) => ({ name: drawName(random, name, 40), hasExternalId: random.chance(0.7) }));
  const file: Entries = {
    organization: {
      name: drawName(random, random.pick(["acme", "big-co"]), 40),
      ...(isNew ? {} : { id: "o-acmeexample" }),
      managementAccount: "100000000001",
      ...(random.chance(0.3) ? { attachedPolicies: { serviceControl: ["FullAWSAccess", ...(isAllMade ? [] : ["p-deny0regions"])] } } : {}),
    },
    homeRegion: regions[0],
    deployment: { role: "PalisadeDeploy", takenBy: runnersOf(partition, parties.length) },
    administrators: ["AWSReservedSSO_AdministratorAccess"],
    breakGlass: {
      role: "BreakGlass",
      trusted: random.pick([["AWSReservedSSO_OnCall"], ["AWSReservedSSO_OnCall", "ops/on-call"]]),
      ...(random.chance(0.3) ? { maxSession: random.chance(0.95) ? "1h" : "2h" } : {}),
      ...(random.chance(0.3) ? { alarmTopic: `arn:${partition}:sns:${regions[0]}:200000000001:break-glass` } : {}),
    },
    organizationalUnits: Object.fromEntries(units.map(({ path, entries }) => [path, entries])),
    ...(parties.length === 0
      ? {}
      : { externalParties: Object.fromEntries(parties.map((party, index) => [party.name, drawParty(random, party, index)])) }),
    ...(random.chance(0.4) ? { defaults: { [random.pick(units).path]: { tables: drawDefaults(random) } } } : {}),
    trustedIssuers: { "github-actions": { issuer: "token.actions.githubusercontent.com", because: "CI runs there" } },
    ...(random.chance(0.4) ? { letThrough: drawLetThrough(random) } : {}),
    ...(parties.length === 1 ? { servicePins: "observe" } : {}),
    ...(random.chance(0.3)
      ? { trustedIssuers: { "github-actions": { issuer: "token.actions.githubusercontent.com", because: "deployments run there" } } }
      : {}),
  };
  return { drawn: { partition, isNew, isAllMade, regions, units, parties }, file };
}

/** One who runs deployments, or several. */
const runnersOf = (partition: string, others: number): string[] =>
  ["role/ci/PalisadeRunner", "user/ci", "role/PalisadeRunner"]
    .slice(0, others + 1)
    .map((name) => `arn:${partition}:iam::100000000001:${name}`);

function drawUnits(random: Random, isNew: boolean): (DrawnUnit & { readonly entries: Entries })[] {
  const mayExist = random.chance(isNew ? SLIP : 0.4);
  return random.some(UNITS, 1, 4).map((path, index) => {
    const perimeter = random.pick(["enforced", "enforced", "enforced", "observe", "open", undefined]);
    const entries = {
      ...(perimeter === undefined ? {} : { perimeter }),
      ...(perimeter === "open" || perimeter === "observe" ? { because: "it is being moved" } : {}),
      ...(mayExist && !path.includes("/") ? { existing: `ou-ab12-0000000${index.toString()}` } : {}),
    };
    return { path, perimeter: perimeter ?? "enforced", entries };
  });
}

function drawParty(random: Random, { name, hasExternalId }: DrawnOrganization["parties"][number], index: number): Entries {
  return {
    account: `90000000000${index.toString()}`,
    role: random.pick(["auditor", "team/auditor"]),
    because: "yearly audit",
    ...random.pick<Entries>([
      { networks: ["203.0.113.0/24"] },
      { networks: ["203.0.113.0/24", "198.51.100.7/32"] },
      { organization: "o-partnerexample" },
      { networks: ["203.0.113.0/24"], organization: "o-partnerexample" },
    ]),
    ...(hasExternalId ? { externalId: `${name}-4711-acme` } : {}),
  };
}
