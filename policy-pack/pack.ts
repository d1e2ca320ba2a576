import { PolicyPack } from "@pulumi/policy";
import { RULES } from "./all-rules.ts";
import { policiesOf } from "./pulumi-policies.ts";

// Constructing a pack serves it at once and ends the process at the second one: this file is imported by index.js alone.
new PolicyPack("palisade", { enforcementLevel: "mandatory", policies: policiesOf(RULES) });
