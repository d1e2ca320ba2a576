import path from "node:path";
import { pathAndName, roleArn } from "../../iam/arn.ts";
import type { ReadDeclaration } from "../../model/folder/read-declaration.ts";
import { LAYERS } from "../../model/names.ts";
import type { Plan } from "../../model/plan/plan.ts";
import type { PlannedAccount } from "../../model/plan/planned-account.ts";
import { consumerName, type DocumentReference, type Half, type PlannedGrant } from "../../model/plan/planned-grant.ts";
import { plannedReplicas } from "../../model/plan/planned-replicas.ts";
import type { PlannedTable } from "../../model/plan/planned-table.ts";
import { colours } from "./colours.ts";
import { columns } from "./columns.ts";
import { count } from "./count.ts";
import { lineWidth } from "./line-width.ts";
import { endpointsSection, reachSection } from "./print-endpoints.ts";
import { problemLines } from "./print-problems.ts";

/** The plan in words. */
export function planText(plan: Plan, { folder, pinned, warnings }: Pick<ReadDeclaration, "folder" | "pinned" | "warnings">): string {
  const sections = [
    heading(plan, path.relative(process.cwd(), folder) || ".", pinned),
    section(`Accounts (${plan.accounts.length.toString()})`, accountsTable(plan)),
    section(`Stacks (${plan.stacks.length.toString()}), in this order`, stacksText(plan)),
    ...replicasText(plan),
    section(`Grants (${plan.grants.length.toString()})`, grantsText(plan)),
    ...outsideText(plan),
    ...(plan.endpoints.length === 0 ? [] : [section(...endpointsSection(plan.endpoints))]),
    ...(plan.reach.length === 0 ? [] : [section(...reachSection(plan.reach))]),
    ...(warnings.length === 0 ? [] : [section(colours.yellow(`Warnings (${warnings.length.toString()})`), problemLines(warnings))]),
    summary(plan, warnings.length),
  ];
  return `${sections.join("\n")}\n`;
}

const section = (title: string, text: string): string => `${colours.bold(title)}\n${text}`;

function heading({ organization, asOf }: Plan, folder: string, pinned: boolean): string {
  const id = organization.id ?? "created by Palisade";
  const day = `as of ${asOf}${pinned ? " (pinned for the sample)" : ""}`;
  return `${colours.bold(`The plan for ${organization.name}`)} from ${folder}, ${day}\norganization ${id}, management account ${organization.managementAccount}, home region ${organization.homeRegion}\n`;
}

function accountsTable({ accounts }: Plan): string {
  const rows = accounts.map((account) => [
    account.name,
    account.id ?? "created by Palisade",
    account.organizationalUnit,
    account.perimeterLapses === undefined ? account.perimeter : `${account.perimeter} until ${account.perimeterLapses}, unless confirmed`,
    listOf(account.networks.map(({ name }) => name)),
    listOf(account.workloads.map(({ name }) => name)),
    dataOf(account),
  ]);
  return columns(["account", "id", "unit", "perimeter", "networks", "workloads", "data"], rows);
}

/** Tables that hold the items of another one: what each replicates, and where both are. */
function replicasText(plan: Plan): string[] {
  const replicas = plannedReplicas(plan);
  if (replicas.length === 0) return [];
  const rows = replicas.map(({ account, table, region, replicates: of }) => [
    `${account}/${table}`,
    region,
    `${of.account}/${of.table}`,
    of.region,
  ]);
  return [section(`Replicas (${replicas.length.toString()})`, columns(["replica", "in", "replicates", "in"], rows))];
}

const listOf = (names: readonly string[]): string => (names.length === 0 ? "–" : names.join(", "));

function dataOf({ tables, keys, secrets }: PlannedAccount): string {
  return listOf([...tables.map(tableText), ...keys.map(({ name }) => `key ${name}`), ...secrets.map(({ name }) => `secret ${name}`)]);
}

function tableText({ name, classification, replicaOf, regionalReplicaOf }: PlannedTable): string {
  const isReplica = replicaOf !== undefined || regionalReplicaOf !== undefined;
  const marks = [...(classification === "sensitive" ? ["sensitive"] : []), ...(isReplica ? ["replica"] : [])];
  return marks.length === 0 ? name : `${name} (${marks.join(", ")})`;
}

function stacksText({ stacks }: Plan): string {
  const layerOf = new Map(stacks.map(({ name, layer }) => [name, layer]));
  return LAYERS.map((layer) => {
    const ofLayer = stacks.filter((stack) => stack.layer === layer);
    if (ofLayer.length === 0) return "";
    const accounts = ofLayer.flatMap(({ account }) => account ?? []);
    const before = new Set(ofLayer.flatMap(({ dependsOn }) => dependsOn.map((name) => layerOf.get(name))));
    before.delete(layer);
    const within = ofLayer.flatMap(({ name, dependsOn }) =>
      dependsOn.filter((other) => layerOf.get(other) === layer).map((other) => `${name} after ${other}`),
    );
    const title = (accounts.length === 0 ? layer : `${layer}.<account>`).padEnd(22);
    const order = before.size === 0 ? "first" : `after ${LAYERS.filter((other) => before.has(other)).join(", ")}`;
    const lines = [
      `  ${title}${order}`,
      ...(accounts.length === 0 ? [] : [colours.dim(wrap(accounts.join(", "), 24))]),
      ...within.map((line) => `${" ".repeat(24)}${line}`),
    ];
    return `${lines.join("\n")}\n`;
  }).join("");
}

const WIDTH = 120;

/** Breaks a list at its commas. */
function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + word.length >= lineWidth(WIDTH)) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => `${" ".repeat(indent)}${each}`).join("\n");
}

function grantsText({ grants, accounts }: Plan): string {
  const shared = grants.filter(({ how }) => how !== "own-role");
  const own = grants.filter(({ how }) => how === "own-role");
  const inside = own.map((grant) => [
    `${grant.owner}/${grant.name}`,
    consumerName(grant.consumer),
    placesAndRights(grant),
    documents(grant.consumerHalf),
  ]);
  return [
    ...shared.map(sharedGrant),
    ...accounts.flatMap(({ name: account, tables }) => tables.flatMap((table) => tenantsText(account, table))),
    inside.length === 0
      ? ""
      : `  Inside one account, by the workload's own role:\n${columns(["resource", "used by", "may", "documents"], inside).replace(/^/gm, "  ").trimEnd()}\n`,
  ].join("");
}

/** Everything that leaves the organization, in one place. */
function outsideText(plan: Plan): string[] {
  const { grants, externalParties, organization } = plan;
  const parties = new Map(externalParties.map((party) => [party.name, party]));
  const rows = grants.flatMap((grant) => {
    const party = grant.consumer.kind === "external" ? parties.get(grant.consumer.party) : undefined;
    if (party === undefined) return [];
    const principal = roleArn({ partition: organization.partition, accountId: party.account, ...pathAndName(party.role) });
    const until = `${grant.until ?? "–"}${grant.state === "closed" ? " (ended)" : ""}`;
    return [[party.name, principal, `${grant.owner}/${grant.name}`, placesAndRights(grant), grant.because ?? "–", until]];
  });
  rows.push(...vendorRows(plan));
  const head = ["party", "principal", "uses", "may", "because", "until"];
  if (rows.length === 0) return [];
  const named = new Set(rows.map(([name]) => name));
  const weaker = externalParties.filter(({ name, networks }) => named.has(name) && networks.length === 0).map(partyWithoutAddresses);
  return [section(`Outside the organization (${rows.length.toString()})`, `${columns(head, rows)}${weaker.join("")}`)];
}

/** What binds a party without addresses, and what that is worth. */
const partyWithoutAddresses = ({ name, organization, account }: Plan["externalParties"][number]): string =>
  `  ${name} has no addresses: its role is bound to the organization ${organization ?? ""} and the account ${account}. This is weaker: stolen credentials of the role work from anywhere.\n`;

/** The roles that vendors take: they use no data. */
const vendorRows = ({ vendors, organization: { partition } }: Plan): string[][] =>
  vendors.flatMap(({ name, account, role, takes, because, until, reviewBy, state }) =>
    takes.flatMap((taken) =>
      taken.roles.map((each) => [
        name,
        role === undefined ? `any principal of ${account}` : `arn:${partition}:iam::${account}:role/${role}`,
        `${taken.account}/role/${each}`,
        "take the role",
        because,
        until === undefined ? `– (review by ${reviewBy ?? "–"})` : `${until}${state === "closed" ? " (ended)" : ""}`,
      ]),
    ),
  );

function tenantsText(account: string, { name, tenants }: PlannedTable): string[] {
  if (tenants === undefined) return [];
  const { broker, tag, prefix, can, on } = tenants;
  return [
    `  ${colours.bold(`${account}/${name}`)} → ${colours.bold("each tenant")} may ${can.join(", ")} on ${on.join(", ")} where the partition key is ${prefix}<${tag}>\n    broker    ${account}: ${broker} hands out the credentials\n`,
  ];
}

function sharedGrant(grant: PlannedGrant): string {
  const until = grant.until === undefined ? "" : grant.state === "closed" ? `, ended ${grant.until}` : `, until ${grant.until}`;
  const may = grant.can.length === 0 ? "replicates" : `may ${placesAndRights(grant)}`;
  const because = grant.because === undefined ? "" : ` (${grant.because})`;
  const lines = [
    `  ${colours.bold(`${grant.owner}/${grant.name}`)} → ${colours.bold(consumerName(grant.consumer))} ${may}; ${grant.purpose === "own" ? "inside the account" : `purpose ${grant.purpose}`}${because}${until}`,
    grant.state === "closed"
      ? `    ended: no policy has a statement for it`
      : `    how       ${grant.how}${grant.reason === "declared" ? ", as declared" : `: ${grant.reason}`}\n    owner     ${grant.ownerHalf.account}: ${documents(grant.ownerHalf)}\n    consumer  ${grant.consumerHalf.account}: ${documents(grant.consumerHalf)}`,
  ];
  return `${lines.join("\n")}\n`;
}

function placesAndRights({ can, on }: PlannedGrant): string {
  const places = on.length === 0 || (on.length === 1 && on[0] === "table") ? "" : ` on ${on.join(", ")}`;
  return `${can.join(", ")}${places}`;
}

const NAMES: { readonly [K in DocumentReference["kind"]]: string } = {
  "table-policy": "table policy",
  "stream-policy": "stream policy",
  "key-policy": "key policy",
  "key-policy-by-hand": "key policy",
  "secret-policy": "secret policy",
  "trust-policy": "trust policy",
  "identity-policy": "identity policy",
  "pod-identity-association": "pod identity association",
  "connection-card": "connection card",
  "network-scp": "network SCP",
  "external-rcp": "RCP exemption",
};

/** A role that has a trust policy here is one that the consumer assumes, and not the role of a workload. */
function documents({ documents: all }: Half): string {
  if (all.length === 0) return "nothing is written";
  const assumed = new Set(all.filter(({ kind }) => kind === "trust-policy").map(({ of }) => of));
  return all
    .map(
      ({ kind, of }) =>
        `${NAMES[kind]} of ${assumed.has(of) ? "access role " : ""}${of}${kind === "key-policy-by-hand" ? " (by hand)" : ""}`,
    )
    .join(", ");
}

function summary({ accounts, stacks, grants }: Plan, warnings: number): string {
  const closed = grants.filter(({ state }) => state === "closed").length;
  const created = accounts.filter(({ id }) => id === undefined).length;
  return [
    count(accounts.length, "account"),
    ...(created === 0 ? [] : [`${created.toString()} of them created by Palisade`]),
    count(stacks.length, "stack"),
    count(grants.length, "grant"),
    ...(closed === 0 ? [] : [`${closed.toString()} of them closed`]),
    count(warnings, "warning"),
  ].join(", ");
}
