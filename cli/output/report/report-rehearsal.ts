import { compareText } from "../../../iam/compare-text.ts";
import { QUOTAS } from "../../../iam/quota.ts";
import type { Plan } from "../../../model/plan/plan.ts";
import type { PackFinding } from "../../../policy-pack/judge-resources.ts";
import { deployedDocuments, documentSizes } from "../../../rehearsal/deployed-documents.ts";
import type { PlanRehearsal } from "../../../rehearsal/rehearse-plan.ts";
import { accountContents } from "../account-contents.ts";
import { whyNone } from "../print-carriers.ts";
import type { RehearseReport } from "./rehearse-report.ts";

/** What a report of a rehearsal is made from. */
export interface RehearsedPlan {
  readonly plan: Plan;
  readonly rehearsal: PlanRehearsal;
  readonly violations: readonly PackFinding[];
  /** The declaration's folder, as the reader would type it. */
  readonly declaration: string;
}

/** Everything that a rehearsal has to say, as data. */
export function reportRehearsal({ plan, rehearsal, violations, declaration }: RehearsedPlan): RehearseReport {
  const { stacks, resources, refusals, unmodelled } = rehearsal;
  return {
    format: 1,
    declaration,
    asOf: plan.asOf,
    stacks: stacks.map(({ name, status, because, error, warnings }) => ({
      name,
      status,
      because: [...because],
      error: error ?? null,
      warnings: [...warnings],
    })),
    accounts: accountContents(resources, plan).map(({ name, id, resources: byType }) => ({
      name,
      id: id ?? null,
      resources: byType.map(({ type, names }) => ({ type, names: [...names] })),
    })),
    documents: documentSizes(deployedDocuments(resources)).map(({ of, stack, size, quota }) => {
      const { value, unit, of: quotaOf } = QUOTAS[quota];
      return { document: of, stack, size, quota: value, unit, quotaOf };
    }),
    grants: grantsOf(plan, rehearsal),
    refusals: refusals.map(({ stack, urn, code, message, remedy }) => ({ stack, about: urn, code, message, remedy })),
    unchecked: unmodelled.map(({ stack, urn, type }) => ({ stack, about: urn, type })),
    violations: ofLevel(violations, "mandatory"),
    advisories: ofLevel(violations, "advisory"),
  };
}

const ofLevel = (violations: readonly PackFinding[], level: PackFinding["level"]): RehearseReport["violations"] =>
  violations.filter((violation) => violation.level === level).map(({ rule, urn, message }) => ({ rule, about: urn, message }));

function grantsOf({ grants }: Plan, { provenance }: Pick<PlanRehearsal, "provenance">): RehearseReport["grants"] {
  const byItem = Map.groupBy(provenance, ({ item }) => item);
  const byId = new Map(grants.map((grant) => [grant.id, grant]));
  return [...new Set([...byId.keys(), ...byItem.keys()])].sort(compareText).map((item) => {
    const statements = byItem.get(item) ?? [];
    return {
      grant: item,
      statements: statements.map(({ urn, statement }) => ({
        stack: urn.slice("urn:pulumi:".length, urn.indexOf("::")),
        resource: urn.slice(urn.lastIndexOf("::") + 2),
        urn,
        sid: statement,
      })),
      without: statements.length > 0 ? null : whyNone(byId.get(item)),
    };
  });
}
