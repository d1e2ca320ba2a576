import { violation } from "../finding.ts";
import type { ResourceRule } from "../rule.ts";

/** Credentials that do not end, with the words for them. */
const LASTING: Readonly<Record<string, string>> = {
  "aws:iam/accessKey:AccessKey": "an access key",
  "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": "a credential for one service",
  "aws:iam/userLoginProfile:UserLoginProfile": "a password",
};

/**
 * Access keys and passwords of users do not end by themselves, and work from anywhere. A secret access key also lies in the stack's state.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
 */
export const noAccessKey: ResourceRule = {
  name: "no-access-key",
  displayName: "Credentials end",
  description: "No program makes access keys or passwords of IAM users.",
  severity: "high",
  remediation: "Let workloads take roles: by IRSA or Pod Identity, an instance profile, IAM Roles Anywhere, or an OIDC provider.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles",
  tags: ["iam", "users", "credentials"],
  check: (resource) => {
    const what = Object.hasOwn(LASTING, resource.type) ? LASTING[resource.type] : undefined;
    if (what === undefined) return [];
    return [
      violation(resource, `a user gets ${what}, which does not end, got ${JSON.stringify(resource.name)}; let the workload take a role`),
    ];
  },
};
