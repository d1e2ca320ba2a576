import { compareText } from "../../../iam/compare-text.ts";
import type { Plan } from "../../../model/plan/plan.ts";
import { type UndeclaredAccounts, undeclaredBelow } from "../../../model/plan/whole-units.ts";
import type { PlanRehearsal } from "../../../rehearsal/rehearse-plan.ts";
import { parentsOfAccounts } from "./parents-of-accounts.ts";
import type { Attachment, StartReport } from "./start-report.ts";

const POLICY = "aws:organizations/policy:Policy";
const ATTACHMENT = "aws:organizations/policyAttachment:PolicyAttachment";
/** Other types of policies bind no request. */
const CONTROLS: ReadonlySet<unknown> = new Set(["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]);

/** Where service and resource control policies are attached, and which accounts that binds. */
export function guardrailReach(
  plan: Plan,
  { resources, stacks }: Pick<PlanRehearsal, "resources" | "stacks">,
  undeclared: UndeclaredAccounts,
): StartReport["guardrails"] {
  const policies = new Map(resources.filter(({ type }) => type === POLICY).map((policy) => [policy.id, policy]));
  const tree = treeOf(plan, { resources, stacks });
  const attached = resources
    .filter(({ type }) => type === ATTACHMENT)
    .map(({ inputs }) => ({ policyId: String(inputs["policyId"]), targetId: String(inputs["targetId"]) }))
    .filter(({ policyId }) => {
      const policy = policies.get(policyId);
      return policy === undefined || CONTROLS.has(policy.outputs["type"]);
    });
  const attachments = [...Map.groupBy(attached, ({ targetId }) => targetId)].map(([targetId, all]): Attachment => {
    const { kind, name } = tree.named(targetId);
    return {
      kind,
      target: name,
      policies: all.map(({ policyId }) => nameOf(policies.get(policyId)?.inputs["name"], policyId)).sort(compareText),
      accounts: plan.accounts.map((account) => account.name).filter((account) => tree.above(account).includes(targetId)),
      bindsUndeclared: kind === "root" || kind === "unit",
      undeclaredAccounts: kind === "root" ? Object.keys(undeclared).sort() : kind === "unit" ? undeclaredBelow(undeclared, name) : [],
    };
  });
  const order: readonly Attachment["kind"][] = ["root", "unit", "account", "elsewhere"];
  attachments.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || compareText(a.target, b.target));
  const partlyBoundAccounts = plan.accounts
    .map((account) => ({ ...account, policies: policiesOf(account.name, attachments) }))
    .filter(({ perimeter, policies }) => perimeter !== "enforced" || policies.length === 0)
    .map(({ name, perimeter, perimeterBecause, organizationalUnit, policies }) => {
      const unit = plan.organizationalUnits.find(({ path }) => path === organizationalUnit);
      const because = perimeterBecause ?? (unit?.perimeter === perimeter ? unit.because : undefined) ?? null;
      return { account: name, policies, perimeter, because };
    });
  const lapsingPerimeters = plan.accounts.flatMap(({ name, perimeterLapses: at }) =>
    at === undefined ? [] : [{ account: name, at, hasLapsed: plan.lapsedPerimeters.includes(name) }],
  );
  return { attachments, partlyBoundAccounts, lapsingPerimeters };
}

/** The policies that bind an account, wherever they are attached. */
const policiesOf = (account: string, attachments: readonly Attachment[]): string[] => [
  ...new Set(attachments.filter(({ accounts }) => accounts.includes(account)).flatMap(({ policies }) => policies)),
];

const nameOf = (name: unknown, id: string): string => (typeof name === "string" ? name : id);

interface Tree {
  /** What an id stands for. */
  readonly named: (id: string) => { readonly kind: Attachment["kind"]; readonly name: string };
  /** The ids of an account and of everything above it. */
  readonly above: (account: string) => readonly string[];
}

/** The organization's tree as the rehearsal left it: an account that exists stays where it is, whatever its entry says. */
function treeOf({ accounts }: Plan, { resources, stacks }: Pick<PlanRehearsal, "resources" | "stacks">): Tree {
  const outputs = stacks.find(({ name }) => name === "organization")?.outputs ?? {};
  const idsOf = (prefix: string) =>
    Object.entries(outputs).flatMap(([key, id]) =>
      key.startsWith(prefix) && typeof id === "string" ? [[key.slice(prefix.length), id] as const] : [],
    );
  const root = outputs["rootId"];
  const units = new Map(idsOf("unit:"));
  const declared = accounts.flatMap(({ name, id }) => (id === undefined ? [] : [[name, id] as const]));
  const members = new Map([...declared, ...idsOf("account:")]);
  const unitNames = new Map([...units].map(([path, id]) => [id, path]));
  const accountNames = new Map([...members].map(([name, id]) => [id, name]));
  const parents = parentsOfAccounts(resources);
  const declaredUnit = new Map(accounts.map(({ name, organizationalUnit }) => [name, organizationalUnit]));
  return {
    named: (id) => {
      if (id === root) return { kind: "root", name: "the root" };
      const unit = unitNames.get(id);
      if (unit !== undefined) return { kind: "unit", name: unit };
      const account = accountNames.get(id);
      return account === undefined ? { kind: "elsewhere", name: id } : { kind: "account", name: account };
    },
    above: (account) => {
      const id = members.get(account) ?? "";
      const parent = parents.get(id);
      const unit = typeof parent === "string" ? unitNames.get(parent) : declaredUnit.get(account);
      const steps = unit?.split("/") ?? [];
      const above = steps.map((_, index) => units.get(steps.slice(0, index + 1).join("/")));
      return [root, ...above, id].filter((each) => typeof each === "string");
    },
  };
}

/** Existing accounts that lie outside of the unit that their entry names: nothing moves them. */
export function accountsBeside(plan: Plan, { resources, stacks }: Pick<PlanRehearsal, "resources" | "stacks">): readonly string[] {
  const outputs = stacks.find(({ name }) => name === "organization")?.outputs ?? {};
  const parents = parentsOfAccounts(resources);
  return plan.accounts
    .filter(({ id, organizationalUnit }) => {
      const parent = id === undefined ? undefined : parents.get(id);
      return parent !== undefined && parent !== outputs[`unit:${organizationalUnit}`];
    })
    .map(({ name }) => name);
}
