import type { Policies, ReportViolation } from "@pulumi/policy";
import type { Catalogue } from "../iam/catalogue.ts";
import type { Finding } from "./finding.ts";
import { loadCatalogueOf, servicesNamedIn } from "./pack-catalogue.ts";
import type { Rule, SeenResource } from "./rule.ts";
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

/** The rules as policies of Pulumi's SDK. AWS's catalogue is read with the first resource, because a pack must not await while it loads. */
export function policiesOf(rules: readonly Rule[]): Policies {
  const catalogueFor = catalogues();
  return rules.map((rule) => {
    const { name, description, configSchema } = rule;
    const texts = { name, description, enforcementLevel: "mandatory" as const, ...(configSchema === undefined ? {} : { configSchema }) };
    if ("check" in rule) {
      return {
        ...texts,
        validateResource: async (args, report) => {
          const resource = seen(args);
          const context = { catalogue: await catalogueFor([resource]), settings: args.getConfig<Properties>() };
          reportFindings(rule.check(resource, context), report);
        },
      };
    }
    return {
      ...texts,
      validateStack: async (args, report) => {
        const resources = args.resources.map(seen);
        const context = { catalogue: await catalogueFor(resources), settings: args.getConfig<Properties>() };
        reportFindings(rule.checkStack(resources, context), report);
      },
    };
  });
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
