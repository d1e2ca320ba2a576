import { readGlobalConditionKeys, readService, serviceNames } from "../../iam/catalogue-source.ts";

/**
 * A module that stands in for `iam/catalogue-source.ts` and contains what it reads: AWS's services, each as a text that is parsed when a
 * policy names the service.
 */
export async function embeddedCatalogue(): Promise<string> {
  const names = [...(await serviceNames())].sort();
  const services = await Promise.all(names.map(async (name) => [name, JSON.stringify(await readService(name))] as const));
  return `
const SERVICES = new Map(${JSON.stringify(services)});
const GLOBAL_KEYS = ${JSON.stringify(readGlobalConditionKeys())};
export const serviceExists = async (name) => SERVICES.has(name);
export const serviceNames = async () => [...SERVICES.keys()];
export const readService = async (name) => JSON.parse(SERVICES.get(name));
export const readGlobalConditionKeys = () => GLOBAL_KEYS;
`;
}
