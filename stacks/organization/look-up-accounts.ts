import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Origin } from "../../model/plan/origin.ts";
import type { PlannedUnit } from "../../model/plan/planned-unit.ts";
import { compareProblems, findingText, type Problem, problemLine } from "../../model/problem.ts";
import type { LayerContext } from "../wiring/layer.ts";

/** What AWS says of an account of the organization. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
export interface FoundAccount {
  readonly id: string;
  readonly state: string;
}

/** What AWS says of the organization itself. */
export interface FoundOrganization {
  readonly rootId: string;
  readonly accounts: readonly FoundAccount[];
}

/** An account that the declaration says exists, with the unit that its entry names. */
interface ExistingAccount {
  readonly origin: Origin;
  readonly name: string;
  readonly id: string;
  /** The unit's id where it exists: the account must lie in it. One that is made here is empty at first. */
  readonly unitId: string | undefined;
}

/**
 * Where each account that exists lies: the id of its root or unit, by the account's id. One question is asked for each unit, however many
 * accounts there are; those that are in none of the declared units are looked for in all others. Throws one error with all accounts that are
 * missing, closed or in another unit than their entry names.
 */
export async function lookUpAccounts(context: LayerContext, found: FoundOrganization): Promise<ReadonlyMap<string, string>> {
  const existing = existingAccounts(context);
  const states = new Map(found.accounts.map(({ id, state }) => [id, state]));
  const parents = new Map<string, string>();
  const asked = new Set<string>();
  const ask = async (units: readonly { readonly id: string; readonly declared?: PlannedUnit }[]): Promise<void> => {
    const answers = await Promise.all(units.map(async ({ id, declared }) => ({ id, members: await childAccounts(context, id, declared) })));
    for (const { id, members } of answers) {
      asked.add(id);
      for (const member of members) parents.set(member, id);
    }
  };
  const wanted = new Set(existing.map(({ unitId }) => unitId));
  await ask(
    context.plan.organizationalUnits.flatMap((unit) =>
      unit.existing !== undefined && wanted.has(unit.existing) ? [{ id: unit.existing, declared: unit }] : [],
    ),
  );
  if (existing.some(({ id }) => states.has(id) && !parents.has(id))) {
    const all = [found.rootId, ...(await unitsBelow(context, found.rootId))];
    await ask(all.filter((id) => !asked.has(id)).map((id) => ({ id })));
  }
  const problems = existing.flatMap((account) => accountProblem(account, states.get(account.id), parents.get(account.id)) ?? []);
  if (problems.length > 0) throw new pulumi.RunError(problems.sort(compareProblems).map(problemLine).join("\n"));
  return new Map(existing.flatMap(({ id }) => (parents.has(id) ? [[id, parents.get(id) ?? ""] as const] : [])));
}

function existingAccounts({ plan }: LayerContext): ExistingAccount[] {
  const units = new Map(plan.organizationalUnits.map(({ path, existing }) => [path, existing]));
  return plan.accounts.flatMap(({ origin, name, id, organizationalUnit }) =>
    id === undefined ? [] : [{ origin, name, id, unitId: units.get(organizationalUnit) }],
  );
}

async function childAccounts({ provider }: LayerContext, parentId: string, declared: PlannedUnit | undefined): Promise<readonly string[]> {
  const { accounts } = await aws.organizations.getOrganizationalUnitChildAccounts({ parentId }, { provider }).catch((error: unknown) => {
    if (declared === undefined) throw error;
    const message = findingText({ what: "cannot be looked up", got: parentId, remedy: "correct it, or see why AWS refuses" });
    const where = `organizationalUnits.${declared.path}.existing`;
    throw new pulumi.RunError(
      `${problemLine({ ...declared.origin, where, message })}\n${error instanceof Error ? error.message : String(error)}`,
    );
  });
  return accounts.map(({ id }) => id);
}

async function unitsBelow({ provider }: LayerContext, parentId: string): Promise<readonly string[]> {
  const { childrens } = await aws.organizations.getOrganizationalUnitDescendantOrganizationalUnits({ parentId }, { provider });
  return childrens.map(({ id }) => id);
}

/** What is wrong with an account that the declaration says exists; guardrails of a unit bind only what lies in it. */
export function accountProblem(
  { origin, name, id, unitId }: ExistingAccount,
  state: string | undefined,
  parentId: string | undefined,
): Problem | undefined {
  const problem = (where: string, what: string, got: string, remedy: string): Problem => ({
    ...origin,
    where,
    message: findingText({ what, got, remedy }),
  });
  if (state === undefined)
    return problem(`id of ${name}`, "is no account of the organization", id, "correct it, or invite the account into the organization");
  if (state !== "ACTIVE")
    return problem(`id of ${name}`, `is an account that is ${stateText(state)}`, id, "remove its folder, or make the account active again");
  if (unitId !== undefined && parentId !== unitId)
    return problem(
      `organizationalUnit of ${name}`,
      "is not where the account lies",
      parentId ?? "nothing",
      `move the account to ${unitId}, or correct organizationalUnit`,
    );
  return undefined;
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html */
function stateText(state: string): string {
  return state === "SUSPENDED" || state === "CLOSED" ? `closed (${state})` : `not active (${state})`;
}
