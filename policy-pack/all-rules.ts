import type { Rule } from "./rule.ts";
import { boundEndpointPolicy } from "./rules/bound-endpoint-policy.ts";
import { chainedSessionLength } from "./rules/chained-session-length.ts";
import { conditionsThatDecide } from "./rules/conditions-that-decide.ts";
import { confusedDeputy } from "./rules/confused-deputy.ts";
import { documentWithinQuota } from "./rules/document-within-quota.ts";
import { endpointOfOwnResources } from "./rules/endpoint-of-own-resources.ts";
import { exactDataAccess } from "./rules/exact-data-access.ts";
import { exactKeyGrant } from "./rules/exact-key-grant.ts";
import { exactOidcTrust } from "./rules/exact-oidc-trust.ts";
import { externalIdOfForeignTrust } from "./rules/external-id-of-foreign-trust.ts";
import { forAllValuesWithNull } from "./rules/for-all-values-with-null.ts";
import { guardedReplica } from "./rules/guarded-replica.ts";
import { guardedStream } from "./rules/guarded-stream.ts";
import { keyDeletionWindow } from "./rules/key-deletion-window.ts";
import { keyFollowsData } from "./rules/key-follows-data.ts";
import { keyRotation } from "./rules/key-rotation.ts";
import { knownPolicyLanguage } from "./rules/known-policy-language.ts";
import { namedViaService } from "./rules/named-via-service.ts";
import { negationsApart } from "./rules/negations-apart.ts";
import { networkDenyCarveOuts } from "./rules/network-deny-carve-outs.ts";
import { noAccessKey } from "./rules/no-access-key.ts";
import { noAdministratorStatement } from "./rules/no-administrator-statement.ts";
import { noBroadManagedPolicy } from "./rules/no-broad-managed-policy.ts";
import { noExpiryOfKeptItems } from "./rules/no-expiry-of-kept-items.ts";
import { noNamesOfTheBlueprint } from "./rules/no-names-of-the-blueprint.ts";
import { noSharingUnderAwsManagedKey } from "./rules/no-sharing-under-aws-managed-key.ts";
import { noUndeclaredGrant } from "./rules/no-undeclared-grant.ts";
import { noUndeclaredUse } from "./rules/no-undeclared-use.ts";
import { noUserPolicy } from "./rules/no-user-policy.ts";
import { noWildcardPrincipal } from "./rules/no-wildcard-principal.ts";
import { organizationPolicyGrammar } from "./rules/organization-policy-grammar.ts";
import { passNamedRoles } from "./rules/pass-named-roles.ts";
import { pinnedAccountTrust } from "./rules/pinned-account-trust.ts";
import { providerOfOneAccount } from "./rules/provider-of-one-account.ts";
import { rolePairsFit } from "./rules/role-pairs-fit.ts";
import { secretBlocksPublicPolicy } from "./rules/secret-blocks-public-policy.ts";
import { secretRotation } from "./rules/secret-rotation.ts";
import { secretUnderOwnKey } from "./rules/secret-under-own-key.ts";
import { sensitiveTableDenies } from "./rules/sensitive-table-denies.ts";
import { sparesWhoDeploys } from "./rules/spares-who-deploys.ts";
import { tableBaseline } from "./rules/table-baseline.ts";
import { tablePolicyActions } from "./rules/table-policy-actions.ts";
import { tenantIndex } from "./rules/tenant-index.ts";
import { tenantStatement } from "./rules/tenant-statement.ts";
import { uniqueOidcProvider } from "./rules/unique-oidc-provider.ts";
import { writtenKeyPolicy } from "./rules/written-key-policy.ts";

/** All rules, in the order in which messages come. */
export const RULES: readonly Rule[] = [
  noWildcardPrincipal,
  pinnedAccountTrust,
  confusedDeputy,
  externalIdOfForeignTrust,
  exactOidcTrust,
  knownPolicyLanguage,
  conditionsThatDecide,
  forAllValuesWithNull,
  negationsApart,
  exactDataAccess,
  tenantStatement,
  tenantIndex,
  noAdministratorStatement,
  passNamedRoles,
  noBroadManagedPolicy,
  noUserPolicy,
  noNamesOfTheBlueprint,
  noAccessKey,
  chainedSessionLength,
  rolePairsFit,
  uniqueOidcProvider,
  tableBaseline,
  tablePolicyActions,
  guardedStream,
  guardedReplica,
  sensitiveTableDenies,
  noExpiryOfKeptItems,
  noSharingUnderAwsManagedKey,
  keyFollowsData,
  writtenKeyPolicy,
  exactKeyGrant,
  namedViaService,
  keyRotation,
  keyDeletionWindow,
  secretBlocksPublicPolicy,
  secretUnderOwnKey,
  secretRotation,
  networkDenyCarveOuts,
  organizationPolicyGrammar,
  sparesWhoDeploys,
  boundEndpointPolicy,
  endpointOfOwnResources,
  documentWithinQuota,
  providerOfOneAccount,
  noUndeclaredGrant,
  noUndeclaredUse,
];
