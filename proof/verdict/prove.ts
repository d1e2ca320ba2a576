import type { Partition } from "../../iam/arn.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import type { Action } from "../../iam/catalogue-entries.ts";
import { principalsFor } from "../classes/asked-principals.ts";
import { type ClosedClass, classesOf, type DecidedClass } from "../classes/enumerate.ts";
import { originsFor } from "../classes/origins.ts";
import { type ResourceClass, resourcesOf, rolesOf } from "../classes/resources.ts";
import { doingOf } from "../intent/actions.ts";
import { expectation } from "../intent/expectation.ts";
import type { Intended } from "../intent/intended.ts";
import type { Asked } from "../intent/subject.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import type { Finding } from "./finding.ts";
import { nameOf } from "./subject-text.ts";

/** What the proof enumerated and found. */
export interface Proof {
  /** Classes of requests that were decided, those among them that nothing can allow, and what they are about. */
  readonly classes: number;
  readonly principals: number;
  readonly resources: number;
  readonly networks: number;
  readonly instants: number;
  readonly findings: readonly Finding[];
  readonly assumptions: readonly string[];
}

export interface ProofSubject {
  readonly intended: Intended;
  readonly world: OrganizationWorld;
  readonly catalogue: Catalogue;
  readonly partition: Partition;
}

/** Decides every class of requests for every resource, and compares with what the declaration intends. */
export function prove({ intended, world, catalogue, partition }: ProofSubject): Proof {
  const askWhom = principalsFor(intended, world.deployed, partition);
  const resources = [
    ...resourcesOf(intended, world.deployed, partition),
    ...rolesOf(
      intended,
      world.deployed,
      [...intended.accounts.values()].flatMap(({ workloads }) => workloads.map(({ roleArn }) => roleArn)),
    ),
  ];
  const found = new Map<string, Finding>();
  const assumptions = new Set<string>();
  const [principals, networks, instants] = [new Set<string>(), new Set<string>(), new Set<number>()];
  let classes = 0;
  for (const resource of resources) {
    const actions = actionsOn(catalogue, resource);
    for (const principal of askWhom(resource)) {
      principals.add(principal.principal);
      const origins = originsFor(intended, principal, resource, partition);
      for (const each of classesOf({ world, catalogue, now: intended.now }, principal, resource, origins, actions)) {
        classes++;
        if (isClosed(each)) continue;
        instants.add(each.at.getTime());
        if (each.origin.where.kind === "network") networks.add(each.origin.from ?? "");
        for (const assumption of each.assumptions) assumptions.add(assumption);
        compare(intended, each, found);
      }
    }
  }
  return {
    classes,
    principals: principals.size,
    resources: resources.length,
    networks: networks.size,
    instants: instants.size,
    findings: [...found.values()],
    assumptions: [...assumptions].sort(),
  };
}

const isClosed = (each: DecidedClass | ClosedClass): each is ClosedClass => "isClosed" in each;

function actionsOn(catalogue: Catalogue, { service, type }: ResourceClass): readonly Action[] {
  return catalogue.actionsOf(service).filter(({ resources }) => resources.some(({ name }) => name === type));
}

function compare(intended: Intended, decided: DecidedClass, found: Map<string, Finding>): void {
  const asked = askedOf(decided);
  const expected = expectation(intended, asked, decided.resource.declared);
  const isAllowed = decided.decision.outcome === "allowed";
  if (expected.effect === "open" || (expected.effect === "allowed") === isAllowed) return;
  const kind = isAllowed ? "breach" : "broken";
  const doing = doingOf(asked.action);
  const about = `${asked.who.kind} ${doing ?? asked.action} ${nameOf(asked.what)}: ${expected.because}`;
  const known = found.get(`${kind} ${about}`);
  found.set(`${kind} ${about}`, known === undefined ? { kind, about, doing, expectation: expected, example: decided, asked, classes: 1 } : { ...known, classes: known.classes + 1 });
}

/** A class of requests in the declaration's terms. */
function askedOf({ principal, resource, origin, actions, at, request }: DecidedClass): Asked {
  const carried = new Map(
    Object.entries(request.request.context).map(([key, value]) => [key.toLowerCase(), typeof value === "string" ? [value] : value] as const),
  );
  return { who: principal.who, action: actions[0] ?? "", what: resource.what, where: origin.where, at, carried };
}
