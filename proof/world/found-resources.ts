import type { WorldResource } from "./world-resource.ts";

/** A resource that was found otherwise than a stack's state says, or not at all. */
export interface FoundResource {
  readonly urn: string;
  /** Names of the properties that differ. */
  readonly properties: readonly { readonly name: string }[];
  /** Undefined where it is gone. */
  readonly found: Pick<WorldResource, "inputs" | "outputs"> | undefined;
}

const TAGS = ["tags", "tagsAll"];
const ROLE = ["role"];

/**
 * The properties from which decisions about requests are made, by type of resource. What is not here may decide about access, too, at AWS:
 * nobody knows it here.
 */
export const READ_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  "aws:organizations/policy:Policy": ["content", "type"],
  "aws:organizations/policyAttachment:PolicyAttachment": ["policyId", "targetId"],
  "aws:iam/role:Role": ["assumeRolePolicy", "inlinePolicies", "managedPolicyArns", "permissionsBoundary", ...TAGS],
  "aws:iam/rolePolicy:RolePolicy": ["policy", ...ROLE],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["policyArn", ...ROLE],
  "aws:iam/policyAttachment:PolicyAttachment": ["policyArn", "roles"],
  "aws:iam/policy:Policy": ["policy"],
  "aws:dynamodb/table:Table": ["serverSideEncryption", ...TAGS],
  "aws:dynamodb/tableReplica:TableReplica": ["globalTableArn", "kmsKeyArn", ...TAGS],
  "aws:dynamodb/resourcePolicy:ResourcePolicy": ["policy", "resourceArn"],
  "aws:dynamodb/tag:Tag": ["key", "value"],
  "aws:secretsmanager/secret:Secret": ["kmsKeyId", "policy", ...TAGS],
  "aws:secretsmanager/secretPolicy:SecretPolicy": ["policy", "secretArn"],
  "aws:kms/key:Key": ["policy", ...TAGS],
  "aws:kms/keyPolicy:KeyPolicy": ["policy", "keyId"],
  "aws:kms/alias:Alias": ["targetKeyArn", "targetKeyId"],
  "aws:kms/grant:Grant": ["granteePrincipal", "keyId", "operations"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["policy", "serviceName", "vpcId"],
};

/** Texts for people, and numbers that AWS gives to versions: no policy can ask for them. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(["description", "revisionId"]);

/** Why access cannot be judged by what was found of a resource, a reason each; empty where it can. */
export function notJudged({ type, name }: Pick<WorldResource, "type" | "name">, { properties, found }: FoundResource): string[] {
  const read = READ_PROPERTIES[type];
  if (read === undefined) return [`what ${name} (${type}) means for access`];
  if (found === undefined) return [];
  return properties
    .filter((property) => !read.includes(property.name) && !SAYS_NOTHING.has(property.name))
    .map((property) => `what ${property.name} of ${name} means for access`);
}

/** Resources of stacks as they were found. What was not found differs in nothing. */
export function asFound(resources: readonly WorldResource[], drifts: readonly FoundResource[]): WorldResource[] {
  const byUrn = new Map(drifts.map((drift) => [drift.urn, drift]));
  return resources.flatMap((resource) => {
    const drift = byUrn.get(resource.urn);
    if (drift === undefined) return [resource];
    const { found, properties } = drift;
    if (found === undefined) return [];
    const { inputs, outputs } = found;
    // What AWS has counts, also where the inputs still say what the program asked for.
    const differing = properties.flatMap(({ name }) => (name in outputs ? [[name, outputs[name]] as const] : []));
    return [{ ...resource, inputs: { ...outputs, ...inputs, ...Object.fromEntries(differing) }, outputs }];
  });
}
