import * as aws from "@pulumi/aws";
import type { LayerContext } from "../../../stacks/wiring/layer.ts";
import { documentOf } from "../document-of.ts";

export const layer = "foundation";

/** A trust policy with a condition operator that AWS does not have. */
export function program({ provider, stack }: LayerContext): void {
  if (stack !== "foundation.owner") return;
  new aws.iam.Role(
    "partner",
    {
      name: "partner",
      assumeRolePolicy: documentOf({
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: "arn:aws:iam::300000000002:role/PalisadeDeploy" },
        Condition: { StringEqual: { "aws:PrincipalOrgID": "o-lineexample" } },
      }),
    },
    { provider },
  );
}
