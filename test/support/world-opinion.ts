import { loadCatalogue } from "../../iam/catalogue.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { resolve } from "../../model/plan/resolve.ts";
import { decide } from "../../proof/engine/decide.ts";
import { prepareRequest, type Surroundings } from "../../proof/engine/prepare-request.ts";
import { organizationWorld } from "../../proof/world/declared-organization.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { randomFrom } from "./random.ts";
import { randomWorldRequest } from "./random-world-request.ts";
import { decideByReference, type ReferenceDecision } from "./reference-engine.ts";
import { ReferenceWorld } from "./reference-world.ts";
import { NOW } from "./sample.ts";
import { poolsOf } from "./world-pools.ts";

const SURROUNDINGS: Surroundings = {
  now: NOW,
  catalogue: await loadCatalogue(["dynamodb", "ec2", "iam", "kms", "organizations", "secretsmanager", "sts"]),
};

/** How often both engines decided each way. */
export type Outcomes = Record<ReferenceDecision, number>;

/**
 * Asks both engines about random requests over what a rehearsal would deploy, each by its own reading of the resources. Throws for the first
 * request that they decide differently, with all that both make of it.
 */
export function compareOver(plan: Plan, rehearsal: Pick<PlanRehearsal, "resources">, requests: number, seed: number): Outcomes {
  const { resources } = rehearsal;
  const ids = new Map(
    resources.filter(({ type }) => type === "aws:organizations/account:Account").map(({ name, id }) => [name.replace(/-account$/, ""), id]),
  );
  const world = organizationWorld({ plan: resolve(plan, ids), resources });
  const reference = new ReferenceWorld(resources, NOW);
  const pools = poolsOf(reference.deployment);
  const outcomes: Outcomes = { allowed: 0, "explicitly-denied": 0, "implicitly-denied": 0 };
  for (let number = 0; number < requests; number += 1) {
    const written = randomWorldRequest(randomFrom(seed * 1_000_003 + number), pools);
    const told = reference.situate(written);
    const decision = decideByReference(told.request, told.policies);
    const situation = world.situate(written);
    if ("problems" in situation) throw new Error(`${JSON.stringify(written)}: ${JSON.stringify(situation.problems)}`);
    const { outcome } = decide(prepareRequest(situation.request, SURROUNDINGS), situation.layers);
    if (outcome !== decision) {
      const carried = `the reference sees ${JSON.stringify(told.request.context)}, the world ${JSON.stringify(situation.request.context)}`;
      throw new Error(`the engine says ${outcome}, the reference ${decision}: ${JSON.stringify(written)}; ${carried}`);
    }
    outcomes[decision] += 1;
  }
  return outcomes;
}
