import { accountRootArn, pathAndName, roleArn, secretArn, streamArn } from "../../iam/arn.ts";
import type { Origin } from "../../model/plan/origin.ts";
import type { ResolvedAccount, ResolvedGrant, ResolvedPlan } from "../../model/plan/resolve.ts";
import { KEY_RIGHTS, SECRET_RIGHTS, TABLE_RIGHTS } from "../../proof/intent/rights.ts";
import type { DeclaredGrant, DeclaredGrants } from "../declared-grants.ts";
import { hashOfAll, hashOfGrant } from "../declared-hash.ts";

/**
 * What a plan says of grants, for the policy pack: by id, each with a hash. It names accounts, roles and resources, and contains no external
 * id. Closed and waiting grants are in it too, so that messages can say why they do not count.
 */
export function declaredGrantsOf(plan: ResolvedPlan): DeclaredGrants {
  const accounts = plan.accounts.map(({ name, id, organizationalUnit, origin }) => ({
    name,
    ...(id === undefined ? {} : { id }),
    organizationalUnit,
    ...placeOf(origin),
  }));
  const resources = plan.accounts.flatMap((account) => resourcesOf(plan, account));
  const grants = plan.grants.map((grant) => grantOf(plan, grant));
  const { organization, asOf } = plan;
  const all = { format: 1 as const, organization: organization.name, asOf, accounts, resources, grants, takers: takersOf(plan) };
  return { ...all, hash: hashOfAll(all) };
}

const placeOf = ({ file, line }: Origin) => ({ file, line });

function resourcesOf(plan: ResolvedPlan, account: ResolvedAccount): DeclaredGrants["resources"] {
  const named = [
    ...account.tables.map(({ origin, arn }) => ({ origin, arn })),
    ...account.keys.map(({ origin, existing }) => ({ origin, arn: existing })),
    ...account.secrets.map(({ origin, name }) => ({ origin, arn: arnOfSecret(plan, account, name) })),
  ];
  return named.map(({ origin, arn }) => ({ id: origin.id, ...(arn === undefined ? {} : { arn }), ...placeOf(origin) }));
}

/** The ARN of a secret, with a pattern for the characters that AWS appends. */
function arnOfSecret({ organization: { partition } }: ResolvedPlan, { id: accountId, secrets }: ResolvedAccount, name: string) {
  const secret = secrets.find((each) => each.name === name);
  if (secret?.existing !== undefined) return secret.existing;
  return secret === undefined || accountId === undefined
    ? undefined
    : secretArn({ partition, accountId, region: secret.region, secret: `${name}-??????` });
}

function grantOf(plan: ResolvedPlan, grant: ResolvedGrant): DeclaredGrant {
  const owner = plan.accounts.find(({ name }) => name === grant.owner);
  const consumer = consumerAccount(plan, grant);
  const declared = {
    id: grant.id,
    kind: grant.kind,
    ...(owner?.id === undefined ? {} : { owner: owner.id }),
    ...(consumer === undefined ? {} : { consumer }),
    principals: [...principalsOf(plan, grant, consumer)],
    ...(grant.accessRoleArn === undefined ? {} : { role: grant.accessRoleArn }),
    arns: owner === undefined ? [] : [...arnsOf(plan, owner, grant)],
    actions: [...new Set(grant.can.flatMap((right) => actionsOf(grant, right)))].sort(),
    ...(grant.until === undefined ? {} : { until: grant.until }),
    state: grant.state,
    ...placeOf(grant.origin),
  };
  return { ...declared, hash: hashOfGrant(declared) };
}

function consumerAccount({ accounts, externalParties }: ResolvedPlan, { consumer }: ResolvedGrant): string | undefined {
  return consumer.kind === "external"
    ? externalParties.find(({ name }) => name === consumer.party)?.account
    : accounts.find(({ name }) => name === consumer.account)?.id;
}

function principalsOf(plan: ResolvedPlan, { consumer, consumerRoleArn }: ResolvedGrant, accountId: string | undefined): readonly string[] {
  // The deploy role of the other account joins the global table.
  if (consumer.kind === "account")
    return plan.accounts.flatMap(({ name, deployRole }) =>
      name === consumer.account && accountId !== undefined ? [roleNamed(plan, accountId, deployRole)] : [],
    );
  const people =
    consumer.kind === "people"
      ? plan.accounts.find(({ name }) => name === consumer.account)?.people.find(({ name }) => name === consumer.people)?.rolePattern
      : undefined;
  const arn = people ?? consumerRoleArn;
  return arn === undefined ? [] : [arn];
}

function arnsOf(plan: ResolvedPlan, owner: ResolvedAccount, { kind, name, can, resourceArns }: ResolvedGrant): readonly string[] {
  if (kind === "keys") return owner.keys.flatMap((key) => (key.name === name && key.existing !== undefined ? [key.existing] : []));
  if (kind === "secrets") return [arnOfSecret(plan, owner, name)].filter((arn) => arn !== undefined);
  const table = owner.tables.find((each) => each.name === name);
  if (!(can as readonly string[]).includes("stream") || table === undefined || owner.id === undefined) return resourceArns;
  const place = { partition: plan.organization.partition, region: table.region, accountId: owner.id };
  return [...resourceArns, streamArn({ ...place, table: table.physicalName, label: "*" })];
}

function actionsOf({ kind }: ResolvedGrant, right: string): readonly string[] {
  if (kind === "keys") return KEY_RIGHTS[right] ?? [];
  if (kind === "secrets") return SECRET_RIGHTS[right] ?? [];
  const { table = [], index = [], stream = [] } = TABLE_RIGHTS[right] ?? {};
  return [...table, ...index, ...stream];
}

/** A role by its path and name, as declarations write it. */
function roleNamed(plan: ResolvedPlan, accountId: string, written: string): string {
  return roleArn({ partition: plan.organization.partition, accountId, ...pathAndName(written) });
}

/** The organization's deploy role in every account; or the role of each account, where some name their own. */
function deployRolesOf(plan: ResolvedPlan): string[] {
  const { organization, accounts } = plan;
  if (accounts.every(({ deployRole }) => deployRole === organization.deployRole)) return [roleNamed(plan, "*", organization.deployRole)];
  return accounts.flatMap(({ id, deployRole }) => (id === undefined ? [] : [roleNamed(plan, id, deployRole)]));
}

function takersOf(plan: ResolvedPlan): DeclaredGrants["takers"] {
  const { organization, vendors, accounts } = plan;
  const ids = new Map(accounts.map(({ name, id }) => [name, id]));
  const runners = {
    who: "deployment.takenBy",
    principals: [...organization.runners],
    roles: deployRolesOf(plan),
    ...placeOf(organization.origin),
  };
  return [
    runners,
    ...vendors
      .filter(({ state }) => state === "open")
      .map(({ name, account, role, takes, until, origin }) => ({
        who: `vendors.${name}`,
        principals: [
          role === undefined ? accountRootArn({ partition: organization.partition, accountId: account }) : roleNamed(plan, account, role),
        ],
        roles: takes.flatMap((taken) =>
          taken.roles.flatMap((each) => [ids.get(taken.account)].flatMap((id) => (id === undefined ? [] : [roleNamed(plan, id, each)]))),
        ),
        ...(until === undefined ? {} : { until }),
        ...placeOf(origin),
      })),
  ];
}
