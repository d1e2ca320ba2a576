import { parseArn } from "../../iam/arn.ts";
import {
  ANY_CALLER,
  ANY_PERMISSION,
  ANY_TRUST,
  FULL_AWS_ACCESS,
  FULL_ENDPOINT_ACCESS,
  managedByAws,
  NO_ENDPOINT,
} from "../engine/aws-policies.ts";
import { arrangeLayers } from "../engine/layers.ts";
import { compilePolicy, type Policy } from "../engine/policy.ts";
import { mustBeNamedBy, type Request } from "../engine/prepare-request.ts";
import { type Principal, parsePrincipal } from "../engine/principal.ts";
import type { ContextValues } from "../engine/request-context.ts";
import { validateRequest } from "../engine/validate-request.ts";
import type { Problem } from "../json-problem.ts";
import type { DeployedResources, DeployedRole } from "./deployed-resources.ts";
import type { ExistingPolicies } from "./inventory-file.ts";
import type { OrganizationFacts } from "./organization-facts.ts";
import type { Situation, World } from "./world.ts";
import type { WorldNames } from "./world-names.ts";
import type { Origin } from "./world-networks.ts";
import type { DeployedDocument } from "./world-resource.ts";

/** An organization whose resources are known. */
export interface OrganizationWorld extends World {
  readonly names: WorldNames;
  readonly deployed: DeployedResources;
  /** The resource that carries a policy, by what explanations call the policy; undefined for what no resource carries. */
  carrierOf(policy: string): string | undefined;
}

/**
 * Services whose resources have policies that are not read here.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
const WITH_OWN_POLICIES: ReadonlySet<string> = new Set([
  ...["acm-pca", "aps", "backup", "cloudtrail", "codeartifact", "codebuild", "ecr", "elasticfilesystem", "es", "events", "execute-api"],
  ...[
    "glacier",
    "glue",
    "iot",
    "kinesis",
    "lambda",
    "logs",
    "mediastore",
    "networkmanager",
    "rekognition",
    "s3",
    "s3-outposts",
    "s3express",
  ],
  ...["s3tables", "schemas", "serverlessrepo", "ses", "sns", "sqs", "ssm", "vpc-lattice", "xray"],
]);

const NO_ORIGIN: Origin = { context: {}, endpoint: undefined, assumptions: [] };

/** Makes a world of an organization: every document is read once, and what is not known is taken as admitting whatever it may admit. */
export function worldOf(facts: OrganizationFacts, inventory: DeployedResources, existing: ExistingPolicies): OrganizationWorld {
  const { names, originOf, memberships, managementAccount, existingRoles, writtenHere } = facts;
  const organizationId = facts.id ?? "";
  const carriers = new Map<string, string>();
  const compiled = new Map<DeployedDocument, Policy | undefined>();

  /** The policy of a document, or what stands for one that is not known. */
  const policyOf = (document: DeployedDocument, unknown: Policy | undefined, assume: (text: string) => void): readonly Policy[] => {
    if (!compiled.has(document)) {
      compiled.set(document, document.document === undefined ? undefined : compilePolicy(document.document, document.title));
      carriers.set(document.title, document.urn);
    }
    const policy = compiled.get(document);
    if (policy !== undefined) return [policy];
    assume(`the policy ${document.title} is not known and ${unknown === undefined ? "denies nothing" : "may allow anything"}`);
    return unknown === undefined ? [] : [unknown];
  };

  const identityOf = (
    principal: Principal,
    assume: (text: string) => void,
  ): { identity: readonly Policy[]; boundary?: readonly Policy[] } => {
    if (principal.account === undefined || principal.arn === undefined || principal.kind === "root") return { identity: [] };
    const role = inventory.roles.get(principal.arn);
    if (role === undefined) {
      const inline = existingRoles.has(principal.arn)
        ? (inventory.inlineByName.get(`${principal.account}/${principal.roleName ?? ""}`) ?? [])
        : [];
      assume(`${principal.arn} ${existingRoles.has(principal.arn) ? "exists already" : "is not declared"} and may hold any permission`);
      return { identity: [...inline.flatMap((each) => policyOf(each, ANY_PERMISSION, assume)), ANY_PERMISSION] };
    }
    const managed = (arn: string): readonly Policy[] => {
      const own = inventory.managed.get(arn);
      if (own !== undefined) return policyOf(own, ANY_PERMISSION, assume);
      const known = managedByAws(arn);
      if (known !== undefined) return [known];
      assume(`the managed policy ${arn} is not known and may allow anything`);
      return [ANY_PERMISSION];
    };
    return {
      identity: [...role.inline.flatMap((each) => policyOf(each, ANY_PERMISSION, assume)), ...role.managed.flatMap(managed)],
      ...(role.boundary === undefined ? {} : { boundary: managed(role.boundary) }),
    };
  };

  const resourcePolicy = (action: string, arn: string, assume: (text: string) => void): Policy | undefined => {
    if (mustBeNamedBy(action) === "trust-policy") {
      const role = inventory.roles.get(arn);
      if (role !== undefined) return policyOf(role.trust, ANY_TRUST, assume)[0];
      assume(`${arn} is not declared and may trust anybody`);
      return ANY_TRUST;
    }
    const carrier = carrierArn(arn);
    if (carrier === undefined) {
      const { service = "" } = parseArn(arn) ?? {};
      if (!WITH_OWN_POLICIES.has(service)) return undefined;
      assume(`policies of ${service} are not read, and that of ${arn} may admit anybody`);
      return ANY_CALLER;
    }
    const document = inventory.resourcePolicies.get(carrier);
    if (document !== undefined) return policyOf(document, ANY_CALLER, assume)[0];
    if (inventory.data.has(carrier) || inventory.data.has(tableOf(carrier))) return undefined;
    if (writtenHere.has(carrier)) {
      assume(`${carrier} exists already, and its policy, which is written here alone, is none`);
      return undefined;
    }
    assume(`${carrier} is not made here, and its own policy may admit anybody`);
    return ANY_CALLER;
  };

  const endpointPolicyOf = ({ endpoint, unreachable }: Origin, assume: (text: string) => void): Policy | undefined => {
    if (unreachable !== undefined) return NO_ENDPOINT;
    if (endpoint === undefined) return undefined;
    return endpoint.policy === undefined ? FULL_ENDPOINT_ACCESS : policyOf(endpoint.policy, FULL_ENDPOINT_ACCESS, assume)[0];
  };

  const controls = (account: string | undefined, kind: "serviceControl" | "resourceControl", assume: (text: string) => void) => {
    const membership = account === undefined || account === managementAccount ? undefined : memberships.get(account);
    return membership?.nodes.map((node): readonly Policy[] => {
      const attached = (inventory[kind].get(node) ?? []).flatMap((each) => policyOf(each, undefined, assume));
      const declared = facts.attachedBeside(kind, node);
      const beside = [...new Set([...declared, ...(existing.attachedTo.get(node) ?? [])])].flatMap((id): readonly Policy[] => {
        const document = existing[kind].get(id);
        if (document !== undefined) return policyOf(document, undefined, assume);
        if (declared.includes(id)) assume(`the policy ${id}, which is attached to ${node} already, is not known and denies nothing`);
        return [];
      });
      // FullAWSAccess is taken to be attached everywhere: whoever took it away allows less than this.
      return [FULL_AWS_ACCESS, ...attached, ...beside];
    });
  };

  const situate = (request: Request): Situation | { readonly problems: readonly Problem[] } => {
    const assumed = new Set<string>();
    const assume = (text: string) => void assumed.add(text);
    const principalName = names.principal(request.principal);
    const resourceName = names.resource(request.resource);
    const found = [principalName.problem, resourceName.problem].filter((each) => each !== undefined);
    const arn = resourceName.arn ?? request.resource;
    const origin = request.from === undefined ? NO_ORIGIN : originOf(request.from, request.action, arn);
    if ("problem" in origin) found.push(origin.problem);
    const plain: Request = { ...request, principal: principalName.arn ?? "*", resource: resourceName.arn ?? "*", from: undefined };
    const problems = [...found, ...validateRequest(plain)].map((each) => ({ ...each, path: ["request", ...each.path] }));
    if (problems.length > 0 || "problem" in origin) return { problems };
    for (const text of [...facts.assumptions, ...origin.assumptions]) assume(text);

    const principal = parsePrincipal(plain.principal, roleOfSession(plain.principal, inventory));
    if (principal === undefined) return { problems };
    const owner = request.resourceAccount ?? parseArn(arn)?.accountId;
    const resourceAccount = owner === undefined || owner === "" || owner === "*" ? principal.account : owner;
    const isOfOrganization = (account: string | undefined) => account !== undefined && memberships.has(account);
    const derived: ContextValues = {
      ...origin.context,
      ...(principal.kind === "role" && principal.arn !== undefined ? { "aws:PrincipalArn": principal.arn } : {}),
      ...(isOfOrganization(principal.account)
        ? organizationKeys("Principal", organizationId, memberships.get(principal.account ?? "")?.path)
        : {}),
      ...(isOfOrganization(resourceAccount)
        ? organizationKeys("Resource", organizationId, memberships.get(resourceAccount ?? "")?.path)
        : {}),
      ...(origin.context["aws:RequestedRegion"] === undefined && (parseArn(arn)?.region ?? "") === ""
        ? regionKeys(request.action, facts.homeRegion)
        : {}),
      ...tagKeys("aws:PrincipalTag/", principal.arn === undefined ? {} : inventory.roles.get(principal.arn)?.tags),
      ...tagKeys("aws:ResourceTag/", inventory.data.get(carrierArn(arn) ?? "") ?? inventory.roles.get(arn)?.tags),
      ...sourceKeys(request.context, organizationId, memberships),
    };
    const resource = resourcePolicy(request.action, arn, assume);
    const endpoint = endpointPolicyOf(origin, assume);
    const layers = arrangeLayers({
      ...identityOf(principal, assume),
      resource,
      endpoint,
      serviceControl: controls(principal.account, "serviceControl", assume),
      resourceControl: controls(resourceAccount, "resourceControl", assume),
    });
    const { unreachable } = origin;
    return { request: { ...plain, context: { ...derived, ...request.context } }, layers, assumptions: [...assumed], unreachable };
  };
  return { names, deployed: inventory, situate, carrierOf: (policy) => carriers.get(policy) };
}

/** The ARN that a policy is found under: an index has that of its table, a stream its own. */
function carrierArn(arn: string): string | undefined {
  const { service = "", resource = "" } = parseArn(arn) ?? {};
  if (service === "dynamodb") return arn.replace(/\/index\/.*$/, "");
  return (service === "kms" && resource.startsWith("key/")) || service === "secretsmanager" ? arn : undefined;
}

const tableOf = (arn: string): string => arn.replace(/\/(?:stream|index)\/.*$/, "");

/** The role of a session, whose own ARN lacks the path. */
function roleOfSession(principal: string, { roles }: DeployedResources): string | undefined {
  const [, account, name] = /^arn:[^:]+:sts::(\d+):assumed-role\/([^/]+)\//.exec(principal) ?? [];
  const isRole = ({ arn }: DeployedRole) => arn.includes(`::${account ?? ""}:`) && arn.endsWith(`/${name ?? ""}`);
  return account === undefined ? undefined : [...roles.values()].find(isRole)?.arn;
}

function organizationKeys(whose: "Principal" | "Resource", id: string, path: string | undefined): ContextValues {
  if (id === "") return {};
  return { [`aws:${whose}OrgID`]: id, ...(path === undefined ? {} : { [`aws:${whose}OrgPaths`]: [path] }) };
}

/** STS and other regional services answer in the home region where nothing says otherwise; IAM and Organizations have no such. */
function regionKeys(action: string, homeRegion: string | undefined): ContextValues {
  return homeRegion === undefined || /^(?:iam|organizations):/i.test(action) ? {} : { "aws:RequestedRegion": homeRegion };
}

const tagKeys = (prefix: string, tags: Readonly<Record<string, string>> | undefined): ContextValues =>
  Object.fromEntries(Object.entries(tags ?? {}).map(([key, value]) => [prefix + key, value]));

/** A service that acts for a resource of the organization says so. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceorgid */
function sourceKeys(context: ContextValues, id: string, memberships: ReadonlyMap<string, unknown>): ContextValues {
  const account = context["aws:SourceAccount"];
  return id !== "" && typeof account === "string" && memberships.has(account) ? { "aws:SourceOrgID": id } : {};
}
