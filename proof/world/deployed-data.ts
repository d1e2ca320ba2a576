import { accountRootArn, isPartition, parseArn } from "../../iam/arn.ts";
import { accountOnlyKeyPolicy } from "../engine/aws-policies.ts";
import {
  type Encryption,
  encryptionOfRegionalReplica,
  encryptionOfReplica,
  encryptionOfSecret,
  encryptionOfTable,
  type FindKey,
  keyFinder,
  keysByAlias,
} from "./encryption-at-rest.ts";
import { arnOf, type DeployedDocument, documentOf, isRecord, jsonOf, tagsOf, textOf, type WorldResource } from "./world-resource.ts";

/** Tables, streams, keys and secrets that are deployed. */
export interface DeployedData {
  /** Policies of tables, streams, keys and secrets, by ARN. */
  readonly resourcePolicies: ReadonlyMap<string, DeployedDocument>;
  /** Tags of tables, keys and secrets, by ARN: one that is here and has no policy above really has none. */
  readonly data: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Tags of what exists already and is described, by ARN. */
  readonly describedTags: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Grants on keys, by the ARN of the key. */
  readonly grants: ReadonlyMap<string, readonly GrantOnKey[]>;
  /** Tags that stacks give tables which they do not make, by the tables' ARNs. */
  readonly addedTags: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** What tables and secrets are encrypted under, by ARN. */
  readonly encryption: ReadonlyMap<string, Encryption>;
  /** The ARNs of the keys that aliases stand for, by the ARNs of the aliases. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Streams by the ARN of their table. */
  readonly streams: ReadonlyMap<string, string>;
}

/** A grant on a key: who has it, by ARN, and the operations that it allows. */
export interface GrantOnKey {
  readonly to: string;
  readonly operations: readonly string[];
}

/** Finds the resources of a type. */
export type OfType = (type: string) => readonly WorldResource[];

type Collected = {
  readonly [K in Exclude<keyof DeployedData, "aliases">]: DeployedData[K] extends ReadonlyMap<infer Key, infer Value>
    ? Map<Key, Value>
    : never;
};

/** Sorts tables, streams, keys and secrets, with their policies. */
export function deployedData(ofType: OfType): DeployedData {
  const into: Collected = {
    resourcePolicies: new Map(),
    data: new Map(),
    describedTags: new Map(),
    grants: new Map(),
    addedTags: new Map(),
    encryption: new Map(),
    streams: new Map(),
  };
  const aliases = keysByAlias(ofType("aws:kms/alias:Alias"));
  const find = keyFinder(aliases);
  for (const resource of ofType("aws:dynamodb/table:Table")) {
    const arn = readResource(resource, into);
    if (arn !== undefined) into.encryption.set(arn, encryptionOfTable(resource, arn, find));
  }
  for (const resource of ofType("aws:dynamodb/tableReplica:TableReplica")) {
    const arn = readResource(resource, into);
    if (arn !== undefined) into.encryption.set(arn, encryptionOfRegionalReplica(resource, arn, { find, encryption: into.encryption }));
  }
  for (const resource of ofType("aws:secretsmanager/secret:Secret")) {
    const arn = readResource(resource, into);
    if (arn !== undefined) into.encryption.set(arn, encryptionOfSecret(resource, arn, find));
  }
  for (const resource of ofType("aws:kms/key:Key")) {
    const arn = readResource(resource, into);
    if (arn !== undefined) into.resourcePolicies.set(arn, keyPolicyOf(resource));
  }
  for (const resource of ofType("aws:cloudcontrol/resource:Resource")) readGlobalTable(resource, find, into);
  readPolicies(ofType, into);
  for (const grant of ofType("aws:kms/grant:Grant")) readGrant(grant, find, into);
  for (const tag of ofType("aws:dynamodb/tag:Tag")) {
    const [arn, key, value] = [textOf(tag, "resourceArn"), textOf(tag, "key"), textOf(tag, "value")];
    if (arn !== undefined && key !== undefined) into.addedTags.set(arn, { ...into.addedTags.get(arn), [key]: value ?? "" });
  }
  readStreams(ofType("aws:iam/rolePolicy:RolePolicy"), into);
  return { ...into, aliases };
}

/**
 * The streams of tables that no stack makes: AWS makes up their ARNs, and the permissions for them are where those stand that a stack looked
 * up.
 */
function readStreams(permissions: readonly WorldResource[], { streams }: Collected): void {
  for (const { inputs } of permissions) {
    if (typeof inputs.policy !== "string" || !inputs.policy.includes("/stream/")) continue;
    for (const [arn, table = ""] of inputs.policy.matchAll(/(arn:[^":]*:dynamodb:[^"*]*:table\/[^"/*]+)\/stream\/[^"*]+/g))
      if (!streams.has(table)) streams.set(table, arn);
  }
}

/** Reads what tables, keys and secrets have in common; the ARN, where AWS gave one. */
function readResource(resource: WorldResource, { resourcePolicies, data, streams }: Collected): string | undefined {
  const arn = arnOf(resource);
  if (arn === undefined) return undefined;
  data.set(arn, tagsOf(resource));
  const stream = resource.outputs.streamArn;
  if (typeof stream === "string" && stream !== "") streams.set(arn, stream);
  if (resource.inputs.policy !== undefined && resource.inputs.policy !== "")
    resourcePolicies.set(arn, documentOf(resource, resource.inputs.policy, "resource policy"));
  return arn;
}

/** Policies that are resources of their own. */
const POLICIES = [
  ["aws:dynamodb/resourcePolicy:ResourcePolicy", "resourceArn", "resource policy"],
  ["aws:secretsmanager/secretPolicy:SecretPolicy", "secretArn", "resource policy"],
  ["aws:kms/keyPolicy:KeyPolicy", "keyId", "key policy"],
] as const;

function readPolicies(ofType: OfType, { resourcePolicies, data, streams }: Collected): void {
  const keyById = new Map([...data.keys()].map((arn) => [arn.slice(arn.lastIndexOf(":key/") + ":key/".length), arn]));
  for (const [type, target, kind] of POLICIES) {
    for (const resource of ofType(type)) {
      const named = textOf(resource, target);
      const arn = keyById.get(named ?? "") ?? named;
      if (arn === undefined) continue;
      resourcePolicies.set(arn, documentOf(resource, resource.inputs.policy, kind));
      // A table that joined another does not name its own stream; the stream's policy does.
      const [table = "", label] = arn.split("/stream/");
      if (label !== undefined) streams.set(table, arn);
    }
  }
}

/** A grant, which names its key by ARN, or by its id in the grant's own account and region. */
function readGrant(grant: WorldResource, find: FindKey, { grants }: Collected): void {
  const to = textOf(grant, "granteePrincipal");
  if (to === undefined) return;
  const { partition = "" } = parseArn(to) ?? {};
  const key = find(grant.inputs.keyId, `arn:${partition}:kms:${grant.region}:${grant.account}:grant`);
  if (key.by !== "customer") return;
  const { operations } = grant.inputs;
  const allowed = Array.isArray(operations) ? operations.filter((each) => typeof each === "string") : [];
  grants.set(key.key, [...(grants.get(key.key) ?? []), { to, operations: allowed }]);
}

function keyPolicyOf(resource: WorldResource): DeployedDocument {
  const { policy } = resource.inputs;
  const { partition = "aws" } = parseArn(arnOf(resource) ?? "") ?? {};
  const root = accountRootArn({ partition: isPartition(partition) ? partition : "aws", accountId: resource.account });
  return documentOf(resource, policy ?? accountOnlyKeyPolicy(root), "key policy");
}

/** A table of several regions or accounts, which CloudFormation's type describes: this account's replica has the policy. */
function readGlobalTable(resource: WorldResource, find: FindKey, { resourcePolicies, data, encryption, streams }: Collected): void {
  if (resource.inputs.typeName !== "AWS::DynamoDB::GlobalTable") return;
  const desired = jsonOf(resource.inputs.desiredState);
  const made = jsonOf(resource.outputs.properties);
  if (!isRecord(desired) || !isRecord(made) || typeof made.Arn !== "string") return;
  const arn = made.Arn;
  if (typeof made.StreamArn === "string") streams.set(arn, made.StreamArn);
  const replicas = Array.isArray(desired.Replicas) ? desired.Replicas.filter(isRecord) : [];
  const own = replicas.find(({ Region }) => Region === resource.region) ?? {};
  const tags = Array.isArray(own.Tags) ? own.Tags.filter(isRecord) : [];
  data.set(arn, Object.fromEntries(tags.map(({ Key, Value }) => [String(Key), String(Value)])));
  encryption.set(arn, encryptionOfReplica(desired, own, { arn, find }));
  const policy = isRecord(own.ResourcePolicy) ? own.ResourcePolicy.PolicyDocument : undefined;
  if (policy !== undefined) resourcePolicies.set(arn, documentOf(resource, policy, "resource policy"));
}
