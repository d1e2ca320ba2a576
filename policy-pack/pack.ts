import { PolicyPack } from "@pulumi/policy";
import { readConfiguration } from "./configuration.ts";
import { declaredBeside } from "./declared-file.ts";
import { everyPolicy } from "./every-policy.ts";
import { type Exemption, ExemptionLedger } from "./exemption.ts";
import type { PlacedSettings } from "./place.ts";
import { policiesOf } from "./pulumi-policies.ts";
import { onConfiguration } from "./served-configuration.ts";

const today = new Date().toISOString().slice(0, 10);
const ledgerOf = (exemptions: readonly Exemption[]) => new ExemptionLedger(exemptions, today);

/** A broken file stops the pack with a sentence, since nobody would read the trace. */
function declaredHere() {
  try {
    return declaredBeside(import.meta.dirname);
  } catch (error) {
    process.stderr.write(`palisade: ${error instanceof Error ? error.message : String(error)}\n`);
    return process.exit(1);
  }
}

let ledger = ledgerOf([]);
let places: readonly PlacedSettings[] = [];
const rules = everyPolicy(
  () => ledger,
  () => places,
);

onConfiguration((sent) => {
  const { configuration, problems = [] } = readConfiguration(sent, rules);
  if (configuration !== undefined) {
    ledger = ledgerOf(configuration.exemptions);
    ({ places } = configuration);
  }
  return problems;
});

// The constructor serves the pack at once, and a second pack ends the process. So only index.js imports this file.
new PolicyPack("palisade", {
  displayName: "Palisade",
  description: "Rules for who may use data across the accounts of an AWS organization",
  enforcementLevel: "mandatory",
  policies: policiesOf(
    rules,
    () => ledger,
    { declared: declaredHere(), today },
    () => places,
  ),
});
