import { everyPolicy } from "./every-policy.ts";
import { ruleReference } from "./rule-reference.ts";

/** The page docs/policies.md. */
export const policiesPage = (): string => `# Rules of the policy pack

This page is generated from the rules by \`npm run docs\`. [policy-pack.md](policy-pack.md) says how to use the pack.

${ruleReference(everyPolicy())}`;
