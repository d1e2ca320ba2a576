import { PolicyPack } from "@pulumi/policy";
import { RULES } from "./all-rules.ts";
import { policiesOf } from "./pulumi-policies.ts";

// The constructor serves the pack at once, and a second pack ends the process. So only index.js imports this file.
new PolicyPack("palisade", { enforcementLevel: "mandatory", policies: policiesOf(RULES) });
