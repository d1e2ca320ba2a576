import { pathAndName, roleArn } from "../../iam/arn.ts";
import { FROM_THE_INTERNET, type OriginClass, originsAt } from "../classes/origins.ts";
import { breakGlassArn, type PrincipalClass } from "../classes/principals.ts";
import type { Question } from "../classes/questions.ts";
import type { ResourceClass } from "../classes/resources.ts";
import { doingOf } from "../intent/doings.ts";
import { namedKeyOf } from "../intent/keys.ts";
import type { Who } from "../intent/subject.ts";
import type { ClaimSubject } from "./claim-subject.ts";
import type { Claim } from "./decide-claim.ts";
import { foreignAccess } from "./foreign-access.ts";
import { guardrailResources } from "./guardrail-resources.ts";
import { writtenPolicies } from "./written-policies.ts";

/** Where deployments run as far as the declaration says: it names no network for them. */
const OUTSIDE_OF_NETWORKS: readonly OriginClass[] = [FROM_THE_INTERNET];

/** Claims about every organization, over classes of requests. */
export function builtInClaims(subject: ClaimSubject): Claim[] {
  const { intended, partition, world, resources } = subject;
  const role = (account: string, name: string) =>
    roleArn({ partition, accountId: intended.accounts.get(account)?.id ?? intended.managementAccount, ...pathAndName(name) });
  const principal = (who: Who, arn: string): PrincipalClass => ({ who, principal: arn, carries: {} });
  const deployOf = (account: string) =>
    principal({ kind: "deploy", account }, role(account, intended.accounts.get(account)?.deployRole ?? intended.deployRole));
  const breakGlassOf = (account: string) =>
    principal(
      { kind: "break-glass", account },
      breakGlassArn({ intended, partition, rolesOf: new Map() }, intended.accounts.get(account)?.id ?? ""),
    );
  const guardrails = guardrailResources(world.deployed, partition).flatMap(({ resource, targets }) =>
    subject.actionClasses(subject.actionsOn(resource)).map((actions) => ({ resource, targets, actions })),
  );
  const written = writtenPolicies(subject).filter(({ resource }) => intended.accounts.has(resource.account));
  const fromAnywhere = (resource: ResourceClass) => originsAt(intended, resource, partition);

  return [
    {
      name: "guardrails-can-be-changed",
      says: "the management account can change, attach and detach every guardrail",
      effect: "always",
      because: "nobody is locked out of the guardrails",
      declaredAt: undefined,
      questions: guardrails.map(({ resource, actions }) => ({
        resource,
        actions,
        principals: [deployOf("management")],
        originsOf: () => OUTSIDE_OF_NETWORKS,
      })),
    },
    {
      name: "policies-can-be-rewritten",
      says: "each deploy role can rewrite every policy and role of its account that stacks write",
      effect: "always",
      because: "nobody is locked out of what is deployed",
      declaredAt: undefined,
      questions: written.map((each) => ({
        ...each,
        principals: [deployOf(each.resource.account)],
        originsOf: () => OUTSIDE_OF_NETWORKS,
      })),
    },
    {
      name: "deployments-can-be-run",
      says: "everybody who runs deployments can take every deploy role",
      effect: "always",
      because: "nobody is locked out of deployments",
      declaredAt: undefined,
      // No deployment tags its session with what guardrails know roles by.
      isExempt: ({ carried }) => [carried["aws:tagkeys"] ?? []].flat().some((key) => /^palisade:/i.test(key)),
      questions: resources
        .filter(({ service, what }) => service === "sts" && what.kind === "role" && what.role?.kind === "deploy")
        .flatMap((resource) => {
          const taking = subject.actionsOn(resource).filter(({ name }) => name === "sts:AssumeRole");
          return subject.actionClasses(taking).map((actions) => ({
            resource,
            actions,
            principals: intended.runners.map((arn) => principal({ kind: "runner", account: "management" }, arn)),
            originsOf: () => OUTSIDE_OF_NETWORKS,
          }));
        }),
    },
    {
      name: "break-glass-opens-nothing",
      says: "break-glass changes no guardrail, and rewrites no policy and no role",
      effect: "never",
      because: "break-glass opens nothing",
      declaredAt: undefined,
      questions: [
        ...[...intended.accounts.values()].flatMap(({ name, id }) =>
          guardrails
            .filter(({ targets }, index) => index === 0 || targets.includes(id))
            .map(
              ({ resource, actions }): Question => ({
                resource,
                actions,
                principals: [breakGlassOf(name)],
                originsOf: () => OUTSIDE_OF_NETWORKS,
              }),
            ),
        ),
        ...written.map((each) => ({
          ...each,
          principals: [breakGlassOf(each.resource.account)],
          originsOf: fromAnywhere(each.resource),
        })),
      ],
    },
    {
      name: "break-glass-reads-nothing-sensitive",
      says: "break-glass reads no sensitive table, no stream and no secret, and uses no key of theirs",
      effect: "never",
      because: "break-glass reads nothing sensitive",
      declaredAt: undefined,
      questions: resources.filter(isSensitive).flatMap((resource) => {
        const reading = subject.actionsOn(resource).filter(({ name }) => READING.has(doingOf(name) ?? ""));
        return subject.actionClasses(reading).map((actions) => ({
          resource,
          actions,
          principals: [breakGlassOf(resource.account)],
          originsOf: fromAnywhere(resource),
        }));
      }),
      // A declared key, or one that others write, may encrypt ordinary tables, which decide for themselves who reads them.
      isExempt: ({ resource: { what, declared }, origin: { where } }) =>
        what.kind === "key" && where.kind === "forwarded" && (what.of === "key" || isUnderOthersKey(declared)),
    },
    foreignAccess(subject),
  ];
}

const READING: ReadonlySet<string> = new Set([
  "reads-items",
  "scans-items",
  "reads-by-other-means",
  "reads-stream",
  "reads-secret",
  "decrypts",
]);

/** Sensitive tables with everything of theirs, streams, secrets, and declared keys. */
const isUnderOthersKey = (declared: ResourceClass["declared"]): boolean =>
  declared !== undefined && namedKeyOf(declared)?.startsWith("arn:") === true;

const isSensitive = ({ what, declared }: ResourceClass): boolean =>
  declared !== undefined && (declared.isSensitive || declared.kind !== "table" || what.kind === "stream");
