import * as pulumi from "@pulumi/pulumi";
import type { LAYERS } from "../model/names.ts";
import type { Plan, PlannedStack } from "../model/plan/plan.ts";
import { accountOf } from "../model/plan/plan-index.ts";
import { type ResolvedPlan, resolve } from "../model/plan/resolve.ts";
import { chooseFrom } from "../model/reading/suggest.ts";
import { remember } from "../model/remember.ts";
import { someOf } from "../model/some-of.ts";
import { consumersLayer } from "./consumers/consumers.ts";
import { dataLayer } from "./data/data.ts";
import { foundationLayer } from "./foundation/foundation.ts";
import { guardrailsLayer } from "./guardrails/guardrails.ts";
import { organizationLayer } from "./organization/organization.ts";
import { perimeterLayer } from "./perimeter/perimeter.ts";
import { declarationHash } from "./wiring/declaration-hash.ts";
import type { AccountContext, AccountLayer, Extensions, LayerContext, OrganizationLayer, Trace } from "./wiring/layer.ts";
import { providerOf } from "./wiring/providers.ts";
import { type Need, readReferences, StackReferences } from "./wiring/references.ts";

const ORGANIZATION_LAYERS: { readonly organization: OrganizationLayer; readonly guardrails: OrganizationLayer } = {
  organization: organizationLayer,
  guardrails: guardrailsLayer,
};
const ACCOUNT_LAYERS: { readonly [L in Exclude<(typeof LAYERS)[number], "organization" | "guardrails">]: AccountLayer } = {
  foundation: foundationLayer,
  perimeter: perimeterLayer,
  data: dataLayer,
  consumers: consumersLayer,
};

/** What a program may be given besides the plan. */
export interface ProgramOptions {
  /** The user's own resources. */
  readonly extensions?: Extensions;
  /** Name of the role that acts in member accounts. @default the deploy role */
  readonly role?: string | undefined;
  /** Called with the origin of each statement. */
  readonly trace?: (trace: Trace) => void;
}

/**
 * The program of one stack.
 * @throws pulumi.RunError, when run, for a stack that the plan does not have, and for missing outputs of other stacks
 */
export function programOf(plan: Plan, name: string, options: ProgramOptions = {}): () => Promise<Record<string, unknown>> {
  return async () => {
    const stack = stacksOf(plan).get(name);
    if (stack === undefined) throw new pulumi.RunError(unknownStack(plan, name));
    const from = new StackReferences();
    const resolved = resolveOnce(plan, stack.layer === "organization" ? new Map() : await createdAccountIds(plan, from));
    return stack.account === undefined
      ? runOrganizationLayer(resolved, stack, options, from)
      : runAccountLayer(resolved, stack, stack.account, options, from);
  };
}

const stacksOf = remember(({ stacks }: Pick<Plan, "stacks">) => new Map(stacks.map((stack) => [stack.name, stack])));

/** Plans that were resolved with the same ids; a rehearsal runs hundreds of stacks of one plan. */
const resolvedPlans = remember((_plan: Plan) => new Map<string, ResolvedPlan>());

function resolveOnce(plan: Plan, ids: ReadonlyMap<string, string>): ResolvedPlan {
  const resolvedByIds = resolvedPlans(plan);
  const key = JSON.stringify([...ids]);
  const resolved = resolvedByIds.get(key) ?? resolve(plan, ids);
  resolvedByIds.set(key, resolved);
  return resolved;
}

function unknownStack(plan: Plan, name: string): string {
  const names = plan.stacks.map((stack) => stack.name);
  return `stack ${JSON.stringify(name)} is not one of this declaration's; ${chooseFrom(name, names, "declare an account")}\nstacks: ${someOf(names)}`;
}

const createdAccounts = remember(({ accounts }: Plan) => accounts.filter(({ id }) => id === undefined));

/** Ids of accounts that the organization stack created, as far as it did. */
async function createdAccountIds(plan: Plan, from: StackReferences): Promise<ReadonlyMap<string, string>> {
  const ids = await Promise.all(
    createdAccounts(plan).map(async ({ name }) => [name, await from.value("organization", `account:${name}`)] as const),
  );
  return new Map(ids.filter((entry): entry is readonly [string, string] => typeof entry[1] === "string"));
}

async function runOrganizationLayer(plan: ResolvedPlan, stack: PlannedStack, options: ProgramOptions, from: StackReferences) {
  const layer = ORGANIZATION_LAYERS[stack.layer === "guardrails" ? "guardrails" : "organization"];
  const context = await contextOf(plan, stack, undefined, layer.needs(plan), options, from);
  return finish(context, stack, await layer.build(context), options.extensions);
}

async function runAccountLayer(
  plan: ResolvedPlan,
  stack: PlannedStack,
  accountName: string,
  options: ProgramOptions,
  from: StackReferences,
) {
  const found = accountOf(plan, accountName);
  if (found?.id === undefined) {
    throw new pulumi.RunError(
      `${stack.name}: account ${accountName} has no id yet; deploy the organization first: pulumi up -s organization`,
    );
  }
  const account = { ...found, id: found.id };
  const layer = ACCOUNT_LAYERS[stack.layer as keyof typeof ACCOUNT_LAYERS];
  const context: AccountContext = { ...(await contextOf(plan, stack, account, layer.needs(plan, account), options, from)), account };
  return finish(context, stack, await layer.build(context), options.extensions);
}

async function contextOf(
  plan: ResolvedPlan,
  stack: PlannedStack,
  account: AccountContext["account"] | undefined,
  needs: readonly Need[],
  { trace = () => undefined, role }: ProgramOptions,
  from: StackReferences,
): Promise<LayerContext> {
  await warnOfStale(plan, stack, from);
  const references = await readReferences(needs, from);
  return { stack: stack.name, layer: stack.layer, plan, references, trace, provider: providerOf(plan, stack, account, role) };
}

/** Outputs of a stack that was last deployed from another declaration may be out of date. */
async function warnOfStale(plan: ResolvedPlan, stack: PlannedStack, from: StackReferences): Promise<void> {
  for (const name of stack.dependsOn) {
    const other = stacksOf(plan).get(name);
    const deployed = await from.value(name, "declaration");
    if (other === undefined || deployed === undefined || deployed === declarationHash(plan, other)) continue;
    await pulumi.log.warn(`${name} was last deployed from another declaration; deploy it first: pulumi up -s ${name}`);
  }
}

async function finish(
  context: LayerContext,
  stack: PlannedStack,
  outputs: Record<string, unknown>,
  extensions: Extensions = {},
): Promise<Record<string, unknown>> {
  const added = (await extensions[context.layer]?.(context)) ?? {};
  if (typeof added !== "object")
    throw new pulumi.RunError(
      `extensions/${context.layer}.ts: returns no object, got ${JSON.stringify(added)}; return { name: value }, or nothing`,
    );
  const all: Record<string, unknown> = { ...outputs, declaration: declarationHash(context.plan, stack) };
  for (const [key, value] of Object.entries(added)) {
    if (Object.hasOwn(all, key))
      throw new pulumi.RunError(
        `extensions/${context.layer}.ts: returns an output that the layer hands on itself, got ${JSON.stringify(key)}; rename it`,
      );
    all[key] = value;
  }
  return all;
}
