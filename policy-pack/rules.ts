import type { Catalogue } from "../iam/catalogue.ts";
import { type Properties, plainProperties } from "./properties.ts";
import type { Finding, Rule, SeenResource } from "./rule.ts";
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

/** All rules, in the order in which messages come. */
export const RULES: readonly Rule[] = [
  noWildcardPrincipal,
  pinnedAccountTrust,
  knownPolicyLanguage,
  exactOidcTrust,
  exactDataAccess,
  tableBaseline,
  noSharingUnderAwsManagedKey,
  networkDenyCarveOuts,
  organizationPolicyGrammar,
  boundEndpointPolicy,
];

/** A resource as a program registered it; unknown values may stand in it as Pulumi marks them. */
export interface RegisteredResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** The provider's URN and id, as in Pulumi's state. @default none */
  readonly provider?: string;
  /** URNs of what it depends on. @default none */
  readonly dependsOn?: readonly string[];
}

/** What a rule says of registered resources; "mandatory" refuses them, "advisory" says that a rule cannot decide yet. */
export interface Violation {
  readonly rule: string;
  readonly urn: string;
  readonly message: string;
  readonly level: "mandatory" | "advisory";
}

/** Settings by the rule's name, as in a policy pack's configuration. */
export type Settings = Readonly<Record<string, Properties>>;

/**
 * Runs every rule over what programs registered, sorted by URN and in the order of the rules. References are looked for within the list:
 * give a rule's subject and what it points at together, of one stack or of all.
 * @param catalogue of at least the services that the documents name, as `loadCatalogueFor` makes it
 */
export function violations(resources: readonly RegisteredResource[], catalogue: Catalogue, settings: Settings = {}): readonly Violation[] {
  const providers = new Map(resources.filter(({ type }) => type.startsWith("pulumi:providers:")).map(({ urn, inputs }) => [urn, inputs]));
  const asMade = resources.map((resource) => seen(resource, providers, { ...resource.outputs, ...resource.inputs }));
  const asPlanned = resources.map((resource) => seen(resource, providers, resource.inputs));
  return RULES.flatMap((rule) => {
    const context = { catalogue, settings: settings[rule.name] ?? {} };
    const findings = "check" in rule ? asPlanned.flatMap((resource) => rule.check(resource, context)) : rule.checkStack(asMade, context);
    return findings.map((finding) => violationOf(rule, finding));
  }).toSorted((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
}

function seen(
  { urn, type, name, provider = "", dependsOn = [] }: RegisteredResource,
  providers: ReadonlyMap<string, Properties>,
  properties: Properties,
): SeenResource {
  const providerUrn = provider.slice(0, Math.max(0, provider.lastIndexOf("::")));
  return {
    urn,
    type,
    name,
    properties: plainProperties(properties),
    provider: plainProperties(providers.get(providerUrn) ?? {}),
    dependsOn,
  };
}

function violationOf({ name }: Rule, { urn, message, verdict }: Finding): Violation {
  return { rule: name, urn, message, level: verdict === "violation" ? "mandatory" : "advisory" };
}
