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

describeRule(exactOidcTrust, {
  right: () => trust({ StringEquals: { ...AUD, ...SUB } }),
  refuses: [
    { fact: "no audience", change: () => trust({ StringEquals: SUB }), says: /does not fix aud of the token.*:aud/ },
    { fact: "no subject", change: () => trust({ StringEquals: AUD }), says: /does not fix sub of the token.*:sub/ },
    { fact: "neither", change: () => trust({}), says: /aud and sub/ },
    { fact: "a subject by pattern", change: () => trust({ StringEquals: AUD, StringLike: SUB }), says: /fix sub .*StringLike/ },
    { fact: "a subject only where it is there", change: () => trust({ StringEquals: AUD, StringEqualsIfExists: SUB }), says: /fix sub/ },
    { fact: "no value for the subject", change: () => trust({ StringEquals: { ...AUD, [`${ISSUER}:sub`]: [] } }), says: /fix sub/ },
    {
      fact: "the claims of another cluster",
      change: () =>
        trust({
          StringEquals: { "oidc.eks.eu-west-1.amazonaws.com/id/FFFF:aud": "a", "oidc.eks.eu-west-1.amazonaws.com/id/FFFF:sub": "b" },
        }),
    },
    {
      fact: "a public issuer by its name",
      change: () => trust({ StringEquals: { "accounts.google.com:aud": "a" } }, "accounts.google.com"),
      says: /fix sub/,
    },
  ],
  accepts: [
    { fact: "keys in other letters", change: () => trust({ StringEquals: { [`${ISSUER}:AUD`]: "a", [`${ISSUER}:SUB`]: "b" } }) },
    { fact: "a SAML provider", change: () => trust({}, "arn:aws:iam::300000000001:saml-provider/okta") },
    { fact: "a Deny", change: () => trust({}, PROVIDER, "Deny") },
  ],
  leavesOpen: [
    { fact: "a trust policy that is unknown", change: () => [{ type: "aws:iam/role:Role", props: { assumeRolePolicy: UNKNOWN_TEXT } }] },
    { fact: "a provider that is unknown", change: () => trust({}, UNKNOWN_TEXT) },
  ],
});
