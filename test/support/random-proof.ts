import { stringify } from "yaml";
import { load } from "../../model/checks/load.ts";
import { problemLine } from "../../model/problem.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import { INVENTORY_FILE, parseInventory, type ReadInventory } from "../../proof/world/inventory-file.ts";
import { claimsOf, layersOf, openOf } from "./claims.ts";
import { deploy, proofOf } from "./proof.ts";
import { randomFrom } from "./random.ts";
import { randomOrganization } from "./random-organization.ts";
import { NOW } from "./sample.ts";

/** What became of a drawn organization. */
export type RandomVerdict =
  | { readonly verdict: "refused"; readonly problems: readonly string[] }
  /** `not known` where something is left that nobody described, or that waits. */
  | { readonly verdict: "proven" | "not known" }
  | { readonly verdict: "failed"; readonly because: readonly string[] };

/** How often the inventory of a drawn organization says what the roles of its external parties may do. */
const DESCRIBED = 0.95;
const EVERYTHING = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

/** What exists beside a drawn organization: the roles of its external parties, which may do everything where they are. */
export function inventoryOf({ organization }: Declaration, seed: number): ReadInventory | undefined {
  const parties = Object.keys(organization.value.externalParties ?? {});
  if (parties.length === 0 || !randomFrom(seed).chance(DESCRIBED)) return undefined;
  const principals = Object.fromEntries(
    parties.map((party) => [`external/${party}`, { policies: [EVERYTHING], managed: "none", boundary: "none" }]),
  );
  return parseInventory(INVENTORY_FILE, stringify({ principals }));
}

/** Validates a drawn organization; if it is accepted, rehearses it, and proves it, its claims and each of its layers alone. */
export async function verdictOn(seed: number): Promise<RandomVerdict> {
  const files = randomOrganization(seed);
  const { declaration, problems } = load(files, { now: NOW });
  if (declaration === undefined) return { verdict: "refused", problems: problems.map(problemLine) };
  try {
    const deployed = await deploy(files, inventoryOf(declaration, seed));
    const { against, proof } = await proofOf(deployed);
    const { claims } = await claimsOf(deployed);
    const { findings, needed } = await layersOf(deployed, proof.waiting.length > 0);
    const open = [...against, ...findings, ...openOf([...claims, needed])];
    const because = open.filter((each) => !/^(?:unknown|not known): /.test(each));
    if (because.length > 0) return { verdict: "failed", because };
    return { verdict: open.length === 0 ? "proven" : "not known" };
  } catch (error) {
    return { verdict: "failed", because: [error instanceof Error ? error.message : String(error)] };
  }
}

/** Whether a refusal says where: `<file>:<line>:<column>: …`. */
export const isPositioned = (problem: string): boolean => /^[\w./-]+\.yaml:\d+:\d+: /.test(problem);
