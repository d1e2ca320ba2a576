import type { Policies, ReportViolation } from "@pulumi/policy";
import type { Catalogue } from "../iam/catalogue.ts";
import type { Finding } from "./finding.ts";
import { loadCatalogueOf, servicesNamedIn } from "./pack-catalogue.ts";
import type { Rule, SeenResource } from "./rule.ts";
import { markUnknownProperties, type Properties } from "./unknown-values.ts";

/** What the policy SDK says of a resource, both before and after it is made. */
interface PolicyInput {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: Properties;
  readonly provider?: { readonly props: Properties };
  readonly dependencies?: readonly { readonly urn: string }[];
}

/** Rules as policies of Pulumi's SDK. AWS's catalogue is read when the first resource comes: what a pack imports cannot await. */
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
          tell(rule.check(resource, context), report);
        },
      };
    }
    return {
      ...texts,
      validateStack: async (args, report) => {
        const resources = args.resources.map(seen);
        const context = { catalogue: await catalogueFor(resources), settings: args.getConfig<Properties>() };
        tell(rule.checkStack(resources, context), report);
      },
    };
  });
}

/** Loads each catalogue once; which one depends on the services that the policies name. */
function catalogues(): (resources: readonly SeenResource[]) => Promise<Catalogue> {
  const loaded = new Map<string, Promise<Catalogue>>();
  return (resources) => {
    const services = servicesNamedIn(resources);
    const key = services.join(" ");
    const known = loaded.get(key) ?? loadCatalogueOf(services);
    loaded.set(key, known);
    return known;
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

function tell(findings: readonly Finding[], report: ReportViolation): void {
  for (const { urn, message, verdict } of findings) {
    if (verdict === "violation") report(message, urn);
    else report(advisory(message, urn), urn);
  }
}

/** The SDK takes an object instead of the message, which the typings leave out: only so can one policy both refuse and advise. */
function advisory(message: string, urn: string): string {
  return { message, urn, enforcementLevel: "advisory" } as unknown as string;
}
