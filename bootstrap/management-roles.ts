import { arn, parseArn, roleArn } from "../iam/arn.ts";
import { compareText } from "../iam/compare-text.ts";
import { allOf, condition } from "../iam/condition.ts";
import type { IdentityStatement } from "../iam/identity-policy.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import { type ActionPattern, allow } from "../iam/statement.ts";
import { trustPolicy } from "../iam/trust-policy.ts";
import type { Plan } from "../model/plan/plan.ts";
import { ACTIONS_OF_SOURCES } from "./actions-of-sources.ts";
import { type BootstrapRole, namedRole, roleWith } from "./bootstrap-role.ts";
import { ORGANIZATION_ACTIONS } from "./organization-actions.ts";
import type { StatePlace } from "./state-place.ts";
import { stateStatements } from "./state-statements.ts";

/** The environments of the repository whose jobs take the two roles. */
export interface RepositoryEnvironments {
  readonly preview: string;
  readonly deploy: string;
}

/** GitHub's own issuer of tokens. https://docs.github.com/en/actions/reference/security/oidc */
export const ISSUER = "token.actions.githubusercontent.com";

/** Stands in place of the repository's owner and name; it is a parameter of the template. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const REPOSITORY = "${Repository}";

/**
 * Stacks never do these: organizations and accounts are retained. Nobody who takes the runner's role should be able to close an account.
 */
const NEVER: ReadonlySet<string> = new Set([
  "organizations:CloseAccount",
  "organizations:DeleteOrganization",
  "organizations:RemoveAccountFromOrganization",
]);

/** The role that deploys: it keeps the organization's own resources, takes the deploy roles and writes the states. */
export function runnerRole(
  plan: Plan,
  runner: string,
  previewer: string,
  state: StatePlace,
  environments: RepositoryEnvironments,
): BootstrapRole {
  const { id } = plan.organization;
  const isMade = (type: string) =>
    type === "aws:organizations/organization:Organization"
      ? id === undefined
      : type !== "aws:organizations/account:Account" || plan.accounts.some((account) => account.id === undefined);
  const rows = Object.entries(ORGANIZATION_ACTIONS);
  const changes = rows.flatMap(([type, row]) => (isMade(type) ? row.changes : [])).filter((action) => !NEVER.has(action));
  const own = id === undefined ? ["iam:CreateServiceLinkedRole" as const] : [];
  return roleWith(
    { ...nameOf(runner), description: "Palisade's pipeline deploys with it", trust: trustOfJobs(plan, environments.deploy) },
    [
      ...organizationStatements([...organizationReads(), ...changes, ...own]),
      allow({ sid: "TakeDeployRoles", actions: ["sts:AssumeRole"], resources: deployRoleArns(plan) }),
      allow({
        sid: "CheckTheseRoles",
        actions: ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
        resources: [runner, previewer],
      }),
      ...stateStatements(state, "write"),
    ],
  );
}

/** The role that previews: it reads the organization and the states, and takes the roles of its name in all accounts. */
export function previewerRole(plan: Plan, name: string, state: StatePlace, environments: RepositoryEnvironments): BootstrapRole {
  const { partition } = plan.organization;
  return roleWith(
    { name, path: "/", description: "Palisade's pipeline previews with it", trust: trustOfJobs(plan, environments.preview) },
    [
      ...organizationStatements(organizationReads()),
      allow({ sid: "TakePreviewRoles", actions: ["sts:AssumeRole"], resources: [roleArn({ partition, accountId: "*", name })] }),
      ...stateStatements(state, "read"),
    ],
  );
}

/** ARN of the provider that vouches for GitHub's jobs. */
export const jobProviderArn = ({ organization: { partition, managementAccount: accountId } }: Plan): string =>
  arn({ partition, service: "iam", accountId, resource: `oidc-provider/${ISSUER}` });

const trustOfJobs = (plan: Plan, environment: string): BootstrapRole["trust"] =>
  trustPolicy([
    allow({
      sid: "TrustJobsOfTheEnvironment",
      principals: { federated: [jobProviderArn(plan)] },
      actions: ["sts:AssumeRoleWithWebIdentity"],
      conditions: allOf(
        condition("StringEquals", `${ISSUER}:aud`, ["sts.amazonaws.com"]),
        condition("StringEquals", `${ISSUER}:sub`, [`repo:${REPOSITORY}:environment:${environment}`]),
      ),
    }),
  ]);

const nameOf = (role: string): Pick<BootstrapRole, "name" | "path"> => namedRole((parseArn(role)?.resource ?? "").replace(/^role\//, ""));

/** The organization's deploy role in every account, and those that accounts name in place of it. */
const deployRoleArns = ({ organization: { partition, deployRole }, accounts }: Plan): NonEmpty<string> => [
  roleArn({ partition, accountId: "*", name: deployRole }),
  ...new Set(
    accounts.flatMap(({ id: accountId = "*", deployRole: own }) =>
      own === deployRole ? [] : [roleArn({ partition, accountId, name: own })],
    ),
  ),
];

const organizationReads = (): ActionPattern[] => [
  ...Object.values(ORGANIZATION_ACTIONS).flatMap(({ reads }) => reads),
  ...Object.entries(ACTIONS_OF_SOURCES).flatMap(([token, { reads }]) => (token.startsWith("aws:organizations/") ? reads : [])),
];

/** Ids of units, accounts and policies tell nothing apart, and most of the actions act on several of them. */
const organizationStatements = (actions: readonly ActionPattern[]): IdentityStatement[] => [
  allow({ sid: "KeepTheOrganization", actions: nonEmpty([...new Set(actions)].sort(compareText), "actions"), resources: ["*"] }),
];
