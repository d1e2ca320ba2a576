import type { z } from "zod";
import type { Origin } from "../../../model/plan/origin.ts";
import { ANY_CALLER, ANY_PERMISSION, ANY_TRUST } from "../../../proof/engine/aws-policies.ts";
import type { NearMiss, StatementReference } from "../../../proof/explanation/explain.ts";
import { stackOf } from "../urn-names.ts";
import { accountFileText } from "./account-file-text.ts";
import type { AnswerContext } from "./answer-context.ts";
import type { explainedStatement as schema } from "./explained-statement.ts";

/** A statement with its document, its stack and its line in the declaration. */
export type ExplainedStatement = z.infer<typeof schema>;

/** A statement as an explanation names it. */
export type Reference = StatementReference | NearMiss;

/** Policies that stand for policies that are not read. */
const ASSUMED: ReadonlySet<string> = new Set([ANY_CALLER, ANY_PERMISSION, ANY_TRUST].map(({ name }) => name));

/** Where a statement stands, as data. */
export function explainedStatement(
  { effect, action }: Pick<ExplainedStatement, "effect" | "action">,
  reference: Reference,
  context: AnswerContext,
): ExplainedStatement {
  const { policy, statement, sid, layer, level } = reference;
  const isAssumed = ASSUMED.has(policy);
  const urn = isAssumed ? undefined : context.world.carrierOf(policy);
  const isDeployed = urn?.startsWith("urn:") === true;
  return {
    action,
    effect,
    layer,
    level: level ?? null,
    document: policy,
    statement,
    sid: sid ?? null,
    isAssumed,
    stack: isDeployed ? stackOf(urn) : null,
    resource: urn ?? null,
    declaredAt: placesOf(reference, context).map(({ item, file, line }) => ({ item, file, line })),
  };
}

/** The same in words: the statement, its document, its line in the declaration, and its owner. */
export function statementText(reference: Reference, context: AnswerContext): string {
  const { sid, statement, policy } = reference;
  if (ASSUMED.has(policy)) return "an assumption";
  const name = `${sid === undefined ? `statement ${statement.toString()}` : `"${sid}"`} of ${policy}`;
  const urn = context.world.carrierOf(policy);
  if (urn === undefined) return `${name}, which no stack deploys`;
  if (!urn.startsWith("urn:")) return `${name}, which exists already, according to ${urn}`;
  if (context.plan === undefined) return `${name}, in the exported stack ${urn.replace(/^urn:pulumi:([^:]+)::([^:]+)::.*$/s, "$1 of $2")}`;
  const { layer, account } = partsOf(stackOf(urn));
  const places = placesOf(reference, context);
  const isTraced = context.provenance.some((each) => each.urn === urn && each.statement === sid);
  const listed = places.map(({ item, file, line }) => `${file}:${line.toString()} (${item})`).join(", ");
  const owner = isTraced ? (places[0]?.item.split("/")[0] ?? account) : account;
  return `${name}, ${originText(layer, isTraced, listed, context)}; ${ownerText(layer, account, owner, context)}`;
}

/** A guardrail of the whole organization carries no grant: the grants that it is traced to are its exceptions. */
function originText(layer: string, isTraced: boolean, listed: string, { plan }: AnswerContext): string {
  if (!isTraced) return `which follows from ${listed}`;
  if (layer !== "guardrails" || plan === undefined) return `declared at ${listed}`;
  const { file, line, id } = plan.organization.origin;
  return `which follows from ${file}:${line.toString()} (${id}) and excepts ${listed}`;
}

/** Who can change a statement: the owner of the entry decides, also where the statement stands in another account. */
function ownerText(layer: string, account: string, owner: string, { plan }: AnswerContext): string {
  if (account === "") return "the organization's administrators own it";
  if (layer === "perimeter" || layer === "foundation")
    return `the platform and security teams own it (${accountFileText("account.yaml", account, plan)})`;
  const owned = `${owner} owns it (${accountFileText("data.yaml", owner, plan)})`;
  return owner === account ? owned : `${owned}; it is deployed in ${account}`;
}

interface DeclaredPlace {
  readonly item: string;
  readonly file: string;
  readonly line: number;
}

/** The entries that a statement is for; the account's or the organization's own entry where it is for none. */
function placesOf({ policy, sid }: Reference, { world, plan, provenance }: AnswerContext): readonly DeclaredPlace[] {
  const urn = world.carrierOf(policy);
  if (urn?.startsWith("urn:") !== true || plan === undefined) return [];
  const traced = provenance.filter((each) => each.urn === urn && each.statement === sid);
  if (traced.length > 0) return traced;
  const { account } = partsOf(stackOf(urn));
  const { id, file, line }: Origin = plan.accounts.find(({ name }) => name === account)?.origin ?? plan.organization.origin;
  return [{ item: id, file, line }];
}

function partsOf(stack: string): { readonly layer: string; readonly account: string } {
  const [layer = "", account = ""] = stack.split(/\.(.*)/s);
  return { layer, account };
}
