import { deployedByReference, type ReferenceDeployment, type ReferenceResource } from "./reference-deployment.ts";
import type { ReferencePolicies } from "./reference-engine.ts";
import { callsOfKey, encryptedBy, keyNamed, keysOfForwarded, policyOfManagedKey, type ReferenceKey } from "./reference-key-calls.ts";
import { completeRequest, type ReferenceRequest, type WrittenRequest } from "./reference-request.ts";
import type { ReferenceDocument, ReferencePolicy, UnknownPolicy } from "./reference-statement.ts";

/** A request out of a network, an address or the internet, as scenarios of organizations write it. */
export interface WorldRequest extends WrittenRequest {
  readonly from?: string | undefined;
}

/** A request with the policies that lie over it. */
export interface ReferenceSituation {
  readonly request: ReferenceRequest;
  readonly policies: ReferencePolicies;
}

/** All requests of a call, for which AWS decides one by one: its own, and what a service asks of KMS for it. */
export interface ReferenceCall {
  readonly requests: readonly ReferenceSituation[];
  /** Whether the key is unknown that a service would ask for. */
  readonly isKeyUnknown: boolean;
}

/** What the resources of stacks do not say. */
export interface DeclaredBeside {
  /** ARNs of roles that exist for certain, whose policies no stack makes. */
  readonly existingRoles: ReadonlySet<string>;
  /** How many SCPs of unknown text are attached to the root. */
  readonly unknownControls: number;
  /** What tables and secrets that exist are encrypted under, as far as it is declared: `aws-owned`, `aws-managed`, or the ARN of a key. */
  readonly keys: ReadonlyMap<string, unknown>;
}

const FULL_ACCESS: ReferencePolicy = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } };
const FULL_ENDPOINT_ACCESS: ReferencePolicy = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" },
};
const UNKNOWN: UnknownPolicy = { unknown: "what exists beside the stacks" };
const NOTHING: ReferencePolicy = { Version: "2012-10-17", Statement: [] };

/** An address that belongs to nobody. https://datatracker.ietf.org/doc/html/rfc5737 */
const STRANGER = "198.51.100.25";
const STREAM_CALLS = new Set(["describestream", "getrecords", "getsharditerator", "liststreams"]);

/** A key of no service: what is bound to it may be allowed. */
const MAYBE = "reference:unknown";
const PERHAPS_EVERYTHING: ReferencePolicy = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "*", Resource: "*", Condition: { StringEquals: { [MAYBE]: "" } } },
};

/**
 * Finds the policies over a request from the resources of a rehearsal. Roles that nobody declared may hold any permission; of those that
 * exist, policies and boundary are unknown, as are grants on keys that exist. Of resources that no stack made, keys alone are asked about.
 */
export class ReferenceWorld {
  readonly deployment: ReferenceDeployment;
  readonly #now: Date;
  readonly #beside: DeclaredBeside;
  readonly #namesById: ReadonlyMap<string, string>;

  constructor(resources: readonly ReferenceResource[], now: Date, beside: DeclaredBeside) {
    this.deployment = deployedByReference(resources);
    this.#now = now;
    this.#beside = beside;
    this.#namesById = new Map([...this.deployment.roles].map(([arn, { id }]) => [id, arn]));
  }

  /** Which requests a call makes, what they carry, and which policies are evaluated. */
  situate(written: WorldRequest): ReferenceCall {
    const own = this.#situateOne(written);
    const isServiceLinked = own.request.principal.name.split(":")[5]?.startsWith("role/aws-service-role/") === true;
    const calls = isServiceLinked ? [] : callsOfKey(written.action);
    const encrypted = calls.length === 0 ? undefined : encryptedBy(written.resource);
    const key = encrypted === undefined ? "owned-by-aws" : (this.deployment.keys.get(encrypted) ?? this.#declaredKey(encrypted));
    if (typeof key === "string") return { requests: [own], isKeyUnknown: key === "unknown" };
    const context = keysOfForwarded(own.request);
    const further = calls.map((action) => this.#situateOne({ principal: written.principal, action, resource: key.arn, context }, key));
    return { requests: [own, ...further], isKeyUnknown: false };
  }

  #declaredKey(encrypted: string): ReferenceKey {
    const key = this.#beside.keys.get(encrypted);
    if (key === undefined) return "unknown";
    return key === "aws-owned" ? "owned-by-aws" : keyNamed(key === "aws-managed" ? undefined : key, encrypted, this.deployment.aliases);
  }

  #situateOne(written: WorldRequest, key?: Exclude<ReferenceKey, string>): ReferenceSituation {
    const { accounts, managementAccount, aliases } = this.deployment;
    const { context: own, endpoint } = this.#originOf(written);
    const aliasTarget = aliases.get(written.resource);
    const complete = completeRequest(
      { ...written, aliasTarget, context: { ...this.#roleOfSession(written), ...written.context } },
      this.#now,
    );
    const caller = accountOf(complete.principal.name);
    const owner = complete.owner ?? caller;
    const role = this.deployment.roles.get(complete.principal.name);
    const decidedAt = aliasTarget ?? written.resource;
    const tags = this.deployment.tags.get(carrierOf(decidedAt));
    const derived = {
      ...own,
      ...(complete.principal.kind === "role" ? { "aws:PrincipalArn": complete.principal.name } : {}),
      ...this.#placeKeys("Principal", caller),
      ...this.#placeKeys("Resource", owner),
      ...this.#regionKeys(written, own),
      ...prefixed("aws:PrincipalTag/", role?.tags),
      ...prefixed("aws:ResourceTag/", tags),
      ...this.#sourceKeys(written),
      ...this.#endpointKeys(written.action, { ...own, ...complete.context }),
    };
    const areResourceTagsUnknown =
      tags === undefined && decidedAt !== "*" && !decidedAt.includes("/stream/") && key?.isManagedByAws !== true;
    const arePrincipalTagsUnknown = role === undefined && (complete.principal.kind === "role" || complete.principal.kind === "user");
    const request: ReferenceRequest = {
      ...complete,
      principal: { ...complete.principal, uniqueId: role?.id ?? complete.principal.uniqueId, namesById: this.#namesById },
      owner,
      isCallerInManagementAccount: caller === managementAccount,
      isResourceInManagementAccount: owner === managementAccount,
      context: { ...derived, ...complete.context },
      unknownKeys: [
        MAYBE,
        ...(arePrincipalTagsUnknown ? ["aws:PrincipalTag/*"] : []),
        ...(areResourceTagsUnknown ? ["aws:ResourceTag/*", `${written.action.split(":")[0] ?? ""}:ResourceTag/*`] : []),
      ],
    };
    const levels = (kind: "serviceControl" | "resourceControl", account: string | undefined) =>
      account === undefined || !accounts.has(account)
        ? undefined
        : this.#lineage(account).map((node, level) => [
            FULL_ACCESS,
            ...(this.deployment[kind].get(node) ?? []),
            ...(kind === "serviceControl" && level === 0 ? Array<UnknownPolicy>(this.#beside.unknownControls).fill(UNKNOWN) : []),
          ]);
    return {
      request,
      policies: {
        identity: [
          ...(role?.identity ?? this.#identityOf(complete.principal.name)),
          ...(this.#mayHaveGrants(decidedAt, key?.isManagedByAws === true) ? [PERHAPS_EVERYTHING] : []),
        ],
        ...(role === undefined && this.#beside.existingRoles.has(complete.principal.name) ? { boundary: UNKNOWN } : {}),
        resource: key?.isManagedByAws === true ? policyOfManagedKey(key.arn) : this.#resourcePolicy(written.action, decidedAt),
        endpoint,
        serviceControl: levels("serviceControl", caller),
        resourceControl: key?.isManagedByAws === true ? undefined : levels("resourceControl", owner),
      },
    };
  }

  /** The policies of a role or user that no stack makes: any at all, or unknown beside those that stacks add. */
  #identityOf(arn: string): readonly ReferenceDocument[] {
    if (!this.#beside.existingRoles.has(arn)) return [FULL_ACCESS];
    return [...(this.deployment.inlineByName.get(nameKey(arn)) ?? []), UNKNOWN];
  }

  /** Whether nobody told the grants on a key: no stack makes it, nor AWS. */
  #mayHaveGrants(resource: string, isManagedByAws: boolean): boolean {
    return resource.includes(":key/") && !isManagedByAws && !this.deployment.tags.has(resource);
  }

  /** The role of a session, whose own ARN lacks the role's path. */
  #roleOfSession({ principal }: WorldRequest): Record<string, string> {
    const [, account = "", name = ""] = /:sts::(\d+):assumed-role\/([^/]+)\//.exec(principal) ?? [];
    const role = [...this.deployment.roles.keys()].find((arn) => name !== "" && nameKey(arn) === `${account}/${name}`);
    return role === undefined ? {} : { "aws:PrincipalArn": role };
  }

  #resourcePolicy(action: string, resource: string): ReferenceDocument | undefined {
    const { roles, resourcePolicies, tags } = this.deployment;
    if (/^arn:[^:]*:iam::[^:]*:role\//.test(resource)) return /^sts:/i.test(action) ? (roles.get(resource)?.trust ?? UNKNOWN) : undefined;
    const isForeignKey = resource.includes(":key/") && !tags.has(resource);
    return resourcePolicies.get(carrierOf(resource)) ?? (isForeignKey ? UNKNOWN : undefined);
  }

  /** What a network adds: the VPC and its endpoint where one leads to the service, an address otherwise. */
  #originOf({ from, action, resource }: WorldRequest): {
    readonly context: Readonly<Record<string, string>>;
    readonly endpoint: ReferencePolicy | undefined;
  } {
    if (from === undefined) return { context: {}, endpoint: undefined };
    const network = this.deployment.networks.get(from);
    if (network === undefined) return { context: { "aws:SourceIp": from === "internet" ? STRANGER : from }, endpoint: undefined };
    const called = resource.split(":")[3] ?? "";
    const region = called === "" ? network.region : called;
    const endpoint = region === network.region ? network.endpoints.get(serviceCalled(action)) : undefined;
    if (endpoint === undefined) return { context: { "aws:RequestedRegion": region }, endpoint: NOTHING };
    const address = network.cidr === undefined ? {} : { "aws:VpcSourceIp": network.cidr.split("/")[0] ?? "" };
    return {
      context: {
        "aws:RequestedRegion": region,
        "aws:SourceVpc": network.vpc,
        "aws:SourceVpce": endpoint.id,
        "aws:VpceAccount": network.account,
        ...address,
      },
      endpoint: endpoint.policy ?? FULL_ENDPOINT_ACCESS,
    };
  }

  #lineage(account: string): string[] {
    const { accounts, parents } = this.deployment;
    const nodes = [account];
    for (let node = accounts.get(account); node !== undefined; node = parents.get(node)) nodes.unshift(node);
    return nodes;
  }

  #placeKeys(whose: "Principal" | "Resource", account: string | undefined): Record<string, string | readonly string[]> {
    const { accounts, organization } = this.deployment;
    if (account === undefined || !accounts.has(account)) return {};
    const path = [organization, ...this.#lineage(account).slice(0, -1)].join("/");
    return { [`aws:${whose}OrgID`]: organization, [`aws:${whose}OrgPaths`]: [`${path}/`] };
  }

  /** Services without a region in the ARN answer in the home region; IAM and Organizations have one place in a partition. */
  #regionKeys({ action, resource }: WorldRequest, own: Readonly<Record<string, string>>): Record<string, string> {
    const region = resource.split(":")[3] ?? "";
    const isElsewhere = region !== "" || own["aws:RequestedRegion"] !== undefined || /^(?:iam|organizations):/i.test(action);
    return isElsewhere ? {} : { "aws:RequestedRegion": this.deployment.homeRegion };
  }

  #sourceKeys({ context }: WorldRequest): Record<string, string> {
    const account = context["aws:SourceAccount"];
    return typeof account === "string" && this.deployment.accounts.has(account) ? { "aws:SourceOrgID": this.deployment.organization } : {};
  }

  /** Of the services here, DynamoDB and KMS say whose organization's endpoint a request passed. */
  #endpointKeys(action: string, context: Readonly<Record<string, unknown>>): Record<string, string> {
    const owner = context["aws:VpceAccount"];
    const isOurs = typeof owner === "string" && this.deployment.accounts.has(owner);
    return isOurs && /^(?:dynamodb|kms):/i.test(action) ? { "aws:VpceOrgID": this.deployment.organization } : {};
  }
}

/** The service that an action is asked of, as endpoints are named: DynamoDB answers for streams at an endpoint of their own. */
export function serviceCalled(action: string): string {
  const [service = "", call = ""] = action.toLowerCase().split(":");
  return service === "dynamodb" && STREAM_CALLS.has(call) ? "dynamodb-streams" : service;
}

/** The resource whose policy and tags decide: an index has those of its table. */
const carrierOf = (resource: string) => resource.replace(/\/index\/.*$/, "");
const accountOf = (principal: string) =>
  principal.startsWith("arn:") && !/:(?:oidc|saml)-provider\//.test(principal) ? principal.split(":")[4] : undefined;
const nameKey = (arn: string) => `${arn.split(":")[4] ?? ""}/${arn.slice(arn.lastIndexOf("/") + 1)}`;
const prefixed = (prefix: string, tags: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
