import type { Origin } from "../../model/plan/origin.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { ANY_CALLER, ANY_PERMISSION, ANY_TRUST } from "../../proof/engine/aws-policies.ts";
import type { LayerReference, NearMiss, SeenCondition, StatementReference } from "../../proof/explanation/explain.ts";
import type { StepExplanation } from "../../proof/explanation/explain-call.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";
import type { Provenance } from "../../rehearsal/rehearse-plan.ts";
import type { DeclaredGrant } from "../input/declared-grant.ts";

/** What statements and remedies are told with. */
export interface Told {
  readonly world: OrganizationWorld;
  /** Undefined for exported stacks, which no declaration is known of. */
  readonly plan: ResolvedPlan | undefined;
  readonly provenance: readonly Provenance[];
  /** The account that holds the resource, by name. */
  readonly owner: string | undefined;
  /** What is declared between the caller and the resource, where that says why it is denied. */
  readonly declared?: DeclaredGrant | undefined;
  /** Whether the caller is a break-glass role or one that deploys, which no grant gives anything. */
  readonly isKeeper?: boolean;
  /** Why the request does not leave its network, where it does not. */
  readonly unreachable?: string | undefined;
}

/** What stands in the way of a call, each with what would have to change. */
export function obstacles(steps: readonly StepExplanation[], told: Told): string[] {
  return [
    ...(told.declared === undefined ? [] : [`${told.declared.text}.`]),
    ...steps.filter(({ decision }) => decision !== "allowed").flatMap((step) => obstaclesOf(step, told)),
  ];
}

function obstaclesOf({ denials, missing, nearMisses, asked }: StepExplanation, told: Told): string[] {
  const isNotSent = ({ layer }: LayerReference) => layer === "endpoint" && told.unreachable !== undefined;
  return [
    ...(asked.service === undefined
      ? []
      : [`${SERVICES[asked.service] ?? asked.service} asks KMS for ${asked.action} on ${asked.resource} in the caller's name:`]),
    ...(missing.some(isNotSent) ? [`The request does not arrive: ${told.unreachable ?? ""}.`, `  To change: ${GET_OUT}.`] : []),
    ...denials.flatMap((denial) => [
      `Denied by ${statementText(denial, told)}.`,
      `  To change: ${told.plan === undefined ? "that statement, or what it asks of the caller" : remedyOfDenial(denial, told)}.`,
    ]),
    ...missing.flatMap((lack) => {
      if (isNotSent(lack)) return [];
      const nearly = nearMisses.filter(({ layer, effect }) => layer === lack.layer && effect === "Allow");
      const failed = nearly.filter(({ element }) => element === "condition").flatMap((miss) => miss.failed);
      return [
        `Not allowed by ${lack.layer === "resource" && asked.service !== undefined ? "the key's policy" : LAYER_NAMES[lack.layer]}.`,
        ...nearly.map((miss) => `  ${nearlyText(miss, told)}`),
        `  To change: ${remedyOf(lack, failed, told)}.`,
      ];
    }),
  ];
}

const SERVICES: Readonly<Record<string, string>> = { dynamodb: "DynamoDB", secretsmanager: "Secrets Manager" };

/** A created network is given the endpoints that its workloads' grants need. */
const GET_OUT = "ask from a network that has one, or declare the grant that needs it for a workload of this network";

const LAYER_NAMES: Readonly<Record<LayerReference["layer"], string>> = {
  identity: "the caller's own policies",
  boundary: "the caller's permissions boundary",
  session: "the session's policy",
  resource: "the resource's policy",
  endpoint: "the policy of the VPC endpoint",
  serviceControl: "the organization's service control policies",
  resourceControl: "the organization's resource control policies",
};

/** Policies that stand for what nobody told. */
const ASSUMED: ReadonlySet<string> = new Set([ANY_CALLER, ANY_PERMISSION, ANY_TRUST].map(({ name }) => name));

/** A statement with its document, its line in the declaration and whose that is. */
export function statementText({ sid, statement, policy }: StatementReference | NearMiss, { world, plan, provenance }: Told): string {
  const name = sid === undefined ? `statement ${statement.toString()}` : `"${sid}"`;
  if (ASSUMED.has(policy)) return "what is assumed of it";
  const urn = world.carrierOf(policy);
  if (urn === undefined) return `${name} of ${policy}, which no stack carries`;
  if (!urn.startsWith("urn:")) return `${name} of ${policy}, which exists already, as ${urn} says`;
  if (plan === undefined)
    return `${name} of ${policy}, in the exported stack ${urn.replace(/^urn:pulumi:([^:]+)::([^:]+)::.*$/s, "$1 of $2")}`;
  const [layer = "", account = ""] = (urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "").split(/\.(.*)/s);
  const carried = provenance.filter((each) => each.urn === urn && each.statement === sid);
  const decider = carried[0]?.item.split("/")[0] ?? account;
  const declared = carried.map(({ item, file, line }) => `${file}:${line.toString()} (${item})`);
  const origin = plan.accounts.find((each) => each.name === account)?.origin ?? plan.organization.origin;
  const follows = `which follows from ${originText(origin)}`;
  // A guardrail of the whole organization is there for no grant: it leaves out the ones that it is traced to.
  const guarding = layer === "guardrails" ? `${follows} and leaves out what is declared at ` : "declared at ";
  const from = declared.length > 0 ? `${guarding}${declared.join(", ")}` : follows;
  return `${name} of ${policy}, ${from}; it belongs to ${ownerOfLayer(layer, account, decider)}`;
}

const originText = ({ file, line, id }: Origin): string => `${file}:${line.toString()} (${id})`;

/** Who can change a statement: what an account's workloads may do elsewhere stands with them, and is declared by whom it belongs to. */
function ownerOfLayer(layer: string, account: string, decider: string): string {
  if (account === "") return "the organization's administrators";
  if (layer === "perimeter" || layer === "foundation") return `the platform and security teams, who keep the account.yaml of ${account}`;
  const keeper = `account ${decider}, which keeps ${decider === account ? "its" : "that"} data.yaml`;
  return decider === account ? keeper : `${keeper}, and stands in ${account}`;
}

function nearlyText(miss: NearMiss, told: Told): string {
  const failed = miss.failed.map(({ operator, key, expected, got }) =>
    operator.startsWith("Null")
      ? `${key} would have to be ${expected.includes("true") ? "missing" : "there"}`
      : `${key} would have to be ${comparison(operator)}${expected.join(" or ")}, got ${got?.join(", ") ?? "nothing"}`,
  );
  return `Nearly allowed by ${statementText(miss, told)}${failed.length === 0 ? `; its ${miss.element} differs` : `; ${failed.join("; ")}`}.`;
}

function comparison(operator: string): string {
  if (/Not/.test(operator)) return "other than ";
  if (/LessThan/.test(operator)) return operator.startsWith("Date") ? "before " : "below ";
  if (/GreaterThan/.test(operator)) return operator.startsWith("Date") ? "after " : "above ";
  return "";
}

function remedyOf(lack: LayerReference, failed: readonly SeenCondition[], told: Told): string {
  if (told.plan === undefined) return `an Allow in ${LAYER_NAMES[lack.layer]} that names the caller, the action and what it is for`;
  return failed.length > 0 ? remedyOfConditions(failed) : remedyOfLack(lack, told);
}

/** What meets the conditions of a statement that nearly allows. */
function remedyOfConditions(failed: readonly SeenCondition[]): string {
  const keys = new Set(failed.map(({ key }) => key.toLowerCase()));
  if (keys.has("aws:currenttime")) return "a later `until` of the grant in the data.yaml of its owner, who decides";
  if (keys.has("aws:sourcevpc")) return "call from the network that the caller's workload is declared in, or declare it in another";
  if (keys.has("aws:sourceip")) return "call from the external party's declared networks";
  if (keys.has("kms:viaservice")) return "nothing: that service uses the key for whoever may use what it encrypts; ask about that instead";
  if (keys.has("sts:externalid")) return "give the ExternalId that is declared for the external party";
  return "meet that condition, or have its owner declare it otherwise";
}

/** Whether something rests on where a request comes from, of which the request carries nothing. */
export const lacksNetwork = ({ denials, nearMisses, asked }: StepExplanation): boolean =>
  asked.service === undefined &&
  [...denials.flatMap(({ conditions }) => conditions), ...nearMisses.flatMap(({ failed }) => failed)].some(
    ({ key, got }) => /^aws:source(vpc|ip)$/i.test(key) && got === null,
  );

function remedyOfDenial({ layer, conditions }: StatementReference, { declared, isKeeper, unreachable }: Told): string {
  const isOf = (key: string) => conditions.some((condition) => condition.key.toLowerCase() === key);
  if (layer === "serviceControl" && isOf("aws:sourcevpc") && unreachable !== undefined)
    return "let the request arrive; until then it carries no network";
  if (layer === "serviceControl" && isOf("aws:sourcevpc"))
    return "call from a network that is declared for the caller; `networks` and `workloads` say which";
  if (layer === "serviceControl" && isOf("aws:sourceip")) return "call from the external party's declared networks";
  if (layer === "resourceControl")
    return declared?.remedy ?? "declare the caller as an external party with a grant, or call as a principal of the organization";
  if (layer === "resource" || layer === "identity") {
    if (isKeeper === true) return NO_GRANT_FOR_KEEPERS;
    return declared?.remedy ?? "declare the caller under `usedBy` or `sharedWith` of the resource, or leave it to a principal that is";
  }
  return "nothing that a grant could say; the guardrail is the organization's to change";
}

const NO_GRANT_FOR_KEEPERS =
  "nothing that a grant could say: grants are for workloads and external parties, not for break-glass and who deploys";

function remedyOfLack({ layer }: LayerReference, { owner, declared, isKeeper }: Told): string {
  if (layer === "resource" || layer === "identity") {
    if (isKeeper === true) return NO_GRANT_FOR_KEEPERS;
    if (declared !== undefined) return declared.remedy;
    return `a grant under \`sharedWith\` or \`usedBy\` in the data.yaml of ${owner ?? "the owner"} that names the caller, the right and the end; its owner decides`;
  }
  return "the organization's administrators decide";
}
