import { RULES } from "./all-rules.ts";
import { ExemptionLedger } from "./exemption.ts";
import type { PlacedSettings } from "./place.ts";
import type { Rule } from "./rule.ts";
import { exemptionsRule } from "./rules/exemptions.ts";
import { placesRule } from "./rules/places.ts";

const NO_EXEMPTIONS = new ExemptionLedger([], "");

/**
 * All rules, and those about the configuration: the one about places, and the one about exemptions, which comes last since it reports which of
 * them the others did not need.
 */
export const everyPolicy = (
  ledger: () => ExemptionLedger = () => NO_EXEMPTIONS,
  places: () => readonly PlacedSettings[] = () => [],
): readonly Rule[] => [...RULES, placesRule(places), exemptionsRule(ledger)];
