import { pathAndName, roleArn } from "../iam/arn.ts";
import type { Catalogue } from "../iam/catalogue.ts";
import type { PolicyDocument } from "../iam/document.ts";
import { type IdentityStatement, managedPolicy } from "../iam/identity-policy.ts";
import { nonEmpty } from "../iam/non-empty.ts";
import { QUOTAS } from "../iam/quota.ts";
import { render, sizeOf } from "../iam/render.ts";
import { allow } from "../iam/statement.ts";
import { trustPolicy } from "../iam/trust-policy.ts";
import type { Plan } from "../model/plan/plan.ts";
import { runnersTrust } from "../model/runners-trust.ts";
import type { BootstrapPlace } from "./place.ts";
import { deployStatements, previewStatements } from "./role-statements.ts";
import { splitStatements } from "./split-statements.ts";

/** A role that stands before anything is deployed. */
export interface BootstrapRole {
  readonly name: string;
  /** IAM path with its slashes. */
  readonly path: string;
  readonly description: string;
  readonly trust: PolicyDocument<"trust policy">;
  /** Its policies by name, each in the role itself where all of them fit there, else managed. */
  readonly policies: ReadonlyMap<string, PolicyDocument<"managed policy">>;
  readonly isInline: boolean;
}

/** Puts statements into as few policies as fit. */
export function roleWith(
  role: Pick<BootstrapRole, "name" | "path" | "description" | "trust">,
  statements: readonly IdentityStatement[],
): BootstrapRole {
  const documents = splitStatements(statements).map(managedPolicy);
  const size = documents.reduce((total, document) => total + sizeOf(document), 0);
  const isInline = size <= QUOTAS.inlinePolicySizePerRole.value;
  const most = QUOTAS.managedPoliciesPerRole.value;
  if (!isInline && documents.length > most)
    throw new Error(
      `${role.name}: the role needs more managed policies than the ${most.toString()} that AWS attaches, got ${documents.length.toString()}; reference fewer roles that exist`,
    );
  return { ...role, policies: new Map(documents.map((document, index) => [`${role.name}-${(index + 1).toString()}`, document])), isInline };
}

/**
 * The role by which stacks are deployed to an account.
 * @param role its path and name
 */
export const deployRoleOf = (plan: Plan, role: string, place: BootstrapPlace, catalogue: Catalogue): BootstrapRole =>
  roleWith(
    {
      ...namedRole(role),
      description: "Palisade deploys with it",
      trust: runnersTrust(nonEmpty(plan.organization.runners, "deployment.takenBy")),
    },
    deployStatements(plan, place, catalogue),
  );

/** A role's name, and its IAM path with slashes, of both as they stand behind `role/` in its ARN. */
export function namedRole(role: string): Pick<BootstrapRole, "name" | "path"> {
  const { path, name } = pathAndName(role);
  return { name, path: path === undefined ? "/" : `/${path}/` };
}

/** The role by which a preview looks at an account. */
export const previewRoleOf = (plan: Plan, name: string, place: BootstrapPlace, catalogue: Catalogue): BootstrapRole =>
  roleWith(
    {
      name,
      path: "/",
      description: "Palisade previews with it",
      trust: trustPolicy([allow({ sid: "TrustPreviews", principals: { aws: [previewerArn(plan, name)] }, actions: ["sts:AssumeRole"] })]),
    },
    previewStatements(place, catalogue),
  );

/** The management account's own role of that name, which takes those of all other accounts. */
export const previewerArn = ({ organization: { partition, managementAccount } }: Plan, name: string): string =>
  roleArn({ partition, accountId: managementAccount, name });

/** A document as CloudFormation and the AWS CLI take it. */
export const documentOf = (document: PolicyDocument): unknown => JSON.parse(render(document, { limit: limitOf(document) })) as unknown;

/** A trust policy that names CloudFormation's references is longer than the one that AWS gets. */
const limitOf = ({ kind }: PolicyDocument): number =>
  kind === "trust policy" ? QUOTAS.trustPolicySize.value : QUOTAS.managedPolicySize.value;
