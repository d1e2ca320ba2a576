import type { PolicyDocument } from "../../proof/engine/policy-document.ts";
import type { JudgedMutant } from "../../proof/verdict/notice-mutants.ts";
import { deployedPolicies } from "../../proof/world/deployed-policies.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";
import { aloneIn, requestNear } from "./mutant-requests.ts";
import { randomFrom } from "./random.ts";
import { referenceOpinion } from "./second-opinion.ts";

const REQUESTS_PER_MUTANT = 1500;

/** Random requests that a mutant decides otherwise than its document, by the reference alone. */
export type Differences = (judged: JudgedMutant, seed: number) => readonly string[];

/** Compares mutants of a world's documents with the documents. */
export function differencesIn({ deployed }: Pick<OrganizationWorld, "deployed">): Differences {
  const documents = deployedPolicies(deployed);
  const holders = new Map([
    ...[...deployed.resourcePolicies].map(([holder, { title }]) => [title, holder] as const),
    ...[...deployed.roles.values()].map(({ arn, trust }) => [trust.title, arn] as const),
  ]);
  return ({ kind, mutant, document: name }, seed) => {
    const document = documents.get(name)?.document;
    if (document === undefined) return [`${name}: has no document`];
    const random = randomFrom(seed);
    const found: string[] = [];
    for (let count = 0; count < REQUESTS_PER_MUTANT; count++) {
      const request = requestNear(random, kind, [document, mutant.document], holders.get(name));
      const isAllowed = (policies: PolicyDocument) =>
        referenceOpinion({ request, policies: aloneIn(kind, policies, request.principal) }) === "allowed";
      if (isAllowed(document) !== isAllowed(mutant.document)) found.push(`${name}: ${mutant.what}: ${JSON.stringify(request)}`);
    }
    return found;
  };
}
