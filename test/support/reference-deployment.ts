import { keyNamed, type ReferenceKey } from "./reference-key-calls.ts";
import type { ReferencePolicy } from "./reference-statement.ts";

/** A resource of resources.json, as far as it is read here. */
export interface ReferenceResource {
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

type Tags = Readonly<Record<string, string>>;

export interface ReferenceNetwork {
  readonly vpc: string;
  readonly account: string;
  readonly region: string;
  readonly cidr: string | undefined;
  /** By service, as its endpoint names it. */
  readonly endpoints: ReadonlyMap<string, { readonly id: string; readonly policy: ReferencePolicy | undefined }>;
}

/** What the resources of a rehearsal say about requests. */
export interface ReferenceDeployment {
  readonly organization: string;
  readonly managementAccount: string;
  readonly homeRegion: string;
  /** Accounts of the organization with what they stand in. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Units by what they stand in; the root stands in nothing. */
  readonly parents: ReadonlyMap<string, string>;
  readonly serviceControl: ReadonlyMap<string, readonly ReferencePolicy[]>;
  readonly resourceControl: ReadonlyMap<string, readonly ReferencePolicy[]>;
  readonly roles: ReadonlyMap<
    string,
    { readonly trust: ReferencePolicy; readonly identity: readonly ReferencePolicy[]; readonly tags: Tags; readonly id: string }
  >;
  /** Keys by the aliases that stacks make, and what tables and secrets are encrypted under. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly keys: ReadonlyMap<string, ReferenceKey>;
  /** Policies put on roles, by `<account>/<role name>`. */
  readonly inlineByName: ReadonlyMap<string, readonly ReferencePolicy[]>;
  /** Policies of tables, streams, keys and secrets by ARN. */
  readonly resourcePolicies: ReadonlyMap<string, ReferencePolicy>;
  /** Tags of tables, keys, secrets and roles by ARN; what is here was made by a stack. */
  readonly tags: ReadonlyMap<string, Tags>;
  /** Indexes and streams of tables that were made, and VPC endpoints, by ARN. */
  readonly parts: readonly string[];
  readonly issuers: readonly string[];
  /** Networks with an endpoint that a stack made, by `<account>/<network>`. */
  readonly networks: ReadonlyMap<string, ReferenceNetwork>;
}

/** Reads the resources of a rehearsal. */
export function deployedByReference(resources: readonly ReferenceResource[]): ReferenceDeployment {
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const inlineByName = grouped(
    of("aws:iam/rolePolicy:RolePolicy").map(({ account, inputs }) => [`${account}/${nameIn(inputs["role"])}`, policyIn(inputs["policy"])]),
  );
  const roles = of("aws:iam/role:Role").map((role) => {
    const arn = text(role.outputs["arn"]);
    const own = inlineByName.get(`${role.account}/${nameIn(arn)}`) ?? [];
    return [
      arn,
      { trust: policyIn(role.inputs["assumeRolePolicy"]), identity: own, tags: tagsOf(role), id: text(role.outputs["uniqueId"]) },
    ] as const;
  });
  const data = dataIn(of);
  return {
    ...organizationIn(of),
    roles: new Map(roles),
    inlineByName,
    ...data,
    parts: [...data.parts, ...of("aws:ec2/vpcEndpoint:VpcEndpoint").map(({ outputs }) => text(outputs["arn"]))],
    tags: new Map([...data.tags, ...roles.map(([arn, { tags }]) => [arn, tags] as const)]),
    issuers: of("aws:iam/openIdConnectProvider:OpenIdConnectProvider").map(({ outputs }) => text(outputs["arn"])),
    networks: networksIn(of),
  };
}

type Of = (type: string) => readonly ReferenceResource[];

function organizationIn(
  of: Of,
): Pick<
  ReferenceDeployment,
  "organization" | "managementAccount" | "homeRegion" | "accounts" | "parents" | "serviceControl" | "resourceControl"
> {
  const members = of("aws:organizations/account:Account");
  const units = of("aws:organizations/organizationalUnit:OrganizationalUnit");
  const existing = of("palisade:organization:ExistingAccounts").flatMap(({ outputs }) =>
    Object.entries((outputs["parents"] ?? {}) as Record<string, string>),
  );
  const [first] = [...members, ...units];
  const managementAccount = first?.account ?? "";
  const parentOf = ({ inputs, outputs }: ReferenceResource) => text(inputs["parentId"] ?? outputs["parentId"]);
  const parents = new Map(units.map((unit) => [unit.id, parentOf(unit)]));
  const root = [...[...members, ...units].map(parentOf), ...existing.map(([, parent]) => parent)].find((id) => id.startsWith("r-")) ?? "";
  const policies = new Map(of("aws:organizations/policy:Policy").map((policy) => [policy.id, policy]));
  const attached = (type: string) =>
    grouped(
      of("aws:organizations/policyAttachment:PolicyAttachment").flatMap(({ inputs }) => {
        const policy = policies.get(text(inputs["policyId"]));
        return policy?.inputs["type"] === type ? [[text(inputs["targetId"]), policyIn(policy.inputs["content"])] as const] : [];
      }),
    );
  return {
    organization: text(first?.outputs["arn"]).split("/")[1] ?? "",
    managementAccount,
    homeRegion: first?.region ?? "",
    accounts: new Map([...existing, ...members.map((member) => [member.id, parentOf(member)] as const), [managementAccount, root]]),
    parents,
    serviceControl: attached("SERVICE_CONTROL_POLICY"),
    resourceControl: attached("RESOURCE_CONTROL_POLICY"),
  };
}

function dataIn(of: Of): Pick<ReferenceDeployment, "resourcePolicies" | "tags" | "parts" | "aliases" | "keys"> {
  const aliases = new Map(
    of("aws:kms/alias:Alias").map(({ inputs, outputs }) => [text(outputs["arn"]), keyBehind(inputs, outputs)] as const),
  );
  const keys = new Map<string, ReferenceKey>();
  const tags = new Map<string, Tags>();
  const resourcePolicies = new Map<string, ReferencePolicy>();
  const parts: string[] = [];
  for (const table of of("aws:dynamodb/table:Table")) {
    const arn = text(table.outputs["arn"]);
    tags.set(arn, tagsOf(table));
    const { enabled, kmsKeyArn } = recordIn(table.inputs["serverSideEncryption"]);
    keys.set(arn, enabled === true ? keyNamed(kmsKeyArn, arn, aliases) : "owned-by-aws");
    parts.push(
      ...recordsIn(table.inputs["globalSecondaryIndexes"]).map(({ name }) => `${arn}/index/${text(name)}`),
      text(table.outputs["streamArn"]),
    );
  }
  for (const replica of of("aws:dynamodb/tableReplica:TableReplica")) {
    const arn = text(replica.outputs["arn"]);
    tags.set(arn, tagsOf(replica));
    const { kmsKeyArn, globalTableArn } = replica.inputs;
    // Without a key of its own it has the kind of AWS's keys that its table has.
    const isOwned = keys.get(text(globalTableArn)) === "owned-by-aws";
    keys.set(arn, kmsKeyArn === undefined && isOwned ? "owned-by-aws" : keyNamed(kmsKeyArn, arn, aliases));
  }
  for (const key of of("aws:kms/key:Key")) {
    tags.set(text(key.outputs["arn"]), tagsOf(key));
    resourcePolicies.set(text(key.outputs["arn"]), policyIn(key.inputs["policy"]));
  }
  for (const secret of of("aws:secretsmanager/secret:Secret")) {
    const arn = text(secret.outputs["arn"]);
    tags.set(arn, tagsOf(secret));
    keys.set(arn, keyNamed(secret.inputs["kmsKeyId"], arn, aliases));
  }
  for (const { region, inputs, outputs } of of("aws:cloudcontrol/resource:Resource")) {
    const made = recordIn(outputs["properties"]);
    const replica = recordsIn(recordIn(inputs["desiredState"])["Replicas"]).find((each) => each["Region"] === region) ?? {};
    const arn = text(made["Arn"]);
    tags.set(arn, Object.fromEntries(recordsIn(replica["Tags"]).map(({ Key, Value }) => [text(Key), text(Value)])));
    const isEncrypted = recordIn(recordIn(inputs["desiredState"])["SSESpecification"])["SSEEnabled"] === true;
    const named = recordIn(replica["SSESpecification"])["KMSMasterKeyId"];
    keys.set(arn, isEncrypted ? keyNamed(named, arn, aliases) : "owned-by-aws");
    parts.push(text(made["StreamArn"]));
    const policy = recordIn(replica["ResourcePolicy"])["PolicyDocument"];
    if (policy !== undefined) resourcePolicies.set(arn, policyIn(policy));
  }
  for (const { inputs } of of("aws:dynamodb/resourcePolicy:ResourcePolicy"))
    resourcePolicies.set(text(inputs["resourceArn"]), policyIn(inputs["policy"]));
  for (const { inputs } of of("aws:secretsmanager/secretPolicy:SecretPolicy"))
    resourcePolicies.set(text(inputs["secretArn"]), policyIn(inputs["policy"]));
  return { resourcePolicies, tags, aliases, keys, parts: parts.filter((part) => part !== "") };
}

function networksIn(of: Of): Map<string, ReferenceNetwork> {
  const ranges = new Map(of("aws:ec2/vpc:Vpc").map(({ id, inputs }) => [id, text(inputs["cidrBlock"])]));
  const networks = new Map<string, ReferenceNetwork>();
  for (const { stack, name, id, region, account, inputs } of of("aws:ec2/vpcEndpoint:VpcEndpoint")) {
    const vpc = text(inputs["vpcId"]);
    const title = `${stack.replace("foundation.", "")}/${/^network-(.+?)-(?:dynamodb|dynamodb-streams-endpoint|\w+-endpoint)$/.exec(name)?.[1] ?? name}`;
    const service = text(inputs["serviceName"]).split(".").at(-1) ?? "";
    const policy = inputs["policy"] === undefined ? undefined : policyIn(inputs["policy"]);
    const before = networks.get(title)?.endpoints ?? new Map<string, never>();
    const at = typeof inputs["region"] === "string" ? inputs["region"] : region;
    networks.set(title, { vpc, account, region: at, cidr: ranges.get(vpc), endpoints: new Map([...before, [service, { id, policy }]]) });
  }
  return networks;
}

/** The ARN of the key that an alias stands for, which may be given by its id. */
function keyBehind(inputs: ReferenceResource["inputs"], outputs: ReferenceResource["outputs"]): string {
  const named = text(outputs["targetKeyArn"] ?? inputs["targetKeyId"]);
  return named.startsWith("arn:") ? named : text(outputs["arn"]).replace(/:alias\/.*$/, `:key/${named}`);
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
/** The name of a role without its path, from its name or ARN. */
const nameIn = (role: unknown): string => text(role).slice(text(role).lastIndexOf("/") + 1);
const parsed = (value: unknown): unknown => (typeof value === "string" ? JSON.parse(value) : value);
const recordIn = (value: unknown) => (parsed(value) ?? {}) as Readonly<Record<string, unknown>>;
const recordsIn = (value: unknown) => (Array.isArray(value) ? value : []) as readonly Readonly<Record<string, unknown>>[];
const policyIn = (value: unknown) => parsed(value) as ReferencePolicy;
const tagsOf = ({ outputs, inputs }: ReferenceResource): Tags => (outputs["tagsAll"] ?? inputs["tags"] ?? {}) as Tags;

function grouped<T>(entries: readonly (readonly [string, T])[]): Map<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, value] of entries) groups.set(key, [...(groups.get(key) ?? []), value]);
  return groups;
}
