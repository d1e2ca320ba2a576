import type { Intended } from "./intended.ts";
import { MAY_HOLD_ANYTHING, workloadOf } from "./places.ts";
import type { What, Who } from "./subject.ts";

type AtRole = Extract<What, { kind: "role" }>;

/**
 * What intent makes of a step by which a principal comes to act as a role. `intended`: the role is for the principal, so that what the role
 * may do is what the principal ought to be able to do. `left`: the role is a team's own, and the team decides who of its account acts as it.
 * `denied`: the role is for somebody else. `foreign`: the role is a team's own, and nobody else ought to gain anything by it.
 */
export type StepStanding = "intended" | "left" | "denied" | "foreign";

/** What intent makes of a step to a role. Whether it is made with the right token, tags and external id is asked at the role. */
export function stepStanding(intended: Intended, taker: Who, { account, role }: AtRole): StepStanding {
  switch (role?.kind) {
    case "access-role":
      return taker.kind === "token" || nameOfConsumer(taker) === role.consumer ? "intended" : byDeployment(taker, account);
    case "tenant-role": {
      const tenants = intended.accounts.get(account)?.resources.find(({ kind, name }) => kind === "table" && name === role.table)
        ?.table?.tenants;
      const isBroker = taker.kind === "workload" && taker.account === account && taker.workload === tenants?.broker;
      return isBroker ? "intended" : byDeployment(taker, account);
    }
    case "break-glass":
      return taker.kind === "on-call" && taker.account === account ? "intended" : byAws(taker, account);
    case "deploy":
      return taker.kind === "runner" ? "intended" : byAws(taker, account);
    case "backup-role":
    case "service-role":
      return taker.kind === "service" ? "intended" : byAws(taker, account);
    case "vendor-role":
      return taker.kind === "vendor" ? (taker.vendor === role.vendor ? "intended" : "foreign") : byTeam(taker, account);
    case "alarm":
      return taker.kind === "service" ? "intended" : byDeployment(taker, account);
    case "workload":
      if (workloadOf(intended, account, role.workload)?.isExisting === true) return byTeam(taker, account);
      if (taker.kind === "deployer" && taker.account === account) return "left";
      return taker.kind === "service" || taker.kind === "token" ? "intended" : byDeployment(taker, account);
    default:
      return byTeam(taker, account);
  }
}

const nameOfConsumer = (who: Who): string | undefined =>
  who.kind === "workload" ? `${who.account}/${who.workload}` : who.kind === "external" ? `external/${who.party}` : undefined;

/** The deploy role decides about the blueprint's roles that no guardrail exempts. */
const byDeployment = (who: Who, account: string): StepStanding =>
  who.kind === "deploy" && who.account === account ? "left" : byAws(who, account);

/** AWS's own roles are bound by no guardrail. */
const byAws = (who: Who, account: string): StepStanding => (who.kind === "service-linked" && who.account === account ? "left" : "denied");

const OF_TEAM: ReadonlySet<Who["kind"]> = new Set([
  ...MAY_HOLD_ANYTHING,
  "deploy",
  "backup-role",
  "restore-role",
  "service-role",
  "service-linked",
]);

/** A team lets principals of its own account, services and its identity providers act as its own roles. */
const byTeam = (who: Who, account: string): StepStanding =>
  who.kind === "service" || who.kind === "token" || (OF_TEAM.has(who.kind) && "account" in who && who.account === account)
    ? "left"
    : "foreign";
