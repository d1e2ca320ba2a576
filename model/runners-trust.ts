import type { PolicyDocument } from "../iam/document.ts";
import type { NonEmpty } from "../iam/non-empty.ts";
import { allow } from "../iam/statement.ts";
import { trustPolicy } from "../iam/trust-policy.ts";

/** The trust policy of deploy roles: who runs deployments may assume them, and nobody else. */
export const runnersTrust = (runners: NonEmpty<string>): PolicyDocument<"trust policy"> =>
  trustPolicy([allow({ sid: "TrustTheRunners", principals: { aws: runners }, actions: ["sts:AssumeRole"] })]);
