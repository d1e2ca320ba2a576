import { BLUEPRINT_SERVICES, type Catalogue, loadCatalogue } from "../iam/catalogue.ts";
import { serviceExists } from "../iam/catalogue-source.ts";
import type { RegisteredResource } from "./judge-resources.ts";
import type { PolicyDocument } from "./parsed-policy.ts";
import { documentsOf } from "./resource-documents.ts";
import type { SeenResource } from "./rule.ts";
import { markUnknownProperties, UNKNOWN } from "./unknown-values.ts";

/**
 * The catalogue for checking some resources: the blueprint's services, and the other services of AWS that their policies name. The
 * catalogue of all services takes twenty times as long to read.
 */
export function loadCatalogueFor(resources: readonly RegisteredResource[]): Promise<Catalogue> {
  return loadCatalogueOf(servicesNamedIn(resources.map(({ type, inputs }) => ({ type, properties: markUnknownProperties(inputs) }))));
}

/** The prefixes of the services that the policies of resources name, sorted. They may be misspelt. */
export function servicesNamedIn(resources: readonly Pick<SeenResource, "type" | "properties">[]): readonly string[] {
  return [...new Set(resources.flatMap(servicesIn))].sort();
}

/** The catalogue of the blueprint's services, and of the given services that AWS has. */
export async function loadCatalogueOf(services: readonly string[]): Promise<Catalogue> {
  const existing = await Promise.all(services.map(async (service) => ((await serviceExists(service)) ? [service] : [])));
  return loadCatalogue([...BLUEPRINT_SERVICES, ...existing.flat()]);
}

const NAMED = new WeakMap<PolicyDocument, readonly string[]>();

function servicesIn(resource: Pick<SeenResource, "type" | "properties">): readonly string[] {
  return documentsOf(resource).flatMap(({ document }) => {
    if (document === undefined || document === UNKNOWN) return [];
    const named = NAMED.get(document) ?? prefixesIn(document);
    NAMED.set(document, named);
    return named;
  });
}

const prefixesIn = ({ statements }: PolicyDocument): readonly string[] => [
  ...new Set(
    statements.flatMap(({ actions = [], notActions = [], conditions }) =>
      [...actions, ...notActions, ...conditions.map(({ key }) => key)].flatMap(prefixOf),
    ),
  ),
];

/** The service's prefix. None where it contains a wildcard, or a dot as an OIDC issuer does. */
function prefixOf(name: string): readonly string[] {
  const [prefix = ""] = name.toLowerCase().split(":");
  return /^[a-z0-9-]+$/.test(prefix) && name.includes(":") ? [prefix] : [];
}
