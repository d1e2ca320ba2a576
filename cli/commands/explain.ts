import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import type { Outcome } from "../../proof/engine/decide.ts";
import { explainCall, type StepExplanation } from "../../proof/explanation/explain-call.ts";
import { explanationText } from "../../proof/explanation/explanation-text.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";
import type { Provenance } from "../../rehearsal/rehearse-plan.ts";
import { catalogueOf } from "../input/catalogue-of.ts";
import { declaredGrant } from "../input/declared-grant.ts";
import { type ExportOptions, exportedOrganization } from "../input/read-exports.ts";
import { type RehearsedOrganizationOptions, rehearsedOrganization } from "../input/rehearsed-organization.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { lacksNetwork, obstacles, statementText, type Told } from "./explain-obstacles.ts";

/** One question to the organization: may this principal do this to that, from there. */
export interface Question {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly from?: string | undefined;
  /** Further keys of the request, each `key=value`. */
  readonly context?: readonly string[] | undefined;
}

/** Answers one question in words, about the rehearsed organization or about exported stacks. Resolves to 0 when it is allowed, 1 when it is denied, 3 when it is unknown. */
export async function explainCommand(
  question: Question & RehearsedOrganizationOptions & ExportOptions,
  streams: Streams,
): Promise<ExitCode> {
  const exported = exportedOrganization(question);
  const organization: Asked =
    exported === undefined
      ? await rehearsedOrganization(question, streams)
      : { world: exported, plan: undefined, now: new Date(), rehearsal: { provenance: [] } };
  const { text, decision } = await answer(question, organization);
  streams.out(text);
  return decision === "unknown" ? 3 : decision === "allowed" ? 0 : 1;
}

/** What a question is asked of: a declared organization, or exported stacks, which have no plan. */
export interface Asked {
  readonly world: OrganizationWorld;
  readonly plan: ResolvedPlan | undefined;
  readonly now: Date;
  readonly rehearsal: { readonly provenance: readonly Provenance[] };
}

/** The answer to a question, as text. Throws for what the organization or AWS does not know, with what may be meant. */
export async function answer(
  { principal, action, resource, from, context = [] }: Question,
  { world, rehearsal, plan, now }: Asked,
): Promise<{ readonly text: string; readonly decision: Outcome }> {
  const situation = world.situate({ principal, action, resource, from, context: Object.fromEntries(context.map(keyAndValue)) });
  const { catalogue, problem } = await catalogueOf(action);
  const named =
    "problems" in situation ? situation.problems.map(({ path, message }) => `--${String(path[1] ?? "principal")}: ${message}`) : [];
  const isActionNamed = named.some((text) => text.startsWith("--action:"));
  const wrong = [...named, ...(problem === undefined || isActionNamed ? [] : [`--action: ${problem}`])];
  if (wrong.length > 0 || "problems" in situation) throw new WrongUse(wrong.join("\n"));
  const explanation = explainCall(situation, { now, catalogue });
  const [{ request: asked }] = situation.steps;
  const { others, restsOn, ...decisive } = explanation;
  const all: readonly StepExplanation[] = [decisive, ...others];
  const { decision } = explanation;
  const isDenied = decision !== "allowed" && decision !== "unknown";
  const told: Told = {
    world,
    plan,
    provenance: rehearsal.provenance,
    owner: ownerOf(world, asked.resource),
    declared: plan === undefined ? undefined : declaredGrant(asked, plan, world),
    isKeeper: plan !== undefined && isKeeper(asked.principal, plan, world),
    unreachable: situation.unreachable,
  };
  const terms = explanationText(explanation);
  const levels = terms.some((line) => / of level \d/.test(line))
    ? " (levels count from the organization's root, 1, down to the account)"
    : "";
  const lines = [
    `${headOf(decision, principal)} use ${action} on ${resource}${from === undefined ? "" : ` from ${from}`}.`,
    ...(isDenied && from === undefined && all.some(lacksNetwork) ? [NO_NETWORK] : []),
    ...restsOn.flatMap(({ what, remedy }) => [`Unknown: ${what}.`, ...(remedy === undefined ? [] : [`  To change: ${remedy}.`])]),
    ...(isDenied ? obstacles(all, told) : all.flatMap((step) => grantsText(step, told))),
    ...situation.assumptions.map((text) => `Assumed: ${text}.`),
    "",
    `In the terms of AWS${levels}:`,
    ...terms.map((line) => `  ${line}`),
  ];
  return { text: `${lines.join("\n")}\n`, decision };
}

function headOf(decision: Outcome, principal: string): string {
  if (decision === "unknown") return `Not known: whether ${principal} may`;
  return decision === "allowed" ? `Yes: ${principal} may` : `No: ${principal} may not`;
}

/** What allows a request, and for whom a service asks it. */
const grantsText = ({ grants, asked }: StepExplanation, told: Told): string[] =>
  grants.map(
    (grant) => `${asked.service === undefined ? "Allowed" : `Its key: ${asked.action} allowed`} by ${statementText(grant, told)}.`,
  );

const NO_NETWORK = "Asked without --from, the request carries nothing of a network; --from <account>/<network> says where it comes from.";

function keyAndValue(text: string): readonly [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new WrongUse(`--context: is no key with its value, got ${JSON.stringify(text)}; write it as "sts:ExternalId=…"`);
  }
  return [key, value];
}

/** Whether a role is the break-glass role of an account, or the one that deploys there. */
const isKeeper = (principal: string, { accounts }: ResolvedPlan, { names }: OrganizationWorld): boolean =>
  accounts.some(({ name }) => ["break-glass", "deploy"].some((role) => names.principal(`${role}@${name}`).arn === principal));

function ownerOf({ names }: OrganizationWorld, resource: string): string | undefined {
  const [, account] = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource) ?? [];
  return account === undefined ? undefined : (names.accountName(account) ?? account);
}
