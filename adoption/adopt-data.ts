import type { InventoryFile } from "../model/schema/inventory.ts";
import { NONE } from "../model/schema/inventory.ts";
import type { AccountPlace, Entry } from "./adopted.ts";
import {
  type Answers,
  documentOf,
  grantsAnswer,
  keyAnswer,
  keyPolicyAnswer,
  resourcePolicyAnswer,
  secretPolicyAnswer,
  secretsAnswer,
  tableAnswer,
} from "./answers.ts";
import { tableEntry } from "./table-entry.ts";

/** An account's tables and secrets as entries, and what an inventory tells of them and their keys. */
export interface AdoptedData {
  readonly tables: Readonly<Record<string, Entry>>;
  readonly secrets: Readonly<Record<string, Entry>>;
  readonly inventory: InventoryFile;
}

/** What an account has in its regions. */
export function adoptData(
  answers: Answers,
  { id, name: account, homeRegion, names }: AccountPlace,
  regions: readonly string[],
): AdoptedData {
  const tables: Record<string, Entry> = {};
  const secrets: Record<string, Entry> = {};
  const resourcePolicies: NonNullable<InventoryFile["resourcePolicies"]> = {};
  const grants: NonNullable<InventoryFile["grants"]> = {};
  for (const region of regions) {
    const at = `accounts/${id}/${region}`;
    const keys = readKeys(answers, at);
    const ownRegion = region === homeRegion ? {} : { region };
    const encryptionOf = (key: string): Entry | "aws-managed" => (keys.managedByAws.has(key) ? "aws-managed" : { key });
    const policyOf = (path: string) => {
      const found = answers.optional(path, resourcePolicyAnswer);
      return found === undefined ? undefined : found.Policy === null ? NONE : documentOf(found.Policy);
    };
    for (const file of answers.names(`${at}/tables`)) {
      const table = answers.read(`${at}/tables/${file}`, tableAnswer)?.Table;
      if (table === undefined) continue;
      const known = names.get(table.TableArn);
      const name = known ?? (table.TableName in tables ? `${table.TableName}.${region}` : table.TableName);
      const key = table.SSEDescription?.Status === "ENABLED" ? table.SSEDescription.KMSMasterKeyArn : undefined;
      tables[name] = tableEntry(table, { ...ownRegion, encryption: key === undefined ? "aws-owned" : encryptionOf(key) });
      const policy = policyOf(`${at}/table-policies/${file}`);
      if (policy !== undefined) resourcePolicies[`${account}/tables/${name}`] = policy;
      const ofStream = table.LatestStreamArn === undefined ? NONE : policyOf(`${at}/stream-policies/${file}`);
      if (ofStream !== undefined) resourcePolicies[`${account}/tables/${name}/stream`] = ofStream;
    }
    for (const { ARN, Name, KmsKeyId } of answers.optional(`${at}/secrets`, secretsAnswer)?.SecretList ?? []) {
      const name = names.get(ARN) ?? (Name in secrets ? `${Name}.${region}` : Name);
      const key = KmsKeyId === undefined ? undefined : keys.arnOf(KmsKeyId);
      const encryption =
        KmsKeyId === undefined ? { encryption: "aws-managed" } : key === undefined ? {} : { encryption: encryptionOf(key) };
      secrets[name] = { existing: ARN, ...ownRegion, ...encryption };
      const file = ARN.split(":secret:")[1] ?? "";
      const policy = answers.optional(`${at}/secret-policies/${file}`, secretPolicyAnswer);
      const document = policy?.ResourcePolicy === undefined ? NONE : documentOf(policy.ResourcePolicy);
      if (policy !== undefined && document !== undefined) resourcePolicies[`${account}/secrets/${name}`] = document;
    }
    Object.assign(resourcePolicies, keys.policies);
    Object.assign(grants, keys.grants);
  }
  return { tables, secrets, inventory: { resourcePolicies, grants } };
}

interface ReadKeys {
  readonly managedByAws: ReadonlySet<string>;
  /** The ARN of a key by its id or ARN; undefined for an alias, which may be moved. */
  readonly arnOf: (key: string) => string | undefined;
  readonly policies: Readonly<Record<string, Record<string, unknown>>>;
  readonly grants: NonNullable<InventoryFile["grants"]>;
}

function readKeys(answers: Answers, at: string): ReadKeys {
  const managedByAws = new Set<string>();
  const byId = new Map<string, string>();
  const policies: Record<string, Record<string, unknown>> = {};
  const grants: NonNullable<InventoryFile["grants"]> = {};
  for (const file of answers.names(`${at}/keys`)) {
    const key = answers.read(`${at}/keys/${file}`, keyAnswer)?.KeyMetadata;
    if (key === undefined) continue;
    byId.set(file, key.Arn);
    if (key.KeyManager === "AWS") {
      managedByAws.add(key.Arn);
      continue;
    }
    const policy = answers.optional(`${at}/key-policies/${file}`, keyPolicyAnswer);
    const document = policy === undefined ? undefined : documentOf(policy.Policy);
    if (document !== undefined) policies[key.Arn] = { ...document };
    const listed = answers.optional(`${at}/grants/${file}`, grantsAnswer)?.Grants;
    if (listed !== undefined) grants[key.Arn] = grantsOf(listed);
  }
  return {
    managedByAws,
    arnOf: (key) => (key.startsWith("arn:") ? (key.includes(":alias/") ? undefined : key) : byId.get(key)),
    policies,
    grants,
  };
}

/** Grants of roles and users; those of AWS's services let nobody in whom the service does not let in. */
function grantsOf(
  listed: readonly { readonly GranteePrincipal?: string | undefined; readonly Operations?: readonly string[] | undefined }[],
) {
  const found = listed.flatMap(({ GranteePrincipal: to = "", Operations: operations = [] }) =>
    to.startsWith("arn:") && operations.length > 0 ? [{ to, operations: [...new Set(operations)] }] : [],
  );
  return found.length === 0 ? NONE : found;
}
