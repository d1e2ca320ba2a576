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
import { arrangeLayers, type Layers } from "../engine/layers.ts";
import { compilePolicy, type Policy } from "../engine/policy.ts";
import { mustBeNamedBy } from "../engine/prepare-request.ts";
import type { Principal } from "../engine/principal.ts";
import { awsManagedKeyPolicy, isAwsManagedKey } from "./aws-managed-key.ts";
import type { DeployedResources } from "./deployed-resources.ts";
import type { ExistingPolicies } from "./inventory-file.ts";
import type { OrganizationFacts } from "./organization-facts.ts";
import { type PlacedRequest, policyHolder, tableOf } from "./request-keys.ts";
import type { Origin } from "./world-networks.ts";
import type { DeployedDocument } from "./world-resource.ts";

/** Finds the layers over requests in an organization. */
export interface OrganizationLayers {
  /** The layers over a request from a place; `assume` is called with what is taken for granted. */
  over(request: PlacedRequest, origin: Origin, assume: (text: string) => void): Layers;
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

/** Reads every document of an organization at most once. What is not known is taken as admitting whatever it may admit. */
export function organizationLayers(
  { memberships, managementAccount, existingRoles, writtenHere, attachedBeside }: OrganizationFacts,
  inventory: DeployedResources,
  existing: ExistingPolicies,
): OrganizationLayers {
  const carriers = new Map<string, string>();
  const compiled = new Map<DeployedDocument, Policy | undefined>();
  const keysOfAws = new Map<string, Policy>();

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

  const managedPolicy = (arn: string, assume: (text: string) => void): readonly Policy[] => {
    const own = inventory.managed.get(arn);
    if (own !== undefined) return policyOf(own, ANY_PERMISSION, assume);
    const known = managedByAws(arn);
    if (known !== undefined) return [known];
    assume(`the managed policy ${arn} is not known and may allow anything`);
    return [ANY_PERMISSION];
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
    return {
      identity: [
        ...role.inline.flatMap((each) => policyOf(each, ANY_PERMISSION, assume)),
        ...role.managed.flatMap((arn) => managedPolicy(arn, assume)),
      ],
      ...(role.boundary === undefined ? {} : { boundary: managedPolicy(role.boundary, assume) }),
    };
  };

  const keyOfAws = (arn: string): Policy => {
    const known = keysOfAws.get(arn);
    if (known !== undefined) return known;
    const policy = compilePolicy(awsManagedKeyPolicy(arn), "the key that AWS manages");
    keysOfAws.set(arn, policy);
    return policy;
  };

  const resourcePolicy = (action: string, arn: string, assume: (text: string) => void): Policy | undefined => {
    if (mustBeNamedBy(action, arn) === "trust-policy") {
      const role = inventory.roles.get(arn);
      if (role !== undefined) return policyOf(role.trust, ANY_TRUST, assume)[0];
      assume(`${arn} is not declared and may trust anybody`);
      return ANY_TRUST;
    }
    if (isAwsManagedKey(arn)) return keyOfAws(arn);
    const holder = policyHolder(arn);
    if (holder === undefined) {
      const { service = "" } = parseArn(arn) ?? {};
      if (!WITH_OWN_POLICIES.has(service)) return undefined;
      assume(`policies of ${service} are not read, and that of ${arn} may admit anybody`);
      return ANY_CALLER;
    }
    const document = inventory.resourcePolicies.get(holder);
    if (document !== undefined) return policyOf(document, ANY_CALLER, assume)[0];
    if (inventory.data.has(holder) || inventory.data.has(tableOf(holder))) return undefined;
    if (writtenHere.has(holder)) {
      assume(`${holder} exists already, and its policy, which is written here alone, is none`);
      return undefined;
    }
    assume(`${holder} is not made here, and its own policy may admit anybody`);
    return ANY_CALLER;
  };

  const endpointPolicy = ({ endpoint, unreachable }: Origin, assume: (text: string) => void): Policy | undefined => {
    if (unreachable !== undefined) return NO_ENDPOINT;
    if (endpoint === undefined) return undefined;
    return endpoint.policy === undefined ? FULL_ENDPOINT_ACCESS : policyOf(endpoint.policy, FULL_ENDPOINT_ACCESS, assume)[0];
  };

  const controls = (account: string | undefined, kind: "serviceControl" | "resourceControl", assume: (text: string) => void) => {
    const membership = account === undefined || account === managementAccount ? undefined : memberships.get(account);
    return membership?.nodes.map((node): readonly Policy[] => {
      const attached = (inventory[kind].get(node) ?? []).flatMap((each) => policyOf(each, undefined, assume));
      const declared = attachedBeside(kind, node);
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

  return {
    over: ({ request, principal, resourceAccount }, origin, assume) =>
      arrangeLayers({
        ...identityOf(principal, assume),
        resource: resourcePolicy(request.action, request.resource, assume),
        endpoint: endpointPolicy(origin, assume),
        serviceControl: controls(principal.account, "serviceControl", assume),
        // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#actions-not-restricted-by-rcps
        resourceControl: isAwsManagedKey(request.resource) ? undefined : controls(resourceAccount, "resourceControl", assume),
      }),
    carrierOf: (policy) => carriers.get(policy),
  };
}
