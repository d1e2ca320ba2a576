import { type DeployedData, deployedData, type OfType } from "./deployed-data.ts";
import { arnOf, type DeployedDocument, documentOf, isRecord, tagsOf, textOf, type WorldResource } from "./world-resource.ts";

/** A role that is deployed, with everything attached to it. */
export interface DeployedRole {
  readonly arn: string;
  readonly trust: DeployedDocument;
  readonly inline: readonly DeployedDocument[];
  /** ARNs of managed policies. */
  readonly managed: readonly string[];
  /** The ARN of its boundary, or one of which nobody knows whether it is there. */
  readonly boundary: string | DeployedDocument | undefined;
  /** Undefined where nobody told them. */
  readonly tags: Readonly<Record<string, string>> | undefined;
}

/** A VPC endpoint. */
export interface DeployedEndpoint {
  readonly id: string;
  readonly vpc: string;
  readonly region: string;
  /** The service as in actions. */
  readonly service: string;
  /** Undefined where AWS's own stands, which admits everything. */
  readonly policy: DeployedDocument | undefined;
}

/** An endpoint that stacks make. */
export interface MadeEndpoint extends DeployedEndpoint {
  /** The id of the account whose network it is in. */
  readonly accountId: string;
}

/** The resources of all accounts that decide about requests, by ARN and id. */
export interface DeployedResources extends DeployedData {
  readonly roles: ReadonlyMap<string, DeployedRole>;
  /** ARNs of roles and users by their unique ids. */
  readonly principalsById: ReadonlyMap<string, string>;
  /** Policies that were put on roles by the roles' names, which an account has once, as `<account>/<name>`. */
  readonly inlineByName: ReadonlyMap<string, readonly DeployedDocument[]>;
  /** Customers' own managed policies by ARN. */
  readonly managed: ReadonlyMap<string, DeployedDocument>;
  readonly endpoints: readonly MadeEndpoint[];
  readonly serviceControl: ReadonlyMap<string, readonly DeployedDocument[]>;
  readonly resourceControl: ReadonlyMap<string, readonly DeployedDocument[]>;
  /** AWS's own resources, without components, by stack and name as `<stack>/<name>`. */
  readonly byName: ReadonlyMap<string, WorldResource>;
}

/** Sorts resources by what they mean for requests. Types that say nothing about access are passed over. */
export function deployedResources(resources: readonly WorldResource[]): DeployedResources {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const inlineByName = inlinePolicies(ofType("aws:iam/rolePolicy:RolePolicy"));
  const attached = managedByName(ofType);
  const roles = ofType("aws:iam/role:Role").flatMap((resource): DeployedRole[] => {
    const arn = arnOf(resource);
    if (arn === undefined) return [];
    const key = `${resource.account}/${lastPart(arn)}`;
    return [
      {
        arn,
        trust: documentOf(resource, resource.inputs.assumeRolePolicy, "trust policy"),
        inline: [...inlineOf(resource), ...(inlineByName.get(key) ?? [])],
        managed: [...new Set([...textsOf(resource.inputs.managedPolicyArns), ...(attached.get(key) ?? [])])],
        boundary: textOf(resource, "permissionsBoundary"),
        tags: tagsOf(resource),
      },
    ];
  });
  const managed = ofType("aws:iam/policy:Policy").flatMap((resource) => {
    const arn = arnOf(resource);
    return arn === undefined ? [] : [[arn, documentOf(resource, resource.inputs.policy, "identity policy")] as const];
  });
  return {
    roles: new Map(roles.map((role) => [role.arn, role])),
    principalsById: new Map([...ofType("aws:iam/role:Role"), ...ofType("aws:iam/user:User")].flatMap(idAndArn)),
    inlineByName,
    managed: new Map(managed),
    ...deployedData(ofType),
    endpoints: ofType("aws:ec2/vpcEndpoint:VpcEndpoint").map(endpointOf),
    serviceControl: attachedPolicies(ofType, "SERVICE_CONTROL_POLICY"),
    resourceControl: attachedPolicies(ofType, "RESOURCE_CONTROL_POLICY"),
    byName: new Map(
      resources.filter(({ type }) => type.startsWith("aws:")).map((resource) => [`${resource.stack}/${resource.name}`, resource]),
    ),
  };
}

/** The unique id that AWS makes up for a role or user and gives to no other, with its ARN. */
function idAndArn(principal: WorldResource): (readonly [string, string])[] {
  const { uniqueId } = principal.outputs;
  const arn = arnOf(principal);
  return arn !== undefined && typeof uniqueId === "string" && /^A(?:ROA|IDA)[A-Z0-9]+$/.test(uniqueId) ? [[uniqueId, arn]] : [];
}

/** The name without path of a role that is named or given by its ARN. */
const lastPart = (text: string | undefined): string => text?.slice(text.lastIndexOf("/") + 1) ?? "";

/** Policies that a role brings along itself. */
function inlineOf(resource: WorldResource): DeployedDocument[] {
  const { inlinePolicies } = resource.inputs;
  if (inlinePolicies === undefined) return [];
  if (!Array.isArray(inlinePolicies)) return [documentOf(resource, inlinePolicies, "identity policy")];
  return inlinePolicies
    .filter((each) => !isRecord(each) || each.policy !== undefined)
    .map((each) => documentOf(resource, isRecord(each) ? each.policy : each, "identity policy"));
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((each) => typeof each === "string") : []);

/** ARNs of the managed policies that are attached to roles, by the roles' names as `<account>/<name>`. */
function managedByName(ofType: OfType): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  const attach = (resource: WorldResource, role: string | undefined) => {
    const key = `${resource.account}/${lastPart(role)}`;
    byName.set(key, [...(byName.get(key) ?? []), textOf(resource, "policyArn") ?? ""]);
  };
  for (const resource of ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")) attach(resource, textOf(resource, "role"));
  for (const resource of ofType("aws:iam/policyAttachment:PolicyAttachment"))
    for (const role of textsOf(resource.inputs.roles)) attach(resource, role);
  return byName;
}

function inlinePolicies(policies: readonly WorldResource[]): ReadonlyMap<string, readonly DeployedDocument[]> {
  const found = new Map<string, DeployedDocument[]>();
  for (const resource of policies) {
    const key = `${resource.account}/${lastPart(textOf(resource, "role"))}`;
    found.set(key, [...(found.get(key) ?? []), documentOf(resource, resource.inputs.policy, "identity policy")]);
  }
  return found;
}

function endpointOf(resource: WorldResource): MadeEndpoint {
  const { policy } = resource.inputs;
  return {
    id: resource.id,
    accountId: resource.account,
    vpc: textOf(resource, "vpcId") ?? "",
    region: textOf(resource, "region") ?? resource.region,
    service: (textOf(resource, "serviceName") ?? "").split(".").at(-1) ?? "",
    policy: policy === undefined ? undefined : documentOf(resource, policy, "endpoint policy"),
  };
}

function attachedPolicies(ofType: OfType, type: string): ReadonlyMap<string, readonly DeployedDocument[]> {
  const kind = type === "SERVICE_CONTROL_POLICY" ? "service control policy" : "resource control policy";
  const policies = new Map(
    ofType("aws:organizations/policy:Policy")
      .filter(({ inputs }) => (inputs.type ?? "SERVICE_CONTROL_POLICY") === type)
      .map((resource) => [resource.id, documentOf(resource, resource.inputs.content, kind, textOf(resource, "name"))] as const),
  );
  const byTarget = new Map<string, DeployedDocument[]>();
  for (const attachment of ofType("aws:organizations/policyAttachment:PolicyAttachment")) {
    const policy = policies.get(textOf(attachment, "policyId") ?? "");
    const target = textOf(attachment, "targetId");
    if (policy !== undefined && target !== undefined) byTarget.set(target, [...(byTarget.get(target) ?? []), policy]);
  }
  return byTarget;
}
