import { parseArn } from "../../iam/arn.ts";
import { wildcard } from "../../iam/wildcard.ts";
import { DATA_ACTIONS } from "../data-actions.ts";
import type { DeclaredGrants } from "../declared-grants.ts";
import { inForceOf, isOfResource } from "../declared-match.ts";
import { type Finding, undecided, unseen, violation } from "../finding.ts";
import { FOREIGN_ACCOUNT } from "../foreign-request.ts";
import { completedArn } from "../matches-everything.ts";
import { NAME_ACCOUNT, ownAccountOf } from "../own-account.ts";
import type { Statement } from "../parsed-policy.ts";
import { documentsOf } from "../resource-documents.ts";
import type { ResourceRule, RuleContext } from "../rule.ts";
import { mayHold, reachedActions } from "../statement-reach.ts";
import { UNKNOWN } from "../unknown-values.ts";

const SERVICES = ["dynamodb", "secretsmanager"];
/** Its roles lie in the accounts that it is assigned to, and not in the provider's. */
const PERMISSION_SET = "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy";

/**
 * A role that asks for data of another account without a grant is denied there, at best. What it hopes for belongs into the declaration,
 * where the owner sees it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html
 */
export const noUndeclaredUse: ResourceRule = {
  name: "no-undeclared-use",
  displayName: "What is used of others is declared",
  description:
    "An identity policy allows data actions on a table or secret of another account only as the organization's declaration grants them to its own. Without the file of declared grants the rule checks nothing.",
  severity: "medium",
  remediation: "Ask the owner to declare the grant where the message says, or take the ARN out of the policy.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html",
  tags: ["declaration", "least-privilege", "data-perimeter"],
  check: (resource, context): readonly Finding[] => {
    const { declared } = context;
    if (declared === undefined) return [];
    const account = ownAccountOf({ properties: {}, provider: resource.provider });
    return documentsOf(resource)
      .filter(({ kind }) => kind === "identity" && resource.type !== PERMISSION_SET)
      .flatMap(({ where, document }) => {
        if (document === UNKNOWN) return [undecided(resource, where)];
        if (document === undefined) return [];
        const uses = document.statements.flatMap((statement) => usesOf(statement, context));
        return [
          ...(account === undefined && uses.length > 0
            ? [unseen(resource, "the account of the role is not known, since its provider names none", NAME_ACCOUNT)]
            : uses.flatMap((use) =>
                problemsOf(use, account ?? "", declared, context).map((problem) =>
                  violation(resource, `${where}, ${use.label}: ${problem}`),
                ),
              )),
          ...(document.isPartlyUnknown ? [undecided(resource, `a part of ${where}`)] : []),
        ];
      });
  },
};

/** Data actions of a statement on one resource. */
interface Use {
  readonly label: string;
  readonly arn: string;
  /** May contain wildcards. */
  readonly account: string;
  readonly actions: readonly string[];
  readonly statement: Statement;
}

/** The uses of a statement. `*` for all resources is left to the rule about named resources. */
function usesOf(statement: Statement, { catalogue }: RuleContext): readonly Use[] {
  const { effect, resources = [], label } = statement;
  if (effect !== "Allow") return [];
  return resources.flatMap((arn) => {
    const { service = "", accountId = "" } = parseArn(completedArn(arn)) ?? {};
    if (!/^[\d*?]+$/.test(accountId)) return [];
    const actions = SERVICES.filter((each) => wildcard(service).test(each))
      .flatMap((each) => reachedActions(statement, each, catalogue))
      .filter((action) => DATA_ACTIONS.has(action));
    return actions.length === 0 ? [] : [{ label, arn, account: accountId, actions, statement }];
  });
}

/** Whether a statement with a wildcard for the account allows more than resources of its own account. */
function reachesOthers({ account, statement }: Use, own: string, { accounts }: DeclaredGrants): boolean {
  return [FOREIGN_ACCOUNT, ...accounts.flatMap(({ id }) => id ?? [])].some(
    (each) => each !== own && wildcard(account).test(each) && mayHold(statement, { "aws:ResourceAccount": each }),
  );
}

function problemsOf(use: Use, own: string, declared: DeclaredGrants, { today }: RuleContext): readonly string[] {
  const { arn, account, actions } = use;
  if (account === own) return [];
  const got = JSON.stringify(arn);
  if (/[*?]/.test(account))
    return reachesOthers(use, own, declared)
      ? [`resources of any account are allowed, got ${got}; name the account, or add StringEquals on aws:ResourceAccount`]
      : [];
  const covering = declared.grants.filter(
    ({ owner, consumer, arns }) => owner === account && consumer === own && arns.some((each) => isOfResource(arn, each)),
  );
  const inForce = inForceOf(covering, today, { why: `no grant to account ${own} is declared`, declared, account, arn });
  if (inForce.grants === undefined) return [`${inForce.why}, got ${got}; ask for it in ${inForce.there}, or take it out`];
  const [first] = inForce.grants;
  const given = new Set(inForce.grants.flatMap((grant) => grant.actions));
  const excess = actions.filter((action) => !given.has(action));
  if (excess.length === 0 || inForce.grants.some((grant) => grant.actions.length === 0)) return [];
  return [
    `the grant ${first.id} gives less, got ${JSON.stringify(excess.slice(0, 4))} on ${got}; ask for the right in ${first.file}:${first.line}, or leave the actions out`,
  ];
}
