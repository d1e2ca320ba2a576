import { breakGlassTrust } from "../../components/identity/break-glass-documents.ts";
import { trustInCi } from "../../components/identity/ci-trust.ts";
import { oidcProviderArn, roleArn } from "../../iam/arn.ts";
import type { PolicyDocument } from "../../iam/document.ts";
import { quotaOf, sizeOf } from "../../iam/render.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";
import type { Origin } from "../../model/plan/origin.ts";
import { consumerName } from "../../model/plan/planned-grant.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { findingText, type Problem } from "../../model/problem.ts";
import { trustParty, trustPeople, trustWorkload } from "../../sharing/access-trust.ts";
import { placeOfParty } from "../wiring/carried-grants.ts";
import { LONGEST_ORGANIZATION_ID } from "../wiring/guardrail-policies.ts";

/** As long as any end of a grant. */
const AN_END = "2027-01-31T23:59:59Z";

/**
 * Trust policies whose size the declaration alone decides, and that IAM would not take: of roles for external parties, people and CI jobs, and of break-glass.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function oversizedTrusts({ organization, externalParties, accessRoles, accounts }: ResolvedPlan): Problem[] {
  const { partition, breakGlass, origin } = organization;
  const takers = new Set(accessRoles.flatMap(({ consumer }) => (consumer.kind === "external" ? [consumer.party] : [])));
  const ofParties = externalParties.flatMap((declared) => {
    const { name, account, role, externalId, origin: at } = declared;
    if (!takers.has(name) || externalId === undefined) return [];
    const [roleName = "", ...path] = role.split("/").reverse();
    const party = roleArn({
      partition,
      accountId: account,
      ...(path.length === 0 ? {} : { path: path.reverse().join("/") }),
      name: roleName,
    });
    const trusting = { consumer: { kind: "external", party: name }, ends: AN_END } as const;
    const trusted = { roleArn: party, externalId, from: placeOfParty(declared) };
    return tooLargeTrust(
      trustPolicy([trustParty(trusting, trusted)]),
      at,
      "use a shorter external id, or name fewer networks, in larger ranges",
    );
  });
  const taking = new Set(accessRoles.flatMap(({ consumer }) => (consumer.kind === "people" ? [consumerName(consumer)] : [])));
  const ofPeople = accounts.flatMap(({ id, name: account, people }) =>
    people.flatMap(({ name, rolePattern, addresses, origin: at }) => {
      const consumer = { kind: "people", account, people: name } as const;
      if (id === undefined || rolePattern === undefined || !taking.has(consumerName(consumer))) return [];
      const trusted = { partition, accountId: id, rolePattern, addresses };
      return tooLargeTrust(
        trustPolicy([trustPeople({ consumer, ends: AN_END }, trusted, LONGEST_ORGANIZATION_ID)]),
        at,
        "name fewer addresses, in larger ranges, or a network",
      );
    }),
  );
  const others = [...ofParties, ...ofPeople, ...trustsOfJobs({ organization, accessRoles, accounts })];
  const [account] = accounts;
  if (account?.id === undefined) return others;
  const onCall = breakGlassTrust({ partition, accountId: account.id }, breakGlass.trusted);
  return [...others, ...tooLargeTrust(onCall, origin, "let fewer permission sets assume break-glass (breakGlass.trusted)")];
}

/** Trust policies of the roles of CI jobs, and of the owners' roles that these take: addresses fill both. */
function trustsOfJobs({ organization, accessRoles, accounts }: Pick<ResolvedPlan, "organization" | "accessRoles" | "accounts">): Problem[] {
  const taking = new Set(accessRoles.flatMap(({ consumer }) => (consumer.kind === "workload" ? [consumerName(consumer)] : [])));
  return accounts.flatMap(({ id, name: account, workloads }) =>
    workloads.flatMap(({ name, ci, addresses, roleArn: arn, origin: at }) => {
      if (id === undefined || ci === undefined || arn === undefined) return [];
      const consumer = { kind: "workload", account, workload: name } as const;
      const provider = oidcProviderArn({ partition: organization.partition, accountId: id, issuer: ci.issuer });
      const own = trustInCi({ ...ci, addresses }, provider);
      const taken = trustWorkload({ consumer, ends: AN_END, addresses }, { arn, uniqueId: arn }, LONGEST_ORGANIZATION_ID, false);
      const remedy = "name fewer addresses, in larger ranges";
      return [own, ...(taking.has(consumerName(consumer)) ? [trustPolicy([taken])] : [])]
        .flatMap((document) => tooLargeTrust(document, at, remedy))
        .slice(0, 1);
    }),
  );
}

/** A trust policy that IAM would not take, at the entry that fills it. */
export function tooLargeTrust(document: PolicyDocument<"trust policy">, { file, line, column, id }: Origin, remedy: string): Problem[] {
  const { value, unit } = quotaOf(document.kind);
  const got = sizeOf(document);
  if (got <= value) return [];
  const what = `needs a trust policy of more ${unit} than the ${value.toString()} that AWS takes`;
  return [{ file, line, column, where: id, message: findingText({ what, got, remedy }) }];
}
