import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { MemberAccount } from "../../components/organization/member-account.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { someOf } from "../../model/some-of.ts";
import type { Outputs } from "../wiring/contract.ts";
import type { LayerContext, OrganizationLayer } from "../wiring/layer.ts";

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
    const root = context.plan.organization.id === undefined ? createdOrganization(context) : await existingOrganization(context);
    const outputs: Outputs = { ...root };
    const units = organizationalUnits(context, root);
    for (const [path, id] of units) outputs[`unit:${path}`] = id;
    const members = context.plan.accounts.map((account) => ({ account, made: memberAccount(context, account, units) }));
    for (const { account, made } of members) outputs[`account:${account.name}`] = made.accountId;
    warnOfThoseBeside(
      context,
      members.flatMap(({ account: { name, id, organizationalUnit }, made }) => {
        const unit = units.get(organizationalUnit);
        return id === undefined || unit === undefined ? [] : [{ name, parentId: made.parentId, unit }];
      }),
    );
    return outputs;
  },
};

async function existingOrganization({ plan, provider }: LayerContext): Promise<Root> {
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
  return { organizationId: found.id, rootId: found.roots[0]?.id ?? "" };
}

function createdOrganization({ provider }: LayerContext): Root {
  const made = new aws.organizations.Organization(
    "organization",
    { featureSet: "ALL", enabledPolicyTypes: POLICY_TYPES },
    { provider, protect: true, retainOnDelete: true },
  );
  return { organizationId: made.id, rootId: made.roots.apply((roots) => roots[0]?.id ?? "") };
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
  members: readonly { readonly name: string; readonly parentId: pulumi.Output<string>; readonly unit: pulumi.Input<string> }[],
): void {
  if (members.length === 0) return;
  pulumi.all(members.map(({ name, parentId, unit }) => pulumi.all([name, parentId, unit]))).apply((deployed) => {
    const made = new Set(plan.organizationalUnits.flatMap(({ path, existing }) => (existing === undefined ? [path] : [])));
    const unitOf = new Map(plan.accounts.map((account) => [account.name, account.organizationalUnit]));
    const beside = deployed.flatMap(([name, parentId, unit]) => (parentId !== unit && made.has(unitOf.get(name) ?? "") ? [name] : []));
    if (beside.length > 0)
      void pulumi.log.warn(
        `accounts that exist are not moved into units that are made here, so that these are not in theirs: ${someOf(beside)}; move them by hand, or say which units exist with \`existing\`; until then their guardrails are attached to themselves alone`,
      );
  });
}

function memberAccount(
  { plan, provider }: LayerContext,
  account: ResolvedPlan["accounts"][number],
  units: ReadonlyMap<string, pulumi.Input<string>>,
): MemberAccount {
  const { name, id, email, organizationalUnit, deployRole, tags } = account;
  const unit = plan.organizationalUnits.find(({ path }) => path === organizationalUnit);
  const parentId = units.get(organizationalUnit);
  if (id !== undefined) {
    // An account that exists need not be in a unit that is made here.
    const expected = unit?.existing === undefined || parentId === undefined ? {} : { parentId };
    return new MemberAccount(name, { accountId: id, ...expected }, { provider });
  }
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
