import { stringify } from "yaml";
import { type Random, randomFrom } from "./random.ts";
import { type DrawnAccount, drawAccount } from "./random-account.ts";
import { drawData } from "./random-data.ts";
import { dataOf, accountOf as fileOfAccount, organization as organizationFile } from "./sample.ts";

/** Entries of a YAML file. */
export type Entries = Record<string, unknown>;

/** What holds for all accounts of a drawn organization. */
export interface DrawnOrganization {
  readonly partition: string;
  /** Whether the organization itself is created. */
  readonly isNew: boolean;
  /** The first is the home region. */
  readonly regions: readonly string[];
  readonly units: readonly DrawnUnit[];
  readonly parties: readonly { readonly name: string; readonly hasExternalId: boolean }[];
}

export interface DrawnUnit {
  readonly path: string;
  readonly perimeter: string;
}

/** How often something is drawn that does not fit what stands beside it. */
export const SLIP = 0.01;

const PARTITIONS = [
  { partition: "aws", regions: ["eu-west-1", "us-east-1"] },
  { partition: "aws", regions: ["us-east-1", "eu-central-1"] },
  { partition: "aws", regions: ["eu-west-1", "us-east-1"] },
  { partition: "aws-cn", regions: ["cn-north-1", "cn-northwest-1"] },
  { partition: "aws-us-gov", regions: ["us-gov-west-1", "us-gov-east-1"] },
] as const;
const UNITS = ["workloads", "workloads/prod", "workloads/prod/data", "workloads/dev", "security", "sandbox"];
const ACCOUNTS = ["orders", "billing", "search", "platform", "archive", "web", "reports"];
/** How many drawn organizations in a hundred get a mistake that the drawing itself would not make. */
const MISTAKEN_PERCENT = 8;

/**
 * Draws a declaration: the same seed draws the same. Most are accepted; the others hold what a user might combine wrongly, or a mistake in
 * the text, and are refused with positions.
 */
export function randomOrganization(seed: number): ReadonlyMap<string, string> {
  const random = randomFrom(seed);
  const { drawn, file } = drawOrganization(random);
  const files = new Map<string, string>([[organizationFile, stringify(file)]]);
  const accounts: DrawnAccount[] = [];
  for (const name of random.some(ACCOUNTS, 2, 5)) accounts.push(drawAccount(random, drawn, drawName(random, name, 40), accounts));
  for (const account of accounts) files.set(fileOfAccount(account.name), stringify(account.file));
  for (const [account, data] of drawData(random, drawn, accounts)) files.set(dataOf(account), stringify(data));
  return random.below(100) < MISTAKEN_PERCENT ? withMistake(random, files) : files;
}

function drawOrganization(random: Random): { readonly drawn: DrawnOrganization; readonly file: Entries } {
  const { partition, regions } = random.pick(PARTITIONS);
  const isNew = random.chance(0.1);
  const units = drawUnits(random, isNew);
  const parties = random
    .some(["nightjar", "kestrel"], 0, 2)
    .map((name) => ({ name: drawName(random, name, 40), hasExternalId: random.chance(0.7) }));
  const file: Entries = {
    organization: {
      name: drawName(random, random.pick(["acme", "big-co"]), 40),
      ...(isNew ? {} : { id: "o-acmeexample" }),
      managementAccount: "100000000001",
      ...(random.chance(0.3) ? { attachedPolicies: { serviceControl: ["FullAWSAccess", "p-deny0regions"] } } : {}),
    },
    homeRegion: regions[0],
    deployment: { role: "PalisadeDeploy" },
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
    ...(random.chance(0.4) ? { letThrough: drawLetThrough(random) } : {}),
    ...(random.chance(0.3)
      ? { trustedIssuers: { "github-actions": { issuer: "token.actions.githubusercontent.com", because: "deployments run there" } } }
      : {}),
  };
  return { drawn: { partition, isNew, regions, units, parties }, file };
}

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
    networks: random.pick([["203.0.113.0/24"], ["203.0.113.0/24", "198.51.100.7/32"]]),
    ...(hasExternalId ? { externalId: `${name}-4711-acme` } : {}),
  };
}

/** Settings of tables that hold for a unit or an account. */
export function drawDefaults(random: Random): Entries {
  return {
    ...(random.chance(0.5) ? { pointInTimeRecovery: random.pick(["7d", "35d", "off"]) } : {}),
    ...(random.chance(0.5) ? { deletion: random.pick(["protected", "allowed"]) } : {}),
    ...(random.chance(0.15) ? { classification: random.pick(["sensitive", "ordinary"]) } : {}),
    ...(random.chance(0.15) ? { encryption: random.pick(["own-key", "own-key", "aws-owned", "aws-managed"]) } : {}),
  };
}

/** What may reach data from outside the networks. */
export function drawLetThrough(random: Random): Entries {
  return {
    ...(random.chance(0.6) ? { services: { "athena.amazonaws.com": "analysts query tables" } } : {}),
    ...(random.chance(0.5) ? { backupRoles: { "service-role/AWSBackupDefaultServiceRole": "the backup plan" } } : {}),
    ...(random.chance(0.3) ? { serviceRoles: { "service-role/dax": "the DAX cluster" } } : {}),
  };
}

/** Some names are as long as they may be, since others are made of them. */
export const drawName = (random: Random, name: string, longest: number): string =>
  random.chance(0.05) ? name.padEnd(longest, name.replaceAll(/[^a-z]/gi, "")) : name;

/** Spoils one line of one file, as a slip of the keyboard would. */
function withMistake(random: Random, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const file = random.pick([...files.keys()]);
  const lines = (files.get(file) ?? "").split("\n");
  const at = random.below(lines.length);
  const line = lines[at] ?? "";
  const spoiled = random.pick([[], [`${line}x`], [line.replace(":", "")], [` ${line}`], [line, line], [line.replace(/\w+$/, "[")]]);
  return new Map(files).set(file, [...lines.slice(0, at), ...spoiled, ...lines.slice(at + 1)].join("\n"));
}
