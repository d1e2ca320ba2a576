import { parseArn } from "../../iam/arn.ts";
import { ANY_PERMISSION, FULL_AWS_ACCESS, FULL_ENDPOINT_ACCESS, managedByAws, NO_ENDPOINT } from "../engine/aws-policies.ts";
import { arrangeLayers, type Layers } from "../engine/layers.ts";
import { compilePolicy, type Policy } from "../engine/policy.ts";
import { mustBeNamedBy } from "../engine/prepare-request.ts";
import type { Principal } from "../engine/principal.ts";
import type { UnknownFact } from "../explanation/unknown-fact.ts";
import { awsManagedKeyPolicy, isAwsManagedKey } from "./aws-managed-key.ts";
import type { DeployedResources } from "./deployed-resources.ts";
import type { ExistingPolicies } from "./existing-policies.ts";
import type { OrganizationFacts } from "./organization-facts.ts";
import { type PlacedRequest, policyHolder, tableOf } from "./request-keys.ts";
import { type PolicyBounds, possiblyAdmitting, type UnknownKind, unknownPolicy } from "./unknown-policy.ts";
import type { Origin } from "./world-networks.ts";
import type { DeployedDocument } from "./world-resource.ts";

/** Finds the layers over requests in an organization. */
export interface OrganizationLayers {
  /** The layers over a request from a place. */
  over(request: PlacedRequest, origin: Origin, notes: Notes): FoundLayers;
  /** The resource that carries a policy, by what explanations call the policy; undefined for what no resource carries. */
  readonly carrierOf: (policy: string) => string | undefined;
}

/** The layers over a request, at both ends of what is unknown in them. */
export interface FoundLayers {
  /** Every unknown policy allows all that it may allow. */
  readonly layers: Layers;
  /** Every unknown policy denies all that it may deny; absent where none is unknown. */
  readonly narrowest?: Layers;
}

/** Takes down what was found out on the way. */
export interface Notes {
  /** What is taken for granted. */
  readonly assume: (text: string) => void;
  /** What is unknown; explanations call a policy what it is. */
  readonly miss: (fact: UnknownFact) => void;
}

/** Reads every document of an organization at most once. */
export function organizationLayers(facts: OrganizationFacts, inventory: DeployedResources, existing: ExistingPolicies): OrganizationLayers {
  const { memberships, managementAccount, existingPrincipals, attachedBeside, entries, names, describe } = facts;
  const carriers = new Map<string, string>();
  const compiled = new Map<DeployedDocument, PolicyBounds>();
  const unknowns = new Map<string, PolicyBounds>();
  const keysOfAws = new Map<string, PolicyBounds>();

  /** A policy whose text is unknown; explanations call it what it is. */
  const unknown = (kind: UnknownKind, fact: UnknownFact, notes: Notes): PolicyBounds => {
    notes.miss(fact);
    return remembered(unknowns, fact.what, () => unknownPolicy(kind, fact.what));
  };

  /** The policy of a document, or the ends of what it may be where it cannot be read. */
  const policyOf = (document: DeployedDocument, kind: UnknownKind, notes: Notes): PolicyBounds => {
    const { title, urn, document: content, remedy } = document;
    if (content === undefined)
      return unknown(kind, remedy === undefined ? { what: `the policy ${title}`, remedy: UNREADABLE } : { what: title, remedy }, notes);
    return remembered(compiled, document, () => {
      carriers.set(title, urn);
      return exactly(compilePolicy(content, title));
    });
  };

  const managedPolicy = (arn: string, kind: UnknownKind, notes: Notes): PolicyBounds => {
    const own = inventory.managed.get(arn);
    if (own !== undefined) return policyOf(own, kind, notes);
    const ofAws = managedByAws(arn);
    if (ofAws !== undefined) return exactly(ofAws);
    return unknown(kind, { what: `the managed policy ${arn}`, remedy: entries.managedPolicy(arn) }, notes);
  };

  const identityOf = (principal: Principal, notes: Notes): { readonly identity: PolicyBounds; readonly boundary?: PolicyBounds } => {
    const { arn, account } = principal;
    if (account === undefined || arn === undefined || principal.kind === "root") return { identity: exactly() };
    const role = inventory.roles.get(arn);
    if (role !== undefined) {
      const { inline, managed, boundary } = role;
      const identity = [
        ...lost(account, "role", "permissions", notes),
        ...inline.map((each) => policyOf(each, "permissions", notes)),
        ...managed.map((each) => managedPolicy(each, "permissions", notes)),
      ];
      return {
        identity: sideBySide(identity),
        ...(boundary === undefined ? {} : { boundary: managedPolicy(boundary, "boundary", notes) }),
      };
    }
    if (!existingPrincipals.has(arn)) {
      notes.assume(`${arn} is not declared: it is taken to have every permission`);
      return { identity: exactly(ANY_PERMISSION) };
    }
    const added = (inventory.inlineByName.get(`${account}/${principal.roleName ?? ""}`) ?? []).map((each) =>
      policyOf(each, "permissions", notes),
    );
    if (added.length > 0) notes.assume(`what ${names.nameOf(arn)} may do besides what is added here is taken to deny none of it`);
    const rest = { what: `the policies of ${describe(arn)}`, remedy: entries.principal(names.nameOf(arn)) };
    return { identity: sideBySide([...added, unknown(added.length > 0 ? "further permissions" : "permissions", rest, notes)]) };
  };

  const resourceOf = (action: string, arn: string, notes: Notes): PolicyBounds | undefined => {
    if (mustBeNamedBy(action, arn) === "trust-policy") {
      const role = inventory.roles.get(arn);
      if (role !== undefined) return policyOf(role.trust, "trust", notes);
      return unknown("trust", { what: `the trust policy of ${describe(arn)}`, remedy: entries.trust(names.nameOf(arn)) }, notes);
    }
    if (isAwsManagedKey(arn)) return remembered(keysOfAws, arn, () => exactly(compilePolicy(awsManagedKeyPolicy(arn), KEY_OF_AWS)));
    const holder = policyHolder(arn);
    const document = holder === undefined ? undefined : inventory.resourcePolicies.get(holder);
    const { service = "", accountId = "" } = parseArn(arn) ?? {};
    const [lostPolicy] = lost(accountId, service, "resource", notes);
    if (document !== undefined && (lostPolicy === undefined || service !== "kms")) return policyOf(document, "resource", notes);
    if (lostPolicy !== undefined) return lostPolicy;
    if (holder === undefined || hasNone(holder)) return undefined;
    const fact = { what: `the policy of ${describe(holder)}`, remedy: entries.resourcePolicy(names.nameOf(holder)) };
    return unknown("resource", fact, notes);
  };

  /** Policies that may be attached here, as to anything else of their kind in the account. */
  const lost = (account: string, on: string, kind: UnknownKind, notes: Notes): readonly PolicyBounds[] =>
    (facts.lostPolicies.get(account) ?? []).filter((fact) => fact.on === on).map((fact) => unknown(kind, fact, notes));

  /** Whether something has no policy for certain: a stack makes it without one, or the inventory says so. */
  const hasNone = (holder: string): boolean =>
    inventory.data.has(holder) || inventory.data.has(tableOf(holder)) || existing.resourcePolicies.has(holder);

  const endpointOf = ({ endpoint, unreachable }: Origin, notes: Notes): PolicyBounds | undefined => {
    if (unreachable !== undefined) return exactly(NO_ENDPOINT);
    if (endpoint === undefined) return undefined;
    return endpoint.policy === undefined ? exactly(FULL_ENDPOINT_ACCESS) : policyOf(endpoint.policy, "endpoint", notes);
  };

  const controls = (account: string | undefined, kind: "serviceControl" | "resourceControl", notes: Notes): readonly PolicyBounds[] => {
    const membership = account === undefined || account === managementAccount ? undefined : memberships.get(account);
    const levels = (membership?.nodes ?? []).map((node): PolicyBounds => {
      const attached = inventory[kind].get(node) ?? [];
      const declared = attachedBeside(kind, node);
      const beside = [...new Set([...declared, ...(existing.attachedTo.get(node) ?? [])])].flatMap((id): readonly PolicyBounds[] => {
        const document = existing[kind].get(id);
        if (document !== undefined) return [policyOf(document, "control", notes)];
        if (!declared.includes(id)) return [];
        return [
          unknown("control", { what: `the policy ${id}, which is attached to ${node} already`, remedy: entries.control(kind, id) }, notes),
        ];
      });
      // FullAWSAccess is taken to be attached everywhere: an organization that took it away allows less than this.
      return sideBySide([exactly(FULL_AWS_ACCESS), ...attached.map((each) => policyOf(each, "control", notes)), ...beside]);
    });
    if (membership === undefined) return [];
    const above = membership.unknownAbove === undefined ? [] : [unknown("control", membership.unknownAbove, notes)];
    const beside = [...lost(managementAccount ?? "", "organization", "control", notes), ...above].map((each) =>
      sideBySide([exactly(FULL_AWS_ACCESS), each]),
    );
    return [...beside, ...levels];
  };

  return {
    over: ({ request, principal, resourceAccount }, origin, notes) => {
      const missed: UnknownFact[] = [];
      const noting: Notes = { assume: notes.assume, miss: (fact) => void missed.push(fact) };
      const grant = facts.grantOn(request.resource, principal.arn ?? principal.name);
      if (grant !== undefined) noting.miss(grant);
      const { identity, boundary } = identityOf(principal, noting);
      const resource = resourceOf(request.action, request.resource, noting);
      const found: FoundPolicies = {
        identity: grant === undefined ? identity : sideBySide([identity, unknownPolicy("further permissions", grant.what)]),
        ...(boundary === undefined ? {} : { boundary }),
        resource: grant === undefined || resource === undefined ? resource : possiblyAdmitting(resource, grant.what),
        endpoint: endpointOf(origin, noting),
        serviceControl: controls(principal.account, "serviceControl", noting),
        // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#actions-not-restricted-by-rcps
        resourceControl: isAwsManagedKey(request.resource) ? [] : controls(resourceAccount, "resourceControl", noting),
      };
      for (const fact of missed) notes.miss(fact);
      return { layers: arranged(found, "widest"), ...(missed.length > 0 ? { narrowest: arranged(found, "narrowest") } : {}) };
    },
    carrierOf: (policy) => carriers.get(policy),
  };
}

const KEY_OF_AWS = "the key that AWS manages";
const UNREADABLE = "correct the document where it is made, or export the stack with --show-secrets";

interface FoundPolicies {
  readonly identity: PolicyBounds;
  readonly boundary?: PolicyBounds;
  readonly resource: PolicyBounds | undefined;
  readonly endpoint: PolicyBounds | undefined;
  readonly serviceControl: readonly PolicyBounds[];
  readonly resourceControl: readonly PolicyBounds[];
}

/** The layers at one end of what is unknown. */
function arranged(
  { identity, boundary, resource, endpoint, serviceControl, resourceControl }: FoundPolicies,
  end: keyof PolicyBounds,
): Layers {
  return arrangeLayers({
    identity: identity[end],
    boundary: boundary?.[end],
    resource: resource?.[end][0],
    endpoint: endpoint?.[end][0],
    serviceControl: serviceControl.map((level) => level[end]),
    resourceControl: resourceControl.map((level) => level[end]),
  });
}

/** Policies whose text is known are the same at both ends. */
function exactly(...policies: readonly Policy[]): PolicyBounds {
  return { widest: policies, narrowest: policies };
}

const sideBySide = (bounds: readonly PolicyBounds[]): PolicyBounds => ({
  widest: bounds.flatMap(({ widest }) => widest),
  narrowest: bounds.flatMap(({ narrowest }) => narrowest),
});

function remembered<K, V>(cache: Map<K, V>, key: K, make: () => V): V {
  const found = cache.get(key);
  if (found !== undefined) return found;
  const made = make();
  cache.set(key, made);
  return made;
}
