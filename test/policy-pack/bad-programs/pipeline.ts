// A team's pipeline: an OIDC provider, the role that it takes, and a user from before there was one.
import * as aws from "@pulumi/aws";
import { policy } from "./policy.ts";

const provider = new aws.Provider("pipeline", { region: "eu-west-1", allowedAccountIds: ["200000000002"] });
const GITHUB = "token.actions.githubusercontent.com";

const github = new aws.iam.OpenIdConnectProvider(
  "github",
  { url: `https://${GITHUB}`, clientIdLists: ["sts.amazonaws.com"] },
  { provider },
);

// caught by: unique-oidc-provider
new aws.iam.OpenIdConnectProvider("github-again", { url: `https://${GITHUB}/`, clientIdLists: ["sts.amazonaws.com"] }, { provider });

// caught by: exact-oidc-trust
const deploy = new aws.iam.Role(
  "deploy",
  {
    name: "deploy",
    assumeRolePolicy: policy({
      Principal: { Federated: github.arn },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" }, StringLike: { [`${GITHUB}:sub`]: "repo:*" } },
    }),
  },
  { provider },
);

// caught by: no-administrator-statement, exact-data-access, pass-named-roles
new aws.iam.RolePolicy("deploy", { role: deploy.id, policy: policy({ Action: "*", Resource: "*" }) }, { provider });

// caught by: pass-named-roles
new aws.iam.Policy("pass", { policy: policy({ Action: ["iam:PassRole", "lambda:CreateFunction"], Resource: "*" }) }, { provider });

// caught by: no-names-of-the-blueprint
new aws.iam.Role(
  "shadow",
  {
    name: "orders",
    path: "/palisade/",
    assumeRolePolicy: policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
  },
  { provider },
);

const user = new aws.iam.User("ci", { name: "ci" }, { provider });

// caught by: no-access-key
new aws.iam.AccessKey("ci", { user: user.name }, { provider });

// caught by: no-user-policy, no-broad-managed-policy
new aws.iam.UserPolicyAttachment("ci", { user: user.name, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }, { provider });

// caught by: chained-session-length
new aws.iam.Role(
  "release",
  {
    name: "release",
    maxSessionDuration: 14_400,
    assumeRolePolicy: policy({ Principal: { AWS: "arn:aws:iam::200000000002:role/deploy" }, Action: "sts:AssumeRole" }),
  },
  { provider },
);

// caught by: document-within-quota
new aws.iam.Policy(
  "long",
  {
    policy: policy({
      Action: "sqs:SendMessage",
      Resource: Array.from({ length: 110 }, (_, index) => `arn:aws:sqs:eu-west-1:200000000002:orders-of-shop-${index.toString()}`),
    }),
  },
  { provider },
);
