import { parseArn } from "../../iam/arn.ts";
import { mayAllow } from "../admits-principal.ts";
import { type Finding, undecided, violation } from "../finding.ts";
import type { Statement } from "../parsed-policy.ts";
import { documentsOf } from "../resource-documents.ts";
import { permissionsOf, ROLE } from "../role-permissions.ts";
import type { SeenResource, StackRule } from "../rule.ts";
import { stackOf } from "../stack-of.ts";
import { mayHold, mayReachArn, reaches } from "../statement-reach.ts";
import { UNKNOWN } from "../unknown-values.ts";

const ASSUME = "sts:AssumeRole";

/**
 * One role takes another only if its permissions name the other and the other's trust lets it. Half a pair looks like access, and every call
 * fails; or it waits for somebody to write the other half. Within one account a trust that names the role is enough.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html
 */
export const rolePairsFit: StackRule = {
  name: "role-pairs-fit",
  displayName: "Both halves of a role pair fit",
  description:
    "Of two roles in a stack, one that may take the other is let in by its trust, and one of another account that a trust names has the permission.",
  severity: "medium",
  remediation: "Name the calling role in the trust of the other, and the other's ARN in the caller's permission for sts:AssumeRole.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html",
  tags: ["trust", "iam"],
  checkStack: (resources) => {
    const roles = resources.filter(({ type }) => type === ROLE);
    return roles.flatMap((taken) =>
      roles
        .filter((caller) => caller !== taken && stackOf(caller) === stackOf(taken))
        .flatMap((caller) => [...closedTo(caller, taken, resources), ...withoutPermission(caller, taken, resources)]),
    );
  },
};

const arnOf = ({ properties: { arn } }: SeenResource): string | undefined => (typeof arn === "string" ? arn : undefined);

const trustOf = (role: SeenResource) => documentsOf(role).find(({ kind }) => kind === "trust")?.document;

/** A permission to take a role whose trust does not let the caller. */
function closedTo(caller: SeenResource, taken: SeenResource, resources: readonly SeenResource[]): readonly Finding[] {
  const [callerArn, takenArn] = [arnOf(caller), arnOf(taken)];
  if (takenArn === undefined || callerArn === undefined) return [];
  return permissionsOf(caller, resources)
    .statements.filter(({ statement }) => names(statement, takenArn))
    .flatMap(({ resource, where, statement }) => {
      const trust = trustOf(taken);
      if (trust === UNKNOWN) return [undecided(taken, "assumeRolePolicy")];
      if (trust === undefined || trust.isPartlyUnknown || trust.statements.some((each) => mayAllow(each, ASSUME, callerArn))) return [];
      return [
        violation(
          resource,
          `${where}, ${statement.label}: the trust of the role does not let ${callerArn} take it, got ${JSON.stringify(takenArn)}; name the caller there, or take the permission out`,
        ),
      ];
    });
}

const names = (statement: Statement, arn: string): boolean =>
  statement.effect === "Allow" && reaches(statement, ASSUME) && (statement.resources ?? []).includes(arn);

/** A trust that names a role of another account that has no permission for it. */
function withoutPermission(caller: SeenResource, taken: SeenResource, resources: readonly SeenResource[]): readonly Finding[] {
  const [callerArn, takenArn] = [arnOf(caller), arnOf(taken)];
  const trust = trustOf(taken);
  if (callerArn === undefined || takenArn === undefined || typeof trust !== "object") return [];
  if (parseArn(callerArn)?.accountId === parseArn(takenArn)?.accountId) return [];
  const isNamed = trust.statements.some(
    ({ effect, principals = [] }) => effect === "Allow" && principals.some(({ value }) => value === callerArn),
  );
  const { statements, isWhole } = permissionsOf(caller, resources);
  const isAllowed = statements.some(
    ({ statement }) =>
      statement.effect === "Allow" && reaches(statement, ASSUME) && mayReachArn(statement, takenArn) && mayHold(statement, {}),
  );
  if (!isNamed || isAllowed) return [];
  if (!isWhole) return [undecided(caller, "a policy of the role that another's trust names")];
  return [
    violation(
      caller,
      `inlinePolicies: the trust of ${takenArn} names this role, which has no permission to take it, got ${statements.length} statements; allow sts:AssumeRole on it, or take the role out of the trust`,
    ),
  ];
}
