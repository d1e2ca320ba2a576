import { touchingTags } from "../iam/guard-conditions.ts";
import type { ResourceControlStatement } from "../iam/resource-control-policy.ts";
import { deny } from "../iam/statement.ts";

/**
 * No session of a role carries tags that guardrails know roles by.
 *
 * Threat: the tag of a session takes the place of the role's own, so that who takes an access role would choose the VPC that it is bound to,
 * where the role's trust lets tags pass. Nobody is exempt, the deploy role included. Other tags pass: those of tenants, and of pods by EKS Pod
 * Identity. Of the actions of STS on roles, those with tags carry `aws:TagKeys`; the others are not meant.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export const sessionTags = (): ResourceControlStatement[] => [
  deny({ sid: "DenyTagsOfTheBlueprintInSessions", actions: ["sts:*"], resources: ["*"], conditions: touchingTags(["palisade:*"]) }),
];
