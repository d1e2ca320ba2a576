import type { DecidedClass } from "../classes/decided-class.ts";
import { originsAt } from "../classes/origins.ts";
import { outsiders } from "../classes/principals.ts";
import type { Question } from "../classes/questions.ts";
import type { ResourceClass } from "../classes/resources.ts";
import { type Doing, doingOf } from "../intent/doings.ts";
import type { Intended, IntendedGrant, IntendedResource } from "../intent/intended.ts";
import { encryptedUnder, isThroughGrant, serviceOf } from "../intent/keys.ts";
import { grantsTo, isFromParty, isOfItsOrganization, isOpenAt, workloadOf } from "../intent/places.ts";
import { KEY_RIGHTS, SECRET_RIGHTS, TABLE_RIGHTS } from "../intent/rights.ts";
import type { What } from "../intent/subject.ts";
import type { ClaimSubject } from "./claim-subject.ts";
import type { Claim } from "./decide-claim.ts";

/**
 * That nobody outside of the organization reaches data or roles, but the exact role of an external party, from its addresses, what a grant
 * gives it and until the grant's end; and a vendor, which takes the roles that are named for it. What nobody declared is left to its team where no perimeter is enforced.
 */
export function foreignAccess(subject: ClaimSubject): Claim {
  const { intended, partition, resources } = subject;
  const principals = outsiders({ intended, partition, rolesOf: new Map() });
  const asked = resources.filter(({ service, ...resource }) => DATA_AND_ROLES.has(service) && isGuarded(intended, resource));
  return {
    name: "no-foreign-access",
    says: "nobody outside of the organization uses data or takes roles, but external parties what is granted to them, and vendors their roles",
    effect: "never",
    because: "it is not declared for anyone outside of the organization",
    declaredAt: undefined,
    questions: asked.flatMap((resource) => {
      const originsOf = originsAt(intended, resource, partition);
      return subject.actionClasses(subject.actionsOn(resource)).map((actions): Question => ({ resource, actions, principals, originsOf }));
    }),
    isExempt: (decided) =>
      isGranted(intended, decided) ||
      takesItsRole(intended, decided) ||
      isKeyThroughService(intended, decided) ||
      isKeyOfGranted(intended, decided) ||
      decided.actions.every(showsNothing),
  };
}

const DATA_AND_ROLES: ReadonlySet<string> = new Set(["dynamodb", "kms", "secretsmanager", "sts"]);

/** Whether the declaration or a guardrail decides who reaches a resource. */
function isGuarded(
  { accounts, ...intended }: Intended,
  { what, declared, account }: Pick<ResourceClass, "what" | "declared" | "account">,
): boolean {
  if (what.kind !== "role") return declared !== undefined || accounts.get(account)?.perimeter === "enforced";
  const { role } = what;
  if (role === undefined || !accounts.has(account)) return false;
  return role.kind !== "workload" || workloadOf({ accounts, ...intended }, role.account, role.workload)?.isExisting === false;
}

/** Descriptions show no data, and who was given a key by a grant of the key's may give it up again. */
const showsNothing = (action: string): boolean => NO_ACCESS.has(doingOf(action));

const NO_ACCESS: ReadonlySet<Doing | undefined> = new Set<Doing | undefined>(["describes", "retires-grant"]);

/** Whether a party uses a key that nobody declared through the service of what it is granted, which decides first and asks for another key. */
function isKeyThroughService({ accounts }: Intended, { principal: { who }, resource, origin: { where }, at }: DecidedClass): boolean {
  const account = accounts.get(resource.account);
  const isUndeclaredKey = resource.what.kind === "key" && resource.declared === undefined;
  return isUndeclaredKey && account !== undefined && isThroughGrant({ who, where, at, region: resource.region }, account);
}

/** Whether a service uses a declared key for a party that is granted a table or secret which is encrypted under the key. */
function isKeyOfGranted(
  { accounts }: Intended,
  { principal: { who }, resource: { what, declared: key, account }, actions, origin: { where }, at }: DecidedClass,
): boolean {
  const owner = accounts.get(account);
  if (who.kind !== "external" || what.kind !== "key" || key?.kind !== "key" || owner === undefined || where.kind !== "forwarded")
    return false;
  const isGrantedThrough = encryptedUnder(key, owner)
    .filter(({ kind }) => where.service === serviceOf(kind))
    .some((each) => grantsTo(each, who).some((grant) => isOpenAt(grant, at)));
  return isGrantedThrough && actions.every((action) => USES_KEY.has(action));
}

/** What a service asks a key for, when it reads or writes. */
const USES_KEY: ReadonlySet<string> = new Set([...(KEY_RIGHTS["decrypt"] ?? []), ...(KEY_RIGHTS["encrypt"] ?? [])]);

/** Whether a class is what a grant gives to an external party. */
function isGranted(
  intended: Intended,
  { principal: { who, carries }, resource: { what, declared }, actions, origin: { where }, at }: DecidedClass,
): boolean {
  if (who.kind !== "external") return false;
  // What a service asks the key of a table or secret for carries no address.
  const isForKey = what.kind === "key" && what.of !== "key" && where.kind === "forwarded";
  if (!isForKey && isFromParty(intended, where, who.party) === false) return false;
  const membership = carries["aws:PrincipalOrgID"];
  const carried = new Map(membership === undefined ? [] : [["aws:principalorgid", [membership].flat()]]);
  if (!isForKey && !isOfItsOrganization(intended.parties.get(who.party), carried)) return false;
  if (what.kind === "role") return what.role?.kind === "access-role" && what.role.consumer === `external/${who.party}`;
  const grants = (declared?.grants ?? []).filter(({ consumer, ends }) => {
    const isOpen = ends === undefined || at.getTime() < ends;
    return isOpen && "party" in consumer && consumer.party === who.party;
  });
  const granted = new Set(declared === undefined ? [] : grants.flatMap((grant) => actionsOf(grant, declared, what)));
  return actions.every((action) => granted.has(action));
}

/** Whether a vendor takes one of the roles that are named for it, with its external id until its end. */
function takesItsRole({ vendors }: Intended, { principal: { who }, resource: { what }, actions, at, carried }: DecidedClass): boolean {
  if (who.kind !== "vendor" || what.kind !== "role" || what.role?.kind !== "vendor-role" || what.role.vendor !== who.vendor) return false;
  const vendor = vendors.get(who.vendor);
  const isOpen = vendor?.ends === undefined || at.getTime() < vendor.ends;
  const isShown = [carried["sts:externalid"] ?? []].flat().join() === vendor?.externalId;
  return isOpen && isShown && actions.every((action) => action === "sts:AssumeRole");
}

/** The actions of a grant at a resource or at the key that it lies under. */
function actionsOf({ can }: IntendedGrant, { kind }: IntendedResource, what: What): readonly string[] {
  return can.flatMap((verb) => {
    if (what.kind === "key" && what.of !== "key") return [...USES_KEY];
    if (kind === "key") return KEY_RIGHTS[verb] ?? [];
    if (kind === "secret") return SECRET_RIGHTS[verb] ?? [];
    const rights = TABLE_RIGHTS[verb];
    return what.kind === "table" || what.kind === "index" || what.kind === "stream" ? (rights?.[what.kind] ?? []) : [];
  });
}
