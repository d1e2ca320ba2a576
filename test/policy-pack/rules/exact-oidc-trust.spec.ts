import { exactOidcTrust } from "../../../policy-pack/rules/exact-oidc-trust.ts";
import { describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C";
const PROVIDER = `arn:aws:iam::300000000001:oidc-provider/${ISSUER}`;
const AUD = { [`${ISSUER}:aud`]: "sts.amazonaws.com" };
const SUB = { [`${ISSUER}:sub`]: "system:serviceaccount:billing:invoicer" };

const trust = (Condition: Record<string, unknown>, Federated: unknown = PROVIDER, Effect = "Allow"): PolicyTarget[] => [
  {
    type: "aws:iam/role:Role",
    props: { assumeRolePolicy: policyOf({ Effect, Principal: { Federated }, Action: "sts:AssumeRoleWithWebIdentity", Condition }) },
  },
];

const COGNITO = "cognito-identity.amazonaws.com";
const GITHUB = "token.actions.githubusercontent.com";

/** Trust in an issuer of CI's tokens, with patterns of the claims. */
const ci = (issuer: string, { aud = "sts.amazonaws.com", sub }: { readonly aud?: string; readonly sub: string }) =>
  trust({ StringLike: { [`${issuer}:aud`]: aud, [`${issuer}:sub`]: sub } }, `arn:aws:iam::300000000001:oidc-provider/${issuer}`);

describeRule(exactOidcTrust, {
  right: () => trust({ StringEquals: { ...AUD, ...SUB } }),
  refuses: [
    { fact: "no audience", change: () => trust({ StringEquals: SUB }), says: /does not fix aud of the token.*:aud/ },
    { fact: "no subject", change: () => trust({ StringEquals: AUD }), says: /does not fix sub of the token.*:sub/ },
    { fact: "neither", change: () => trust({}), says: /aud and sub/ },
    {
      fact: "a subject by pattern",
      change: () => trust({ StringEquals: AUD, StringLike: { [`${ISSUER}:sub`]: "system:serviceaccount:billing:*" } }),
      says: /fix sub .*StringLike/,
    },
    { fact: "an audience by ForAllValues", change: () => trust({ "ForAllValues:StringEquals": AUD, StringEquals: SUB }), says: /fix aud/ },
    { fact: "a subject that is only excluded", change: () => trust({ StringEquals: AUD, StringNotEquals: SUB }), says: /fix sub/ },
    { fact: "a subject only where it is there", change: () => trust({ StringEquals: AUD, StringEqualsIfExists: SUB }), says: /fix sub/ },
    {
      fact: "the claims of another cluster",
      change: () =>
        trust({
          StringEquals: { "oidc.eks.eu-west-1.amazonaws.com/id/FFFF:aud": "a", "oidc.eks.eu-west-1.amazonaws.com/id/FFFF:sub": "b" },
        }),
    },
    {
      fact: "every client of Google",
      change: () => trust({ StringEquals: { "accounts.google.com:sub": "1" } }, "accounts.google.com"),
      says: /fix aud/,
    },
    {
      fact: "every identity pool of Cognito",
      change: () => trust({ StringEquals: { [`${COGNITO}:sub`]: "eu-west-1:1" } }, COGNITO),
      says: /fix aud and amr/,
    },
    {
      fact: "guests of an identity pool with its users",
      change: () => trust({ StringEquals: { [`${COGNITO}:aud`]: "eu-west-1:1" } }, COGNITO),
      says: /fix amr/,
    },
    { fact: "every app of Amazon's", change: () => trust({}, "www.amazon.com"), says: /fix app_id/ },
    { fact: "every repository of GitHub", change: () => ci(GITHUB, { sub: "repo:*" }), says: /fix sub/ },
    { fact: "organizations of GitHub that begin alike", change: () => ci(GITHUB, { sub: "repo:acme*:*" }), says: /fix sub/ },
    { fact: "a repository of GitHub for any audience", change: () => ci(GITHUB, { aud: "*", sub: "repo:acme/shop:*" }), says: /fix aud/ },
    { fact: "every project of GitLab", change: () => ci("gitlab.com", { sub: "project_path:*" }), says: /fix sub/ },
    { fact: "every organization of HCP Terraform", change: () => ci("app.terraform.io", { sub: "organization:*" }), says: /fix sub/ },
    { fact: "every organization of Pulumi", change: () => ci("api.pulumi.com/oidc", { sub: "pulumi:*" }), says: /fix sub/ },
  ],
  accepts: [
    { fact: "keys in other letters", change: () => trust({ StringEquals: { [`${ISSUER}:AUD`]: "a", [`${ISSUER}:SUB`]: "b" } }) },
    { fact: "a subject by a pattern without wildcards", change: () => trust({ StringEquals: AUD, StringLike: SUB }) },
    {
      fact: "users of one identity pool of Cognito",
      change: () =>
        trust(
          { StringEquals: { [`${COGNITO}:aud`]: "eu-west-1:1" }, "ForAnyValue:StringLike": { [`${COGNITO}:amr`]: "authenticated" } },
          COGNITO,
        ),
    },
    {
      fact: "one app of Amazon's",
      change: () => trust({ StringEquals: { "www.amazon.com:app_id": "amzn1.application.1" } }, "www.amazon.com"),
    },
    { fact: "one client of Google", change: () => trust({ StringEquals: { "accounts.google.com:aud": "a" } }, "accounts.google.com") },
    { fact: "any branch of one repository of GitHub", change: () => ci(GITHUB, { sub: "repo:acme/shop:*" }) },
    { fact: "any repository of one organization of GitHub", change: () => ci(GITHUB, { sub: "repo:acme/*" }) },
    { fact: "one branch of a repository of GitHub", change: () => ci(GITHUB, { sub: "repo:acme/shop:ref:refs/heads/main" }) },
    { fact: "any project of one group of GitLab", change: () => ci("gitlab.com", { sub: "project_path:acme/*:ref_type:branch:ref:main" }) },
    {
      fact: "a workspace of HCP Terraform",
      change: () => ci("app.terraform.io", { sub: "organization:acme:project:p:workspace:w:run_phase:*" }),
    },
    { fact: "an organization of Pulumi", change: () => ci("api.pulumi.com/oidc", { sub: "pulumi:deploy:org:acme:project:shop:*" }) },
    { fact: "a SAML provider", change: () => trust({}, "arn:aws:iam::300000000001:saml-provider/okta") },
    { fact: "a Deny", change: () => trust({}, PROVIDER, "Deny") },
  ],
  leavesOpen: [
    { fact: "a trust policy that is unknown", change: () => [{ type: "aws:iam/role:Role", props: { assumeRolePolicy: UNKNOWN_TEXT } }] },
    { fact: "a provider that is unknown", change: () => trust({}, UNKNOWN_TEXT) },
  ],
});
