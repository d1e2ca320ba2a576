import assert from "node:assert/strict";
import { proofSubject } from "../../../cli/input/proof-subject.ts";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { load } from "../../../model/checks/load.ts";
import { plan as planOf } from "../../../model/plan/plan-declaration.ts";
import { layersAtWorst } from "../../../proof/classes/at-worst.ts";
import type { DecidedClass } from "../../../proof/classes/decided-class.ts";
import { enumerating } from "../../../proof/classes/enumerate.ts";
import type { OriginClass } from "../../../proof/classes/origins.ts";
import type { PrincipalClass } from "../../../proof/classes/principals.ts";
import { askedThings, type Question, type QuestionSubject, questionsAbout } from "../../../proof/classes/questions.ts";
import type { ResourceClass } from "../../../proof/classes/resources.ts";
import { calledService } from "../../../proof/engine/called-service.ts";
import { type Decision, decide } from "../../../proof/engine/decide.ts";
import { prepareRequest } from "../../../proof/engine/prepare-request.ts";
import type { ContextValues } from "../../../proof/engine/request-context.ts";
import { rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { randomOrganization } from "../../support/random-organization.ts";
import { NOW } from "../../support/sample.ts";

/** A drawn organization that is accepted and rehearsed as a whole; undefined where it is not. */
async function subjectOf(seed: number): Promise<QuestionSubject | undefined> {
  const { declaration } = load(randomOrganization(seed), { now: NOW });
  if (declaration === undefined) return undefined;
  const rehearsal = await rehearsePlan(planOf(declaration));
  if (rehearsal.stacks.some(({ status }) => status !== "done")) return undefined;
  return proofSubject(declaration, organizationOf(planOf(declaration), rehearsal));
}

interface Asked {
  readonly principal: PrincipalClass;
  readonly resource: ResourceClass;
  readonly origin: OriginClass;
  readonly carried: ContextValues;
}

/** What the engine decides about one request by itself, under the layers that the world finds for it. */
function alone(
  { world, catalogue }: QuestionSubject,
  { principal, resource, origin, carried }: Asked,
  action: string,
  now: Date,
): Decision {
  const situation = world.situate({
    principal: principal.principal,
    action,
    resource: resource.arn,
    from: origin.from,
    context: { ...principal.carries, ...resource.carries, ...origin.context, ...carried },
  });
  assert.ok(!("problems" in situation), JSON.stringify(situation));
  const { request, layers } = situation.steps[0];
  return decide(prepareRequest(request, { catalogue, now }), layersAtWorst(layers, resource));
}

/** What a decision says, and of whom. */
const decidedOf = ({ outcome, by, unknowns }: Decision) => ({
  outcome,
  layer: by.layer,
  level: by.level,
  policy: by.policy?.name,
  statement: by.statement?.index,
  unknowns: unknowns.map(({ what }) => what),
});

/** Compares the classes of some questions, and what is counted alone, with what is decided alone. */
function assertAlike(subject: QuestionSubject, questions: readonly Question[]): number {
  const { world, catalogue, intended } = subject;
  let decided: DecidedClass[] = [];
  const classesAt = enumerating({ world, catalogue, now: intended.now, onDecided: (each) => void decided.push(each) });
  let compared = 0;
  for (const { resource, actions, principals, originsOf } of questions) {
    const decideClasses = classesAt(resource, actions);
    for (const principal of principals) {
      decided = [];
      decideClasses(principal, originsOf(principal));
      for (const each of decided) {
        const [first = ""] = each.actions;
        // Streams have an endpoint of their own: what the first action of all passes, the others are taken to pass.
        if (calledService(first) !== calledService(actions.all[0]?.name ?? "")) continue;
        assert.equal(each.outcome, each.decision.outcome, textOf(each, first));
        assert.deepEqual(decidedOf(each.decision), decidedOf(alone(subject, each, first, each.at)), textOf(each, first));
        compared++;
      }
      const reached = new Set(decided.flatMap((each) => each.actions));
      for (const origin of originsOf(principal)) {
        for (const { name } of actions.all) {
          if (reached.has(name)) continue;
          const { outcome } = alone(subject, { principal, resource, origin, carried: {} }, name, intended.now);
          assert.ok(outcome.endsWith("denied"), `${principal.principal} ${name} ${resource.arn}: ${outcome}`);
          compared++;
        }
      }
    }
  }
  return compared;
}

const textOf = ({ principal, resource, origin, carried }: DecidedClass, action: string): string =>
  JSON.stringify([principal.principal, action, resource.arn, origin.from ?? origin.where, carried]);

/** Seeds of drawn organizations, and every how many of their questions is asked. */
const DRAWN = [
  [2, 41],
  [7, 47],
] as const;

describe("enumerating", function () {
  this.timeout(120_000);
  for (const [seed, step] of DRAWN) {
    it(`decides each request as it is decided alone, in drawn organization ${seed.toString()}`, async () => {
      const subject = await subjectOf(seed);
      assert.ok(subject !== undefined);
      const questions = askedThings(subject).flatMap(questionsAbout(subject));
      const asked = questions.filter((_, index) => index % step === 0);
      assert.ok(assertAlike(subject, asked) > 1000, "too little was compared");
    });
  }
});
