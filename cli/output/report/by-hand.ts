import { z } from "zod";
import { compareText } from "../../../iam/compare-text.ts";
import type { Plan } from "../../../model/plan/plan.ts";
import { consumerName } from "../../../model/plan/planned-grant.ts";
import type { PlanRehearsal } from "../../../rehearsal/rehearse-plan.ts";
import { namesText } from "../page-list.ts";
import { accountsBeside } from "./guardrail-reach.ts";
import type { HandStep } from "./start-report.ts";

/** What a connection card says that somebody has to do. */
const card = z.object({
  grant: z.string(),
  permissions: z.string().optional(),
  keyPolicyStatements: z.string().optional(),
  serviceAccount: z.object({ namespace: z.string(), name: z.string(), annotations: z.record(z.string(), z.string()) }).optional(),
});
type Card = z.infer<typeof card>;

type Rehearsed = Pick<PlanRehearsal, "resources" | "stacks">;

/** Everything that no stack does and somebody has to, one step for each account and kind. */
export function stepsByHand(plan: Plan, rehearsal: Rehearsed): readonly HandStep[] {
  const cards = cardsOf(rehearsal);
  return [
    ...movedAccounts(plan, rehearsal),
    ...neededEndpoints(plan),
    ...keyStatements(plan, cards),
    ...rolePermissions(plan, cards),
    ...annotations(plan, cards),
    ...partyCards(plan),
    ...rotations(plan),
  ];
}

function cardsOf({ stacks }: Rehearsed): readonly Card[] {
  return stacks
    .flatMap(({ outputs }) => Object.entries(outputs))
    .filter(([key]) => key.startsWith("card:"))
    .map(([, value]) => card.parse(value))
    .sort((a, b) => compareText(a.grant, b.grant));
}

function movedAccounts(plan: Plan, rehearsal: Rehearsed): HandStep[] {
  const beside = accountsBeside(plan, rehearsal);
  const what = "move these existing accounts into their organizational units, or reference existing units with `existing`";
  return beside.length === 0 ? [] : [{ account: "management", what, about: [...beside] }];
}

/** An existing network is not changed unless its entry says so. */
function neededEndpoints({ endpoints }: Plan): HandStep[] {
  const byNetwork = Map.groupBy(
    endpoints.filter(({ made }) => !made),
    ({ account, network }) => `${account}/${network}`,
  );
  return [...byNetwork].map(([network, all]) => ({
    account: all[0]?.account ?? "",
    what: `create interface endpoints for ${all.map(({ service }) => service).join(" and ")} in the existing network ${network}`,
    about: [...new Set(all.flatMap(({ neededBy }) => neededBy))].sort(compareText),
  }));
}

function keyStatements(plan: Plan, cards: readonly Card[]): HandStep[] {
  const lacking = cards.filter(({ keyPolicyStatements }) => keyPolicyStatements !== undefined);
  const byKey = Map.groupBy(lacking, ({ grant }) => ownerOf(plan, grant));
  return [...byKey].map(([account, all]) => ({
    account,
    what: "add the key policy statements on these grants' connection cards to the policies of the existing keys",
    about: all.map(({ grant }) => grant),
  }));
}

function rolePermissions(plan: Plan, cards: readonly Card[]): HandStep[] {
  const lacking = cards.filter(({ permissions }) => permissions !== undefined);
  const byRole = Map.groupBy(lacking, ({ grant }) => consumerOf(plan, grant));
  return [...byRole].map(([workload, all]) => ({
    account: workload.split("/")[0] ?? "",
    what: `add the permissions on these grants' connection cards to ${ownRoleOf(plan, workload)}`,
    about: all.map(({ grant }) => grant),
  }));
}

/** What a consumer's own permissions are added to. */
function ownRoleOf({ accounts }: Plan, consumer: string): string {
  const [account, name] = consumer.split("/");
  const people = accounts.find((each) => each.name === account)?.people.find((each) => each.name === name);
  return people === undefined ? `the existing role of ${consumer}` : `the inline policy of the permission set ${people.permissionSet}`;
}

/** One step for all pods of an account: the values differ, the work is the same. */
function annotations(plan: Plan, cards: readonly Card[]): HandStep[] {
  const annotated = cards.filter(({ serviceAccount }) => Object.keys(serviceAccount?.annotations ?? {}).length > 0);
  const byAccount = Map.groupBy(annotated, ({ grant }) => consumerOf(plan, grant).split("/")[0] ?? "");
  return [...byAccount].map(([account, all]) => {
    const pods = [...new Set(all.map(({ serviceAccount: { namespace = "", name = "" } = {} }) => `${namespace}/${name}`))].sort(
      compareText,
    );
    return {
      account,
      what: `annotate ${pods.length === 1 ? "the service account" : "the service accounts"} ${namesText(pods)} as on ${pods.length === 1 ? "its connection card" : "their connection cards"}`,
      about: all.map(({ grant }) => grant),
    };
  });
}

function partyCards({ grants }: Plan): HandStep[] {
  const open = grants.filter(({ state }) => state === "open");
  const byParty = Map.groupBy(open, ({ consumer }) => (consumer.kind === "external" ? consumer.party : ""));
  return [...byParty]
    .filter(([party]) => party !== "")
    .map(([party, all]) => ({
      account: `external/${party}`,
      what: `send ${party} the connection cards of its grants`,
      about: all.map(({ id }) => id),
    }));
}

/** AWS refuses a rotation until its function is there and may be invoked, and a function has nothing to rotate until there is a value. */
const rotations = ({ accounts }: Plan): HandStep[] =>
  accounts.flatMap(({ name: account, secrets }) => {
    const rotated = secrets.flatMap(({ name, rotation }) => (rotation === undefined ? [] : [{ name, ...rotation }]));
    const functions = [...new Set(rotated.map(({ functionName }) => functionName))].sort(compareText);
    if (functions.length === 0) return [];
    const what = `before the deployment: make the ${functions.length === 1 ? "function" : "functions"} ${namesText(functions)}, and let secretsmanager.amazonaws.com invoke ${functions.length === 1 ? "it" : "them"} for this account (lambda:AddPermission with SourceAccount); after it, put in the first value`;
    return [{ account, what, about: rotated.map(({ name }) => `${account}/secrets/${name}`) }];
  });

const ownerOf = ({ grants }: Plan, id: string): string => grants.find((grant) => grant.id === id)?.owner ?? "";

function consumerOf({ grants }: Plan, id: string): string {
  const consumer = grants.find((grant) => grant.id === id)?.consumer;
  return consumer === undefined ? "" : consumerName(consumer);
}
