import { oidcProviderArn, type Partition, parseArn, pathAndName, roleArn } from "../../../iam/arn.ts";
import { REGION_TAG, VPC_TAG } from "../../../model/names.ts";
import { asList } from "../../engine/policy-document.ts";
import type { Intended } from "../../intent/intended.ts";
import { replicasOf } from "../../intent/layers/resource-policy.ts";
import { takingServices } from "../../intent/layers/trust.ts";
import { hasAddresses, UNDECLARED_VPC, workloadOf } from "../../intent/places.ts";
import type { Who } from "../../intent/subject.ts";
import type { DeployedResources } from "../../world/deployed-resources.ts";
import { principalsFor } from "../asked-principals.ts";
import { anotherRegion } from "../origins.ts";
import {
  anyPermissionIn,
  distinctPrincipals,
  outsiders,
  type PrincipalClass,
  principalSources,
  principalsOf,
  UNDECLARED_ACCOUNT,
} from "../principals.ts";
import { tokenBearer } from "../token-bearer.ts";
import type { LayerResource } from "./layer-question.ts";
import { siblingRole } from "./layer-resources.ts";

/** Finds the principals to ask layers about. */
export interface LayerPrincipals {
  /** The roles of an account whose permissions Palisade writes. */
  withPermissions(account: string): readonly PrincipalClass[];
  /** Everybody whom the policy of a resource may tell from others. */
  at(resource: LayerResource): readonly PrincipalClass[];
  /** The principals of an account. */
  of(account: string): readonly PrincipalClass[];
  /** Everybody whom the resource control policies over a resource may tell from others. */
  reaching(resource: LayerResource): readonly PrincipalClass[];
}

/** Principals of the management account that may tell who takes a role. */
const TAKERS: ReadonlySet<Who["kind"]> = new Set(["runner", "on-call"]);

const SERVICES = ["replication.dynamodb.amazonaws.com", "glue.amazonaws.com"];

/** Makes what finds principals. */
export function layerPrincipals(
  intended: Intended,
  deployed: DeployedResources,
  partition: Partition,
  organizationId: string,
): LayerPrincipals {
  const sources = principalSources(intended, deployed, partition);
  const askWhom = principalsFor(intended, deployed, partition, organizationId);
  const ids = new Map([...intended.accountNames].map(([id, name]) => [name, id]));
  const of = (account: string) => principalsOf(sources, account, ids.get(account) ?? "");
  const providers = providersIn(intended, deployed);
  const services = SERVICES.map(byItself);
  const takers = takingServices(intended).map(byItself);
  const tokensAt = ({ account, service }: LayerResource): PrincipalClass[] =>
    service === "sts"
      ? [...providers, "issuer.example.com"].map((issuer) => {
          const provider = oidcProviderArn({ partition, accountId: ids.get(account) ?? "", issuer });
          return tokenBearer(provider, deployed);
        })
      : [];
  /** Those who may take exempt roles: of this account and of another, and the services that roles are declared for. */
  const takersAt = ({ account }: LayerResource): PrincipalClass[] => [
    ...of(account).filter(({ who }) => who.kind === "on-call"),
    ...anyPermissionIn(sources, "management", intended.managementAccount).filter(({ who }) => TAKERS.has(who.kind)),
    ...[...new Set([...intended.accounts.values()].flatMap(({ serviceOf }) => [...serviceOf.values()]))].map(
      (service): PrincipalClass => ({ who: { kind: "service", service, actsFor: undefined }, principal: service, carries: {} }),
    ),
  ];
  return {
    withPermissions: (account) => of(account).filter(({ who }) => PERMITTED.has(who.kind)),
    of: (account) => of(account).flatMap((each) => [each, ...taggedOtherwise(each, intended)]),
    at: (resource) => {
      const { what } = resource;
      const asked = askWhom({
        ...resource,
        what: what.kind === "other" || what.kind === "service" ? { kind: "role", account: resource.account, role: undefined } : what,
        carries: {},
      });
      const named = asked.filter(({ who }) => who.kind === "workload" || who.kind === "access-role" || who.kind === "external");
      const replicas = resource.declared === undefined ? [] : replicasOf(intended, resource.declared).map(({ account }) => account);
      return distinctPrincipals([
        ...asked,
        ...replicas.filter((account) => account !== resource.account).flatMap(of),
        ...named.flatMap((each) => siblingsOf(each, partition)),
        ...services,
        // A trust policy that ought to name one may lack it.
        ...(resource.service === "sts" ? takers : []),
        ...tokensAt(resource),
      ]);
    },
    reaching: (resource) =>
      distinctPrincipals([
        ...of(resource.account).filter(({ who }) => ["deploy", "undeclared-role", "service-linked", "root"].includes(who.kind)),
        ...outsiders(sources),
        {
          who: { kind: "undeclared-role", account: "elsewhere" },
          principal:
            [...intended.accounts.values()]
              .filter(({ name }) => name !== resource.account)
              .map(({ id }) => roleArn({ partition, accountId: id, name: "another" }))[0] ?? "*",
          carries: {},
        },
        ...services,
        ...(resource.service === "sts" ? takersAt(resource) : []),
        ...tokensAt(resource),
      ]),
  };
}

const byItself = (service: string): PrincipalClass => ({
  who: { kind: "service", service, actsFor: undefined },
  principal: service,
  carries: {},
});

const PERMITTED: ReadonlySet<string> = new Set(["workload", "access-role", "tenant-role", "break-glass", "alarm"]);

/**
 * Sessions of a consumer's access role with other tags than the role's: of a VPC that nobody declared, of a region that nothing is in, of
 * both, and without one of the tags.
 */
function taggedOtherwise(principal: PrincipalClass, intended: Intended): PrincipalClass[] {
  const { who, carries } = principal;
  if (who.kind !== "access-role" || who.consumer.startsWith("external/")) return [];
  const [consumerAccount = "", name = ""] = who.consumer.split("/");
  if (hasAddresses(workloadOf(intended, consumerAccount, name))) return [];
  const tagged = (tags: Readonly<Record<string, string | readonly string[]>>): PrincipalClass => ({
    ...principal,
    carries: { ...carries, ...Object.fromEntries(Object.entries(tags).map(([tag, value]) => [`aws:PrincipalTag/${tag}`, value])) },
  });
  const [vpc, region] = [{ [VPC_TAG]: UNDECLARED_VPC }, { [REGION_TAG]: anotherRegion(intended) }];
  return [vpc, { [VPC_TAG]: [] }, region, { [REGION_TAG]: [] }, { ...vpc, ...region }].map(tagged);
}

/** Roles whose names only begin like a named one's, and of the same name in another account. */
function siblingsOf({ who, principal }: PrincipalClass, partition: Partition): PrincipalClass[] {
  const role = parseArn(principal)?.resource.replace(/^role\//, "") ?? "";
  const elsewhere = roleArn({ partition, accountId: UNDECLARED_ACCOUNT, ...pathAndName(role) });
  const sibling: Who =
    who.kind === "external"
      ? { kind: "stranger", party: who.party }
      : { kind: "undeclared-role", account: "account" in who ? who.account : "" };
  return [
    { who: sibling, principal: siblingRole(principal), carries: {} },
    { who: { kind: "undeclared-role", account: "elsewhere" }, principal: elsewhere, carries: {} },
  ];
}

/** The issuers of the declaration, and those that roles trust. */
function providersIn({ issuers }: Intended, { roles }: DeployedResources): string[] {
  const trusted = [...roles.values()].flatMap(({ trust }) =>
    asList(trust.document?.Statement ?? []).flatMap(({ Principal: principal }) =>
      principal === undefined || principal === "*" ? [] : asList(principal["Federated"] ?? []),
    ),
  );
  return [
    ...new Set([
      ...issuers.map((each) => each.replace(/^https:\/\//, "")),
      ...trusted.flatMap((arn) => arn.split("oidc-provider/")[1] ?? []),
    ]),
  ];
}
