import type { PlannedGrant } from "../../model/plan/planned-grant.ts";
import type { ResolvedGrant, ResolvedPlan, ResolvedTable } from "../../model/plan/resolve.ts";
import { KEY_RIGHTS, SECRET_RIGHTS, TABLE_RIGHTS } from "../../model/rights.ts";
import { KEY_VERBS, SECRET_VERBS, TABLE_VERBS } from "../../model/schema/vocabulary.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";

/** What the declaration says between a caller and a thing, and why a request that it might carry is denied all the same. */
export interface DeclaredGrant {
  /** Where it stands, and what it does not do for this request. */
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
 * The grant between the caller and the thing that a denied request is about, as long as the grant itself says why: it is over or waits, is
 * carried by a role that the caller takes first, or lacks the right, the index or the stream. Undefined where nothing is declared between
 * them, and where the grant covers the request, so that its conditions say what is missing.
 */
export function declaredGrant(asked: Asked, plan: ResolvedPlan, world: OrganizationWorld): DeclaredGrant | undefined {
  const grant = plan.grants.find((each) => isTaker(each, asked, world) && isOn(arnOf(each, world), asked.resource));
  return (
    (grant === undefined ? undefined : ofGrant(grant, asked, arnOf(grant, world) ?? "")) ??
    ofToken(asked, plan, world) ??
    ofTenants(asked, plan, world)
  );
}

const thingOf = ({ owner, kind, name }: ResolvedGrant): string => `${owner}/${kind}/${name}`;

const arnOf = (grant: ResolvedGrant, { names }: OrganizationWorld): string | undefined => names.resource(thingOf(grant)).arn;

const isOn = (arn: string | undefined, resource: string): boolean =>
  arn !== undefined && (resource === arn || resource.startsWith(`${arn}/`));

function takerOf({ consumer }: ResolvedGrant): string | undefined {
  if (consumer.kind === "account") return undefined;
  return consumer.kind === "external" ? `external/${consumer.party}` : `${consumer.account}/${consumer.workload}`;
}

function isTaker(grant: ResolvedGrant, { principal }: Asked, { names }: OrganizationWorld): boolean {
  const taker = takerOf(grant);
  return taker !== undefined && names.principal(taker).arn === principal;
}

function ofGrant(grant: ResolvedGrant, { action, resource }: Asked, arn: string): DeclaredGrant | undefined {
  const { origin, owner, state, until, waitsFor, can, on, how } = grant;
  const at = `Declared at ${origin.file}:${origin.line.toString()} (${grant.id})`;
  if (state === "closed")
    return { text: `${at}, and over with ${until ?? "its last day"}`, remedy: "a later `until` of that grant; its owner decides" };
  if (state === "waiting") {
    const text = `${at}, and waiting for the id of ${waitsFor.join(", ")}`;
    return { text, remedy: "deploy the organization stack, which creates it, and the grant's stacks again" };
  }
  const rights = rightsTo(grant.kind, action);
  const may = `${at}: it may ${can.join(", ")}`;
  if (rights.length === 0) return { text: `${may}, and no right means ${action}`, remedy: "nothing that a grant could say" };
  if (!rights.some((right) => (can as readonly string[]).includes(right))) {
    const meant = rights.map((right) => `\`${right}\``).join(" or ");
    return { text: `${may}; ${action} is of the right ${meant}`, remedy: `${meant} under \`can\` of that grant; its owner decides` };
  }
  const place = placeOf(resource, arn);
  if (isOfStream(action) && place !== "stream")
    return { text: `${may}, and ${action} is asked of the stream`, remedy: `ask about the stream: --resource ${thingOf(grant)}/stream` };
  if (place !== undefined && place !== "stream" && !on.includes(place))
    return { text: `${may} on ${on.join(", ")}`, remedy: `\`${place}\` under \`on\` of that grant; its owner decides` };
  if (!isByRole(how)) return undefined;
  return {
    text: `${at}: it may, in a role of ${owner}, which it takes first`,
    remedy: `call with that role, which the connection card names; ask about it: --principal ${roleOf(grant)}`,
  };
}

/** The owner's role that the consumer takes. */
const roleOf = (grant: ResolvedGrant): string => `${grant.owner}/access/${takerOf(grant) ?? ""}`;

/** A pod takes its role in the name of its service account: no role asks for it. */
function ofToken(asked: Asked, plan: ResolvedPlan, world: OrganizationWorld): DeclaredGrant | undefined {
  if (!isSame("sts:AssumeRoleWithWebIdentity")(asked.action)) return undefined;
  const isAsked = (grant: ResolvedGrant) => world.names.principal(roleOf(grant)).arn === asked.resource;
  const grant = plan.grants.find((each) => each.how === "irsa" && isTaker(each, asked, world) && isAsked(each));
  if (grant === undefined) return undefined;
  return {
    text: `Declared at ${grant.origin.file}:${grant.origin.line.toString()} (${grant.id}): its pods take that role with the token of their service account, which is no request of a role`,
    remedy: `npm start decides about the token; ask what the role may do: --principal ${roleOf(grant)}`,
  };
}

const isByRole = (how: PlannedGrant["how"]): boolean => how === "role" || how === "irsa" || how === "pod-identity";

/** Whoever hands out tenants' credentials reaches no item itself. */
function ofTenants({ principal, resource }: Asked, plan: ResolvedPlan, { names }: OrganizationWorld): DeclaredGrant | undefined {
  const isAsked = ({ arn }: ResolvedTable) => isOn(arn, resource);
  for (const { name, tables } of plan.accounts) {
    const table = tables.find((each) => each.tenants !== undefined && isAsked(each));
    if (table?.tenants === undefined || names.principal(`${name}/${table.tenants.broker}`).arn !== principal) continue;
    const { origin, tenants } = table;
    const context = `aws:PrincipalTag/${tenants.tag}=<tenant> dynamodb:LeadingKeys=${tenants.prefix}<tenant>`;
    return {
      text: `Declared at ${origin.file}:${origin.line.toString()} (${origin.id}/tenants): it hands out a role that reaches one tenant's items, and reaches none itself`,
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

/** The rights that mean an action on a kind of thing. */
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
