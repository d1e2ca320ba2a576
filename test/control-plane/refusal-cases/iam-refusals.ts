import type { Properties } from "../../../control-plane/properties.ts";
import { CONSUMER, make, OWNER, policy, role, TRUST } from "../test-plane.ts";
import { arnOf, FOREIGN_ROLE, type RefusalCase, ROOT, TABLE_ARN, twins } from "./refusal-case.ts";

const ROLE = "aws:iam/role:Role";
const OIDC = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const trusting = (statement: Record<string, unknown>): Properties => ({
  name: "r",
  assumeRolePolicy: policy({ Effect: "Allow", Action: "sts:AssumeRole", ...statement }),
});

export const TRUST_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "a trust policy that names a role which does not exist",
    code: "MalformedPolicyDocument",
    says: /Invalid principal in policy: "AWS":"arn:aws:iam::200000000003:role\/etl"/,
    given: (plane) => ({ etl: arnOf(plane, role("elt", {}, CONSUMER)) }),
    refused: () => ({ type: ROLE, inputs: trusting({ Principal: { AWS: FOREIGN_ROLE } }) }),
    accepted: ({ etl }) => ({ type: ROLE, inputs: trusting({ Principal: { AWS: etl } }) }),
  },
  {
    fact: "a trust policy that names an account which does not exist",
    code: "MalformedPolicyDocument",
    says: /Invalid principal/,
    ...twins(ROLE, trusting({ Principal: { AWS: "999999999999" } }), trusting({ Principal: { AWS: CONSUMER.account } })),
  },
  {
    fact: "a trust policy with a Resource",
    code: "MalformedPolicyDocument",
    says: /Has prohibited field Resource/,
    ...twins(ROLE, trusting({ Principal: { AWS: ROOT }, Resource: "*" }), trusting({ Principal: { AWS: ROOT } })),
  },
  {
    fact: "a trust policy for an action that is none of STS's",
    code: "MalformedPolicyDocument",
    says: /may only specify STS AssumeRole actions/,
    ...twins(
      ROLE,
      trusting({ Principal: { AWS: ROOT }, Action: "sts:GetCallerIdentity" }),
      trusting({ Principal: { AWS: ROOT }, Action: ["sts:AssumeRole", "sts:TagSession"] }),
    ),
  },
  {
    fact: "a condition operator that does not exist",
    code: "MalformedPolicyDocument",
    says: /Invalid Condition type : StringEqual /,
    ...twins(
      ROLE,
      trusting({ Principal: { AWS: ROOT }, Condition: { StringEqual: { "aws:PrincipalOrgID": "o-a" } } }),
      trusting({ Principal: { AWS: ROOT }, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a" } } }),
    ),
  },
  {
    fact: "a trust of an issuer that many tenants share, without the claim that tells them apart",
    code: "MalformedPolicyDocument",
    says: /tenant's claim token\.actions\.githubusercontent\.com:sub/,
    ...twins(
      ROLE,
      trusting({
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: `arn:aws:iam::${OWNER.account}:oidc-provider/token.actions.githubusercontent.com` },
        Condition: { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
      }),
      trusting({
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: `arn:aws:iam::${OWNER.account}:oidc-provider/token.actions.githubusercontent.com` },
        Condition: { StringEquals: { "token.actions.githubusercontent.com:sub": "repo:acme/orders:ref:refs/heads/main" } },
      }),
    ),
  },
  {
    fact: "a trust policy that is no JSON",
    code: "MalformedPolicyDocument",
    says: /invalid Json/,
    ...twins(ROLE, { name: "r", assumeRolePolicy: TRUST.slice(1) }, { name: "r", assumeRolePolicy: TRUST }),
  },
  {
    fact: "a trust policy longer than 2,048 characters",
    code: "LimitExceeded",
    says: /ACLSizePerRole: 2048/,
    ...twins(
      ROLE,
      trusting({ Principal: { AWS: ROOT }, Condition: { StringEquals: { "sts:ExternalId": "x".repeat(1900) } } }),
      trusting({ Principal: { AWS: ROOT }, Condition: { StringEquals: { "sts:ExternalId": "x".repeat(1800) } } }),
    ),
  },
];

export const IAM_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "a second role of the same name, whatever its case",
    code: "EntityAlreadyExists",
    says: /Role with name API already exists/,
    given: (plane) => ({ role: arnOf(plane, role("api")) }),
    refused: () => role("API"),
    accepted: () => role("api2"),
  },
  {
    fact: "a role under a path that is reserved for AWS",
    code: "InvalidInput",
    says: /reserved/,
    ...twins(
      ROLE,
      { name: "r", path: "/aws-reserved/x/", assumeRolePolicy: TRUST },
      { name: "r", path: "/reserved/x/", assumeRolePolicy: TRUST },
    ),
  },
  {
    fact: "a path without its last slash",
    code: "ValidationError",
    says: /must begin and end with/,
    ...twins(
      ROLE,
      { name: "r", path: "/palisade/workload", assumeRolePolicy: TRUST },
      { name: "r", path: "/palisade/workload/", assumeRolePolicy: TRUST },
    ),
  },
  {
    fact: "a session longer than twelve hours",
    code: "ValidationError",
    says: /maxSessionDuration/,
    ...twins(
      ROLE,
      { name: "r", maxSessionDuration: 43_201, assumeRolePolicy: TRUST },
      { name: "r", maxSessionDuration: 43_200, assumeRolePolicy: TRUST },
    ),
  },
  {
    fact: "a permissions boundary that does not exist",
    code: "NoSuchEntity",
    says: /does not exist or is not attachable/,
    ...twins(
      ROLE,
      { name: "r", assumeRolePolicy: TRUST, permissionsBoundary: `arn:aws:iam::${OWNER.account}:policy/boundary` },
      { name: "r", assumeRolePolicy: TRUST, permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess" },
    ),
  },
  {
    fact: "an inline policy of a role that does not exist",
    code: "NoSuchEntity",
    says: /The role with name apis cannot be found/,
    given: (plane) => ({ role: arnOf(plane, role("api")) }),
    ...twins("aws:iam/rolePolicy:RolePolicy", inline("apis"), inline("api")),
  },
  {
    fact: "an identity policy with a principal",
    code: "MalformedPolicyDocument",
    says: /should not specify a principal/,
    given: (plane) => ({ role: arnOf(plane, role("api")) }),
    ...twins("aws:iam/rolePolicy:RolePolicy", inline("api", { Principal: "*" }), inline("api")),
  },
  {
    fact: "an identity policy whose resource is no ARN",
    code: "MalformedPolicyDocument",
    says: /Resource orders must be in ARN format/,
    given: (plane) => ({ role: arnOf(plane, role("api")) }),
    ...twins("aws:iam/rolePolicy:RolePolicy", inline("api", { Resource: "orders" }), inline("api")),
  },
  {
    fact: "a Sid with anything but letters and digits",
    code: "MalformedPolicyDocument",
    says: /must be alpha-numeric/,
    given: (plane) => ({ role: arnOf(plane, role("api")) }),
    ...twins("aws:iam/rolePolicy:RolePolicy", inline("api", { Sid: "Read-Orders" }), inline("api", { Sid: "ReadOrders" })),
  },
  {
    fact: "inline policies of one role that are together larger than 10,240 characters without white space",
    code: "LimitExceeded",
    says: /Maximum policy size of 10240 bytes exceeded for role api/,
    given: (plane) => {
      make(plane, role("api"));
      make(plane, {
        type: "aws:iam/rolePolicy:RolePolicy",
        name: "first",
        inputs: { ...inline("api", { Resource: arns(60) }), name: "first" },
      });
      return {};
    },
    ...twins("aws:iam/rolePolicy:RolePolicy", inline("api", { Resource: arns(120) }), inline("api", { Resource: arns(100) })),
  },
  {
    fact: "a managed policy larger than 6,144 characters",
    code: "LimitExceeded",
    says: /PolicySize: 6144/,
    ...twins(
      "aws:iam/policy:Policy",
      { name: "p", policy: policy({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: arns(110) }) },
      { name: "p", policy: policy({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: arns(90) }) },
    ),
  },
  {
    fact: "the twenty-first managed policy of a role, and lists those attached",
    code: "LimitExceeded",
    says: /PoliciesPerRole: 20 \(attached to busy: .*policy\/P0, .*policy\/P19\)/,
    given: (plane) => {
      make(plane, role("busy"));
      make(plane, role("idle"));
      for (let index = 0; index < 20; index++) {
        make(plane, {
          type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
          name: `a${index}`,
          inputs: { role: "busy", policyArn: `arn:aws:iam::aws:policy/P${index}` },
        });
      }
      return {};
    },
    ...twins(
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      { role: "busy", policyArn: "arn:aws:iam::aws:policy/P20" },
      { role: "idle", policyArn: "arn:aws:iam::aws:policy/P20" },
    ),
  },
  {
    fact: "a second OIDC provider of the same issuer",
    code: "EntityAlreadyExists",
    says: /Provider with url https:\/\/oidc\.example\.com\/id\/1 already exists/,
    given: (plane) => {
      make(plane, { type: OIDC, name: "first", inputs: { url: "https://oidc.example.com/id/1", clientIdLists: ["sts.amazonaws.com"] } });
      return {};
    },
    ...twins(
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      { url: "https://oidc.example.com/id/1", clientIdLists: ["sts.amazonaws.com"] },
      { url: "https://oidc.example.com/id/2", clientIdLists: ["sts.amazonaws.com"] },
    ),
  },
  {
    fact: "an OIDC provider without https",
    code: "ValidationError",
    says: /Invalid Open ID Connect Provider URL/,
    ...twins(
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      { url: "http://oidc.example.com/id/1", clientIdLists: ["sts.amazonaws.com"] },
      { url: "https://oidc.example.com/id/1", clientIdLists: ["sts.amazonaws.com"] },
    ),
  },
];

function inline(roleName: string, statement: Record<string, unknown> = {}): Properties {
  return { role: roleName, name: "p", policy: policy({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*", ...statement }) };
}

function arns(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${TABLE_ARN}${String(index).padStart(3, "0")}`);
}
