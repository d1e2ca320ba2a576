import assert from "node:assert/strict";
import type { Files } from "../../../../model/reading/draft.ts";
import { type AlikenessOf, type AlikeQuestions, alikeness } from "../../../../proof/classes/layers/alike-questions.ts";
import { judgeAsRead } from "../../../../proof/classes/layers/judge-layer.ts";
import { classesByTruths, type LayerClass } from "../../../../proof/classes/layers/layer-classes.ts";
import type { LayerQuestion } from "../../../../proof/classes/layers/layer-question.ts";
import { layerQuestions } from "../../../../proof/classes/layers/layer-questions.ts";
import { requestsOf } from "../../../../proof/classes/layers/layer-requests.ts";
import type { LayerSubject } from "../../../../proof/classes/layers/layer-sources.ts";
import { statementsOf } from "../../../../proof/classes/layers/speaking.ts";
import { membershipOf } from "../../../../proof/classes/layers/told-origins.ts";
import { grantOf } from "../../../../proof/engine/policy.ts";
import { dependsOnPlace, layerExpectation } from "../../../../proof/intent/layers/layer-expectation.ts";
import { layerSubject } from "../../../../proof/verdict/prove-layers.ts";
import { LINE } from "../../../support/line.ts";
import { deploy, subjectOf } from "../../../support/proof.ts";
import { randomOrganization } from "../../../support/random-organization.ts";

/** The smallest organization, and one whose party uses keys and secrets. */
const ORGANIZATIONS: Readonly<Record<string, Files>> = { "the smallest example": LINE, "a random organization": randomOrganization(77) };

async function layersOf(files: Files): Promise<LayerSubject> {
  return layerSubject(await subjectOf(await deploy(files)));
}

const aboutOf = ({ principal, resource }: LayerQuestion): string => `${JSON.stringify(principal.who)} at ${resource.arn}`;

describe("classes of one layer", function () {
  this.timeout(120_000);

  for (const [name, files] of Object.entries(ORGANIZATIONS)) {
    describe(`of ${name}`, () => {
      let subject: LayerSubject;
      before(async () => {
        subject = await layersOf(files);
      });

      it("has every statement match alike in what alike questions settle once", () => {
        const alike = alikeness();
        const verdicts = new Map<AlikeQuestions["groups"], Map<number, { readonly text: string; readonly about: string }>>();
        let shared = 0;
        for (const question of layerQuestions(subject)) {
          let numbers: number[] = [];
          let known: Map<number, { readonly text: string; readonly about: string }> | undefined;
          // Settles nothing, so that every class is asked, and says the number of each.
          const recording: AlikenessOf = (...asked) => {
            const state = alike(...asked);
            known = verdicts.get(state.groups) ?? new Map<number, { readonly text: string; readonly about: string }>();
            verdicts.set(state.groups, known);
            const settled = new Set<number>();
            settled.add = (number) => {
              numbers = [number];
              return settled;
            };
            return { ...state, settled };
          };
          for (const each of classesByTruths(subject, question, recording)) {
            each.settle();
            const text = matchesOf(each);
            const [number = 0] = numbers;
            const before = known?.get(number);
            if (before === undefined) known?.set(number, { text, about: aboutOf(question) });
            else {
              shared++;
              assert.equal(text, before.text, `${aboutOf(question)} is not matched as ${before.about}: ${each.about.action}`);
            }
          }
        }
        assert.ok(shared > 1000, shared.toString());
      });

      it("asks about every place wherever the place decides what is expected", () => {
        let asked = 0;
        for (const question of layerQuestions(subject)) {
          const { asked: layer, principal, resource, origins, actions } = question;
          const bare = requestsOf(subject, question).bare(actions[0]?.name ?? "");
          const ownRegion = resource.service === "sts" ? (bare.context.single("aws:requestedregion") ?? "") : resource.region;
          for (const { name } of actions) {
            if (dependsOnPlace(layer, principal.who, resource.what, name)) continue;
            const effects = new Map<string, string>();
            for (const origin of origins) {
              asked++;
              const carried = new Map(
                Object.entries(principal.carries).map(([key, value]) => [key.toLowerCase(), [value].flat()] as const),
              );
              const { effect } = layerExpectation(
                subject.intended,
                layer,
                {
                  ...{ who: principal.who, action: name, what: resource.what, where: origin.where, carried },
                  ...{ region: origin.region ?? ownRegion, regionOfWhat: resource.region, at: subject.intended.now },
                },
                resource.declared,
                subject.facts,
              );
              const told = `${membershipOf(origin)} ${String(origin.context["aws:ViaAWSService"] ?? "")}`;
              const before = effects.get(told) ?? effect;
              effects.set(told, before);
              assert.equal(effect, before, `${layer.layer}: ${aboutOf(question)}: ${name} from ${JSON.stringify(origin.where)}`);
            }
          }
        }
        assert.ok(asked > 10_000, asked.toString());
      });
    });
  }
});

/** How directly each statement of the layer names the caller of a class, where it applies, and what other readings make of the class. */
function matchesOf({ question: { asked, policies }, request }: LayerClass): string {
  const grants = statementsOf(policies).map((each) => grantOf(each, request, false, false));
  const asRead = [...judgeAsRead(asked.layer, policies, request)].map(({ readings, verdict: { effect } }) => [readings, effect]);
  return JSON.stringify([grants, asRead]);
}
