import { parseArn } from "../../iam/arn.ts";
import { mayAllow } from "../admits-principal.ts";
import { type Finding, undecided, violation } from "../finding.ts";
import { documentsOf } from "../resource-documents.ts";
import { permissionsOfRoles, type RolePermissions } from "../role-permissions.ts";
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
    const permissions = permissionsOfRoles(resources);
    const roles = new Map(
      [...permissions.keys()].flatMap((role) => [arnOf(role)].flatMap((arn) => (arn === undefined ? [] : [[arn, role]]))),
    );
    return [...permissions].flatMap(([role, own]) => [...closedTo(role, own, roles), ...callersWithout(role, permissions, roles)]);
  },
};

type Roles = ReadonlyMap<string, SeenResource>;

const arnOf = ({ properties: { arn } }: SeenResource): string | undefined => (typeof arn === "string" ? arn : undefined);

const trustOf = (role: SeenResource) => documentsOf(role).find(({ kind }) => kind === "trust")?.document;

/** Another role of the same stack, by its ARN. */
function otherIn(roles: Roles, arn: string, one: SeenResource): SeenResource | undefined {
  const other = roles.get(arn);
  return other === undefined || other === one || stackOf(other) !== stackOf(one) ? undefined : other;
}

/** Permissions to take roles whose trusts do not let the caller. */
function closedTo(caller: SeenResource, { statements }: RolePermissions, roles: Roles): readonly Finding[] {
  const callerArn = arnOf(caller);
  if (callerArn === undefined) return [];
  return statements
    .filter(({ statement }) => statement.effect === "Allow" && reaches(statement, ASSUME))
    .flatMap(({ resource, where, statement }) =>
      (statement.resources ?? []).flatMap((arn) => {
        const taken = otherIn(roles, arn, caller);
        const trust = taken === undefined ? undefined : trustOf(taken);
        if (taken === undefined || trust === undefined) return [];
        if (trust === UNKNOWN || trust.isPartlyUnknown) return [undecided(taken, "assumeRolePolicy")];
        if (trust.statements.some((each) => mayAllow(each, ASSUME, callerArn))) return [];
        return [
          violation(
            resource,
            `${where}, ${statement.label}: the trust of the role does not let ${callerArn} take it, got ${JSON.stringify(arn)}; name the caller there, or take the permission out`,
          ),
        ];
      }),
    );
}

/** Roles of another account that a trust names, and that have no permission for it. */
function callersWithout(taken: SeenResource, permissions: ReadonlyMap<SeenResource, RolePermissions>, roles: Roles): readonly Finding[] {
  const takenArn = arnOf(taken);
  const trust = trustOf(taken);
  if (takenArn === undefined || typeof trust !== "object") return [];
  const named = trust.statements.filter(({ effect }) => effect === "Allow").flatMap(({ principals = [] }) => principals);
  return [...new Set(named.map(({ value }) => value))].flatMap((arn): readonly Finding[] => {
    const caller = otherIn(roles, arn, taken);
    if (caller === undefined || parseArn(arn)?.accountId === parseArn(takenArn)?.accountId) return [];
    const { statements, isWhole } = permissions.get(caller) ?? { statements: [], isWhole: true };
    const isAllowed = statements.some(
      ({ statement }) =>
        statement.effect === "Allow" && reaches(statement, ASSUME) && mayReachArn(statement, takenArn) && mayHold(statement, {}),
    );
    if (isAllowed) return [];
    if (!isWhole) return [undecided(caller, "a policy of the role that another's trust names")];
    return [
      violation(
        caller,
        `inlinePolicies: the trust of ${takenArn} names this role, which has no permission to take it, got ${statements.length} statements; allow sts:AssumeRole on it, or take the role out of the trust`,
      ),
    ];
  });
}
