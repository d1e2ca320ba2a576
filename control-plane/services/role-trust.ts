import { trustsService } from "../documents/caller-check.ts";
import { isViolation, parseDocument } from "../documents/parse-document.ts";
import { textOf } from "../properties.ts";
import { BEFORE } from "../resource.ts";
import type { Subject } from "../resource-type.ts";

/** A service that takes roles, and checks a role's trust policy as soon as a resource names it. */
export interface RoleTaker {
  readonly service: string;
  /** Everything that the trust policy has to allow the service. */
  readonly actions: readonly string[];
  /** AWS's code and message; `%` stands for the role's ARN. */
  readonly refusal: readonly [code: string, message: string];
}

/**
 * Refuses a resource whose role its service could not take. The trust policy of a role that existed before is its team's, and not known here.
 * EC2 and ECS check nothing until an instance or a task starts, so that instance profiles and task definitions take any role.
 */
export function refuseRoleThatDoesNotTrust(subject: Subject, { service, actions, refusal }: RoleTaker, roleArn: string): void {
  const role = subject.view.find(roleArn);
  const trust = textOf(role?.inputs ?? {}, "assumeRolePolicy");
  if (role?.urn === BEFORE || trust === undefined) return;
  const document = parseDocument(trust);
  if (isViolation(document)) return;
  const missing = actions.filter((action) => !trustsService(document, service, action));
  if (missing.length === 0) return;
  const [code, message] = refusal;
  subject.refuse(code, message.replace("%", roleArn), `allow ${service} ${missing.join(" and ")} in the trust policy of the role`);
}
