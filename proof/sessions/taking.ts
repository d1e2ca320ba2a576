import type { Access } from "../access/access.ts";
import type { AskedWorld } from "../access/asked-world.ts";
import { accessesOf, allowancesOf } from "../access/collect-accesses.ts";
import type { Questions } from "../access/questions.ts";
import type { PrincipalClass } from "../classes/principals.ts";
import type { ResourceClass } from "../classes/resources.ts";

/** A principal that may act as a role: it takes the role, or hands it to a service that runs what the principal says. */
export interface Taking {
  readonly taker: PrincipalClass;
  /** The role, for actions of STS. */
  readonly role: ResourceClass;
  /** The service that it is handed to; undefined where the taker gets the session. */
  readonly service: string | undefined;
  /** From where and under which terms, each by itself. */
  readonly accesses: readonly [Access, ...Access[]];
}

/** Who takes which role, and where that is decided. */
export interface Taken {
  readonly asked: AskedWorld;
  readonly questions: Questions;
  readonly taker: PrincipalClass;
  readonly role: ResourceClass;
}

const TAGGING = "sts:TagSession";
const NAMING = "sts:SetSourceIdentity";
const PASSED_TO = "iam:PassedToService";

/**
 * Decides whether a principal takes a role: one step, or none where it cannot. A call that has to carry tags or a source identity needs the
 * permission to pass them, too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
 */
export function taking({ asked, questions, taker, role }: Taken): readonly Taking[] {
  const action = takingBy(taker);
  const found = accesses({ asked, questions, taker, role }, [action, TAGGING, NAMING]);
  const may = (further: string) => found.some(({ actions }) => actions.includes(further));
  return takingOf(
    { taker, role, service: undefined },
    found.filter(
      ({ actions, terms: { carrying } }) =>
        actions.includes(action) &&
        carrying.every(({ key, isAbsent }) => isAbsent || (isTag(key) ? may(TAGGING) : key === "sts:sourceidentity" ? may(NAMING) : true)),
    ),
    action,
  );
}

/**
 * Decides whether a principal may hand a role to a service that takes it: one step, or none where it may not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export function handing({ asked, questions, taker, role }: Taken, service: string): readonly Taking[] {
  const carrying = { ...taker, carries: { ...taker.carries, [PASSED_TO]: service } };
  const found = accesses({ asked, questions, taker: carrying, role: { ...role, service: "iam" } }, ["iam:PassRole"]);
  const isForIt = ({ terms }: Access) =>
    terms.carrying.every(({ key, values, isAbsent }) => key !== PASSED_TO.toLowerCase() || isAbsent || values.includes(service));
  const toIt = found.filter(isForIt).map((each) => ({
    ...each,
    terms: { ...each.terms, carrying: each.terms.carrying.filter(({ key }) => key !== PASSED_TO.toLowerCase()) },
  }));
  return takingOf({ taker, role, service }, toIt, "iam:PassRole");
}

/** The action by which a principal takes a role. */
function takingBy({ who, principal }: PrincipalClass): string {
  if (who.kind !== "token") return "sts:AssumeRole";
  return principal.includes(":saml-provider/") ? "sts:AssumeRoleWithSAML" : "sts:AssumeRoleWithWebIdentity";
}

const isTag = (key: string): boolean => key === "aws:tagkeys" || key.startsWith("aws:requesttag/");

function accesses({ asked, questions, taker, role }: Taken, names: readonly string[]): Access[] {
  const actions = names.flatMap((name) => asked.catalogue.action(name) ?? []);
  const pair = { principal: taker, resource: role, origins: questions.originsFor(taker, role), actions };
  return accessesOf(pair, allowancesOf(asked, pair));
}

function takingOf(of: Omit<Taking, "accesses">, found: readonly Access[], action: string): Taking[] {
  const [first, ...others] = found.map((each) => ({ ...each, actions: [action] }));
  return first === undefined ? [] : [{ ...of, accesses: [first, ...others] }];
}
