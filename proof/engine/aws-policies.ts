import { compilePolicy, type Policy } from "./policy.ts";
import type { PolicyDocument } from "./policy-document.ts";

// Policies that no account's resources show: AWS's own, and what stands for those that nobody told us.

const EVERYTHING: PolicyDocument = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

/** What stands for identity policies that are not known: whoever may hold anything is taken to hold everything. */
export const ANY_PERMISSION: Policy = compilePolicy(EVERYTHING, "anything");

/** What stands for a resource's policy that is not known: it may allow anyone. */
export const ANY_CALLER: Policy = compilePolicy(
  { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "*", Resource: "*" }] },
  "anybody",
);

/** What stands for a role's trust policy that is not known. */
export const ANY_TRUST: Policy = compilePolicy(
  { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "sts:*" }] },
  "anybody",
);

/** The SCP that AWS attaches to every node of an organization. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html */
export const FULL_AWS_ACCESS: Policy = compilePolicy(EVERYTHING, "FullAWSAccess");

/** The policy of a VPC endpoint that was given none. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html */
export const FULL_ENDPOINT_ACCESS: Policy = compilePolicy(
  { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] },
  "AWS's default",
);

/** What stands for the endpoint that a network lacks: nothing passes. */
export const NO_ENDPOINT: Policy = compilePolicy({ Version: "2012-10-17", Statement: [] }, "no endpoint");

/** The policy of a key that was given none. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
export function accountOnlyKeyPolicy(root: string): PolicyDocument {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" }] };
}
