import { partitionOf } from "../../iam/arn.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import { compareAccesses } from "../../proof/access/compare-accesses.ts";
import { fingerprintsOf } from "../../proof/access/fingerprints.ts";
import type { Side } from "../../proof/access/side.ts";
import { foreignQuestions } from "../../proof/classes/foreign.ts";
import type { ReadInventory } from "../../proof/world/inventory-file.ts";
import type { WorldResource } from "../../proof/world/world-resource.ts";
import type { ChangeReport } from "../output/access/change-report.ts";
import { reportChanges } from "../output/access/report-changes.ts";
import { type AskedAccess, declaredAccess } from "./asked-access.ts";
import { idsOf, intendedIn } from "./proof-subject.ts";
import type { RehearsedOrganization } from "./rehearsed-organization.ts";

/** One of two organizations whose accesses are compared, with what says where its statements come from. */
export interface ComparedSide extends Pick<AskedAccess, "context"> {
  readonly side: Side;
  readonly asOf: string;
}

/** An organization of a declaration, over resources that a rehearsal made or that a state has. */
export type ComparedOrganization = Omit<RehearsedOrganization, "rehearsal"> & {
  readonly rehearsal: Pick<RehearsedOrganization["rehearsal"], "provenance"> & { readonly resources: readonly WorldResource[] };
};

/**
 * Makes one side of a comparison.
 * @param isEverybodyAsked whether every role is asked about every resource
 */
export function comparedSide(
  organization: ComparedOrganization,
  { declaration, existing }: { readonly declaration: Declaration; readonly existing: ReadInventory | undefined },
  catalogue: Catalogue,
  isEverybodyAsked: boolean,
): ComparedSide {
  const { plan } = organization;
  const ids = idsOf(organization);
  const intended = intendedIn(declaration, organization);
  const { asked, questions, context } = declaredAccess(organization, intended, catalogue, isEverybodyAsked);
  const foreign = foreignQuestions(intended, partitionOf(plan.organization.homeRegion));
  const fingerprints = fingerprintsOf({
    resources: organization.rehearsal.resources,
    settings: {
      common: [declaration.organization.value, existing?.file],
      accounts: new Map(
        declaration.accounts.map(({ name, account, data }) => {
          const { tables, keys, secrets, ...others } = data?.value ?? {};
          return [ids.get(name) ?? name, { account: [account.value, others], data: { tables, keys, secrets } }] as const;
        }),
      ),
    },
    ids,
  });
  return { side: { asked, questions, intended, foreign, fingerprints }, context, asOf: plan.asOf };
}

/** Compares two sides, as data that can be printed. */
export const comparisonReport = (before: ComparedSide, after: ComparedSide, names: Pick<ChangeReport, "before" | "after">): ChangeReport =>
  reportChanges({
    ...names,
    comparison: compareAccesses(before.side, after.side),
    asOf: after.asOf,
    contexts: { before: before.context, after: after.context },
    asked: (resource) => after.side.questions.principalsFor(resource),
  });
