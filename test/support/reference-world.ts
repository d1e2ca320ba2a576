import { deployedByReference, type ReferenceDeployment, type ReferenceResource } from "./reference-deployment.ts";
import type { ReferencePolicies, ReferenceRequest } from "./reference-engine.ts";
import { tellRequest, type WrittenRequest } from "./reference-request.ts";
import type { ReferencePolicy } from "./reference-statement.ts";

/** A request out of a network, an address or the internet, as scenarios of organizations write it. */
export interface WorldRequest extends WrittenRequest {
  readonly from?: string | undefined;
}

/** A request with the policies that lie over it. */
export interface ReferenceSituation {
  readonly request: ReferenceRequest;
  readonly policies: ReferencePolicies;
}

const FULL_ACCESS: ReferencePolicy = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } };
const FULL_ENDPOINT_ACCESS: ReferencePolicy = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" },
};
const NOTHING: ReferencePolicy = { Version: "2012-10-17", Statement: [] };

/** An address that belongs to nobody. https://datatracker.ietf.org/doc/html/rfc5737 */
const STRANGER = "198.51.100.25";
const STREAM_CALLS = new Set(["describestream", "getrecords", "getsharditerator", "liststreams"]);

/**
 * Finds the policies over a request from the resources of a rehearsal alone. Roles that no stack made may hold any permission; resources
 * that no stack made are not asked about.
 */
export class ReferenceWorld {
  readonly deployment: ReferenceDeployment;
  readonly #now: Date;

  constructor(resources: readonly ReferenceResource[], now: Date) {
    this.deployment = deployedByReference(resources);
    this.#now = now;
  }

  /** What the request carries and which policies are evaluated. */
  situate(written: WorldRequest): ReferenceSituation {
    const { accounts, managementAccount } = this.deployment;
    const { context: own, endpoint } = this.#originOf(written);
    const told = tellRequest({ ...written, context: { ...this.#roleOfSession(written), ...written.context } }, this.#now);
    const caller = accountOf(told.principal.name);
    const owner = told.owner ?? caller;
    const role = this.deployment.roles.get(told.principal.name);
    const derived = {
      ...own,
      ...(told.principal.kind === "role" ? { "aws:PrincipalArn": told.principal.name } : {}),
      ...this.#placeKeys("Principal", caller),
      ...this.#placeKeys("Resource", owner),
      ...this.#regionKeys(written, own),
      ...prefixed("aws:PrincipalTag/", role?.tags),
      ...prefixed("aws:ResourceTag/", this.deployment.tags.get(carrierOf(written.resource))),
      ...this.#sourceKeys(written),
    };
    const request: ReferenceRequest = {
      ...told,
      owner,
      isCallerInManagementAccount: caller === managementAccount,
      isResourceInManagementAccount: owner === managementAccount,
      context: { ...derived, ...told.context },
    };
    const levels = (kind: "serviceControl" | "resourceControl", account: string | undefined) =>
      account === undefined || !accounts.has(account)
        ? undefined
        : this.#lineage(account).map((node) => [FULL_ACCESS, ...(this.deployment[kind].get(node) ?? [])]);
    return {
      request,
      policies: {
        identity:
          role === undefined ? [FULL_ACCESS, ...(this.deployment.inlineByName.get(nameKey(told.principal.name)) ?? [])] : role.identity,
        resource: this.#resourcePolicy(written),
        endpoint,
        serviceControl: levels("serviceControl", caller),
        resourceControl: levels("resourceControl", owner),
      },
    };
  }

  /** The role of a session, whose own ARN lacks the role's path. */
  #roleOfSession({ principal }: WorldRequest): Record<string, string> {
    const [, account = "", name = ""] = /:sts::(\d+):assumed-role\/([^/]+)\//.exec(principal) ?? [];
    const role = [...this.deployment.roles.keys()].find((arn) => name !== "" && nameKey(arn) === `${account}/${name}`);
    return role === undefined ? {} : { "aws:PrincipalArn": role };
  }

  #resourcePolicy({ action, resource }: WorldRequest): ReferencePolicy | undefined {
    if (/^arn:[^:]*:iam::[^:]*:role\//.test(resource))
      return /^sts:/i.test(action) ? this.deployment.roles.get(resource)?.trust : undefined;
    return this.deployment.resourcePolicies.get(carrierOf(resource));
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
      context: { "aws:RequestedRegion": region, "aws:SourceVpc": network.vpc, "aws:SourceVpce": endpoint.id, ...address },
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
