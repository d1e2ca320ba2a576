import * as aws from "@pulumi/aws";
import type { LayerContext } from "../../../stacks/wiring/layer.ts";
import { documentOf } from "../document-of.ts";

export const layer = "foundation";

/** A role that can be assumed with a token for another service. */
export function program({ provider, stack }: LayerContext): void {
  if (stack !== "foundation.owner") return;
  const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
  const issued = new aws.iam.OpenIdConnectProvider(
    "issuer",
    { url: `https://${issuer}`, clientIdLists: ["sts.amazonaws.com"] },
    { provider },
  );
  new aws.iam.Role(
    "pod",
    {
      name: "pod",
      assumeRolePolicy: issued.arn.apply((Federated) =>
        documentOf({
          Effect: "Allow",
          Action: "sts:AssumeRoleWithWebIdentity",
          Principal: { Federated },
          Condition: { StringEquals: { [`${issuer}:sub`]: "system:serviceaccount:billing:invoicer" } },
        }),
      ),
    },
    { provider },
  );
}
