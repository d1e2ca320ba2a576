import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ExistingAccounts } from "../../components/organization/existing-accounts.ts";
import { MemberAccount } from "../../components/organization/member-account.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { someOf } from "../../model/some-of.ts";
import type { Outputs } from "../wiring/contract.ts";
import type { LayerContext, OrganizationLayer } from "../wiring/layer.ts";
import { lookUpAccounts } from "./look-up-accounts.ts";

/** Policies that the perimeter is made of; an organization takes them only once their type is enabled. */
const POLICY_TYPES = ["RESOURCE_CONTROL_POLICY", "SERVICE_CONTROL_POLICY"];

interface Root {
  readonly organizationId: pulumi.Input<string>;
  readonly rootId: pulumi.Input<string>;
}

/** The organization, its units and accounts, and the ids that all other stacks use. */
export const organizationLayer: OrganizationLayer = {
  needs: () => [],
  build: async (context) => {
    const { plan, provider } = context;
    const { root, parents } = plan.organization.id === undefined ? createdOrganization(context) : await existingOrganization(context);
    const outputs: Outputs = { ...root };
    if (parents.size > 0) new ExistingAccounts("existing", { parents: Object.fromEntries(parents) }, { provider });
    const units = organizationalUnits(context, root);
    for (const [path, id] of units) outputs[`unit:${path}`] = id;
    // Every stack reads these outputs. Ids that are declared are known without them, and would make all stacks pay for all accounts.
    for (const account of plan.accounts)
      if (account.id === undefined) outputs[`account:${account.name}`] = memberAccount(context, account, units).accountId;
    warnOfThoseBeside(context, parents, units);
    return outputs;
  },
};

/** The organization with where the accounts lie that exist already, by their ids. */
interface Found {
  readonly root: Root;
  readonly parents: ReadonlyMap<string, string>;
}

async function existingOrganization(context: LayerContext): Promise<Found> {
  const { plan, provider } = context;
  const { id } = plan.organization;
  const found = await aws.organizations.getOrganization({}, { provider });
  if (found.id !== id) {
    throw new pulumi.RunError(
      `organization.id: is not the organization that the management account is in, got ${JSON.stringify(id)}; write ${found.id}, or deploy with the right credentials`,
    );
  }
  const missing = POLICY_TYPES.filter((type) => !found.enabledPolicyTypes.includes(type));
  if (missing.length > 0) {
    throw new pulumi.RunError(
      `organization: has policy types that are not enabled, got ${JSON.stringify(found.enabledPolicyTypes)}; enable ${missing.join(" and ")} in the management account`,
    );
  }
  const rootId = found.roots[0]?.id ?? "";
  return { root: { organizationId: found.id, rootId }, parents: await lookUpAccounts(context, { rootId, accounts: found.accounts }) };
}

/** A new organization has no account but the management account. */
function createdOrganization({ provider }: LayerContext): Found {
  const made = new aws.organizations.Organization(
    "organization",
    { featureSet: "ALL", enabledPolicyTypes: POLICY_TYPES },
    { provider, protect: true, retainOnDelete: true },
  );
  const rootId = made.roots.apply((roots) => roots[0]?.id ?? "");
  return { root: { organizationId: made.id, rootId }, parents: new Map() };
}

/** Ids of all units by path; the plan has parents before children. */
function organizationalUnits({ plan, provider }: LayerContext, { rootId }: Root): Map<string, pulumi.Input<string>> {
  const ids = new Map<string, pulumi.Input<string>>();
  for (const { path, existing } of plan.organizationalUnits) {
    const steps = path.split("/");
    const parentId = ids.get(steps.slice(0, -1).join("/")) ?? rootId;
    const name = `unit-${steps.join(".")}`;
    const unit =
      existing === undefined
        ? new aws.organizations.OrganizationalUnit(name, { name: steps.at(-1) ?? path, parentId }, { provider })
        : aws.organizations.OrganizationalUnit.get(name, existing, undefined, { provider });
    ids.set(path, unit.id);
  }
  return ids;
}

/**
 * A unit that is made here is empty at first: accounts that exist are moved by hand, and their guardrails are attached to themselves. One
 * warning names all that are not in theirs.
 */
function warnOfThoseBeside(
  { plan }: LayerContext,
  parents: ReadonlyMap<string, string>,
  units: ReadonlyMap<string, pulumi.Input<string>>,
): void {
  const made = new Set(plan.organizationalUnits.flatMap(({ path, existing }) => (existing === undefined ? [path] : [])));
  const members = plan.accounts.filter(({ id, organizationalUnit }) => id !== undefined && made.has(organizationalUnit));
  if (members.length === 0) return;
  pulumi.all([...units].map(([path, id]) => pulumi.all([path, id]))).apply((deployed) => {
    const ids = new Map(deployed);
    const beside = members.flatMap(({ name, id, organizationalUnit }) =>
      parents.get(id ?? "") === ids.get(organizationalUnit) ? [] : [name],
    );
    if (beside.length > 0)
      void pulumi.log.warn(
        `accounts that exist are not moved into units that are made here, so that these are not in theirs: ${someOf(beside)}; move them by hand, or say which units exist with \`existing\`; until then their guardrails are attached to themselves alone`,
      );
  });
}

function memberAccount(
  { provider }: LayerContext,
  account: ResolvedPlan["accounts"][number],
  units: ReadonlyMap<string, pulumi.Input<string>>,
): MemberAccount {
  const { name, email, organizationalUnit, deployRole, tags } = account;
  const parentId = units.get(organizationalUnit);
  if (email === undefined || parentId === undefined) throw new Error(`${name}: is created without an address or a unit; declare both`);
  return new MemberAccount(
    name,
    {
      accountName: name,
      email,
      roleName: deployRole,
      parentId,
      tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    },
    { provider },
  );
}
