import { parseArn } from "../../iam/arn.ts";
import type { AskedWorld } from "../access/asked-world.ts";
import type { Questions } from "../access/questions.ts";
import { classKey, type PrincipalClass } from "../classes/principals.ts";
import type { ResourceClass } from "../classes/resources.ts";
import { type Candidates, candidatesFor } from "./candidates.ts";
import { handing, type Taking, taking } from "./taking.ts";

/** Who may act as which role by one step. Steps are decided when they are asked for, and once. */
export interface SessionGraph {
  readonly roles: readonly ResourceClass[];
  /** Everybody who takes a role, by the role's ARN; those alone who are asked about, where some are not. */
  readonly takersOf: (roleArn: string, isAsked?: (taker: PrincipalClass) => boolean) => readonly Taking[];
  /** Everybody who may hand a role to a service that takes it. */
  readonly handersOf: (roleArn: string) => readonly Taking[];
  /** Every role that a principal takes or hands to a service, by the principal's ARN. */
  readonly takenBy: (principalArn: string) => readonly Taking[];
}

/**
 * Who may act as which role of an organization, as the engine decides it over every layer of policies. Only those are asked about whom a
 * role's trust policy names. A session policy narrows what a session may do and never widens it, so that none is asked about.
 */
export function sessionGraph(asked: AskedWorld, questions: Questions): SessionGraph {
  const nodes = questions.resources.filter(({ service }) => service === "sts").map((role) => nodeOf(role, asked, questions));
  const byArn = new Map(nodes.map((node) => [node.role.arn, node]));
  const possible = lazily(() => {
    const pairs = nodes.flatMap((node) => node.candidates().takers.map((taker) => ({ taker, node })));
    return Map.groupBy(pairs, ({ taker }) => taker.principal);
  });
  const runBySome = lazily(() =>
    Map.groupBy(
      nodes.filter(({ candidates }) => candidates().services.length > 0),
      ({ account }) => account,
    ),
  );
  return {
    roles: nodes.map(({ role }) => role),
    takersOf: (arn, isAsked = () => true) => {
      const node = byArn.get(arn);
      return node === undefined ? [] : node.candidates().takers.filter(isAsked).flatMap(node.takenBy);
    },
    handersOf: (arn) => {
      const node = byArn.get(arn);
      return node?.handers().flatMap(node.handedBy) ?? [];
    },
    takenBy: (arn) => [
      ...(possible().get(arn) ?? []).flatMap(({ taker, node }) => node.takenBy(taker)),
      ...(runBySome().get(accountOf(arn)) ?? []).flatMap((node) =>
        node
          .handers()
          .filter(({ principal }) => principal === arn)
          .flatMap(node.handedBy),
      ),
    ],
  };
}

/** A role with who may take it or hand it to a service; each is decided once. */
interface Node {
  readonly role: ResourceClass;
  readonly account: string;
  readonly candidates: () => Candidates;
  /** Principals of the role's account, where services take the role; AWS's service-linked roles hand no role to anybody's code. */
  readonly handers: () => readonly PrincipalClass[];
  readonly takenBy: (taker: PrincipalClass) => readonly Taking[];
  readonly handedBy: (hander: PrincipalClass) => readonly Taking[];
}

function nodeOf(role: ResourceClass, asked: AskedWorld, questions: Questions): Node {
  const account = accountOf(role.arn);
  const candidates = lazily(() => candidatesFor(role, questions, asked.world.deployed));
  const takenBy = remembered((taker: PrincipalClass) => taking({ asked, questions, taker, role }));
  const services = lazily(() => candidates().services.filter((service) => takenBy(service).length > 0));
  return {
    role,
    account,
    candidates,
    handers: () =>
      services().length === 0
        ? []
        : questions.principalsIn(account).filter(({ who, principal }) => principal !== role.arn && who.kind !== "service-linked"),
    takenBy,
    handedBy: remembered((taker: PrincipalClass) =>
      services().flatMap(({ principal }) => handing({ asked, questions, taker, role }, principal)),
    ),
  };
}

const accountOf = (arn: string): string => parseArn(arn)?.accountId ?? "";

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function remembered<V>(make: (principal: PrincipalClass) => V): (principal: PrincipalClass) => V {
  const made = new Map<string, { readonly value: V }>();
  return (principal) => {
    const key = classKey(principal);
    const found = made.get(key) ?? { value: make(principal) };
    made.set(key, found);
    return found.value;
  };
}
