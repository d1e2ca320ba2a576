import { type Finding, undecided, violation } from "../finding.ts";
import { shown } from "../judge-property.ts";
import { documentsOf } from "../resource-documents.ts";
import type { ResourceRule, SeenResource } from "../rule.ts";
import { UNKNOWN } from "../unknown-values.ts";

const HOUR = 3600;

/**
 * A role that takes another role gets a session of at most one hour. Asking for more is an error, so a longer maximum promises what AWS
 * refuses.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export const chainedSessionLength: ResourceRule = {
  name: "chained-session-length",
  displayName: "Chained roles last an hour",
  description: "A role that only other roles take has sessions of at most one hour.",
  severity: "low",
  level: "advisory",
  remediation: "Leave out maxSessionDuration, and let the calling role ask for an hour at most.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining",
  tags: ["trust", "sessions"],
  check: (resource): readonly Finding[] => {
    const { maxSessionDuration: duration } = resource.properties;
    if (resource.type !== "aws:iam/role:Role" || (typeof duration === "number" && duration <= HOUR) || duration === undefined) return [];
    const isChained = takenByRolesAlone(resource);
    if (isChained === UNKNOWN) return [undecided(resource, "assumeRolePolicy")];
    if (!isChained) return [];
    if (duration === UNKNOWN) return [undecided(resource, "maxSessionDuration")];
    return [violation(resource, `maxSessionDuration: sessions of a chained role end after an hour, got ${shown(duration)}; write ${HOUR}`)];
  },
};

function takenByRolesAlone(resource: SeenResource): boolean | typeof UNKNOWN {
  const trust = documentsOf(resource).find(({ kind }) => kind === "trust")?.document;
  if (trust === UNKNOWN) return UNKNOWN;
  const principals = (trust?.statements ?? [])
    .filter(({ effect }) => effect === "Allow")
    .flatMap((statement) => statement.principals ?? []);
  const isRole = /^arn:[^:]+:(?:iam|sts)::\d{12}:(?:role|assumed-role)\//;
  return principals.length > 0 && principals.every(({ kind, value }) => kind === "AWS" && isRole.test(value));
}
