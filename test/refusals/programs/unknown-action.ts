import * as aws from "@pulumi/aws";
import type { LayerContext } from "../../../stacks/wiring/layer.ts";
import { documentOf } from "../document-of.ts";

export const layer = "consumers";

/** A role with an action that AWS does not have. */
export function program({ provider, stack }: LayerContext): void {
  if (stack !== "consumers.owner") return;
  new aws.iam.RolePolicy(
    "more",
    {
      role: "PalisadeDeploy",
      name: "more",
      policy: documentOf({
        Effect: "Allow",
        Action: "dynamodb:GetItems",
        Resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger",
      }),
    },
    { provider },
  );
}
