import { parseArn } from "../../iam/arn.ts";
import { wildcard } from "../../iam/wildcard.ts";
import type { Questions } from "../access/questions.ts";
import { distinctPrincipals, type PrincipalClass } from "../classes/principals.ts";
import type { ResourceClass } from "../classes/resources.ts";
import { tokenBearer } from "../classes/token-bearer.ts";
import { nameWithoutPath } from "../engine/principal.ts";
import type { Who } from "../intent/subject.ts";
import type { DeployedResources } from "../world/deployed-resources.ts";
import { trustedNames } from "./trusted-names.ts";

/** Who might take a role, as far as its trust policy names them. */
export interface Candidates {
  /** Those that get the session themselves: principals of accounts, and bearers of tokens. */
  readonly takers: readonly PrincipalClass[];
  /** Services that run something with the role, and so may be handed it. */
  readonly services: readonly PrincipalClass[];
}

/**
 * Finds whom a role's trust policy names: nobody else takes it, so that nobody else is asked about. Where a policy names everybody, or is
 * unknown, those that the proof asks about stand for all.
 */
export function candidatesFor(role: ResourceClass, questions: Questions, deployed: DeployedResources): Candidates {
  const { roles, principalsById } = deployed;
  const names = trustedNames(roles.get(role.arn)?.trust.document, (id) => principalsById.get(id));
  const { accountId = "" } = parseArn(role.arn) ?? {};
  const takers = [
    ...names.principals.flatMap((arn) => classesOf(arn, questions)),
    ...names.accounts.flatMap((id) => questions.principalsIn(id)),
    ...(names.isAnybody ? questions.principalsFor(role) : []).filter(({ who }) => !TAKES_BY_NAME.has(who.kind)),
    ...names.providers.filter((provider) => provider !== "*").map((provider) => tokenBearer(provider, deployed)),
  ];
  return {
    takers: distinctPrincipals(takers).filter(({ principal }) => principal !== role.arn),
    services: names.services.map(
      (service): PrincipalClass => ({
        who: { kind: "service", service, actsFor: role.account },
        principal: service,
        carries: { "aws:SourceAccount": accountId },
      }),
    ),
  };
}

/** Those who take roles only where a policy names them, or never, as service-linked roles do, whose permissions are AWS's. */
const TAKES_BY_NAME: ReadonlySet<Who["kind"]> = new Set(["service", "token", "anonymous", "service-linked"]);

/** The classes of a principal that a policy names: a session as its role, and a pattern as everybody whom it means, or as an example. */
function classesOf(arn: string, questions: Questions): readonly PrincipalClass[] {
  const { accountId = "", service, resource = "" } = parseArn(arn) ?? {};
  const own = questions.principalsIn(accountId);
  if (service === "sts") {
    const [, role = ""] = /^assumed-role\/([^/]+)\//.exec(resource) ?? [];
    return own.filter(({ principal }) => principal.includes(":role/") && nameWithoutPath(principal) === role);
  }
  const matches = wildcard(arn);
  const found = own.filter(({ principal }) => matches.test(principal));
  return found.length > 0 ? found : questions.principalsOf(arn.replace(/[*?]/g, "x"));
}
