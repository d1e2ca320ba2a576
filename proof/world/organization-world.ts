import { parseArn } from "../../iam/arn.ts";
import { withEndpoint } from "../engine/layers.ts";
import type { Request } from "../engine/prepare-request.ts";
import { parsePrincipal } from "../engine/principal.ts";
import { unknownId, unknownSession } from "../engine/user-id.ts";
import { validateRequest } from "../engine/validate-request.ts";
import type { Step } from "../explanation/explain-call.ts";
import type { UnknownFact } from "../explanation/unknown-fact.ts";
import type { Problem } from "../json-problem.ts";
import { type Approach, approaches, type LandingOf, landings } from "./approach.ts";
import { awsManagedKey, isAwsManagedKey } from "./aws-managed-key.ts";
import type { DeployedResources, DeployedRole } from "./deployed-resources.ts";
import type { ExistingPolicies } from "./existing-policies.ts";
import { callsToKms, keyRequests } from "./key-requests.ts";
import { assumptionsOf, type OrganizationFacts } from "./organization-facts.ts";
import { type OrganizationLayers, organizationLayers } from "./organization-layers.ts";
import type { Notes } from "./remembered-notes.ts";
import { decidedAt, encryptedHolder, organizationKeys, type PlacedRequest, tagsOfResource } from "./request-keys.ts";
import { unknownKeys } from "./unknown-policy.ts";
import type { Situation, World } from "./world.ts";
import type { WorldNames } from "./world-names.ts";
import { calledBy, type Origin } from "./world-networks.ts";

/** An organization whose resources are deployed. */
export interface OrganizationWorld extends World {
  readonly names: WorldNames;
  readonly deployed: DeployedResources;
  /** What requests of one principal for one resource share, wherever they come from; undefined where no request can be made so. */
  approach(request: Request): Approach | undefined;
  readonly landing: LandingOf;
  /** What an action on a resource calls, as one text: places do the same to all requests that call the same. */
  calledBy(action: string, resource: string): string;
  /** Whether a principal has a grant on a resource beside all policies, of which something is unknown. */
  hasGrant(resource: string, principal: string): boolean;
  /** The ARN of the role whose session a principal is; of anybody else the ARN as it stands. */
  callerOf(principal: string): string;
  /** What to write where, so that something that an answer rests on is no longer unknown; undefined for what no request met yet. */
  remedyOf(what: string): string | undefined;
  /** The resource that carries a policy, by what explanations call the policy; undefined for what no resource carries. */
  carrierOf(policy: string): string | undefined;
}

const NO_ORIGIN: Origin = { context: {}, endpoint: undefined, assumptions: [] };

/** Makes a world of an organization. */
export function worldOf(facts: OrganizationFacts, inventory: DeployedResources, existing: ExistingPolicies): OrganizationWorld {
  const { names, originOf } = facts;
  const remedies = new Map<string, string>();
  const remembering = <N extends Pick<Notes, "miss">>(notes: N): N => ({
    ...notes,
    miss: (fact: UnknownFact) => {
      if (fact.remedy !== undefined) remedies.set(fact.what, fact.remedy);
      notes.miss(fact);
    },
  });
  const found = organizationLayers(facts, inventory, existing);
  const layers: OrganizationLayers = { ...found, endpoint: (origin, notes) => found.endpoint(origin, remembering(notes)) };
  const idOf = new Map([...inventory.principalsById].map(([id, arn]) => [arn, id]));

  /** A request as it stands wherever it comes from: what no place changes of it, and the layers over it but for an endpoint's. */
  const stepAnywhere = (placed: PlacedRequest, given: Omit<Notes, "suspect">): Step => {
    const notes = remembering(given);
    const { request } = placed;
    const suspected: UnknownFact[] = [];
    const suspect = (fact: UnknownFact) => {
      suspected.push(fact);
      notes.miss(fact);
    };
    const over = layers.over(placed, { ...notes, suspect });
    const unknown = { ...request.unknown, ...unknownTags(placed, notes), ...unknownKeys(suspected) };
    const principalId = idOf.get(placed.principal.arn ?? "");
    return { request: { ...request, principalId, unknown }, layers: over };
  };

  const stepOf = (placed: PlacedRequest, origin: Origin, notes: Omit<Notes, "suspect">): Step => {
    const { request, layers: found } = stepAnywhere(placed, notes);
    const context = { ...organizationKeys(placed, facts, inventory), ...request.context };
    return { request: { ...request, context }, layers: withEndpoint(found, layers.endpoint(origin, { ...notes, suspect: notes.miss })) };
  };

  /** The tags of a principal or a resource that no stack makes and no inventory describes: a statement that asks for them may apply or not. */
  const unknownTags = ({ principal, request }: PlacedRequest, notes: Omit<Notes, "suspect">): Readonly<Record<string, string>> => {
    const { arn, kind } = principal;
    const tagsOf = (tagged: string, key: string): string => {
      const isPrincipal = key === "aws:PrincipalTag" || /:iam:/.test(tagged);
      const name = names.nameOf(tagged);
      const fact = {
        what: `the tags of ${facts.describe(tagged)}`,
        remedy: isPrincipal ? facts.entries.principal(name, "tags") : facts.entries.tags(name),
      };
      notes.miss(fact);
      return fact.what;
    };
    const isOpen = (kind === "role" || kind === "user") && arn !== undefined && inventory.roles.get(arn)?.tags === undefined;
    const { action, resource } = request;
    const isTagged = tagsOfResource(decidedAt(request), inventory) === undefined && !isAwsManagedKey(resource);
    const ofResource = isTagged ? tagsOf(resource, "aws:ResourceTag") : "";
    return {
      ...(isOpen ? { "aws:PrincipalTag/*": tagsOf(arn, "aws:PrincipalTag") } : {}),
      ...(isTagged ? { "aws:ResourceTag/*": ofResource, [`${serviceOf(action)}:ResourceTag/*`]: ofResource } : {}),
    };
  };

  /** The ARN of the key that a service asks for, where an action on a resource asks for one, or what is missing to find it. */
  const keyOf = ({ action, resource }: Request): string | UnknownFact | undefined => {
    const holder = encryptedHolder(resource);
    if (holder === undefined || callsToKms(action).length === 0) return undefined;
    const encryption = inventory.encryption.get(holder) ?? facts.encryptionOf(holder);
    if ("what" in encryption) return encryption;
    switch (encryption.by) {
      case "aws-owned":
        return undefined;
      case "aws-managed":
        return awsManagedKey(holder);
      case "customer":
        return encryption.key;
      case "unknown":
        return { what: `the key that ${facts.describe(holder)} is encrypted under`, remedy: UNREADABLE_KEY };
    }
  };

  const situate = (request: Request): Situation | { readonly problems: readonly Problem[] } => {
    const principalName = names.principal(request.principal);
    const resourceName = names.resource(request.resource);
    const found = [principalName.problem, resourceName.problem].filter((each) => each !== undefined);
    const arn = resourceName.arn ?? request.resource;
    const origin = request.from === undefined ? NO_ORIGIN : originOf(request.from, request.action, arn);
    if ("problem" in origin) found.push(origin.problem);
    const resolved: Request = {
      ...request,
      principal: principalName.arn ?? "*",
      resource: resourceName.arn ?? "*",
      aliasTarget: request.aliasTarget ?? inventory.aliases.get(arn),
      from: undefined,
    };
    const problems = [...found, ...validateRequest(resolved)].map((each) => ({ ...each, path: ["request", ...each.path] }));
    if (problems.length > 0 || "problem" in origin) return { problems };
    const principal = parsePrincipal(resolved.principal, roleOfSession(resolved.principal, inventory));
    if (principal === undefined) return { problems };

    const assumed = new Set<string>([...facts.assumptions, ...assumptionsOf(facts, principal.arn), ...origin.assumptions]);
    const unknowns = new Map<string, UnknownFact>(identityFacts(principal.arn ?? "", facts).map((fact) => [fact.what, fact]));
    const notes = { assume: (text: string) => void assumed.add(text), miss: (fact: UnknownFact) => void unknowns.set(fact.what, fact) };
    const call: PlacedRequest = {
      request: { ...resolved, context: { ...origin.context, ...request.context }, unknown: { ...origin.unknown, ...request.unknown } },
      principal,
      resourceAccount: request.resourceAccount ?? ownerOf(arn) ?? principal.account,
    };
    const first = stepOf(call, origin, notes);
    const key = keyOf(resolved);
    const further = (typeof key === "string" ? keyRequests(first.request, principal, key) : []).map((asked) => ({
      ...stepOf({ request: asked, principal, resourceAccount: ownerOf(asked.resource) }, NO_ORIGIN, notes),
      service: serviceOf(resolved.action),
    }));
    return {
      steps: [first, ...further],
      unknowns: [...unknowns.values()],
      missing: typeof key === "string" || principal.isServiceLinked ? undefined : key,
      principalsById: inventory.principalsById,
      assumptions: [...assumed],
      unreachable: origin.unreachable,
    };
  };
  return {
    names,
    deployed: inventory,
    situate,
    approach: approaches({ facts, inventory, stepAnywhere, ownerOf }),
    landing: landings(facts, layers),
    calledBy: (action, resource) => Object.values(calledBy(action, resource, "")).join(" "),
    hasGrant: (resource, principal) => facts.grantOn(resource, principal) !== undefined,
    callerOf: (principal) => roleOfSession(principal, inventory) ?? principal,
    remedyOf: (what) => remedies.get(what),
    carrierOf: layers.carrierOf,
  };
}

/** What is unknown of a principal that is named by its ARN, where a policy asks for it. */
const identityFacts = (arn: string, { entries, names }: OrganizationFacts): readonly UnknownFact[] => [
  { what: unknownId(arn), remedy: entries.principal(names.nameOf(arn), "uniqueId") },
  { what: unknownSession(arn), remedy: "name the session, as in arn:aws:sts::<account>:assumed-role/<role>/<session>" },
];

const UNREADABLE_KEY = "give the key by its id or ARN, or export the stack that makes its alias";

const serviceOf = (action: string): string => action.toLowerCase().split(":")[0] ?? "";

/** The account that an ARN names, where it names one. */
function ownerOf(arn: string): string | undefined {
  const { accountId = "" } = parseArn(arn) ?? {};
  return accountId === "" || accountId === "*" ? undefined : accountId;
}

/** The role of a session, whose own ARN lacks the path. */
function roleOfSession(principal: string, { roles }: DeployedResources): string | undefined {
  const [, account, name] = /^arn:[^:]+:sts::(\d+):assumed-role\/([^/]+)\//.exec(principal) ?? [];
  const isRole = ({ arn }: DeployedRole) => arn.includes(`::${account ?? ""}:`) && arn.endsWith(`/${name ?? ""}`);
  return account === undefined ? undefined : [...roles.values()].find(isRole)?.arn;
}
