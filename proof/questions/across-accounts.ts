import { functionArn } from "../../iam/arn.ts";
import { accountOf, peopleOf, workloadOf } from "../../model/plan/plan-index.ts";
import { consumerName, type Taker } from "../../model/plan/planned-grant.ts";
import type { ResolvedGrant, ResolvedPlan, ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { Request } from "../engine/prepare-request.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import { grantedRequests, networkOf, notGranted, pollsStreams, waitsForRole } from "./declared-access.ts";
import { standingPerimeter } from "./standing-perimeter.ts";
import { takingRequests } from "./taking-requests.ts";

/** What a request is asked for: the declared access, or one of the ways that must stay closed. */
export type Question = "declared" | "from the internet" | "by another role" | "of another tenant" | "not granted";

/** A request about a grant with the answer that the declaration promises. */
export interface GrantRequest {
  readonly question: Question;
  readonly request: Request;
  readonly isToBeAllowed: boolean;
  /** What promises it, where it is not the grant itself: the perimeter, or the classification. */
  readonly because?: string;
}

/**
 * What is asked about a grant across accounts: each granted action from where it was declared, one of them from the internet and by another
 * role of the consumer from the same network, and one action that was not granted. Where the grant is carried by a role of the owner's,
 * the consumer takes it, and that role calls. Empty for grants that no request shows: closed and waiting ones, replicas, and those inside an account.
 */
export function grantRequests(grant: ResolvedGrant, plan: ResolvedPlan, world: OrganizationWorld): readonly GrantRequest[] {
  const { consumer, how, state } = grant;
  if (state !== "open" || consumer.kind === "account" || how === "own-role" || how === "replication") return [];
  if (waitsForRole(grant, plan, world)) return [];
  const isExternal = consumer.kind === "external";
  const taker = consumerName(consumer);
  const caller = how === "resource-policy" ? taker : `${grant.owner}/access/${taker}`;
  const from = originOf(plan, consumer);
  const stranger = `role/another@${isExternal ? (plan.externalParties.find(({ name }) => name === consumer.party)?.account ?? "") : consumer.account}`;
  const granted = grantedRequests(grant, caller, from, plan);
  const [first] = granted;
  if (first === undefined) return [];
  const taking = how === "resource-policy" ? [] : takingRequests(grant, { plan, world, taker, role: caller, from });
  const ask = (question: Question, request: Request): GrantRequest => ({ question, request, isToBeAllowed: question === "declared" });
  return [
    ...taking.map((request) => ask("declared", request)),
    ...granted.map((request) => ask("declared", request)),
    ...(pollsStreams(plan, grant) && first.resource.endsWith("/stream")
      ? [readByTheFunction(grant, first, plan)]
      : isFromAnywhere(workloadOf(plan, consumer)) || callsFromAnywhere(plan, consumer)
        ? []
        : [ask("from the internet", { ...first, from: "internet" })]),
    ask("by another role", { ...first, principal: stranger }),
    // A token is no role's: another pod's must not do.
    ...taking
      .slice(0, 1)
      .map((request) => ask("by another role", how === "irsa" ? ofAnotherPod(request) : { ...request, principal: stranger })),
    ask("not granted", { ...first, action: notGranted(grant) }),
  ];
}

/**
 * What a function asks for itself of a stream that Lambda polls for it. The stream's policy names no network, since Lambda polls from AWS's
 * own; the perimeter of the function's account tells the two apart by the function's ARN, and without one nothing does.
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
function readByTheFunction({ consumer, region }: ResolvedGrant, polled: Request, plan: ResolvedPlan): GrantRequest {
  const account = accountOf(plan, consumer.kind === "workload" ? consumer.account : "");
  const functionName = consumer.kind === "workload" ? consumer.workload : "";
  const place = { partition: plan.organization.partition, region, accountId: account?.id ?? "" };
  const context = { "lambda:SourceFunctionArn": functionArn({ ...place, functionName }) };
  const perimeter = account === undefined ? "open" : standingPerimeter(plan, account);
  return {
    question: "from the internet",
    request: { ...polled, action: "dynamodb:GetRecords", from: "internet", context },
    isToBeAllowed: perimeter !== "enforced",
    because: `perimeter ${perimeter}`,
  };
}

/** Whether a workload is bound to no place: it runs outside of all networks, and AWS's polling is not all that it does. */
const isFromAnywhere = (workload: ResolvedWorkload | undefined): boolean =>
  workload !== undefined && workload.network === undefined && workload.addresses.length === 0 && !workload.pollsStreams;

/** Where a consumer calls from, as requests name it: a network, a party's addresses, or one address of people. */
function originOf(plan: ResolvedPlan, consumer: Taker): string | undefined {
  if (consumer.kind === "external") return consumerName(consumer);
  const people = peopleOf(plan, consumer);
  const [address] = workloadOf(plan, consumer)?.addresses ?? [];
  if (address !== undefined) return address.replace(/\/.*/, "");
  if (people === undefined) return consumer.kind === "workload" ? networkOf(plan, consumer) : undefined;
  const { network, addresses } = people;
  return network === undefined ? addresses[0]?.replace(/\/.*/, "") : `${network.account}/${network.network}`;
}

/** Whether a consumer is a party without addresses, whom nothing keeps from the internet. */
const callsFromAnywhere = ({ externalParties }: ResolvedPlan, consumer: Taker): boolean =>
  consumer.kind === "external" && externalParties.some(({ name, networks }) => name === consumer.party && networks.length === 0);

const ofAnotherPod = (request: Request): Request => ({
  ...request,
  context: Object.fromEntries(
    Object.entries(request.context).map(([key, value]) => [key, key.endsWith(":sub") ? "system:serviceaccount:default:another" : value]),
  ),
});
