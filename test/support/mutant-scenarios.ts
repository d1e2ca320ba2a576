import { judgeLayer } from "../../proof/classes/layers/judge-layer.ts";
import { compilePolicy } from "../../proof/engine/policy.ts";
import type { ScenarioDocument } from "../../proof/scenario/scenario-schema.ts";
import { layerScenarioOf } from "../../proof/verdict/layer-scenario.ts";
import type { JudgedMutant } from "../../proof/verdict/notice-mutants.ts";
import { deployedPolicies } from "../../proof/world/deployed-policies.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";

/** The scenario of each mutant that is noticed: the request that shows it, with what its layer alone does then. */
export function mutantScenarios(judged: readonly JudgedMutant[], { deployed }: Pick<OrganizationWorld, "deployed">): ScenarioDocument[] {
  const documents = deployedPolicies(deployed);
  return judged.flatMap(({ document, mutant, noticedBy }) => {
    if (noticedBy === undefined) return [];
    const { asked, policies } = noticedBy.question;
    const changed = policies.map((policy) => (policy.name === document ? compilePolicy(mutant.document, document) : policy));
    return layerScenarioOf(
      { about: `${document}: ${mutant.what}`, example: noticedBy, verdict: judgeLayer(asked.layer, changed, noticedBy.request) },
      ({ name }) => (name === document ? mutant.document : documents.get(name)?.document),
    );
  });
}
