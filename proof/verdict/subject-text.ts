import { choicesIn } from "../engine/reading-choice.ts";
import type { Readings } from "../engine/readings.ts";
import type { What, Where, Who } from "../intent/subject.ts";

/** A resource as the declaration and `explain` name it. */
export function nameOf(what: What): string {
  switch (what.kind) {
    case "table":
      return `${what.account}/tables/${what.table ?? "(undeclared)"}`;
    case "stream":
    case "backup":
    case "export":
      return `${what.account}/tables/${what.table ?? "(undeclared)"}/${what.kind}`;
    case "index":
      return `${what.account}/tables/${what.table ?? "(undeclared)"}/index/${what.index}`;
    case "restored":
      return `${what.isOpen ? "an open" : "a"} restored table of ${what.account}${what.index === undefined ? "" : ", its index"}`;
    case "key":
      return what.of === "key"
        ? `${what.account}/keys/${what.name ?? "(undeclared)"}`
        : `${what.account}/${what.of}s/${what.name ?? ""}/key`;
    case "secret":
      return `${what.account}/secrets/${what.secret ?? "(undeclared)"}`;
    case "role":
      return what.role === undefined ? `an undeclared role of ${what.account}` : whoText(what.role);
    case "foreign":
      return `a resource of another organization in ${what.service}`;
    case "safeguard":
      return `${SAFEGUARDS[what.of]} of ${what.account}`;
  }
}

/** A principal in words. */
export function whoText(who: Who): string {
  switch (who.kind) {
    case "workload":
      return `${who.account}/${who.workload}`;
    case "access-role":
      return `${who.account}/access/${who.consumer}`;
    case "tenant-role":
      return `${who.account}/tenants/${who.table}`;
    case "deploy":
    case "break-glass":
      return `${who.kind}@${who.account}`;
    case "alarm":
      return `the alarm's role of ${who.account}`;
    case "deployer":
    case "backup-role":
    case "restore-role":
    case "service-role":
    case "vendor-role":
      return `role/${who.role}@${who.account}`;
    case "vendor":
      return `vendor/${who.vendor}`;
    case "administrator":
      return `an administrator of ${who.account}`;
    case "on-call":
      return `who is on call, in ${who.account}`;
    case "runner":
      return "who runs deployments";
    case "undeclared-role":
      return `an undeclared role of ${who.account}`;
    case "user":
      return `an IAM user of ${who.account}`;
    case "root":
      return `root@${who.account}`;
    case "service-linked":
      return `a service-linked role of ${who.account}`;
    case "external":
      return `external/${who.party}`;
    case "stranger":
      return who.party === undefined ? "a principal of another organization" : `another principal of ${who.party}`;
    case "anonymous":
      return "anybody without credentials";
    case "service":
      return who.service;
    case "token":
      return `the bearer of a token of ${who.provider}`;
  }
}

/** An origin in words. */
export function whereText(where: Where): string {
  switch (where.kind) {
    case "network":
      return `${where.account}/${where.network}`;
    case "undeclared-network":
      return where.account === undefined ? "a VPC of another organization" : `an undeclared VPC of ${where.account}`;
    case "internet":
      return where.parties.length === 0 ? "the internet" : `the addresses of ${where.parties.join(" and ")}`;
    case "forwarded":
      return `a call that ${where.service} forwards`;
    case "aws":
      return "a network of AWS's own";
  }
}

const SAFEGUARDS: Readonly<Record<Extract<What, { kind: "safeguard" }>["of"], string>> = {
  membership: "the membership in the organization",
  endpoint: "a perimeter endpoint",
  connection: "the connection settings",
  guardrail: "a guardrail",
  "another-policy": "a tag policy",
  "another-endpoint": "a new endpoint",
  "identity-provider": "an identity provider",
  alarm: "the break-glass alarm",
  compute: "compute that carries the workloads' tag",
  "another-instance": "new instances",
  cluster: "who gets into a cluster",
  backups: "plans, vaults and backups",
};

/** Readings other than the default in words, as in "if AWS reads … so: …". */
export const readingsText = (readings: Partial<Readings>): string =>
  choicesIn(readings)
    .map(({ id, other }) => `if ${id} is read as ${other}`)
    .join(", and ");

/** One use of a resource as a text. */
export const useText = ({ who, action, what }: { readonly who: Who; readonly action: string; readonly what: What }): string =>
  `${whoText(who)} ${action.toLowerCase()} ${nameOf(what)}`;
