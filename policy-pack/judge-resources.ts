import type { Catalogue } from "../iam/catalogue.ts";
import { RULES } from "./all-rules.ts";
import type { Finding } from "./finding.ts";
import type { Rule, SeenResource } from "./rule.ts";
import { markUnknownProperties, type Properties } from "./unknown-values.ts";

/** A resource that a program registered. It may contain Pulumi's marks for unknown values. */
export interface RegisteredResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** The provider's URN and id, as in Pulumi's state. @default none */
  readonly provider?: string;
  /** The URNs of the resources that it depends on. @default none */
  readonly dependsOn?: readonly string[];
}

/** A rule's finding about a registered resource. Mandatory ones are violations; an advisory says that the rule cannot decide yet. */
export interface PackFinding {
  readonly rule: string;
  readonly urn: string;
  readonly message: string;
  readonly level: "mandatory" | "advisory";
}

/** The rules' settings by the rule's name, as in a policy pack's configuration. */
export type Settings = Readonly<Record<string, Properties>>;

/**
 * Checks registered resources by all rules. The findings are sorted by URN, then in the order of the rules. Rules look for referenced
 * resources in the list, so give all resources of a stack, or of all stacks.
 * @param catalogue contains at least the services that the documents name, see `loadCatalogueFor`
 */
export function judgeResources(
  resources: readonly RegisteredResource[],
  catalogue: Catalogue,
  settings: Settings = {},
): readonly PackFinding[] {
  const providers = new Map(resources.filter(({ type }) => type.startsWith("pulumi:providers:")).map(({ urn, inputs }) => [urn, inputs]));
  const asMade = resources.map((resource) => seen(resource, providers, { ...resource.outputs, ...resource.inputs }));
  const asPlanned = resources.map((resource) => seen(resource, providers, resource.inputs));
  return RULES.flatMap((rule) => {
    const context = { catalogue, settings: settings[rule.name] ?? {} };
    const findings = "check" in rule ? asPlanned.flatMap((resource) => rule.check(resource, context)) : rule.checkStack(asMade, context);
    return findings.map((finding) => packFindingOf(rule, finding));
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
    properties: markUnknownProperties(properties),
    provider: markUnknownProperties(providers.get(providerUrn) ?? {}),
    dependsOn,
  };
}

function packFindingOf({ name }: Rule, { urn, message, verdict }: Finding): PackFinding {
  return { rule: name, urn, message, level: verdict === "violation" ? "mandatory" : "advisory" };
}
