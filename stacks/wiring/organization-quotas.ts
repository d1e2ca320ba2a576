import { freeSlots, overflow, type PolicyCounts, remaining } from "../../guardrails/placement.ts";
import { trustedIssuers } from "../../guardrails/trusted-issuers.ts";
import { QUOTAS } from "../../iam/quota.ts";
import { quotaOf, sizeOf } from "../../iam/render.ts";
import { resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import type { Origin } from "../../model/plan/origin.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { type ResolvedAccount, type ResolvedPlan, resolve } from "../../model/plan/resolve.ts";
import { findingText, type Problem } from "../../model/problem.ts";
import { computeStatements } from "./account-compute.ts";
import { allPlaces, guardrailCounts, guardrailsOf } from "./guardrail-policies.ts";
import { oversizedTrusts } from "./trust-sizes.ts";
import { clustersOf, declaredIssuers, sharesIssuers } from "./trusted-tokens.ts";

/**
 * Why AWS would not take the guardrails or the trust policies of a plan, before anything is rehearsed: documents and attachments that the declaration alone decides.
 * How far the statements of an account's own SCPs fill more than one document is known by the rehearsal.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export function quotaProblems(plan: Plan): Problem[] {
  const resolved = resolve(plan, placeholderIds(plan));
  const organization = plan.organization.origin;
  try {
    const policies = guardrailsOf(resolved);
    const counted = (type: (typeof policies)[number]["type"]) => policies.filter((each) => each.type === type).length;
    return [
      ...tooMany("serviceControlPoliciesPerOrganization", counted("SERVICE_CONTROL_POLICY") + ownServiceControls(resolved), organization),
      ...tooMany("resourceControlPoliciesPerOrganization", counted("RESOURCE_CONTROL_POLICY") + issuerPolicies(resolved), organization),
      ...fullPlaces(resolved),
      ...oversizedTrusts(resolved),
      ...resolved.accounts.flatMap((account) => tooManyIssuers(resolved, account)),
    ];
  } catch (error) {
    // A single statement that no document takes: it names what has too many parts.
    if (!(error instanceof Error)) throw error;
    return [problemAt(organization, error.message)];
  }
}

/** Ids for the accounts that are yet to be created; as long as AWS's, so that sizes are right. */
const placeholderIds = ({ accounts }: Plan): ReadonlyMap<string, string> =>
  new Map(accounts.flatMap(({ name, id }, index) => (id === undefined ? [[name, `9${index.toString().padStart(11, "0")}`]] : [])));

const isEnforced = ({ perimeter }: ResolvedAccount): boolean => perimeter === "enforced";

/** Policies that an account has for itself, at least: about its networks, what it declares and its compute, and of trusted issuers. */
function ownPolicies(plan: ResolvedPlan, account: ResolvedAccount): PolicyCounts {
  const ofCompute = computeStatements(account, plan).length === 0 ? 0 : 1;
  if (!isEnforced(account)) return { serviceControl: ofCompute, resourceControl: 0 };
  const ofData = account.tables.length + account.keys.length + account.secrets.length === 0 ? 0 : 1;
  return { serviceControl: 1 + ofData + ofCompute, resourceControl: 1 };
}

const ownServiceControls = (plan: ResolvedPlan): number =>
  plan.accounts.reduce((sum, account) => sum + ownPolicies(plan, account).serviceControl, 0);

/** RCPs of trusted issuers: one that accounts share, and one for each account whose roles a cluster's pods take. */
const issuerPolicies = (plan: ResolvedPlan): number =>
  1 + plan.accounts.filter((account) => isEnforced(account) && !sharesIssuers(plan, account)).length;

function tooMany(
  quota: "serviceControlPoliciesPerOrganization" | "resourceControlPoliciesPerOrganization",
  got: number,
  at: Origin,
): Problem[] {
  const { value, of } = QUOTAS[quota];
  if (got <= value) return [];
  const what = `needs more policies than AWS takes: at most ${value.toString()} ${of}`;
  return [problemAt(at, findingText({ what, got, remedy: "split the organization, or let fewer accounts be enforced" }))];
}

/** Units and accounts where what is attached already leaves too little room. */
function fullPlaces(plan: ResolvedPlan): Problem[] {
  const room = (key: string, { attachedPolicies, origin }: Pick<ResolvedAccount, "attachedPolicies" | "origin">, own: PolicyCounts) => {
    const text = overflow(remaining(remaining(freeSlots(attachedPolicies), guardrailCounts(plan, key)), own));
    return text === undefined ? [] : [problemAt(origin, text)];
  };
  return [
    ...allPlaces(plan).flatMap((place) => (place.kind === "unit" ? room(place.key, place.unit, NONE) : [])),
    ...plan.accounts.flatMap((account) => room(`account/${account.name}`, account, ownPolicies(plan, account))),
  ];
}

const NONE: PolicyCounts = { serviceControl: 0, resourceControl: 0 };

/**
 * Accounts whose RCP cannot name every issuer. Documents do not add up: a token is of one issuer, so that a second document would deny all tokens of
 * the first one's.
 */
function tooManyIssuers(plan: ResolvedPlan, account: ResolvedAccount): Problem[] {
  const clusters = account.perimeter === "open" ? [] : clustersOf(plan, account);
  const issuers = clusters.map((cluster, index) => `${eksHost(plan, cluster)}/id/${index.toString(16).toUpperCase().padStart(32, "0")}`);
  const fits = (count: number) => {
    const document = resourceControlPolicy(trustedIssuers([...declaredIssuers(plan), ...issuers.slice(0, count)]));
    return sizeOf(document) <= quotaOf(document.kind).value;
  };
  if (fits(issuers.length)) return [];
  let most = issuers.length;
  while (most > 0 && !fits(most)) most -= 1;
  const what = `trusts the tokens of more clusters than one RCP of ${QUOTAS.resourceControlPolicySize.value.toString()} bytes names: ${most.toString()} here`;
  const remedy = "write identity: pod-identity for pods of the others, whose roles trust no issuer";
  return [problemAt(account.origin, findingText({ what, got: issuers.length, remedy }))];
}

/** The host of a cluster's issuer. https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html */
function eksHost({ organization, accounts }: ResolvedPlan, { account, name }: { readonly account: string; readonly name: string }): string {
  const owner = accounts.find((each) => each.name === account);
  const network = owner?.clusters.find((cluster) => cluster.name === name)?.network;
  const region = owner?.networks.find((each) => each.name === network)?.region ?? organization.homeRegion;
  return `oidc.eks.${region}.amazonaws.com${organization.partition === "aws-cn" ? ".cn" : ""}`;
}

const problemAt = ({ file, line, column, id }: Origin, message: string): Problem => ({ file, line, column, where: id, message });
