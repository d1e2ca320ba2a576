import type { Policies, PolicyComplianceFramework, PolicyConfigSchema, ReportViolation, ResourceValidation } from "@pulumi/policy";
import { z } from "zod";
import type { Catalogue } from "../iam/catalogue.ts";
import { ExemptionLedger } from "./exemption.ts";
import type { Finding } from "./finding.ts";
import type { Framework } from "./framework.ts";
import { loadCatalogueOf, servicesNamedIn } from "./pack-catalogue.ts";
import { commonPlace, type Level, levelAt, NOWHERE, type PlacedSettings, placeOf, settingsAt } from "./place.ts";
import { NO_PACK_CONTEXT, type PackContext, type Rule, type RuleTexts, type SeenResource, settingsOf } from "./rule.ts";
import { EXEMPTIONS } from "./rules/exemptions.ts";
import { markUnknownProperties, type Properties } from "./unknown-values.ts";

/** A resource as the policy SDK passes it, both before and after it is made. */
interface PolicyInput {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: Properties;
  readonly provider?: { readonly props: Properties };
  readonly dependencies?: readonly { readonly urn: string }[];
}

/** The tags of a stack, as the SDK passes them. A backend without tags gives none. */
type StackTags = Parameters<ResourceValidation>[0]["stackTags"];

const NO_EXEMPTIONS = new ExemptionLedger([], "");

/**
 * The rules as policies of Pulumi's SDK. AWS's catalogue is read with the first resource, because a pack must not await while it loads.
 * @param ledger the exemptions that hold at the moment @default none
 * @param shared what is declared, and the day @default nothing
 * @param places levels and settings for some places, at the moment @default none
 */
export function policiesOf(
  rules: readonly Rule[],
  ledger: () => ExemptionLedger = () => NO_EXEMPTIONS,
  shared: PackContext = NO_PACK_CONTEXT,
  places: () => readonly PlacedSettings[] = () => [],
): Policies {
  const catalogueFor = catalogues();
  return rules.map((rule) => {
    const texts = metadataOf(rule);
    const { name, description } = rule;
    // Most configurations say nothing of places, and every rule would ask for each resource's.
    const placed = (resource: SeenResource, tags: StackTags) =>
      places().length === 0 ? NOWHERE : placeOf(resource, shared.declared, Object.fromEntries(tags.entries()));
    const reportAll = (findings: readonly Finding[], levelOf: (finding: Finding) => Level | undefined, report: ReportViolation) => {
      const kept = name === EXEMPTIONS ? findings : ledger().apply(name, findings);
      for (const finding of kept) reportFinding(finding, levelOf(finding), description, report);
    };
    if ("check" in rule) {
      const { mend } = rule;
      const isSpared = (resource: SeenResource, tags: StackTags) =>
        levelAt(name, placed(resource, tags), places()) === "disabled" || ledger().isExempt(name, resource.urn);
      return {
        ...texts,
        ...(mend === undefined
          ? {}
          : {
              remediateResource: (args) => {
                const resource = seen(args);
                const mended = mend(resource);
                // The properties that Pulumi passes are changed in place, since they keep secrets and unknown values as they are.
                return mended === undefined || isSpared(resource, args.stackTags) ? undefined : Object.assign(args.props, mended);
              },
            }),
        validateResource: async (args, report) => {
          const resource = seen(args);
          const place = placed(resource, args.stackTags);
          const level = levelAt(name, place, places());
          if (level === "disabled") return;
          const settings = settingsOf(rule, settingsAt(name, place, places(), args.getConfig()));
          const context = { ...shared, catalogue: await catalogueFor([resource]), settings };
          reportAll(rule.check(resource, context), () => level, report);
        },
      };
    }
    return {
      ...texts,
      validateStack: async (args, report) => {
        const resources = args.resources.map(seen);
        const where = new Map(resources.map((resource) => [resource.urn, placed(resource, args.stackTags)]));
        const settings = settingsOf(rule, settingsAt(name, commonPlace([...where.values()]), places(), args.getConfig()));
        const context = { ...shared, catalogue: await catalogueFor(resources), settings };
        const levelOf = ({ urn }: Finding) => {
          const place = where.get(urn);
          return place === undefined ? undefined : levelAt(name, place, places());
        };
        reportAll(rule.checkStack(resources, context), levelOf, report);
      },
    };
  });
}

/** What Pulumi shows of a rule. */
function metadataOf({
  name,
  displayName,
  description,
  severity,
  level = "mandatory",
  remediation,
  page,
  tags,
  framework,
  settings,
}: RuleTexts) {
  return {
    name,
    displayName,
    description,
    severity,
    enforcementLevel: level,
    remediationSteps: remediation,
    url: page,
    tags: [...tags],
    ...(framework === undefined ? {} : { framework: frameworkOf(framework) }),
    ...(settings === undefined ? {} : { configSchema: configSchemaOf(settings) }),
  };
}

/** What Pulumi shows of a standard: the ids of its controls as the reference, the page that specifies them. */
function frameworkOf({ name, version, controls, page }: Framework): PolicyComplianceFramework {
  return { name, version, reference: controls.join(", "), specification: page };
}

/** A rule's settings as JSON Schema, without the patterns of texts: Pulumi's CLI would show them in place of the pack's own messages. */
export function configSchemaOf(settings: z.ZodObject): PolicyConfigSchema {
  const { properties = {}, required } = z.toJSONSchema(settings, {
    io: "input",
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      delete jsonSchema.pattern;
      delete jsonSchema.format;
      // Several patterns of one text.
      if (jsonSchema.allOf?.every(({ pattern }) => pattern !== undefined) === true) delete jsonSchema.allOf;
    },
  });
  return { properties: properties as PolicyConfigSchema["properties"], ...(required === undefined ? {} : { required }) };
}

/** Loads a catalogue once for each set of services that policies name. */
function catalogues(): (resources: readonly SeenResource[]) => Promise<Catalogue> {
  const loaded = new Map<string, Promise<Catalogue>>();
  return (resources) => {
    const services = servicesNamedIn(resources);
    const key = services.join(" ");
    const catalogue = loaded.get(key) ?? loadCatalogueOf(services);
    loaded.set(key, catalogue);
    return catalogue;
  };
}

function seen({ urn, type, name, props, provider, dependencies = [] }: PolicyInput): SeenResource {
  return {
    urn,
    type,
    name,
    properties: markUnknownProperties(props),
    provider: markUnknownProperties(provider?.props ?? {}),
    dependsOn: dependencies.map((dependency) => dependency.urn),
  };
}

/** Reports a finding at the rule's level, or at that of its place. A rule that cannot decide, or gives notice, only advises. */
function reportFinding({ urn, message, verdict }: Finding, placed: Level | undefined, description: string, report: ReportViolation): void {
  if (placed === "disabled") return;
  if (verdict !== "violation") report(withLevel(message, urn, "advisory"), urn);
  else if (placed === undefined) report(message, urn);
  else report(withLevel(`${description}\n${message}`, urn, placed), urn);
}

/** A report at another level than the policy's. The SDK takes an object in place of the message for this, which its typings leave out. */
function withLevel(message: string, urn: string, enforcementLevel: Level): string {
  return { message, urn, enforcementLevel } as unknown as string;
}
