import assert from "node:assert/strict";
import { proofSubject } from "../../../cli/input/proof-subject.ts";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { load } from "../../../model/checks/load.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { enumerating } from "../../../proof/classes/enumerate.ts";
import { askedThings, questionsAbout } from "../../../proof/classes/questions.ts";
import { expectation, mayBePromised } from "../../../proof/intent/expectation.ts";
import { askedOf } from "../../../proof/verdict/asked-of.ts";
import { rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { randomOrganization } from "../../support/random-organization.ts";
import { NOW } from "../../support/sample.ts";

describe("what may be promised", function () {
  this.timeout(120_000);

  it("is everything that is expected to be allowed, in a drawn organization", async () => {
    const { declaration } = load(randomOrganization(5), { now: NOW });
    assert.ok(declaration !== undefined);
    const subject = await proofSubject(declaration, organizationOf(plan(declaration), await rehearsePlan(plan(declaration))));
    const { world, catalogue, intended } = subject;
    let allowed = 0;
    const classesAt = enumerating({
      world,
      catalogue,
      now: intended.now,
      onDecided: (decided) => {
        const { principal, resource } = decided;
        if (expectation(intended, askedOf(decided), resource.declared).effect !== "allowed") return;
        allowed++;
        assert.ok(mayBePromised(principal.who, resource.what, resource.declared), `${principal.principal} at ${resource.arn}`);
      },
    });
    for (const { resource, actions, principals, originsOf } of askedThings(subject).flatMap(questionsAbout(subject))) {
      const decideClasses = classesAt(resource, actions);
      for (const principal of principals) decideClasses(principal, originsOf(principal));
    }
    assert.ok(allowed > 20, "too little was expected");
  });
});
