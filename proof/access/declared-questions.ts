import { type Partition, parseArn } from "../../iam/arn.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import { principalsFor, principalsWithin } from "../classes/asked-principals.ts";
import { remembered } from "../classes/once.ts";
import { organizationIdOf } from "../classes/organization-id.ts";
import { originsAt } from "../classes/origins.ts";
import { distinctPrincipals, type PrincipalClass } from "../classes/principals.ts";
import { actionsOn, askedResources } from "../classes/questions.ts";
import type { ResourceClass } from "../classes/resources.ts";
import type { Intended } from "../intent/intended.ts";
import type { Who } from "../intent/subject.ts";
import { whoIs } from "../intent/who-is.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import type { Questions } from "./questions.ts";
import { resourceOfArn } from "./resource-of-arn.ts";

/**
 * Asks a declared organization about everything that the proof asks about.
 * @param isEverybodyAsked whether every role that stacks make is asked about every resource, for resources that are not those of the
 * declaration
 */
export function declaredQuestions(
  intended: Intended,
  world: Pick<OrganizationWorld, "deployed" | "situate">,
  catalogue: Catalogue,
  partition: Partition,
  isEverybodyAsked = false,
): Questions {
  const { deployed } = world;
  const askWhom = principalsFor(intended, deployed, partition, organizationIdOf(intended, world, partition));
  const resources = askedResources({ intended, world: { deployed }, partition });
  const accountName = (id: string) => intended.accountNames.get(id);
  let made: readonly PrincipalClass[] | undefined;
  const everybody = () => (made ??= principalsIn(resources, askWhom).filter(({ principal }) => deployed.roles.has(principal)));
  let byArn: ReadonlyMap<string, readonly PrincipalClass[]> | undefined;
  return {
    resources,
    resourceOf: (arn, service) =>
      resources.find((each) => each.arn === arn && each.service === service) ?? resourceOfArn(arn, service, accountName),
    principalsFor: (resource) => (isEverybodyAsked ? distinctPrincipals([...askWhom(resource), ...everybody()]) : askWhom(resource)),
    principalsOf: (arn) => {
      byArn ??= Map.groupBy(principalsIn(resources, askWhom), ({ principal }) => principal);
      return byArn.get(arn) ?? [{ who: whoOf(intended, arn), principal: arn, carries: {} }];
    },
    principalsIn: principalsWithin(intended, deployed, partition),
    originsFor: (principal, resource) => originsAt(intended, resource, partition)(principal),
    actionsOn: remembered((resource: ResourceClass) => actionsOn(catalogue, resource)),
  };
}

/** Every principal that is asked about for some resource, once. */
function principalsIn(
  resources: readonly ResourceClass[],
  askWhom: (resource: ResourceClass) => readonly PrincipalClass[],
): PrincipalClass[] {
  return distinctPrincipals(resources.flatMap(askWhom));
}

/** Whom a principal is that no policy tells apart: another of its account, or of nobody's. */
function whoOf(intended: Intended, arn: string): Who {
  const declared = whoIs(intended, arn);
  if (declared !== undefined) return declared;
  const { accountId = "", resource = "", service } = parseArn(arn) ?? {};
  const account = intended.accountNames.get(accountId);
  if (arn === "*") return { kind: "anonymous" };
  if (service === undefined) return { kind: "service", service: arn, actsFor: undefined };
  if (account === undefined) {
    const party = [...intended.parties].find(([, each]) => each.account === accountId)?.[0];
    return { kind: "stranger", party };
  }
  if (resource === "root") return { kind: "root", account };
  if (/^(?:oidc|saml)-provider\//.test(resource)) return { kind: "token", provider: arn };
  return { kind: resource.startsWith("user/") ? "user" : "undeclared-role", account };
}
