import type { Partition } from "../../iam/arn.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import type { Action } from "../../iam/catalogue-entries.ts";
import { calledService } from "../engine/called-service.ts";
import type { Intended } from "../intent/intended.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import { ActionClasses } from "./action-classes.ts";
import { principalsFor } from "./asked-principals.ts";
import { deployersOf } from "./compute.ts";
import { foreignQuestions } from "./foreign.ts";
import { actsOn } from "./impossible.ts";
import { namedOrigins } from "./named-origins.ts";
import { organizationIdOf } from "./organization-id.ts";
import { type OriginClass, originsAt } from "./origins.ts";
import type { PrincipalClass } from "./principals.ts";
import { exemptRoles, type ResourceClass, resourcesOf, rolesOf } from "./resources.ts";
import { safeguardsOf } from "./safeguards.ts";

/** What is asked about one resource: who does what with it, and from where. */
export interface Question {
  readonly resource: ResourceClass;
  readonly actions: ActionClasses;
  readonly principals: readonly PrincipalClass[];
  readonly originsOf: (principal: PrincipalClass) => readonly OriginClass[];
}

/** What questions are asked about. */
export interface QuestionSubject {
  readonly intended: Intended;
  readonly world: OrganizationWorld;
  readonly catalogue: Catalogue;
  readonly partition: Partition;
}

/** The resources of the declared accounts that questions are asked about. */
export const askedResources = ({
  intended,
  world,
  partition,
}: Pick<QuestionSubject, "intended" | "partition"> & { readonly world: Pick<OrganizationWorld, "deployed"> }): readonly ResourceClass[] => [
  ...resourcesOf(intended, world.deployed, partition),
  ...safeguardsOf(intended, partition),
  ...deployersOf(intended, partition),
  ...rolesOf(
    intended,
    world.deployed,
    [...intended.accounts.values()].flatMap((account) => [
      ...account.workloads.filter(({ isExisting }) => isExisting).map(({ roleArn }) => roleArn),
      ...exemptRoles(intended, account, partition),
    ]),
  ),
];

/** What is asked about: a resource of a declared account, or one of another organization by what leaves an account's network. */
export interface AskedThing {
  /** The account in whose part of the proof it is asked about. */
  readonly account: string;
  readonly resource: ResourceClass;
  /** Who carries something there, and from where; undefined for resources of declared accounts. */
  readonly origin: OriginClass | undefined;
  readonly principals: readonly PrincipalClass[] | undefined;
}

/** Everything that is asked about, in a fixed order. */
export const askedThings = (subject: Omit<QuestionSubject, "catalogue">): readonly AskedThing[] => [
  ...askedResources(subject).map((resource) => ({ account: resource.account, resource, origin: undefined, principals: undefined })),
  ...foreignQuestions(subject.intended, subject.partition).flatMap(({ account, origin, principals, resources }) =>
    resources.map((resource) => ({ account, resource, origin, principals })),
  ),
];

/** Finds the questions about each. */
export function questionsAbout({ intended, world, catalogue, partition }: QuestionSubject): (thing: AskedThing) => readonly Question[] {
  const askWhom = principalsFor(intended, world.deployed, partition, organizationIdOf(intended, world, partition));
  const withNamed = namedOrigins(intended, world, partition);
  const actionsOn = actionsOf(catalogue);
  return ({ resource, origin, principals = askWhom(resource) }) => {
    const alone = [origin].filter((each) => each !== undefined);
    const declaredOrigins = originsAt(intended, resource, partition);
    const originsOf = (principal: PrincipalClass) => (origin === undefined ? withNamed(declaredOrigins(principal), resource) : alone);
    return actionsOn(resource).map((actions) => ({ resource, actions, principals, originsOf }));
  };
}

/**
 * Finds every action on a resource. Actions that pass different endpoints stand apart, and so do those whose requests name no resource.
 * Resources of one kind share theirs.
 */
function actionsOf(catalogue: Catalogue): (resource: ResourceClass) => readonly ActionClasses[] {
  const classesOf = sharedClasses();
  return (resource) => classesOf(actionsOn(catalogue, resource));
}

/** Finds actions by the endpoint that they pass; of the same actions the same classes. */
export function sharedClasses(): (actions: readonly Action[]) => readonly ActionClasses[] {
  const found = new Map<string, readonly ActionClasses[]>();
  return (actions) => {
    const key = actions.map(({ name }) => name).join();
    const classes = found.get(key) ?? byEndpoint(actions);
    found.set(key, classes);
    return classes;
  };
}

/** Actions by the endpoint that they pass, and by whether their requests name a resource at all: requests of one class are alike in both. */
const byEndpoint = (actions: readonly Action[]): readonly ActionClasses[] =>
  [...Map.groupBy(actions, ({ name, isWildcardOnly }) => `${calledService(name)} ${isWildcardOnly ? "*" : ""}`).values()].map(
    (each) => new ActionClasses(each),
  );

/** Every action on a resource; of services that hold no data only those that change something. */
export function actionsOn(catalogue: Catalogue, { service, type, actions, arn }: ResourceClass): readonly Action[] {
  if (actions !== undefined) return actions.flatMap((name) => catalogue.action(name) ?? []);
  const isData = DATA_SERVICES.has(service);
  return catalogue
    .actionsOf(service)
    .filter((action) => (isData || action.isWrite) && actsOn(action, arn) && action.resources.some(({ name }) => name === type));
}

const DATA_SERVICES = new Set(["dynamodb", "kms", "secretsmanager", "sts"]);
