import { allOf } from "../../iam/condition.ts";
import type { PolicyDocument } from "../../iam/document.ts";
import { fromNetworksIfAny, fromWebIdentity } from "../../iam/grant-conditions.ts";
import { allow } from "../../iam/statement.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";

/** The token of a CI job, and where it is shown from. */
export interface CiToken {
  /** The issuer without `https://`. */
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  /** Public address ranges; empty where the job may call from anywhere. */
  readonly addresses: readonly string[];
}

/**
 * Trust in exactly the tokens of one CI job: of the issuer, for the audience, with that very subject, from the job's addresses.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export function trustInCi({ issuer, subject, audience, addresses }: CiToken, providerArn: string): PolicyDocument<"trust policy"> {
  return trustPolicy([
    allow({
      sid: "TrustTheTokensOfTheJob",
      principals: { federated: [providerArn] },
      actions: ["sts:AssumeRoleWithWebIdentity"],
      conditions: allOf(fromWebIdentity({ issuer, audience, subject }), fromNetworksIfAny(addresses)),
    }),
  ]);
}
