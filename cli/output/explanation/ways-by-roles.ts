import type { Catalogue } from "../../../iam/catalogue.ts";
import type { Request } from "../../../proof/engine/prepare-request.ts";
import type { ContextValues } from "../../../proof/engine/request-context.ts";
import { type CallExplanation, explainCall } from "../../../proof/explanation/explain-call.ts";
import { takingRequests } from "../../../proof/questions/taking-requests.ts";
import { type Chain, unknownsOf } from "../../../proof/sessions/chains.ts";
import { type AskedOrganization, answerContext } from "./answer-context.ts";
import { type GrantByRole, grantsByRole } from "./declared-grant.ts";
import { reasonsOf } from "./explain-answer.ts";
import type { ExplainReport } from "./explain-report.ts";

/** One way to make a denied call: by a role, or by several, that the caller takes first. */
export type WayByRoles = ExplainReport["ways"][number];
type Step = WayByRoles["steps"][number];

/** A denied call, and the organization that it is made in. */
export interface DeniedCall {
  /** The request as it was asked, and its principal and resource by their ARNs. */
  readonly request: Request;
  readonly resolved: Pick<Request, "principal" | "action" | "resource">;
  readonly organization: AskedOrganization;
  readonly catalogue: Catalogue;
  /** The roles that the caller may come to act as, by steps. */
  readonly chains: () => readonly Chain[];
}

/**
 * The ways in which a caller that is denied makes the call with roles that it takes first, every step decided from where the call comes from: those
 * that grants declare, whatever becomes of them, and of others those that are not denied.
 */
export function waysByRoles(denied: DeniedCall): WayByRoles[] {
  const { organization, resolved } = denied;
  const { plan, world } = organization;
  const declared = (plan === undefined ? [] : grantsByRole(resolved, plan, world)).flatMap((each) => declaredWay(denied, each) ?? []);
  if (declared.some(isOpen)) return declared;
  const known = new Set(declared.map(({ roleArn }) => roleArn));
  const others = denied
    .chains()
    .filter((chain) => chain.every(({ service }) => service === undefined) && !known.has(chain.at(-1)?.role.arn ?? ""))
    .flatMap((chain) => chainWay(denied, chain))
    .filter(isOpen);
  return [...declared, ...others];
}

/** Whether a way leads to the call, or may. */
export const isOpen = ({ decision }: Pick<WayByRoles, "decision">): boolean => decision === "allowed" || decision === "unknown";

function declaredWay(denied: DeniedCall, { grant, role, consumer }: GrantByRole): WayByRoles | undefined {
  const { request, organization } = denied;
  const { plan, world } = organization;
  if (plan === undefined) return undefined;
  const taking = takingRequests(grant, { plan, world, taker: consumer, role, from: request.from });
  const bearer = grant.how === "irsa" ? `${consumer}, by the token of its service account` : undefined;
  const steps = taking.flatMap((each) => decided(denied, each, bearer) ?? []);
  const call = decided(denied, { ...request, principal: role });
  if (call === undefined || steps.length === 0) return undefined;
  return wayOf({ role, roleArn: world.names.principal(role).arn ?? role, grant: grant.id }, [...steps, call]);
}

function chainWay(denied: DeniedCall, chain: Chain): WayByRoles[] {
  const last = chain.at(-1)?.role.arn;
  if (last === undefined) return [];
  const { names } = denied.organization.world;
  const call = decided(denied, { ...denied.request, principal: names.nameOf(last) });
  if (call === undefined || !isOpen(call)) return [];
  const steps = chain.flatMap(({ taker, role, accesses: [access] }) => {
    const { principal } = taker;
    const context: ContextValues = Object.fromEntries(
      access.terms.carrying.flatMap(({ key, values, isAbsent }): [string, string][] => {
        const [value] = values;
        return isAbsent || value === undefined ? [] : [[key, value]];
      }),
    );
    const action = access.actions[0] ?? "sts:AssumeRole";
    return decided(denied, { ...denied.request, principal, action, resource: role.arn, context }) ?? [];
  });
  const unknowns = unknownsOf(chain);
  const role = names.nameOf(last);
  const way = wayOf({ role, roleArn: last, grant: null }, [...steps, call]);
  return steps.length < chain.length ? [] : [way.decision === "allowed" && unknowns.length > 0 ? { ...way, decision: "unknown" } : way];
}

/** The first step that is denied decides, else the first that is unknown. */
function wayOf(of: Pick<WayByRoles, "role" | "roleArn" | "grant">, steps: Step[]): WayByRoles {
  const decisive = steps.find((step) => !isOpen(step)) ?? steps.find(({ decision }) => decision === "unknown");
  return { ...of, decision: decisive?.decision ?? "allowed", steps };
}

/** Undefined where a name of the step stands for nothing. */
function decided({ organization, catalogue, request }: DeniedCall, step: Request, bearer?: string): Step | undefined {
  const { world, now } = organization;
  const situation = world.situate({ ...step, context: { ...step.context, ...request.context } });
  if ("problems" in situation) return undefined;
  const explanation = explainCall(situation, { now, catalogue });
  const { names } = world;
  return {
    principal: bearer ?? names.nameOf(situation.steps[0].request.principal),
    action: step.action,
    resource: names.nameOf(situation.steps[0].request.resource),
    decision: explanation.decision,
    reasons: textsOf(explanation, answerContext(situation, organization)),
  };
}

function textsOf(explanation: CallExplanation, context: Parameters<typeof reasonsOf>[1]): string[] {
  if (explanation.decision === "unknown")
    return explanation.restsOn.flatMap(({ what, remedy }) => [
      `Unknown: ${what}.`,
      ...(remedy === undefined ? [] : [`  To change: ${remedy}.`]),
    ]);
  return reasonsOf(explanation, { ...context, declared: undefined }).flatMap(({ what, details, remedy }) => [
    what,
    ...details.map((detail) => `  ${detail}`),
    ...(remedy === null ? [] : [`  Remedy: ${remedy}.`]),
  ]);
}
