import type { Rule } from "./rule.ts";
import { boundEndpointPolicy } from "./rules/bound-endpoint-policy.ts";
import { exactDataAccess } from "./rules/exact-data-access.ts";
import { exactOidcTrust } from "./rules/exact-oidc-trust.ts";
import { knownPolicyLanguage } from "./rules/known-policy-language.ts";
import { networkDenyCarveOuts } from "./rules/network-deny-carve-outs.ts";
import { noSharingUnderAwsManagedKey } from "./rules/no-sharing-under-aws-managed-key.ts";
import { noWildcardPrincipal } from "./rules/no-wildcard-principal.ts";
import { organizationPolicyGrammar } from "./rules/organization-policy-grammar.ts";
import { pinnedAccountTrust } from "./rules/pinned-account-trust.ts";
import { tableBaseline } from "./rules/table-baseline.ts";
import { tablePolicyActions } from "./rules/table-policy-actions.ts";

/** All rules, in the order in which messages come. */
export const RULES: readonly Rule[] = [
  noWildcardPrincipal,
  pinnedAccountTrust,
  knownPolicyLanguage,
  exactOidcTrust,
  exactDataAccess,
  tableBaseline,
  tablePolicyActions,
  noSharingUnderAwsManagedKey,
  networkDenyCarveOuts,
  organizationPolicyGrammar,
  boundEndpointPolicy,
];
