import { RULES } from "./all-rules.ts";
import { ExemptionLedger } from "./exemption.ts";
import type { Rule } from "./rule.ts";
import { exemptionsRule } from "./rules/exemptions.ts";

const NO_EXEMPTIONS = new ExemptionLedger([], "");

/** All rules and the one about exemptions, which comes last since it reports which of them the others did not need. */
export const everyPolicy = (ledger: () => ExemptionLedger = () => NO_EXEMPTIONS): readonly Rule[] => [...RULES, exemptionsRule(ledger)];
