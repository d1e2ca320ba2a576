import { allOf } from "../iam/condition.ts";
import { before } from "../iam/grant-conditions.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";

/** The services whose data an account's own SCPs are about. */
const DATA: ReadonlySet<string> = new Set(["dynamodb", "kms", "secretsmanager"]);

/**
 * The statements of an account's own SCPs, the denies of data among them only before an instant. `aws:CurrentTime` is in every request, so that
 * its absence lifts nothing.
 *
 * Threat: a new perimeter denies what somebody needs, and who could take it back is locked out. It lapses by itself, with the network and data of the
 * account alone: statements about anything else, such as roles or the membership of the organization, stand for good.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-currenttime
 * @param instant as ISO 8601 in UTC; undefined where every statement stands for good
 */
export function lapsing(statements: readonly ServiceControlStatement[], instant: string | undefined): readonly ServiceControlStatement[] {
  if (instant === undefined) return statements;
  return statements.map((statement) =>
    statement.effect === "Deny" && isAboutData(statement)
      ? { ...statement, conditions: allOf(statement.conditions ?? {}, before(instant)) }
      : statement,
  );
}

/** Whether a statement names actions of data alone; one that names all but some actions is about everything else, too. */
const isAboutData = ({ actions }: ServiceControlStatement): boolean =>
  actions?.every((action) => DATA.has(action.slice(0, action.indexOf(":")).toLowerCase())) === true;
