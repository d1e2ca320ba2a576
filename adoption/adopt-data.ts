import type { InventoryFile } from "../model/schema/inventory.ts";
import { NONE } from "../model/schema/inventory.ts";
import type { AccountPlace, Entry } from "./adopted.ts";
import { adoptedReplicas, type ReadTable, unreadReplicas } from "./adopted-replicas.ts";
import {
  type Answers,
  documentOf,
  grantsAnswer,
  keyAnswer,
  keyPolicyAnswer,
  keysAnswer,
  resourcePolicyAnswer,
  secretAnswerName,
  secretPolicyAnswer,
  secretsAnswer,
  tableAnswer,
  tablesAnswer,
} from "./answers.ts";
import { replicaEntry, tableEntry } from "./table-entry.ts";

/** An account's tables and secrets as entries, and what an inventory tells of them and their keys. */
export interface AdoptedData {
  readonly tables: Readonly<Record<string, Entry>>;
  readonly secrets: Readonly<Record<string, Entry>>;
  readonly inventory: InventoryFile;
  /** What of it has to be declared by hand, in words. */
  readonly leftOut: readonly string[];
}

/** What an account has in its regions. */
export function adoptData(
  answers: Answers,
  { id, name: account, homeRegion, names, taken, made }: AccountPlace,
  regions: readonly string[],
): AdoptedData {
  const tables: Record<string, Entry> = {};
  const read = readTables(answers, { id, names, taken, made }, regions);
  const sources = adoptedReplicas(read, homeRegion);
  const secrets: Record<string, Entry> = {};
  const resourcePolicies: NonNullable<InventoryFile["resourcePolicies"]> = {};
  const grants: NonNullable<InventoryFile["grants"]> = {};
  const takenSecrets = new Set(taken.secrets);
  for (const region of regions) {
    const at = `accounts/${id}/${region}`;
    const keys = readKeys(answers, at);
    const ownRegion = region === homeRegion ? {} : { region };
    const encryptionOf = (key: string): Entry | "aws-managed" => (keys.managedByAws.has(key) ? "aws-managed" : { key });
    const policyOf = (path: string) => {
      const found = answers.optional(path, resourcePolicyAnswer);
      return found === undefined ? undefined : found.Policy === null ? NONE : documentOf(found.Policy);
    };
    for (const { table, name, file } of read.filter((each) => each.region === region)) {
      // While a table's key is changed, its status is UPDATING, and it lies under a key all the same.
      const key = table.SSEDescription?.Status === "DISABLED" ? undefined : table.SSEDescription?.KMSMasterKeyArn;
      const settings = { ...ownRegion, encryption: key === undefined ? "aws-owned" : encryptionOf(key) };
      const source = sources.get(table.TableArn);
      tables[name] = source === undefined ? tableEntry(table, settings) : replicaEntry(table, `${account}/${source.name}`, settings);
      const policy = policyOf(`${at}/table-policies/${file}`);
      if (policy !== undefined) resourcePolicies[`${account}/tables/${name}`] = policy;
      const ofStream = table.LatestStreamArn === undefined ? NONE : policyOf(`${at}/stream-policies/${file}`);
      if (ofStream !== undefined) resourcePolicies[`${account}/tables/${name}/stream`] = ofStream;
    }
    for (const { ARN, Name, KmsKeyId } of answers.read(`${at}/secrets`, secretsAnswer)?.SecretList ?? []) {
      if (made.has(Name)) continue;
      const name = names.get(ARN) ?? freeName(Name, region, takenSecrets);
      takenSecrets.add(name);
      const key = KmsKeyId === undefined ? undefined : keys.arnOf(KmsKeyId);
      const encryption =
        KmsKeyId === undefined || KmsKeyId.endsWith("alias/aws/secretsmanager")
          ? { encryption: "aws-managed" }
          : key === undefined
            ? {}
            : { encryption: encryptionOf(key) };
      secrets[name] = { existing: ARN, ...ownRegion, ...encryption };
      const found = answers.optional(`${at}/secret-policies/${secretAnswerName(ARN)}`, secretPolicyAnswer);
      const policy = found?.ARN === ARN ? found : undefined;
      const document = policy?.ResourcePolicy === undefined ? NONE : documentOf(policy.ResourcePolicy);
      if (policy !== undefined && document !== undefined) resourcePolicies[`${account}/secrets/${name}`] = document;
    }
    Object.assign(resourcePolicies, keys.policies);
    Object.assign(grants, keys.grants);
  }
  return { tables, secrets, inventory: { resourcePolicies, grants }, leftOut: unreadReplicas(account, read) };
}

/** The tables of an account that stacks do not make, with the names of their answers and entries. */
function readTables(
  answers: Answers,
  { id, names, taken, made }: Pick<AccountPlace, "id" | "names" | "taken" | "made">,
  regions: readonly string[],
): (ReadTable & { readonly file: string })[] {
  const used = new Set(taken.tables);
  return regions.flatMap((region) => {
    const at = `accounts/${id}/${region}`;
    return (answers.read(`${at}/tables`, tablesAnswer)?.TableNames ?? []).flatMap((file) => {
      const table = answers.read(`${at}/tables/${file}`, tableAnswer)?.Table;
      if (table === undefined || made.has(table.TableArn)) return [];
      const known = names.get(table.TableArn);
      const name = known ?? freeName(table.TableName, region, used);
      used.add(name);
      return [{ table, region, file, name, isDeclared: known !== undefined }];
    });
  });
}

/** The name that something has in AWS, or, where that is taken, with its region. */
const freeName = (name: string, region: string, taken: ReadonlySet<string>): string => (taken.has(name) ? `${name}.${region}` : name);

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
  for (const { KeyId: file } of answers.read(`${at}/keys`, keysAnswer)?.Keys ?? []) {
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
    const told = listed === undefined ? undefined : grantsOf(listed);
    if (told !== undefined) grants[key.Arn] = told;
  }
  return {
    managedByAws,
    arnOf: (key) => (key.startsWith("arn:") ? (key.includes(":alias/") ? undefined : key) : byId.get(key)),
    policies,
    grants,
  };
}

/**
 * Grants of roles and users; those of AWS's services let nobody in whom the service does not let in. Undefined where one names an account or
 * a session, of which an inventory cannot tell.
 */
function grantsOf(
  listed: readonly { readonly GranteePrincipal?: string | undefined; readonly Operations?: readonly string[] | undefined }[],
) {
  const others = listed.filter(({ GranteePrincipal = "" }) => !/\.amazonaws\.com(?:\.cn)?$/.test(GranteePrincipal));
  const found = others.flatMap(({ GranteePrincipal: to = "", Operations: operations = [] }) =>
    /^arn:[^:]+:iam::\d{12}:(?:role|user)\//.test(to) && operations.length > 0 ? [{ to, operations: [...new Set(operations)] }] : [],
  );
  if (found.length < others.length) return undefined;
  return found.length === 0 ? NONE : found;
}
