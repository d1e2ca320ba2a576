import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyOf } from "../../components/guardrails/attached-policy.ts";
import { attachSpread } from "../../components/guardrails/spread-policies.ts";
import { fit, keyOf } from "../../guardrails/fit.ts";
import { lapsing } from "../../guardrails/lapsing.ts";
import { freeSlots, overflow, type PolicyCounts, remaining } from "../../guardrails/placement.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { type ServiceControlStatement, serviceControlPolicy } from "../../iam/service-control-policy.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { computeStatements } from "../wiring/account-compute.ts";
import type { Outputs } from "../wiring/contract.ts";
import { guardrailCounts, LONGEST_ORGANIZATION_ID } from "../wiring/guardrail-policies.ts";
import type { AccountContext, AccountLayer } from "../wiring/layer.ts";
import { issuersContent, SHARED_ISSUERS, sharesIssuers } from "../wiring/trusted-tokens.ts";
import { dataOrigins, dataStatements } from "./data.ts";
import { issuerNeeds, issuersOf } from "./issuers.ts";
import { networkIds, networkNeeds, networkOrigins, networkStatements, readerNeeds, type StatementOrigin, type VpcIds } from "./network.ts";

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
async function warnOfLapse({ plan, account: { name, perimeterLapses } }: AccountContext): Promise<void> {
  if (perimeterLapses === undefined || !plan.lapsedPerimeters.includes(name)) return;
  await pulumi.log.warn(
    `the perimeter of ${name} lapsed at ${perimeterLapses} and was not confirmed: its network and data denies apply no longer; delete unlessConfirmedBy in accounts/${name}/account.yaml to make them stand for good`,
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

/** The SCPs of the account's perimeter: about its networks, and about what it declares; lapsing where the account's entry says so. */
function perimeterDocuments(context: AccountContext): AccountPolicy[] {
  const { account, references } = context;
  const networks = networkIds(context);
  const found = pulumi.all([...networks].map(([name, id]) => id.apply((vpcId) => [name, vpcId] as const)));
  // Statements are spread over documents before any VPC has an id: all ids are equally long.
  const longest: VpcIds = new Map([...networks.keys()].map((name, index) => [name, `vpc-${index.toString().padStart(17, "0")}`]));
  const organizationId = references.required("organization", "organizationId");
  // Outputs copy what is in them, and a Map in an object does not survive that.
  const known: KnownIds["known"] = (textOf) =>
    pulumi.all([found, organizationId]).apply(([entries, id]) => textOf({ vpcIds: new Map(entries), organizationId: id }));
  const spreadOut = (set: StatementSet) =>
    spread(
      context,
      { ...set, statements: (named) => lapsing(set.statements(named), account.perimeterLapses) },
      { known, longest: { vpcIds: longest, organizationId: LONGEST_ORGANIZATION_ID } },
    );
  return [
    ...spreadOut({
      key: "network",
      description: `Table data of ${account.name} from its own networks and its grants' alone`,
      statements: ({ vpcIds, organizationId }) => networkStatements(context, vpcIds, organizationId),
      origins: () => networkOrigins(context),
    }),
    ...spreadOut({
      key: "data",
      description: `Declared tables, secrets and keys of ${account.name}: who ends them, changes their settings, and from where they are used`,
      statements: ({ vpcIds }) => dataStatements(context, vpcIds),
      origins: () => dataOrigins(context),
    }),
  ];
}

/** The SCP about what runs under the account's workload roles, which names no id. */
function computeDocuments(context: AccountContext): AccountPolicy[] {
  const none: Ids = { vpcIds: new Map(), organizationId: "" };
  const set: StatementSet = {
    key: "compute",
    description: `What runs under workload roles of ${context.account.name}: who starts it, changes it and enters it`,
    statements: () => computeStatements(context.account, context.plan),
    origins: () => [],
  };
  return spread(context, set, { known: (textOf) => pulumi.output(textOf(none)), longest: none });
}

/** Spreads statements over as many SCPs as they fill. */
function spread(
  context: AccountContext,
  { key, description, statements, origins }: StatementSet,
  { known, longest }: KnownIds,
): AccountPolicy[] {
  const where = `${key} SCP of ${context.account.name}`;
  const [first, ...rest] = statements(longest);
  if (first === undefined) return [];
  const groups = fit([first, ...rest], serviceControlPolicy, where).map((group) => new Set(group.map(({ sid }) => sid)));
  for (const { statement, origin } of origins()) {
    const index = groups.findIndex((group) => group.has(statement));
    context.trace({ stack: context.stack, resource: policyOf(keyOf(key, index)), statement, origin });
  }
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

/** What statements name that AWS makes. */
interface Ids {
  readonly vpcIds: VpcIds;
  readonly organizationId: string;
}

interface KnownIds {
  /** A text that is made once AWS has made the ids. */
  readonly known: (textOf: (ids: Ids) => string) => pulumi.Output<string>;
  /** Ids that are as long as any, so that the real ones move no statement. */
  readonly longest: Ids;
}

/** Statements that stand together, as far as one document takes them. */
interface StatementSet {
  readonly key: string;
  readonly description: string;
  readonly statements: (ids: Ids) => readonly ServiceControlStatement[];
  readonly origins: () => readonly StatementOrigin[];
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
