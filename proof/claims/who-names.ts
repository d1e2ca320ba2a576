import type { Intended, IntendedAccount, IntendedGrant } from "../intent/intended.ts";
import type { Who } from "../intent/subject.ts";
import { fits } from "./patterns.ts";

/** Words of claims that stand for many principals. */
export const WHO_WORDS: ReadonlyMap<string, (who: Who) => boolean> = new Map<string, (who: Who) => boolean>([
  ["anyone", () => true],
  ["anyone outside", isOutside],
  ["anyone inside", (who) => "account" in who && !isOutside(who)],
  ["administrators", ({ kind }) => kind === "administrator"],
  ["break-glass", ({ kind }) => kind === "break-glass"],
  ["deploy", ({ kind }) => kind === "deploy"],
  ["root", ({ kind }) => kind === "root"],
]);

/** Principals of nobody's in the organization, and the roles that external parties take here. */
function isOutside(who: Who): boolean {
  switch (who.kind) {
    case "external":
    case "vendor":
    case "stranger":
    case "anonymous":
      return true;
    case "access-role":
      return who.consumer.startsWith("external/");
    default:
      return false;
  }
}

/** The names that a claim may call a principal by, the likeliest first; none for one that only words and accounts reach. */
export function whoNames(who: Who): readonly string[] {
  switch (who.kind) {
    case "workload":
      return [`${who.account}/${who.workload}`];
    case "access-role":
      return [`${who.account}/access/${who.consumer}`, who.consumer];
    case "tenant-role":
      return [`${who.account}/tenants/${who.table}`];
    case "deploy":
    case "break-glass":
    case "root":
    case "on-call":
    case "runner":
      return [`${who.kind}@${who.account}`];
    case "administrator":
      return [`administrators@${who.account}`];
    case "deployer":
    case "backup-role":
    case "restore-role":
    case "service-role":
    case "vendor-role":
      return [`role/${who.role}@${who.account}`];
    case "vendor":
      return [`vendor/${who.vendor}`];
    case "external":
      return [`external/${who.party}`];
    default:
      return [];
  }
}

/** The accounts whose principals a claim may name as a whole; that of the consumer, too, where a role is taken. */
const accountsOf = (who: Who): readonly string[] => {
  if (!("account" in who)) return [];
  return who.kind === "access-role" ? [who.account, who.consumer.split("/")[0] ?? ""] : [who.account];
};

/** Whether a principal is among those that a claim names. Service-linked roles never are: AWS alone decides what they may do. */
export const isNamed = (patterns: readonly string[], who: Who): boolean =>
  who.kind !== "service-linked" &&
  patterns.some(
    (pattern) =>
      WHO_WORDS.get(pattern)?.(who) ??
      (whoNames(who).some((name) => fits(pattern, name)) || accountsOf(who).some((account) => fits(pattern, account))),
  );

/** The part of a pattern that names accounts. */
export function accountPart(pattern: string): string {
  const at = pattern.lastIndexOf("@");
  return at === -1 ? (pattern.split("/")[0] ?? "") : pattern.slice(at + 1);
}

/** Every principal that a claim may name. */
export const declaredPrincipals = (intended: Intended): readonly Who[] => [
  ...[...intended.accounts.values()].flatMap(principalsIn),
  ...[...intended.parties.keys()].map((party): Who => ({ kind: "external", party })),
  ...peopleOf("management"),
  { kind: "runner", account: "management" },
];

const peopleOf = (account: string): Who[] =>
  (["deploy", "administrator", "on-call", "root"] as const).map((kind): Who => ({ kind, account }));

function principalsIn({ name: account, workloads, resources, deployers, backupRoles, restoreRoles, serviceRoles }: IntendedAccount): Who[] {
  return [
    ...workloads.map((each): Who => ({ kind: "workload", account, workload: each.name })),
    ...peopleOf(account),
    { kind: "break-glass", account },
    ...deployers.map((role): Who => ({ kind: "deployer", account, role })),
    ...backupRoles.map((role): Who => ({ kind: "backup-role", account, role })),
    ...restoreRoles.map((role): Who => ({ kind: "restore-role", account, role })),
    ...serviceRoles.map((role): Who => ({ kind: "service-role", account, role })),
    ...resources.flatMap(({ name, table, grants }): Who[] => [
      ...(table?.tenants === undefined ? [] : [{ kind: "tenant-role", account, table: name, tenant: undefined } as const]),
      ...grants.filter(({ isByRole }) => isByRole).map((grant): Who => ({ kind: "access-role", account, consumer: consumerName(grant) })),
    ]),
  ];
}

/** A grant's consumer as claims name it. */
export const consumerName = ({ consumer }: IntendedGrant): string =>
  "party" in consumer ? `external/${consumer.party}` : `${consumer.account}/${consumer.workload}`;
