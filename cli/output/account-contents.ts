import { compareText } from "../../iam/compare-text.ts";
import type { Plan } from "../../model/plan/plan.ts";
import type { RehearsedResource } from "../../rehearsal/rehearsal-result.ts";
import { deployedResources } from "./deployed-resources.ts";

/** What one account would have after a rehearsal. */
export interface AccountContents {
  readonly name: string;
  /** Undefined for an account that is created: AWS chooses its id, and the rehearsal's own is another. */
  readonly id: string | undefined;
  /** By type, such as `dynamodb Table`, both sorted. */
  readonly resources: readonly { readonly type: string; readonly names: readonly string[] }[];
}

const ACCOUNT = "aws:organizations/account:Account";

/** What each account would have, sorted by the account's name. */
export function accountContents(resources: readonly RehearsedResource[], plan: Plan): readonly AccountContents[] {
  const names = accountNames(resources, plan);
  const created = new Set(plan.accounts.flatMap(({ name, id }) => (id === undefined ? [name] : [])));
  return [...Map.groupBy(deployedResources(resources), ({ account }) => account)]
    .map(([id, own]): AccountContents => {
      const name = names.get(id) ?? id;
      const byType = [...Map.groupBy(own, ({ type }) => shortType(type))].sort(([a], [b]) => compareText(a, b));
      return {
        name,
        id: created.has(name) ? undefined : id,
        resources: byType.map(([type, of]) => ({ type, names: of.map(readableName).sort(compareText) })),
      };
    })
    .sort((a, b) => compareText(a.name, b.name));
}

function accountNames(resources: readonly RehearsedResource[], plan: Plan): ReadonlyMap<string, string> {
  const names = new Map(plan.accounts.flatMap(({ name, id }) => (id === undefined ? [] : [[id, name] as const])));
  names.set(plan.organization.managementAccount, "management");
  for (const { type, id, inputs } of resources) if (type === ACCOUNT && typeof inputs["name"] === "string") names.set(id, inputs["name"]);
  return names;
}

/** `aws:dynamodb/table:Table` as `dynamodb Table`. */
export function shortType(type: string): string {
  const [, module = "", name = ""] = type.split(":");
  return `${module.split("/")[0] ?? ""} ${name}`;
}

/** A resource's name in AWS, or in its program where AWS makes up an id that says nothing to a reader. */
function readableName({ inputs, name }: RehearsedResource): string {
  const called = inputs["name"];
  return typeof called === "string" ? called : name;
}
