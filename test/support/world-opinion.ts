import { loadCatalogue } from "../../iam/catalogue.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { type ResolvedPlan, resolve } from "../../model/plan/resolve.ts";
import { explainCall } from "../../proof/explanation/explain-call.ts";
import { declaredWorld } from "../../proof/world/declared-organization.ts";
import type { WorldResource } from "../../proof/world/world-resource.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { randomFrom } from "./random.ts";
import { randomWorldRequest } from "./random-world-request.ts";
import { decideByReference, decisionOfAll, type ReferenceDecision } from "./reference-engine.ts";
import { type DeclaredBeside, ReferenceWorld } from "./reference-world.ts";
import { NOW } from "./sample.ts";
import { poolsOf } from "./world-pools.ts";

const SURROUNDINGS = {
  now: NOW,
  catalogue: await loadCatalogue(["dynamodb", "ec2", "iam", "kms", "organizations", "secretsmanager", "sts"]),
};

/** How often both engines decided each way. */
export type Outcomes = Record<ReferenceDecision, number>;

/**
 * Asks both engines about random calls over what a rehearsal would deploy, each by its own reading of the resources. Throws for the first
 * call that they decide differently, with all that both make of it.
 */
export function compareOver(plan: Plan, rehearsal: Pick<PlanRehearsal, "resources">, calls: number, seed: number): Outcomes {
  const { resources } = rehearsal;
  const ids = new Map(
    resources.filter(({ type }) => type === "aws:organizations/account:Account").map(({ name, id }) => [name.replace(/-account$/, ""), id]),
  );
  const resolved = resolve(plan, ids);
  const { world } = declaredWorld({ plan: resolved, resources });
  const reference = new ReferenceWorld(resources, NOW, declaredBeside(resolved, resources));
  const pools = poolsOf(reference.deployment);
  const outcomes: Outcomes = { allowed: 0, "explicitly-denied": 0, "implicitly-denied": 0, unknown: 0 };
  for (let number = 0; number < calls; number += 1) {
    const written = randomWorldRequest(randomFrom(seed * 1_000_003 + number), pools);
    const { requests, isKeyUnknown } = reference.situate(written);
    const decisions = requests.map(({ request, policies }) => decideByReference(request, policies));
    const decision = decisionOfAll(isKeyUnknown ? [...decisions, "unknown"] : decisions);
    const situation = world.situate(written);
    if ("problems" in situation) throw new Error(`${JSON.stringify(written)}: ${JSON.stringify(situation.problems)}`);
    const { decision: outcome } = explainCall(situation, SURROUNDINGS);
    if (outcome !== decision) {
      const carried = `the reference sees ${JSON.stringify(requests.map(({ request }) => request))} (${decisions.join(", ")}), the world ${JSON.stringify(situation.steps.map(({ request }) => request))}`;
      throw new Error(`the engine says ${outcome}, the reference ${decision}: ${JSON.stringify(written)}; ${carried}`);
    }
    outcomes[decision] += 1;
  }
  return outcomes;
}

/** The outcomes of several comparisons together. */
export function outcomesInAll(asked: readonly Outcomes[]): Outcomes {
  const sum = (outcome: ReferenceDecision) => asked.reduce((before, outcomes) => before + outcomes[outcome], 0);
  return {
    allowed: sum("allowed"),
    "explicitly-denied": sum("explicitly-denied"),
    "implicitly-denied": sum("implicitly-denied"),
    unknown: sum("unknown"),
  };
}

/** What the declaration says of what exists beside the stacks. */
function declaredBeside({ organization, accounts, externalParties }: ResolvedPlan, resources: PlanRehearsal["resources"]): DeclaredBeside {
  const roles = accounts.flatMap(({ workloads }) => workloads.flatMap(({ role, roleArn }) => (role.created ? [] : [roleArn])));
  const parties = externalParties.map(({ account, role }) => `arn:${organization.partition}:iam::${account}:role/${role}`);
  const keys = accounts.flatMap(({ name: account, keys: declared, tables, secrets }) => {
    const isMade =
      (key: string) =>
      ({ stack, name }: WorldResource) =>
        stack === `data.${account}` && name === `key-${key}-key`;
    const existing = [
      ...tables.flatMap(({ created, arn, encryption }) => (created ? [] : [{ arn, encryption }])),
      ...secrets.map(({ existing: arn, encryption }) => ({ arn, encryption })),
    ];
    return existing.flatMap(({ arn, encryption }): (readonly [string, unknown])[] => {
      if (arn === undefined) return [];
      if (typeof encryption !== "object") return encryption === "aws-managed" || encryption === "aws-owned" ? [[arn, encryption]] : [];
      const own = declared.find(({ name }) => name === encryption.key);
      const key = own === undefined ? encryption.key : (own.existing ?? resources.find(isMade(own.name))?.outputs["arn"]);
      return [[arn, key]];
    });
  });
  return {
    existingRoles: new Set([...roles, ...parties].filter((arn) => arn !== undefined)),
    unknownControls: (organization.attachedPolicies.serviceControl ?? []).filter((id) => id !== "FullAWSAccess").length,
    keys: new Map(keys),
  };
}
