import { consumerName, type PlannedGrant } from "../../../model/plan/planned-grant.ts";
import type { ResolvedGrant, ResolvedPlan, ResolvedTable } from "../../../model/plan/resolve.ts";
import { KEY_RIGHTS, SECRET_RIGHTS, TABLE_RIGHTS } from "../../../model/rights.ts";
import { KEY_VERBS, SECRET_VERBS, TABLE_VERBS } from "../../../model/schema/vocabulary.ts";
import type { OrganizationWorld } from "../../../proof/world/organization-world.ts";

/** What is declared between a caller and a resource, and why it does not cover a request. */
export interface DeclaredGrant {
  /** Where it is declared, and what it does not do for this request. */
  readonly text: string;
  /** What would have to change, or how to ask instead. */
  readonly remedy: string;
}

/** The caller, the action and the resource of a request, by ARN. */
interface Asked {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
}

/**
 * The grant between the caller and the resource of a denied request, where the grant itself says why: it has ended or waits, it uses a role
 * that the caller assumes first, or it lacks the right, the index or the stream. Undefined where nothing is declared between them, and where
 * the grant covers the request, so that its conditions say what is missing.
 */
export function declaredGrant(asked: Asked, plan: ResolvedPlan, world: OrganizationWorld): DeclaredGrant | undefined {
  const grant = plan.grants.find((each) => isConsumer(each, asked, world) && isOn(arnOf(each, world), asked.resource));
  return (
    (grant === undefined ? undefined : ofGrant(grant, asked, arnOf(grant, world) ?? "")) ??
    ofToken(asked, plan, world) ??
    ofTenants(asked, plan, world)
  );
}

/** A grant that covers a request once its consumer has taken the owner's role, with the role as commands name it. */
export interface GrantByRole {
  readonly grant: ResolvedGrant;
  readonly role: string;
  readonly consumer: string;
}

/** The grants of the caller that cover a request by a role of the owner's. */
export const grantsByRole = (asked: Asked, plan: ResolvedPlan, world: OrganizationWorld): GrantByRole[] =>
  plan.grants.flatMap((grant) => {
    const arn = arnOf(grant, world);
    const consumer = consumerNameOf(grant);
    const covers = isByRole(grant.how) && isConsumer(grant, asked, world) && isOn(arn, asked.resource);
    return covers && consumer !== undefined && obstacleIn(grant, asked, arn ?? "") === undefined
      ? [{ grant, role: roleOf(grant), consumer }]
      : [];
  });

/** The open grant that covers a request: of the caller itself, also where it takes the owner's role, or of the consumer that calls as that role. */
export function coveringGrant(asked: Asked, plan: ResolvedPlan, world: OrganizationWorld): ResolvedGrant | undefined {
  const isCaller = (grant: ResolvedGrant) =>
    isByRole(grant.how) ? world.names.principal(roleOf(grant)).arn === asked.principal : isConsumer(grant, asked, world);
  const covers = (grant: ResolvedGrant) => {
    const arn = arnOf(grant, world);
    return isCaller(grant) && isOn(arn, asked.resource) && obstacleIn(grant, asked, arn ?? "") === undefined;
  };
  const takes = (grant: ResolvedGrant) =>
    (grant.how === "role" || grant.how === "pod-identity") &&
    grant.state === "open" &&
    isConsumer(grant, asked, world) &&
    world.names.principal(roleOf(grant)).arn === asked.resource;
  return plan.grants.find(TAKING.some((action) => isSame(action)(asked.action)) ? takes : covers);
}

const resourceNameOf = ({ owner, kind, name }: ResolvedGrant): string => `${owner}/${kind}/${name}`;

const arnOf = (grant: ResolvedGrant, { names }: OrganizationWorld): string | undefined => names.resource(resourceNameOf(grant)).arn;

const isOn = (arn: string | undefined, resource: string): boolean =>
  arn !== undefined && (resource === arn || resource.startsWith(`${arn}/`));

/** The consumer of a grant as commands name it. */
export function consumerNameOf({ consumer }: ResolvedGrant): string | undefined {
  return consumer.kind === "account" ? undefined : consumerName(consumer);
}

function isConsumer(grant: ResolvedGrant, { principal }: Asked, { names }: OrganizationWorld): boolean {
  const consumer = consumerNameOf(grant);
  return consumer !== undefined && names.principal(consumer).arn === principal;
}

function ofGrant(grant: ResolvedGrant, asked: Asked, arn: string): DeclaredGrant | undefined {
  const { origin, owner, how } = grant;
  const found = obstacleIn(grant, asked, arn);
  if (found !== undefined || !isByRole(how)) return found;
  return {
    text: `Declared at ${origin.file}:${origin.line.toString()} (${grant.id}): it may, with a role of ${owner} that it assumes first`,
    remedy: `call with that role (the connection card names it); ask about it: --principal ${roleOf(grant)}`,
  };
}

/** Why a grant does not cover a request, whoever makes it. */
function obstacleIn(grant: ResolvedGrant, { action, resource }: Asked, arn: string): DeclaredGrant | undefined {
  const { origin, state, until, waitsFor, can, on } = grant;
  const at = `Declared at ${origin.file}:${origin.line.toString()} (${grant.id})`;
  if (state === "closed")
    return { text: `${at}; it ended ${until ?? "on its last day"}`, remedy: "a later `until` of that grant; its owner decides" };
  if (state === "waiting") {
    const text = `${at}; it waits for the id of ${waitsFor.join(", ")}`;
    return { text, remedy: "deploy the organization stack, which creates it, and the grant's stacks again" };
  }
  const rights = rightsTo(grant.kind, action);
  const may = `${at}: it may ${can.join(", ")}`;
  if (rights.length === 0) return { text: `${may}; no right includes ${action}`, remedy: "no grant can allow this action" };
  if (!rights.some((right) => (can as readonly string[]).includes(right))) {
    const meant = rights.map((right) => `\`${right}\``).join(" or ");
    return { text: `${may}; ${action} needs the right ${meant}`, remedy: `${meant} under \`can\` of that grant; its owner decides` };
  }
  const place = placeOf(resource, arn);
  if (isOfStream(action) && place !== "stream")
    return {
      text: `${may}; ${action} is an action on the stream`,
      remedy: `ask about the stream: --resource ${resourceNameOf(grant)}/stream`,
    };
  if (place !== undefined && place !== "stream" && !on.includes(place))
    return { text: `${may} on ${on.join(", ")}`, remedy: `\`${place}\` under \`on\` of that grant; its owner decides` };
  return undefined;
}

/** The owner's role that the consumer assumes. */
const roleOf = (grant: ResolvedGrant): string => `${grant.owner}/access/${consumerNameOf(grant) ?? ""}`;

/** A pod assumes the owner's role with its service account's token, not with another role. */
function ofToken(asked: Asked, plan: ResolvedPlan, world: OrganizationWorld): DeclaredGrant | undefined {
  if (!isSame("sts:AssumeRoleWithWebIdentity")(asked.action)) return undefined;
  const isAsked = (grant: ResolvedGrant) => world.names.principal(roleOf(grant)).arn === asked.resource;
  const grant = plan.grants.find((each) => each.how === "irsa" && isConsumer(each, asked, world) && isAsked(each));
  if (grant === undefined) return undefined;
  return {
    text: `Declared at ${grant.origin.file}:${grant.origin.line.toString()} (${grant.id}): its pods assume that role with the token of their service account, not with their own role`,
    remedy: `npm start decides about the token; ask what the role may do: --principal ${roleOf(grant)}`,
  };
}

/** What a consumer calls to take the owner's role. */
const TAKING = ["sts:AssumeRole", "sts:TagSession"];

const isByRole = (how: PlannedGrant["how"]): boolean => how === "role" || how === "irsa" || how === "pod-identity";

/** A tenant broker hands out credentials and reads no item itself. */
function ofTenants({ principal, resource }: Asked, plan: ResolvedPlan, { names }: OrganizationWorld): DeclaredGrant | undefined {
  const isAsked = ({ arn }: ResolvedTable) => isOn(arn, resource);
  for (const { name, tables } of plan.accounts) {
    const table = tables.find((each) => each.tenants !== undefined && isAsked(each));
    if (table?.tenants === undefined || names.principal(`${name}/${table.tenants.broker}`).arn !== principal) continue;
    const { origin, tenants } = table;
    const context = `aws:PrincipalTag/${tenants.tag}=<tenant> dynamodb:LeadingKeys=${tenants.prefix}<tenant>`;
    return {
      text: `Declared at ${origin.file}:${origin.line.toString()} (${origin.id}/tenants): it hands out a role for one tenant's items and may use none itself`,
      remedy: `call with that role; ask about it: --principal ${name}/tenants/${table.name} --context ${context}`,
    };
  }
  return undefined;
}

/** The table, one of its indexes, or its stream; undefined for keys and secrets. */
function placeOf(resource: string, arn: string): string | undefined {
  if (!/:dynamodb:/.test(arn)) return undefined;
  const [, kind, name] = resource.slice(arn.length).split("/");
  return kind === "index" ? name : (kind ?? "table");
}

const isSame = (action: string) => (each: string) => each.toLowerCase() === action.toLowerCase();

const isOfStream = (action: string): boolean => TABLE_RIGHTS.stream.stream.some(isSame(action));

/** The rights that include an action on a kind of resource. */
function rightsTo(kind: PlannedGrant["kind"], action: string): string[] {
  switch (kind) {
    case "tables":
      return TABLE_VERBS.filter((verb) =>
        Object.values(TABLE_RIGHTS[verb]).some((actions: readonly string[]) => actions.some(isSame(action))),
      );
    case "keys":
      return KEY_VERBS.filter((verb) => KEY_RIGHTS[verb].some(isSame(action)));
    case "secrets":
      return SECRET_VERBS.filter((verb) => SECRET_RIGHTS[verb].some(isSame(action)));
  }
}
