import { principalsFor, principalsWithin } from "../classes/asked-principals.ts";
import { organizationIdOf } from "../classes/organization-id.ts";
import { type OriginClass, originsAt } from "../classes/origins.ts";
import { distinctPrincipals, type PrincipalClass } from "../classes/principals.ts";
import type { Question, QuestionSubject } from "../classes/questions.ts";
import type { ResourceClass } from "../classes/resources.ts";
import type { IntendedAccount } from "../intent/intended.ts";
import { perimeterKey } from "../intent/places.ts";
import type { Who } from "../intent/subject.ts";
import type { ClaimSubject } from "./claim-subject.ts";
import { isClaimed } from "./claimed-actions.ts";
import type { WrittenClaim } from "./claims-file.ts";
import { fits } from "./patterns.ts";
import { isMeant, isMeantItself } from "./what-names.ts";
import { declaredNetworks, isFrom } from "./where-names.ts";
import { accountPart, consumerName, isNamed, WHO_WORDS } from "./who-names.ts";

/** Finds what claims of claims.yaml ask. */
export type QuestionsOf = (claim: WrittenClaim) => Generator<Question>;

/**
 * Finds what claims of claims.yaml ask, in a time that grows with the accounts and not with their pairs: where a pattern stands for principals
 * or networks of any account, those of the accounts near the resource are asked, and of the others those of one account of each perimeter,
 * which no policy over the resource tells from the rest.
 */
export function claimedQuestions(subject: ClaimSubject): QuestionsOf {
  const { intended, partition, resources } = subject;
  const principalsAt = claimedPrincipals(subject);
  const networks = declaredNetworks(intended);
  return function* (claim) {
    for (const resource of resources) {
      const isAsked = claim.effect === "never" ? isMeant : isMeantItself;
      if (!isAsked(claim.what, resource.what, resource.declared)) continue;
      const actions = subject.actionsOn(resource).filter(({ name }) => isClaimed(claim.effect, claim.can, name, resource.what));
      if (actions.length === 0) continue;
      const principals = principalsAt(claim, resource);
      const around = originsAt(intended, resource, partition);
      const originsOf = (principal: PrincipalClass): readonly OriginClass[] => {
        const near = around(principal);
        const further = claim.from.flatMap((pattern) => furtherNetwork(networks, near, pattern));
        return [...near, ...further].filter(({ where }) => isFrom(claim.from, where) && !isFrom(claim.exceptFrom, where));
      };
      for (const each of subject.actionClasses(actions)) yield { resource, actions: each, principals, originsOf };
    }
  };
}

/** The first network of a pattern where none of those that are asked anyway is of it. */
function furtherNetwork(networks: readonly OriginClass[], near: readonly OriginClass[], pattern: string): OriginClass[] {
  if (pattern === "anywhere" || near.some(({ where }) => isFrom([pattern], where))) return [];
  const found = networks.find(({ where }) => isFrom([pattern], where));
  return found === undefined ? [] : [found];
}

/** Finds the principals that a claim asks about at a resource. */
function claimedPrincipals({
  intended,
  world,
  partition,
}: QuestionSubject): (claim: WrittenClaim, resource: ResourceClass) => PrincipalClass[] {
  const askWhom = principalsFor(intended, world.deployed, partition, organizationIdOf(intended, world, partition));
  const within = principalsWithin(intended, world.deployed, partition);
  const principalsIn = (account: string) =>
    within(account === "management" ? intended.managementAccount : (intended.accounts.get(account)?.id ?? ""));
  const perimeters = [...Map.groupBy(intended.accounts.values(), perimeterKey).values()];
  return ({ who, except, effect }, resource) => {
    const near = new Set([
      resource.account,
      ...(resource.declared?.grants ?? []).flatMap(({ consumer }) => ("account" in consumer ? [consumer.account] : [])),
    ]);
    const patterns = who.filter((pattern) => !WHO_WORDS.has(pattern)).map(accountPart);
    const literal = patterns.filter((pattern) => intended.accounts.has(pattern) || pattern === "management");
    const wild = patterns.filter((pattern) => pattern.includes("*"));
    const far = wild.flatMap((pattern) => farAccounts(perimeters, near, pattern));
    const nearby = wild.length === 0 ? [] : [...near];
    const all = [...askWhom(resource), ...new Set([...literal, ...far, ...nearby])].flatMap((each) =>
      typeof each === "string" ? principalsIn(each) : [each],
    );
    return distinctPrincipals(all).filter(
      (each) => isNamed(who, each.who) && !isNamed(except, each.who) && (effect === "never" || isOwnWay(each.who, resource)),
    );
  };
}

/** One account of each perimeter that a pattern names and that has nothing to do with a resource. */
const farAccounts = (perimeters: readonly (readonly IntendedAccount[])[], near: ReadonlySet<string>, pattern: string): string[] =>
  perimeters.flatMap((accounts) => accounts.find(({ name }) => !near.has(name) && fits(pattern, name))?.name ?? []);

/** Whether a grant reaches its consumer as this principal: by its own role, or by the role of the owner that it takes. */
function isOwnWay(who: Who, { declared }: ResourceClass): boolean {
  const grants = declared?.grants ?? [];
  const isByRole = (name: string) => grants.some((grant) => grant.isByRole && consumerName(grant) === name);
  switch (who.kind) {
    case "workload":
      return !isByRole(`${who.account}/${who.workload}`);
    case "external":
      return !isByRole(`external/${who.party}`);
    case "access-role":
      return isByRole(who.consumer);
    default:
      return true;
  }
}
