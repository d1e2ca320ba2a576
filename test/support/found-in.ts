import { proveLayers } from "../../proof/verdict/prove-layers.ts";
import { type Deployed, proofOf, subjectOf } from "./proof.ts";

/** What stands against a deployment as a whole, and what its layers alone do otherwise than intended, as texts. */
export async function foundIn(deployed: Deployed): Promise<{ readonly whole: readonly string[]; readonly layers: readonly string[] }> {
  const { findings } = proveLayers(await subjectOf(deployed));
  return { whole: (await proofOf(deployed)).against, layers: findings.map(({ about }) => about) };
}
