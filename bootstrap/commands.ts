import { managedPolicyArn } from "../iam/arn.ts";
import { render } from "../iam/render.ts";
import type { Plan } from "../model/plan/plan.ts";
import type { BootstrapRole } from "./bootstrap-role.ts";
import { filesOf } from "./deploy-role-files.ts";
import type { BootstrapPlace } from "./place.ts";

/** The account that the commands' credentials are of, in place of an account's id. */
export const CALLERS_ACCOUNT = "ACCOUNT";

/** A file of commands, and what it makes. */
export interface CommandsFile {
  readonly file: string;
  /** Path and name of the deploy role of the accounts that it is for. */
  readonly deployRole: string;
  readonly roles: readonly BootstrapRole[];
}

/** Commands that make the roles of one account, or bring them up to date. They need bash, the AWS CLI, and credentials of that account. */
export function accountCommands(plan: Plan, { file, deployRole, roles }: CommandsFile): string {
  const { organization } = plan;
  const place = { partition: organization.partition, accountId: CALLERS_ACCOUNT };
  return `#!/usr/bin/env bash
# Makes Palisade's roles in the account that the credentials are of, or brings them up to date:
#   AWS_PROFILE=orders-prod bash ${file}
# In an account whose deploy role AWS Organizations made with AdministratorAccess, run it with that role; its last step takes that away.
set -euo pipefail
export AWS_DEFAULT_REGION="\${AWS_DEFAULT_REGION:-${organization.homeRegion}}"
account="$(aws sts get-caller-identity --query Account --output text)"
if [ "$account" = ${organization.managementAccount} ]; then
  echo 'the credentials are of the management account; these roles are for the others' >&2
  exit 1
fi
${otherAccounts(plan, deployRole)}# Puts the account's id in place of ACCOUNT.
document() { sed "s/:${CALLERS_ACCOUNT}:/:$account:/g"; }

${roles
  .toReversed()
  .map((role) => roleCommands(role, place))
  .join("\n")}`;
}

/** Commands that refuse accounts with another deploy role; none where all have the same, or where the id of an account is not known yet. */
function otherAccounts({ organization, accounts }: Plan, deployRole: string): string {
  const refuse = (role: string, file: string) => `echo "the deploy role of $account is ${role}; run ${file}.sh" >&2; exit 1 ;;`;
  if (deployRole === organization.deployRole) {
    const others = accounts.flatMap(({ id, deployRole: own }) => (own === deployRole || id === undefined ? [] : [{ id, own }]));
    return others.length === 0
      ? ""
      : `case "$account" in\n${others.map(({ id, own }) => `  ${id}) ${refuse(own, filesOf(own))}\n`).join("")}esac\n`;
  }
  const ids = accounts.flatMap(({ id, deployRole: own }) => (own === deployRole ? [id] : []));
  return ids.includes(undefined)
    ? ""
    : `case "$account" in\n  ${ids.join(" | ")}) ;;\n  *) echo "$account has another deploy role than ${deployRole}" >&2; exit 1 ;;\nesac\n`;
}

function roleCommands({ name, path, description, trust, policies, isInline }: BootstrapRole, place: BootstrapPlace): string {
  const administrator = managedPolicyArn({ ...place, accountId: "aws", name: "AdministratorAccess" });
  return `# ${name}
trust='${render(trust)}'
if path="$(aws iam get-role --role-name ${name} --query Role.Path --output text 2> /dev/null)"; then
  if [ "$path" != ${path} ]; then
    echo "the role ${name} lies under the path $path, not ${path}; a role cannot be moved" >&2
    exit 1
  fi
  aws iam update-assume-role-policy --role-name ${name} --policy-document "$trust"
else
  aws iam create-role --role-name ${name}${path === "/" ? "" : ` --path ${path}`} --description '${description}' --assume-role-policy-document "$trust" > /dev/null
fi
${[...policies].map(([policy, document]) => policyCommands(name, policy, render(document), isInline, place)).join("\n")}
if aws iam list-attached-role-policies --role-name ${name} --output text | grep -qF ${administrator}; then
  aws iam detach-role-policy --role-name ${name} --policy-arn ${administrator}
fi
`;
}

function policyCommands(role: string, policy: string, text: string, isInline: boolean, place: BootstrapPlace): string {
  const given = `policy="$(document <<'EOF'\n${text}\nEOF\n)"`;
  if (isInline) return `${given}\naws iam put-role-policy --role-name ${role} --policy-name ${policy} --policy-document "$policy"`;
  const policyArn = managedPolicyArn({ ...place, name: policy }).replace(CALLERS_ACCOUNT, "$account");
  return `${given}
if aws iam get-policy --policy-arn "${policyArn}" > /dev/null 2>&1; then
  # A policy has five versions at most.
  for version in $(aws iam list-policy-versions --policy-arn "${policyArn}" --query 'Versions[?!IsDefaultVersion].VersionId' --output text); do
    aws iam delete-policy-version --policy-arn "${policyArn}" --version-id "$version"
  done
  aws iam create-policy-version --policy-arn "${policyArn}" --policy-document "$policy" --set-as-default > /dev/null
else
  aws iam create-policy --policy-name ${policy} --policy-document "$policy" > /dev/null
fi
aws iam attach-role-policy --role-name ${role} --policy-arn "${policyArn}"`;
}
