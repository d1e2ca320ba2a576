import { doingOf } from "./doings.ts";
import type { Intended, IntendedAccount, IntendedResource } from "./intended.ts";
import { ofTeam } from "./keys.ts";
import { expect, grantsTo, holdsAt, isFromConsumer, isInside, isOpenAt } from "./places.ts";
import { SECRET_RIGHTS } from "./rights.ts";
import type { Asked, Expectation, What } from "./subject.ts";

type AtSecret = Extract<What, { kind: "secret" }>;

/** What ought to become of a request for a secret. */
export function expectAtSecret(intended: Intended, asked: Asked, what: AtSecret, resource: IntendedResource | undefined): Expectation {
  const account = intended.accounts.get(what.account);
  const doing = doingOf(asked.action);
  if (account === undefined || doing === undefined) return expect("denied", "nobody declared it");
  const isOwn = "account" in asked.who && asked.who.account === account.name;
  if (resource !== undefined) {
    const granted = byGrant(intended, asked, resource, account);
    if (granted !== undefined) return granted;
  }
  if (asked.who.kind === "vendor-role" && READS_VALUE.has(asked.action)) return expect("denied", "vendors use no data");
  if (resource === undefined && !isOwn) return ofTeam(asked.who, account);
  if (!isOwn) return expect("denied", "nothing is granted to it");
  if (asked.who.kind === "service-linked") return expect("open", "AWS's own role for the service");
  const only = (isDenied: boolean, because: string): Expectation =>
    asked.who.kind === "deploy" || !isDenied ? expect("open", because) : expect("denied", because);
  if (doing === "opens" || doing === "replicates")
    return only(account.perimeter === "enforced", "the deploy role decides who is named at data");
  if (doing === "ends" && resource !== undefined) return only(holdsAt(account, asked.at), "the deploy role ends data");
  if (
    (doing === "reads-secret" || doing === "writes-secret") &&
    resource !== undefined &&
    (asked.who.kind === "access-role" || asked.who.kind === "tenant-role" || asked.who.kind === "alarm")
  )
    return expect("denied", "it has no such right");
  // Who of the account may call for a secret, its key decides.
  return expect("open", "the secret's key decides");
}

/** What shows the value of a secret. */
const READS_VALUE: ReadonlySet<string> = new Set(["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"]);

function byGrant(intended: Intended, asked: Asked, resource: IntendedResource, account: IntendedAccount): Expectation | undefined {
  const grants = grantsTo(resource, asked.who).filter(({ can }) =>
    can.some((verb) => SECRET_RIGHTS[verb]?.includes(asked.action) === true),
  );
  const open = grants.filter((grant) => isOpenAt(grant, asked.at));
  if (grants.length > 0 && open.length === 0) return expect("denied", "the grant is over");
  const [grant] = open;
  if (grant === undefined) return undefined;
  if (doingOf(asked.action) === "describes") return expect("open", "no data", grant.declaredAt);
  const place = isFromConsumer(intended, grant, asked, resource.region);
  if (place === true) return expect("allowed", "it is declared", grant.declaredAt);
  if (place === "anywhere" || !holdsAt(account, asked.at)) return expect("open", "no network is declared", grant.declaredAt);
  if (isInside(asked.where, account, resource.region) && "account" in grant.consumer && grant.consumer.account === account.name)
    return expect("open", "the account's own networks", grant.declaredAt);
  if (asked.where.kind === "forwarded") return expect("open", "a service forwards the call", grant.declaredAt);
  return expect("denied", "declared secrets are read from the consumer's network");
}
