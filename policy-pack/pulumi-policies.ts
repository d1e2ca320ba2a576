import type { Policies, PolicyConfigSchema, ReportViolation } from "@pulumi/policy";
import { z } from "zod";
import type { Catalogue } from "../iam/catalogue.ts";
import { ExemptionLedger } from "./exemption.ts";
import type { Finding } from "./finding.ts";
import { loadCatalogueOf, servicesNamedIn } from "./pack-catalogue.ts";
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

const NO_EXEMPTIONS = new ExemptionLedger([], "");

/**
 * The rules as policies of Pulumi's SDK. AWS's catalogue is read with the first resource, because a pack must not await while it loads.
 * @param ledger the exemptions that hold at the moment @default none
 * @param shared what is declared, and the day @default nothing
 */
export function policiesOf(
  rules: readonly Rule[],
  ledger: () => ExemptionLedger = () => NO_EXEMPTIONS,
  shared: PackContext = NO_PACK_CONTEXT,
): Policies {
  const catalogueFor = catalogues();
  return rules.map((rule) => {
    const texts = metadataOf(rule);
    const exempted = (findings: readonly Finding[]) => (rule.name === EXEMPTIONS ? findings : ledger().apply(rule.name, findings));
    if ("check" in rule) {
      return {
        ...texts,
        validateResource: async (args, report) => {
          const resource = seen(args);
          const context = { ...shared, catalogue: await catalogueFor([resource]), settings: settingsOf(rule, args.getConfig()) };
          reportFindings(exempted(rule.check(resource, context)), report);
        },
      };
    }
    return {
      ...texts,
      validateStack: async (args, report) => {
        const resources = args.resources.map(seen);
        const context = { ...shared, catalogue: await catalogueFor(resources), settings: settingsOf(rule, args.getConfig()) };
        reportFindings(exempted(rule.checkStack(resources, context)), report);
      },
    };
  });
}

/** What Pulumi shows of a rule. */
function metadataOf({ name, displayName, description, severity, level = "mandatory", remediation, page, tags, settings }: RuleTexts) {
  return {
    name,
    displayName,
    description,
    severity,
    enforcementLevel: level,
    remediationSteps: remediation,
    url: page,
    tags: [...tags],
    ...(settings === undefined ? {} : { configSchema: configSchemaOf(settings) }),
  };
}

/** A rule's settings as JSON Schema. */
export function configSchemaOf(settings: z.ZodObject): PolicyConfigSchema {
  const { properties = {}, required } = z.toJSONSchema(settings, { io: "input", unrepresentable: "any" });
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

function reportFindings(findings: readonly Finding[], report: ReportViolation): void {
  for (const { urn, message, verdict } of findings) {
    if (verdict === "violation") report(message, urn);
    else report(advisory(message, urn), urn);
  }
}

/** An advisory of a mandatory policy. The SDK takes an object in place of the message for this, which its typings leave out. */
function advisory(message: string, urn: string): string {
  return { message, urn, enforcementLevel: "advisory" } as unknown as string;
}
