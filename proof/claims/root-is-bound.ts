import { type AccountPlace, accountRootArn, roleArn } from "../../iam/arn.ts";
import type { DecidedClass } from "../classes/decided-class.ts";
import { FROM_THE_INTERNET } from "../classes/origins.ts";
import type { PrincipalClass } from "../classes/principals.ts";
import { decideOne } from "./asked-class.ts";
import type { DecidedClaim } from "./claim.ts";
import type { ClaimSubject } from "./claim-subject.ts";
import { claimFinding } from "./decide-claim.ts";

const NAME = "guardrails-bind-root";
const SAYS = "what guardrails deny to a role that may hold any permission, they deny to the root user of its account";
const BECAUSE = "guardrails bind the root user of each account";

/**
 * Decides that the root user of every declared account is denied what a guardrail denies to a role of the account that may hold any
 * permission. The management account is bound by none.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export function rootIsBound(subject: ClaimSubject): DecidedClaim {
  const { intended, partition, resources } = subject;
  let asked = 0;
  let found: { readonly example: DecidedClass; classes: number } | undefined;
  for (const resource of resources) {
    const account = intended.accounts.get(resource.account);
    if (account === undefined) continue;
    const { root, role } = sidesOf(account.name, { partition, accountId: account.id });
    for (const actions of subject.actionClasses(subject.actionsOn(resource))) {
      const decideClasses = subject.deciding({ resource, actions }, (example) => {
        if (example.outcome !== "allowed" || !isDeniedTo(role, subject, example)) return;
        if (found === undefined) found = { example, classes: 1 };
        else found.classes++;
      });
      asked += decideClasses(root, [FROM_THE_INTERNET]);
    }
  }
  const verdict = found === undefined ? "holds" : "broken";
  const finding =
    found === undefined ? undefined : claimFinding({ effect: "never", because: BECAUSE, declaredAt: undefined, verdict, ...found });
  return { name: NAME, says: SAYS, declaredAt: undefined, asked, verdict, finding, statements: [] };
}

/** The root user of an account, and a role of it that nobody declared. */
const sidesOf = (account: string, place: AccountPlace): { readonly root: PrincipalClass; readonly role: PrincipalClass } => ({
  root: { who: { kind: "root", account }, principal: accountRootArn(place), carries: {} },
  role: { who: { kind: "undeclared-role", account }, principal: roleArn({ ...place, name: "another" }), carries: {} },
});

/** Whether a guardrail denies to a role what a class shows. */
function isDeniedTo(role: PrincipalClass, subject: ClaimSubject, { resource, origin, actions, at, carried }: DecidedClass): boolean {
  const { outcome, by } = decideOne(subject, { principal: role, resource, origin, action: actions[0] ?? "", at, carried })?.decision ?? {};
  return outcome === "explicitly-denied" && (by?.layer === "serviceControl" || by?.layer === "resourceControl");
}
