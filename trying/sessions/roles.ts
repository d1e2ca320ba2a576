import type { AssumableRole } from "../../proof/engine/session.ts";
import type { DeployedResources } from "../../proof/world/deployed-resources.ts";

const DEFAULT_MAX_SECONDS = 3600;

/** What STS knows of a role besides its policies. */
export interface KnownRole extends AssumableRole {
  /** How long a session may last that no other session opens. */
  readonly maxSessionSeconds: number;
}

/** Knows roles by their ARNs; one that no stack makes has no tags and the default length of sessions. */
export function rolesOf({ roles, principalsById, byName }: DeployedResources): (arn: string) => KnownRole {
  const idOf = new Map([...principalsById].map(([id, arn]) => [arn, id]));
  const lengths = new Map<unknown, unknown>(
    [...byName.values()]
      .filter(({ type }) => type === "aws:iam/role:Role")
      .map(({ outputs, inputs }) => [outputs["arn"], inputs["maxSessionDuration"]]),
  );
  return (arn) => {
    const [tags, uniqueId, length] = [roles.get(arn)?.tags, idOf.get(arn), lengths.get(arn)];
    return {
      arn,
      ...(tags === undefined ? {} : { tags }),
      ...(uniqueId === undefined ? {} : { uniqueId }),
      maxSessionSeconds: typeof length === "number" ? length : DEFAULT_MAX_SECONDS,
    };
  };
}
