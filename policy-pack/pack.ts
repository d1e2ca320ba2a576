import { PolicyPack } from "@pulumi/policy";
import { readConfiguration } from "./configuration.ts";
import { everyPolicy } from "./every-policy.ts";
import { type Exemption, ExemptionLedger } from "./exemption.ts";
import { policiesOf } from "./pulumi-policies.ts";
import { onConfiguration } from "./served-configuration.ts";

const ledgerOf = (exemptions: readonly Exemption[]) => new ExemptionLedger(exemptions, new Date().toISOString().slice(0, 10));

let ledger = ledgerOf([]);
const rules = everyPolicy(() => ledger);

onConfiguration((sent) => {
  const { configuration, problems = [] } = readConfiguration(sent, rules);
  if (configuration !== undefined) ledger = ledgerOf(configuration.exemptions);
  return problems;
});

// The constructor serves the pack at once, and a second pack ends the process. So only index.js imports this file.
new PolicyPack("palisade", {
  displayName: "Palisade",
  description: "Rules for who may use data across the accounts of an AWS organization",
  enforcementLevel: "mandatory",
  policies: policiesOf(rules, () => ledger),
});
