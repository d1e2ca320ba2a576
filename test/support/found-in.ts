import { proofSubject } from "../../cli/input/proof-subject.ts";
import { organizationOf } from "../../cli/input/rehearsed-organization.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { proveLayers } from "../../proof/verdict/prove-layers.ts";
import { type Deployed, proofOf } from "./proof.ts";

/** What stands against a deployment as a whole, and what its layers alone do otherwise than intended, as texts. */
export async function foundIn(deployed: Deployed): Promise<{ readonly whole: readonly string[]; readonly layers: readonly string[] }> {
  const { declaration, resources, existing } = deployed;
  const subject = await proofSubject(declaration, organizationOf(plan(declaration), { resources }, existing));
  const { findings } = proveLayers(subject);
  return { whole: (await proofOf(deployed)).against, layers: findings.map(({ about }) => about) };
}
