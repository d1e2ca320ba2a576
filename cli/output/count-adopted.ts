import type { AdoptedOrganization } from "../../adoption/adopted.ts";
import type { Plan } from "../../model/plan/plan.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { pageItem } from "./page-list.ts";

/** What becomes of what exists. */
export interface AdoptedCounts {
  /** Units, accounts, networks, clusters, roles, tables and secrets. */
  readonly referenced: number;
  /** Those of them that a stack would make anew. */
  readonly created: readonly string[];
  /** What stacks would put on them, such as a policy or a tag. */
  readonly changed: readonly string[];
  /** What stacks make beside them: the roles and guardrails that protect Palisade itself. */
  readonly own: number;
}

/** Types of what may be adopted, each of which a stack makes where an entry does not say that it exists. */
const MADE: ReadonlySet<string> = new Set([
  "aws:organizations/organizationalUnit:OrganizationalUnit",
  "aws:organizations/account:Account",
  "aws:organizations/organization:Organization",
  "aws:ec2/vpc:Vpc",
  "aws:eks/cluster:Cluster",
  "aws:dynamodb/table:Table",
  "aws:dynamodb/tableReplica:TableReplica",
  "aws:cloudcontrol/resource:Resource",
  "aws:kms/key:Key",
  "aws:secretsmanager/secret:Secret",
]);
/** Types of what is put on something that exists. */
const PUT: ReadonlySet<string> = new Set([
  "aws:dynamodb/resourcePolicy:ResourcePolicy",
  "aws:dynamodb/tag:Tag",
  "aws:secretsmanager/secretPolicy:SecretPolicy",
  "aws:kms/keyPolicy:KeyPolicy",
  "aws:kms/grant:Grant",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
]);

/** Counts what a rehearsal references, makes and changes of what was adopted. */
export function countAdopted(plan: Plan, adopted: AdoptedOrganization, { resources }: Pick<PlanRehearsal, "resources">): AdoptedCounts {
  const read = new Set(adopted.accounts.map(({ id }) => id));
  const accounts = plan.accounts.filter(({ id }) => id !== undefined && read.has(id));
  const existing = accounts.flatMap(({ networks, clusters, workloads, tables, secrets }) => [
    ...networks.filter(({ kind }) => kind === "existing"),
    ...clusters,
    ...workloads.filter(({ role }) => !role.created),
    ...tables.filter(({ created }) => !created),
    ...secrets.filter((secret) => secret.existing !== undefined),
  ]);
  const units = plan.organizationalUnits.filter((unit) => unit.existing !== undefined);
  const existingRoles = new Set(
    accounts.flatMap(({ id = "", workloads }) => workloads.flatMap(({ role }) => (role.created ? [] : [`${id}/${role.name}`]))),
  );
  // What is read has the id that it has in AWS; what would be made has one of the rehearsal's own.
  const isRead = new Set([
    ...units.map((unit) => unit.existing),
    ...accounts.map(({ id }) => id),
    ...accounts.flatMap(({ workloads }) => workloads.map(({ role }) => role.name)),
  ]);
  const real = resources.filter(({ type, id }) => type.startsWith("aws:") && !isRead.has(id));
  const nameOf = ({ stack, name, type }: (typeof real)[number]) => `${stack}: ${name} (${type})`;
  const isPutOnRole = ({ type, account, inputs }: (typeof real)[number]) =>
    type.startsWith("aws:iam/rolePolicy") && existingRoles.has(`${account}/${String(inputs["role"])}`);
  const created = real.filter(({ type }) => MADE.has(type));
  const changed = real.filter((each) => PUT.has(each.type) || isPutOnRole(each));
  return {
    referenced: units.length + accounts.length + existing.length,
    created: created.map(nameOf),
    changed: changed.map(nameOf),
    own: real.length - created.length - changed.length,
  };
}

/** The same in words. */
export function countsText({ referenced, created, changed, own }: AdoptedCounts, failed: readonly string[]): string {
  const number = (count: number) => count.toLocaleString("en");
  const lines = [
    `${number(referenced)} referenced, ${number(created.length)} created, ${number(changed.length)} changed`,
    `Beside them, Palisade would make ${number(own)} resources of its own, such as break-glass roles and the guardrails that protect them`,
  ];
  return `${lines.join("\n")}\n${[...created, ...changed, ...failed.map((stack) => `${stack}: failed`)].map((each) => pageItem(each)).join("")}`;
}
