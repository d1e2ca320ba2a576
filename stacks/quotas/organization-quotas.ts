import { QUOTAS } from "../../iam/quota.ts";
import type { Origin } from "../../model/plan/origin.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { type ResolvedAccount, type ResolvedPlan, resolve } from "../../model/plan/resolve.ts";
import { findingText, type Problem } from "../../model/problem.ts";
import { allPlaces } from "../wiring/guardrail-places.ts";
import { guardrailsOf } from "../wiring/guardrail-policies.ts";
import { crowdedUnits } from "../wiring/mixed-units.ts";
import { sharesIssuers } from "../wiring/trusted-tokens.ts";
import { oversizedDocuments } from "./document-sizes.ts";
import { tooManyIssuers } from "./issuer-sizes.ts";
import { everythingThere } from "./planned-place.ts";
import { oversizedPodTrusts } from "./pod-trust-sizes.ts";
import { lackingSlots, ownPolicies } from "./policy-slots.ts";
import { oversizedTrusts } from "./trust-sizes.ts";

/**
 * Why AWS would not take the policies of a plan, before anything is rehearsed: the sizes of documents, and how many policies stand in one place, in
 * the end and in the middle of an update.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export function quotaProblems(plan: Plan): Problem[] {
  const resolved = resolve(plan, placeholderIds(plan));
  const organization = plan.organization.origin;
  try {
    const policies = guardrailsOf(resolved);
    const counted = (type: (typeof policies)[number]["type"]) => policies.filter((each) => each.type === type).length;
    const accounts = resolved.accounts.map((account) => accountProblems(resolved, account));
    const ownServiceControls = accounts.reduce((sum, { own }) => sum + own, 0);
    return [
      ...tooMany("serviceControlPoliciesPerOrganization", counted("SERVICE_CONTROL_POLICY") + ownServiceControls, organization),
      ...tooMany("resourceControlPoliciesPerOrganization", counted("RESOURCE_CONTROL_POLICY") + issuerPolicies(resolved), organization),
      ...fullUnits(resolved),
      ...oversizedTrusts(resolved),
      ...oversizedPodTrusts(resolved),
      ...accounts.flatMap(({ problems }) => problems),
    ];
  } catch (error) {
    // A single statement that no document takes: it names what has too many parts.
    if (!(error instanceof Error)) throw error;
    return [problemAt(organization, error.message)];
  }
}

/** Paths of the units that do not carry guardrails which exempt deploy roles, because of the own ones of accounts below. */
export const crowdedUnitsOf = (plan: Plan): ReadonlySet<string> => crowdedUnits(resolve(plan, placeholderIds(plan)));

/** Ids for the accounts that are yet to be created; as long as AWS's, so that sizes are right. */
const placeholderIds = ({ accounts }: Plan): ReadonlyMap<string, string> =>
  new Map(accounts.flatMap(({ name, id }, index) => (id === undefined ? [[name, `9${index.toString().padStart(11, "0")}`]] : [])));

/** What AWS would not take of an account's, and how many SCPs it has for itself. */
function accountProblems(plan: ResolvedPlan, account: ResolvedAccount): { readonly own: number; readonly problems: readonly Problem[] } {
  const place = everythingThere(plan, account);
  const ofDocuments = [...(place === undefined ? [] : oversizedDocuments(place)), ...tooManyIssuers(plan, account)];
  try {
    const own = ownPolicies(plan, account);
    const lacking = lackingSlots(plan, `account/${account.name}`, account.attachedPolicies, own);
    const problems = [...(lacking === undefined ? [] : [problemAt(account.origin, lacking)]), ...ofDocuments];
    return { own: own.finally.serviceControl, problems };
  } catch (error) {
    // A single statement that no document takes: it names what has too many parts.
    if (!(error instanceof Error)) throw error;
    return { own: 0, problems: [problemAt(account.origin, error.message), ...ofDocuments] };
  }
}

const isEnforced = ({ perimeter }: ResolvedAccount): boolean => perimeter === "enforced";

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

/** Units where what is attached already leaves too little room. */
const fullUnits = (plan: ResolvedPlan): Problem[] =>
  allPlaces(plan).flatMap((place) => {
    if (place.kind !== "unit") return [];
    const lacking = lackingSlots(plan, place.key, place.unit.attachedPolicies);
    return lacking === undefined ? [] : [problemAt(place.unit.origin, lacking)];
  });

const problemAt = ({ file, line, column, id }: Origin, message: string): Problem => ({ file, line, column, where: id, message });
