import { judgeProperty } from "../judge-property.ts";
import type { ResourceRule } from "../rule.ts";
import { UNKNOWN } from "../unknown-values.ts";

const POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy";

/**
 * With blockPublicPolicy, Secrets Manager refuses a policy that lets anyone in, also when it is written by hand later. It is off unless it is
 * asked for.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html
 */
export const secretBlocksPublicPolicy: ResourceRule = {
  name: "secret-blocks-public-policy",
  displayName: "Secrets refuse public policies",
  description: "The policy of a secret is written with AWS's check for public access.",
  severity: "high",
  remediation: "Set blockPublicPolicy to true.",
  page: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
  tags: ["secretsmanager", "public-access"],
  mending: "Sets blockPublicPolicy to true.",
  mend: ({ type, properties: { blockPublicPolicy } }) =>
    type === POLICY && blockPublicPolicy !== true && blockPublicPolicy !== UNKNOWN ? { blockPublicPolicy: true } : undefined,
  check: (resource) =>
    resource.type === POLICY
      ? judgeProperty(resource, "blockPublicPolicy", (value) => value === true, ["AWS takes a public policy too", "set it to true"])
      : [],
};
