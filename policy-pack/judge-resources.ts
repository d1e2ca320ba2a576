import type { Catalogue } from "../iam/catalogue.ts";
import { type Configuration, NO_CONFIGURATION } from "./configuration.ts";
import type { DeclaredGrants } from "./declared-grants.ts";
import { everyPolicy } from "./every-policy.ts";
import { ExemptionLedger } from "./exemption.ts";
import type { Finding } from "./finding.ts";
import { commonPlace, levelAt, NOWHERE, type Place, placeOf, settingsAt } from "./place.ts";
import { type Rule, type SeenResource, settingsOf } from "./rule.ts";
import { EXEMPTIONS } from "./rules/exemptions.ts";
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

/** A rule's finding about a registered resource. Mandatory ones are violations that stop a deployment; advisories are of rules that only advise, or cannot decide yet. */
export interface PackFinding {
  readonly rule: string;
  readonly urn: string;
  readonly message: string;
  readonly level: "mandatory" | "advisory";
  /** Whether the rule cannot decide, since a value is unknown. */
  readonly isUndecided: boolean;
}

/** How the resources are judged. */
export interface Judging extends Partial<Configuration> {
  /** The day on which exemptions are judged, as 2027-03-31. @default the first day, so that none has ended */
  readonly today?: string;
  /** What the declaration says of grants. @default nothing, so that the rules about it check nothing */
  readonly declared?: DeclaredGrants | undefined;
  /** The tags of the stack. @default none */
  readonly stackTags?: Place["tags"];
}

/**
 * Checks registered resources by all rules. The findings are sorted by URN, then in the order of the rules. Rules look for referenced
 * resources in the list, so give all resources of a stack, or of all stacks.
 * @param catalogue contains at least the services that the documents name, see `loadCatalogueFor`
 */
export function judgeResources(
  resources: readonly RegisteredResource[],
  catalogue: Catalogue,
  { today = "", declared, stackTags = {}, ...configured }: Judging = {},
): readonly PackFinding[] {
  const { exemptions, places, settings, levels } = { ...NO_CONFIGURATION, ...configured };
  const providers = new Map(resources.filter(({ type }) => type.startsWith("pulumi:providers:")).map(({ urn, inputs }) => [urn, inputs]));
  const asMade = resources.map((resource) => seen(resource, providers, { ...resource.outputs, ...resource.inputs }));
  const asPlanned = resources.map((resource) => seen(resource, providers, resource.inputs));
  const where = new Map(asMade.map((resource) => [resource.urn, placeOf(resource, declared, stackTags)]));
  const ledger = new ExemptionLedger(exemptions, today);
  return everyPolicy(
    () => ledger,
    () => places,
  )
    .flatMap((rule) => {
      const configuredLevel = levels[rule.name] ?? levels["all"] ?? rule.level ?? "mandatory";
      if (configuredLevel === "disabled") return [];
      // Nothing is mended in what is registered already.
      const general = configuredLevel === "remediate" ? "mandatory" : configuredLevel;
      const levelOf = (urn: string) => {
        const place = where.get(urn);
        return (place === undefined ? undefined : levelAt(rule.name, place, places)) ?? general;
      };
      const context = { catalogue, declared, today, settings: settingsOf(rule, settings[rule.name] ?? {}) };
      const contextAt = (place: Place) =>
        places.length === 0
          ? context
          : { ...context, settings: settingsOf(rule, settingsAt(rule.name, place, places, settings[rule.name] ?? {})) };
      const findings =
        "check" in rule
          ? asPlanned
              .filter(({ urn }) => levelOf(urn) !== "disabled")
              .flatMap((resource) => rule.check(resource, contextAt(where.get(resource.urn) ?? NOWHERE)))
          : rule.checkStack(asMade, contextAt(commonPlace([...where.values()])));
      const kept = rule.name === EXEMPTIONS ? findings : ledger.apply(rule.name, findings);
      return kept.flatMap((finding) => {
        const level = levelOf(finding.urn);
        return level === "disabled" ? [] : [packFindingOf(rule, finding, level)];
      });
    })
    .toSorted((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
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

function packFindingOf({ name }: Rule, { urn, message, verdict }: Finding, level: PackFinding["level"]): PackFinding {
  return { rule: name, urn, message, level: verdict === "violation" ? level : "advisory", isUndecided: verdict === "undecided" };
}
