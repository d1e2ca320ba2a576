import { parseArn } from "../../iam/arn.ts";
import { ANY_PERMISSION, FULL_AWS_ACCESS, FULL_ENDPOINT_ACCESS, NO_ENDPOINT } from "../engine/aws-policies.ts";
import { arrangeLayers, type Layers } from "../engine/layers.ts";
import { compilePolicy, type Policy } from "../engine/policy.ts";
import { mustBeNamedBy } from "../engine/prepare-request.ts";
import type { Principal } from "../engine/principal.ts";
import type { UnknownFact } from "../explanation/unknown-fact.ts";
import { awsManagedKeyPolicy, isAwsManagedKey } from "./aws-managed-key.ts";
import { managedByAws } from "./aws-managed-policies.ts";
import type { DeployedResources } from "./deployed-resources.ts";
import type { ExistingPolicies } from "./existing-policies.ts";
import type { LostPolicy, OrganizationFacts } from "./organization-facts.ts";
import { type Notes, withNotes } from "./remembered-notes.ts";
import { decidedAt, type PlacedRequest, policyHolder, tableOf } from "./request-keys.ts";
import { grantedPermissions, unknownPolicy, withGrant } from "./unknown-policy.ts";
import type { Origin } from "./world-networks.ts";
import type { DeployedDocument } from "./world-resource.ts";

/** Finds the layers over requests in an organization. */
export interface OrganizationLayers {
  /** The layers over a request, wherever it comes from. */
  over(request: PlacedRequest, notes: Notes): Layers;
  /** The policy of the endpoint that what comes from a place passes; undefined for what passes none. */
  endpoint(origin: Origin, notes: Notes): Policy | undefined;
  /** The resource that carries a policy, by what explanations call the policy; undefined for what no resource carries. */
  readonly carrierOf: (policy: string) => string | undefined;
}

/** A principal's own policies and its boundary. */
interface Identity {
  readonly identity: readonly Policy[];
  readonly boundary?: readonly Policy[];
}

/** What is assumed of a role or user that nobody declared. */
export const anyPermissionNote = (arn: string): string => `${arn} is not declared and may have any permission`;

/** Reads every document of an organization at most once. */
export function organizationLayers(facts: OrganizationFacts, inventory: DeployedResources, existing: ExistingPolicies): OrganizationLayers {
  const { memberships, managementAccount, entries, names, describe } = facts;
  const carriers = new Map<string, string>();
  const compiled = new Map<DeployedDocument, Policy>();
  const unknowns = new Map<string, Policy>();
  const keysOfAws = new Map<string, Policy>();

  /** A policy of unknown text; explanations call it what it is. */
  const unknown = (fact: UnknownFact, notes: Notes): Policy => {
    notes.miss(fact);
    return remembered(unknowns, fact.what, () => unknownPolicy(fact));
  };

  const policyOf = (document: DeployedDocument, notes: Notes): Policy => {
    const { title, urn, document: content, remedy } = document;
    if (content === undefined)
      return unknown(remedy === undefined ? { what: `the policy ${title}`, remedy: UNREADABLE } : { what: title, remedy }, notes);
    return remembered(compiled, document, () => {
      carriers.set(title, urn);
      return compilePolicy(content, title);
    });
  };

  const managedPolicy = (arn: string, notes: Notes): Policy => {
    const own = inventory.managed.get(arn);
    if (own !== undefined) return policyOf(own, notes);
    const known = managedByAws(arn);
    if (known === undefined) return unknown({ what: `the managed policy ${arn}`, remedy: entries.managedPolicy(arn) }, notes);
    if (known.assumed !== undefined) notes.assume(known.assumed);
    return known.policy;
  };

  /** Policies that may be attached here, as to anything else of their kind in the account. */
  const lost = (account: string, on: LostPolicy["on"], notes: Notes): readonly Policy[] =>
    (facts.lostPolicies.get(account) ?? []).filter((fact) => fact.on === on).map((fact) => unknown(fact, notes));

  const identityOf = (principal: Principal, notes: Notes): Identity => {
    const { arn, account } = principal;
    if (account === undefined || arn === undefined || principal.kind === "root") return { identity: [] };
    const role = inventory.roles.get(arn);
    if (role !== undefined) {
      const { inline, managed, boundary } = role;
      return {
        identity: [
          ...lost(account, "role", notes),
          ...inline.map((each) => policyOf(each, notes)),
          ...managed.map((each) => managedPolicy(each, notes)),
        ],
        ...(boundary === undefined ? {} : { boundary: [boundaryOf(boundary, notes)] }),
      };
    }
    notes.assume(anyPermissionNote(arn));
    return { identity: [ANY_PERMISSION] };
  };

  const boundaryOf = (boundary: string | DeployedDocument, notes: Notes): Policy =>
    typeof boundary === "string" ? managedPolicy(boundary, notes) : policyOf(boundary, notes);

  const resourceOf = (isTrust: boolean, arn: string, notes: Notes): Policy | undefined => {
    if (isTrust) {
      const role = inventory.roles.get(arn);
      if (role !== undefined) return policyOf(role.trust, notes);
      return unknown({ what: `the trust policy of ${describe(arn)}`, remedy: entries.principal(names.nameOf(arn), "trust") }, notes);
    }
    if (isAwsManagedKey(arn)) return remembered(keysOfAws, arn, () => compilePolicy(awsManagedKeyPolicy(arn), KEY_OF_AWS));
    const holder = policyHolder(arn);
    if (holder === undefined) return undefined;
    const { service, accountId = "" } = parseArn(arn) ?? {};
    const [lostPolicy] = service === "dynamodb" || service === "secretsmanager" || service === "kms" ? lost(accountId, service, notes) : [];
    // A key's own policy may be replaced by one that is lost; what is lost of a table stands for a policy that the table has not.
    const document = service === "kms" && lostPolicy !== undefined ? undefined : inventory.resourcePolicies.get(holder);
    if (document !== undefined) return policyOf(document, notes);
    if (lostPolicy !== undefined) return lostPolicy;
    if (hasNone(holder)) return undefined;
    return unknown({ what: `the policy of ${describe(holder)}`, remedy: entries.resourcePolicy(names.nameOf(holder)) }, notes);
  };

  /** Whether something has no policy for certain: a stack makes it without one, or the inventory says so. */
  const hasNone = (holder: string): boolean =>
    inventory.data.has(holder) || inventory.data.has(tableOf(holder)) || existing.resourcePolicies.has(holder);

  const endpointOf = ({ endpoint, unreachable }: Origin, notes: Notes): Policy | undefined => {
    if (unreachable !== undefined) return NO_ENDPOINT;
    if (endpoint === undefined) return undefined;
    return endpoint.policy === undefined ? FULL_ENDPOINT_ACCESS : policyOf(endpoint.policy, notes);
  };

  const controls = (
    account: string | undefined,
    kind: "serviceControl" | "resourceControl",
    notes: Notes,
  ): readonly (readonly Policy[])[] => {
    const membership = account === undefined || account === managementAccount ? undefined : memberships.get(account);
    if (membership === undefined) return [];
    const levels = membership.nodes.map((node): readonly Policy[] => {
      const attached = (inventory[kind].get(node) ?? []).map((each) => policyOf(each, notes));
      const declared = facts.attachedBeside(kind, node);
      const beside = [...new Set([...declared, ...(existing.attachedTo.get(node) ?? [])])].flatMap((id): readonly Policy[] => {
        const document = existing[kind].get(id);
        if (document !== undefined) return [policyOf(document, notes)];
        if (!declared.includes(id)) return [];
        return [unknown({ what: `the policy ${id}, which is attached to ${node} already`, remedy: entries.control(kind, id) }, notes)];
      });
      return [...attached, ...beside];
    });
    const above = membership.unknownAbove === undefined ? [] : [unknown(membership.unknownAbove, notes)];
    const further = [...lost(managementAccount ?? "", "organization", notes), ...above];
    // FullAWSAccess is taken to be attached everywhere: an organization that took it away allows less than this.
    return [...(further.length === 0 ? [] : [further]), ...levels].map((level) => [FULL_AWS_ACCESS, ...level]);
  };

  const [identities, resources, levels] = [
    withNotes<Identity>(),
    withNotes<Policy | undefined>(),
    withNotes<readonly (readonly Policy[])[]>(),
  ];
  const controlsOf = (account: string | undefined, kind: "serviceControl" | "resourceControl", notes: Notes) =>
    levels(`${kind} ${account ?? ""}`, notes, (taken) => controls(account, kind, taken));
  return {
    over: ({ request, principal, resourceAccount }, notes) => {
      const { kind, arn = "" } = principal;
      const { identity, boundary } = identities(`${kind} ${arn}`, notes, (taken) => identityOf(principal, taken));
      const [at, isTrust] = [decidedAt(request), mustBeNamedBy(request.action) === "trust-policy"];
      const resource = resources(`${isTrust ? "trust" : ""} ${at}`, notes, (taken) => resourceOf(isTrust, at, taken));
      const grant = facts.grantOn(at, principal.arn ?? principal.name);
      if (grant !== undefined && "what" in grant) notes.suspect(grant);
      const granted = grant === undefined ? undefined : grantedPermissions(grant);
      return arrangeLayers({
        identity: granted === undefined ? identity : [...identity, granted],
        boundary,
        resource: granted === undefined || resource === undefined ? resource : withGrant(resource, granted),
        serviceControl: controlsOf(principal.account, "serviceControl", notes),
        // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#actions-not-restricted-by-rcps
        resourceControl: isAwsManagedKey(request.resource) ? [] : controlsOf(resourceAccount, "resourceControl", notes),
      });
    },
    endpoint: endpointOf,
    carrierOf: (policy) => carriers.get(policy),
  };
}

const KEY_OF_AWS = "the key that AWS manages";
const UNREADABLE = "correct the document where it is made, or export the stack anew with --show-secrets";

function remembered<K, V>(cache: Map<K, V>, key: K, make: () => V): V {
  const found = cache.get(key);
  if (found !== undefined) return found;
  const made = make();
  cache.set(key, made);
  return made;
}
