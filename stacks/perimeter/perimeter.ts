import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyOf } from "../../components/guardrails/attached-policy.ts";
import { attachSpread } from "../../components/guardrails/spread-policies.ts";
import { keyOf } from "../../guardrails/fit.ts";
import { freeSlots, overflow, type PolicyCounts, remaining } from "../../guardrails/placement.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { serviceControlPolicy } from "../../iam/service-control-policy.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import type { Outputs } from "../wiring/contract.ts";
import { guardrailCounts } from "../wiring/guardrail-places.ts";
import type { AccountContext, AccountLayer } from "../wiring/layer.ts";
import { issuersContent, SHARED_ISSUERS, sharesIssuers } from "../wiring/trusted-tokens.ts";
import { issuerNeeds, issuersOf } from "./issuers.ts";
import { networkIds, networkNeeds, readerNeeds } from "./network.ts";
import { computeSet, type Ids, longestIds, perimeterSets, type StatementSet, spreadStatements, whereOf } from "./statement-sets.ts";

/**
 * The policies that close an account to all other networks and to untrusted issuers, and the one that keeps the compute of its workloads to its
 * deployers, which stands whatever the perimeter is. They are made in the management account.
 */
export const perimeterLayer: AccountLayer = {
  needs: (plan, account) =>
    account.perimeter === "open"
      ? []
      : [
          { stack: "organization", key: "organizationId" },
          ...networkNeeds(account),
          ...readerNeeds(plan, account),
          ...issuerNeeds(plan, account),
          ...(isUnderSharedIssuers(plan, account) ? [{ stack: "guardrails", key: SHARED_ISSUERS } as const] : []),
        ],
  build: async (context) => {
    const { account } = context;
    await warnOfLapse(context);
    const ofPerimeter = account.perimeter === "open" ? [] : [...perimeterDocuments(context), issuersDocument(context)];
    const isEnforced = account.perimeter === "enforced";
    const attached = [...(isEnforced ? ofPerimeter : []), ...computeDocuments(context)];
    const outputs: Outputs = {};
    for (const { key, content } of isEnforced ? [] : ofPerimeter) outputs[`observed:${key}`] = content;
    if (attached.length === 0) return outputs;
    outputs[`headroom:account/${account.name}`] = headroom(context, attached);
    for (const set of Map.groupBy(attached, (document) => document.set).values()) Object.assign(outputs, attach(context, set));
    return outputs;
  },
};

/** Attaches the policies of one set of statements to the account. */
function attach(context: AccountContext, policies: readonly AccountPolicy[]): Outputs {
  const { account, plan, provider } = context;
  if (policies[0]?.set === ISSUERS && isUnderSharedIssuers(plan, account)) return { [SHARED_ISSUERS]: attachSharedIssuers(context) };
  return attachSpread(
    policies.map(({ key, description, type, content }) => {
      const policyName = `palisade-${key}-${account.name}`;
      return { key, policyName, description, type, content, targets: { account: account.id } };
    }),
    { provider },
  );
}

/** The key of the account's policy of trusted issuers. */
const ISSUERS = "issuers";

/** Whether the guardrails' policy of trusted issuers is the account's: AWS takes fewer RCPs in an organization than there may be accounts. */
const isUnderSharedIssuers = (plan: ResolvedPlan, account: AccountContext["account"]): boolean =>
  account.perimeter === "enforced" && sharesIssuers(plan, account);

/**
 * Attaches the guardrails' policy of trusted issuers to the account. The attachment is made here, so that one update of this stack attaches the
 * account's own policy before it detaches the shared one, and the other way round.
 */
function attachSharedIssuers({ account, provider, references }: AccountContext): pulumi.Output<string> {
  const policyId = references.required("guardrails", SHARED_ISSUERS);
  new aws.organizations.PolicyAttachment("shared-issuers", { policyId, targetId: account.id }, { provider });
  return policyId;
}

/** No run confirms or extends a perimeter that has lapsed: the declaration alone says what stands. */
async function warnOfLapse({ plan, account: { origin, name, perimeterLapses } }: AccountContext): Promise<void> {
  if (perimeterLapses === undefined || !plan.lapsedPerimeters.includes(name)) return;
  await pulumi.log.warn(
    `the perimeter of ${name} lapsed at ${perimeterLapses} and was not confirmed: its network and data denies apply no longer; delete unlessConfirmedBy in ${origin.file} to make them stand for good`,
  );
}

interface AccountPolicy {
  readonly key: string;
  /** The set of statements that it is one of the policies of. */
  readonly set: string;
  readonly description: string;
  readonly type: "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";
  readonly content: pulumi.Output<string>;
}

/** The SCPs of the account's perimeter. */
function perimeterDocuments(context: AccountContext): AccountPolicy[] {
  const networks = networkIds(context);
  const found = pulumi.all([...networks].map(([name, id]) => id.apply((vpcId) => [name, vpcId] as const)));
  const organizationId = context.references.required("organization", "organizationId");
  // Outputs copy what is in them, and a Map in an object does not survive that.
  const known: Known = (textOf) =>
    pulumi.all([found, organizationId]).apply(([entries, id]) => textOf({ vpcIds: new Map(entries), organizationId: id }));
  const longest = longestIds([...networks.keys()].map((name) => ({ name })));
  return perimeterSets(context).flatMap((set) => documentsOf(context, set, longest, known));
}

/** The SCPs about what runs under the account's workload roles. */
function computeDocuments(context: AccountContext): AccountPolicy[] {
  const none = longestIds([]);
  return documentsOf(context, computeSet(context), none, (textOf) => pulumi.output(textOf(none)));
}

/** A text that is made once AWS has made the ids. */
type Known = (textOf: (ids: Ids) => string) => pulumi.Output<string>;

/** As many SCPs as the statements of a set fill, before any id is known. */
function documentsOf(context: AccountContext, set: StatementSet, longest: Ids, known: Known): AccountPolicy[] {
  const { key, description, statements, origins } = set;
  const groups = spreadStatements(set, context.account.name, longest).map((group) => new Set(group.map(({ sid }) => sid)));
  for (const { statement, origin } of groups.length === 0 ? [] : origins()) {
    const index = groups.findIndex((group) => group.has(statement));
    context.trace({ stack: context.stack, resource: policyOf(keyOf(key, index)), statement, origin });
  }
  const where = whereOf(key, context.account.name);
  return groups.map((group, index) => ({
    key: keyOf(key, index),
    set: key,
    description,
    type: "SERVICE_CONTROL_POLICY",
    content: known((ids) => {
      const own = nonEmpty(
        statements(ids).filter(({ sid }) => group.has(sid)),
        where,
      );
      return render(serviceControlPolicy(own), { where });
    }),
  }));
}

function issuersDocument(context: AccountContext): AccountPolicy {
  const { account } = context;
  return {
    key: ISSUERS,
    set: ISSUERS,
    description: `Tokens that roles of ${account.name} are taken with come from known issuers`,
    type: "RESOURCE_CONTROL_POLICY",
    content: issuersOf(context).apply((issuers) => issuersContent(issuers, account.name)),
  };
}

/** How many policies the account still takes after its guardrails and its own policies. */
function headroom({ plan, account }: AccountContext, documents: readonly AccountPolicy[]): PolicyCounts {
  const count = (type: AccountPolicy["type"]) => documents.filter((each) => each.type === type).length;
  const own = { serviceControl: count("SERVICE_CONTROL_POLICY"), resourceControl: count("RESOURCE_CONTROL_POLICY") };
  const place = `account/${account.name}`;
  const left = remaining(remaining(freeSlots(account.attachedPolicies), guardrailCounts(plan, place)), own);
  const problem = overflow(left);
  if (problem !== undefined) throw new pulumi.RunError(`${place}: ${problem}`);
  return left;
}
