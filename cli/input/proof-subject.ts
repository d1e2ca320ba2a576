import { partitionOf } from "../../iam/arn.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import type { QuestionSubject } from "../../proof/classes/questions.ts";
import type { Intended } from "../../proof/intent/intended.ts";
import { intendedOf } from "../../proof/intent/read-intended.ts";
import { PROVEN_SERVICES } from "../../proof/verdict/prove.ts";
import type { RehearsedOrganization } from "./rehearsed-organization.ts";

/** What is proven of a declaration over what its rehearsal deploys. */
export async function proofSubject(
  declaration: Declaration,
  organization: Pick<RehearsedOrganization, "plan" | "world">,
): Promise<QuestionSubject> {
  return {
    intended: intendedIn(declaration, organization),
    world: organization.world,
    catalogue: await loadCatalogue(PROVEN_SERVICES),
    partition: partitionOf(organization.plan.organization.homeRegion),
  };
}

/** What a declaration intends in its organization. */
export const intendedIn = (declaration: Declaration, organization: Pick<RehearsedOrganization, "plan">): Intended =>
  intendedOf(declaration, idsOf(organization));

/** The ids of the accounts that have one, those that are created included. */
export const idsOf = ({ plan }: Pick<RehearsedOrganization, "plan">): ReadonlyMap<string, string> =>
  new Map(plan.accounts.flatMap(({ name, id }) => (id === undefined ? [] : [[name, id] as const])));
