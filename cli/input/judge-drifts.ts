import { loadCatalogue } from "../../iam/catalogue.ts";
import { compareText } from "../../iam/compare-text.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import type { DriftedResource } from "../../operation/drifted-resource.ts";
import { PROVEN_SERVICES } from "../../proof/verdict/prove.ts";
import { asFound, notJudged } from "../../proof/world/found-resources.ts";
import type { ReadInventory } from "../../proof/world/inventory-file.ts";
import { exportedResources, readStackExport } from "../../proof/world/stack-export.ts";
import type { WorldResource } from "../../proof/world/world-resource.ts";
import type { ReportedChange } from "../output/access/change-report.ts";
import type { DriftAccess, DriftJudgement, DriftOfStack, JudgedDrift } from "../output/drift-report.ts";
import { logicalName } from "../output/urn-names.ts";
import { type ComparedSide, comparedSide, comparisonReport } from "./compared-side.ts";
import { judgeInGroups } from "./judge-in-groups.ts";
import type { KeptRehearsal } from "./kept-rehearsal.ts";
import { organizationOf } from "./rehearsed-organization.ts";

/** What drifts are judged by. */
export interface JudgedBy {
  readonly declaration: Declaration;
  readonly now: Date;
  readonly existing: ReadInventory | undefined;
  /** Where the statements of a rehearsal come from. */
  readonly provenance: KeptRehearsal["provenance"];
}

/** The resources in the states of stacks, each named as its program names it, and in the order of a rehearsal: of two with one name the last counts. */
export function resourcesInStates(deployments: readonly unknown[]): readonly WorldResource[] {
  const states = deployments.flatMap((deployment) => {
    const { state, problems } = readStackExport("the stack's state", JSON.stringify({ version: STATE_VERSION, deployment }));
    if (problems !== undefined) throw new Error(problems.join("\n"));
    return [state];
  });
  return exportedResources(states)
    .resources.map((resource) => ({ ...resource, name: logicalName(resource.urn) }))
    .toSorted((a, b) => compareText(a.urn, b.urn));
}

const STATE_VERSION = 3;

/**
 * Says of each drift whether it opens or closes access, and what all of them do together that none does alone. Of many, those that change
 * nothing together, and those that could not be told apart, are judged as one.
 * @param resources what the states of all stacks have
 */
export async function judgeDrifts(
  drifts: readonly DriftOfStack[],
  resources: readonly WorldResource[],
  by: JudgedBy,
): Promise<DriftJudgement> {
  const plan = planOf(by.declaration);
  const catalogue = await loadCatalogue(PROVEN_SERVICES);
  const sideOf = (some: readonly WorldResource[]): ComparedSide => {
    const organization = { ...organizationOf(plan, { resources: some }, by.existing), now: by.now };
    return comparedSide({ ...organization, rehearsal: { resources: some, provenance: by.provenance } }, by, catalogue, true);
  };
  const isRead = ({ drift }: DriftOfStack) => isJudged(drift);
  const before = drifts.some(isRead) ? sideOf(resources) : undefined;
  const changesBy = (some: readonly DriftedResource[]): readonly ReportedChange[] =>
    before === undefined
      ? []
      : comparisonReport(before, sideOf(asFound(resources, some)), {
          before: { name: "as deployed", commit: null },
          after: { name: "as found" },
        }).changes;
  const all = drifts.filter(isRead).toSorted((a, b) => compareText(a.stack, b.stack));
  const { groups, whole } = judged(all, (some) => changesBy(some.map(({ drift }) => drift)));
  const groupOf = new Map(groups.flatMap((group) => group.members.map((member) => [member, group] as const)));
  const judgedDrifts = drifts.map((each): JudgedDrift => {
    const notKnown = notJudged({ type: each.drift.type, name: logicalName(each.drift.urn) }, each.drift);
    const { members = [], changes = [] } = groupOf.get(each) ?? {};
    const judgedWith = members.filter((member) => member !== each).map(({ drift }) => drift.urn);
    return { ...each, access: accessOf(changes, notKnown.length > 0), notKnown, changes, judgedWith };
  });
  const said = new Set(groups.flatMap(({ changes }) => changes.map(keyOf)));
  return { drifts: judgedDrifts, together: whole.filter((change) => !said.has(keyOf(change))) };
}

/** Each alone where they are few; else in groups, and what all of them do together. */
function judged(
  all: readonly DriftOfStack[],
  changesBy: (some: readonly DriftOfStack[]) => readonly ReportedChange[],
): ReturnType<typeof judgeInGroups<DriftOfStack, ReportedChange>> {
  if (all.length > MOST_ALONE) return judgeInGroups(all, changesBy, isGain, MOST_COMPARISONS);
  return { groups: all.map((each) => ({ members: [each], changes: changesBy([each]) })), whole: all.length < 2 ? [] : changesBy(all) };
}

/** The largest number of drifts that are judged each by itself: a comparison of a large organization takes minutes. */
const MOST_ALONE = 8;

/** The most comparisons where more differ. One that opens access among a hundred is found by fifteen. */
const MOST_COMPARISONS = 25;

const isGain = ({ kind }: ReportedChange): boolean => kind !== "loses";

/** Whether anything of a drift can be judged. */
const isJudged = (drift: DriftedResource): boolean => {
  const { length } = notJudged({ type: drift.type, name: "" }, drift);
  return drift.found === undefined ? length === 0 : length < drift.properties.length || length === 0;
};

const keyOf = ({ kind, principalArns, resourceArns, actions, condition }: ReportedChange): string =>
  JSON.stringify([kind, principalArns, resourceArns, actions, condition]);

function accessOf(changes: readonly ReportedChange[], isOpen: boolean): DriftAccess {
  const opens = changes.some(isGain);
  const closes = changes.some(({ kind }) => kind !== "gains");
  if (opens) return closes ? "opens and closes" : "opens";
  if (isOpen) return "not known";
  return closes ? "closes" : "same";
}
