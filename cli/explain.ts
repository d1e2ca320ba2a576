import { loadCatalogue } from "../iam/catalogue.ts";
import type { ResolvedPlan } from "../model/resolve.ts";
import { type Explanation, explain, type LayerReference, type NearMiss, type StatementReference } from "../proof/explain.ts";
import { explanationText } from "../proof/explanation-text.ts";
import type { OrganizationWorld } from "../proof/organization-world.ts";
import { prepareRequest } from "../proof/prepare-request.ts";
import type { Provenance } from "../rehearsal/rehearse-plan.ts";
import type { DeclarationOptions } from "./read-declaration.ts";
import { type RehearsedOrganization, rehearsedOrganization } from "./rehearsed-organization.ts";
import { type ExitCode, type Streams, WrongUse } from "./streams.ts";

/** One question to the organization: may this principal do this to that, from there. */
export interface Question {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly from?: string | undefined;
  /** Further keys of the request, each `key=value`. */
  readonly context?: readonly string[] | undefined;
}

/** Rehearses the organization and answers one question about it in words. Resolves to 0 when it is allowed, 1 when it is denied. */
export async function explainCommand(question: Question & DeclarationOptions, streams: Streams): Promise<ExitCode> {
  const organization = await rehearsedOrganization(question, streams);
  const { text, isAllowed } = await answer(question, organization);
  streams.out(text);
  return isAllowed ? 0 : 1;
}

/** The answer to a question, as text. Throws for names that the organization does not know. */
export async function answer(
  { principal, action, resource, from, context = [] }: Question,
  { world, rehearsal, plan, now }: RehearsedOrganization,
): Promise<{ readonly text: string; readonly isAllowed: boolean }> {
  const situation = world.situate({ principal, action, resource, from, context: Object.fromEntries(context.map(keyAndValue)) });
  if ("problems" in situation)
    throw new WrongUse(situation.problems.map(({ path, message }) => `--${String(path[1] ?? "principal")}: ${message}`).join("\n"));
  const catalogue = await loadCatalogue([(action.split(":")[0] ?? "").toLowerCase()]);
  const explained = explain(prepareRequest(situation.request, { now, catalogue }), situation.layers);
  const explanation: Explanation = { ...explained, notes: [...explained.notes, ...situation.assumptions] };
  const isAllowed = explanation.decision === "allowed";
  const told: Told = { world, plan, provenance: rehearsal.provenance, owner: ownerOf(world, situation.request.resource) };
  const lines = [
    `${isAllowed ? "Yes" : "No"}: ${principal} may ${isAllowed ? "" : "not "}use ${action} on ${resource}${from === undefined ? "" : ` from ${from}`}.`,
    ...(isAllowed ? explanation.grants.map((grant) => `Allowed by ${statementText(grant, told)}.`) : obstacles(explanation, told)),
    "",
    "In the terms of AWS:",
    ...explanationText(explanation).map((line) => `  ${line}`),
  ];
  return { text: `${lines.join("\n")}\n`, isAllowed };
}

interface Told {
  readonly world: OrganizationWorld;
  readonly plan: ResolvedPlan;
  readonly provenance: readonly Provenance[];
  /** The account that holds the resource, by name. */
  readonly owner: string | undefined;
}

function keyAndValue(text: string): readonly [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new WrongUse(`--context: is no key with its value, got ${JSON.stringify(text)}; write it as "sts:ExternalId=…"`);
  }
  return [key, value];
}

function ownerOf({ names }: OrganizationWorld, resource: string): string | undefined {
  const [, account] = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource) ?? [];
  return account === undefined ? undefined : (names.accountName(account) ?? account);
}

/** What stands in the way, each with what would have to change. */
function obstacles({ denials, missing, nearMisses }: Explanation, told: Told): string[] {
  return [
    ...denials.flatMap((denial) => [`Denied by ${statementText(denial, told)}.`, `  To change: ${remedyOfDenial(denial)}.`]),
    ...missing.flatMap((lack) => {
      const nearly = nearMisses.filter(({ layer, effect }) => layer === lack.layer && effect === "Allow");
      const isConditional = nearly.some(({ element }) => element === "condition");
      return [
        `Not allowed by ${LAYER_NAMES[lack.layer]}.`,
        ...nearly.map((miss) => `  ${nearlyText(miss, told)}`),
        `  To change: ${isConditional ? "meet that condition, or have its owner declare it otherwise" : remedyOfLack(lack, told)}.`,
      ];
    }),
  ];
}

const LAYER_NAMES: Readonly<Record<LayerReference["layer"], string>> = {
  identity: "the caller's own policies",
  boundary: "the caller's permissions boundary",
  session: "the session's policy",
  resource: "the resource's policy",
  endpoint: "the policy of the VPC endpoint",
  serviceControl: "the organization's service control policies",
  resourceControl: "the organization's resource control policies",
};

/** A statement with its document, its line in the declaration and whose that is. */
function statementText({ sid, statement, policy }: StatementReference | NearMiss, told: Told): string {
  const name = sid === undefined ? `statement ${statement.toString()}` : `"${sid}"`;
  const urn = told.world.carrierOf(policy);
  if (urn === undefined) return `${name} of ${policy}, which no stack carries`;
  const places = told.provenance.filter((each) => each.urn === urn && each.statement === sid);
  const stack = urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "";
  const owner = stack.includes(".") ? `account ${stack.slice(stack.indexOf(".") + 1)}` : "the organization's administrators";
  const declared = places.map(({ item, file, line }) => `${file}:${line.toString()} (${item})`).join(", ");
  return `${name} of ${policy}${declared === "" ? ", which the blueprint always deploys" : `, declared at ${declared}`}; it belongs to ${owner}`;
}

function nearlyText(miss: NearMiss, told: Told): string {
  const failed = miss.failed.map(
    ({ key, expected, got }) => `${key} would have to be ${expected.join(" or ")}, got ${got?.join(", ") ?? "nothing"}`,
  );
  return `Nearly allowed by ${statementText(miss, told)}${failed.length === 0 ? `; its ${miss.element} differs` : `; ${failed.join("; ")}`}.`;
}

function remedyOfDenial({ layer, conditions }: StatementReference): string {
  const isOf = (key: string) => conditions.some((condition) => condition.key.toLowerCase() === key);
  if (layer === "serviceControl" && isOf("aws:sourcevpc"))
    return "call from a network that is declared for the caller; `networks` and `workloads` say which";
  if (layer === "serviceControl" && isOf("aws:sourceip")) return "call from the external party's declared networks";
  if (layer === "resourceControl")
    return "declare the caller as an external party with a grant, or call as a principal of the organization";
  if (layer === "resource" || layer === "identity")
    return "declare the caller under `usedBy` or `sharedWith` of the resource, or leave it to a principal that is";
  return "nothing that a grant could say; the guardrail is the organization's to change";
}

function remedyOfLack({ layer }: LayerReference, { owner }: Told): string {
  if (layer === "resource" || layer === "identity") {
    return `a grant under \`sharedWith\` or \`usedBy\` in the data.yaml of ${owner ?? "the owner"} that names the caller, the right and the end; its owner decides`;
  }
  return "the organization's administrators decide";
}
