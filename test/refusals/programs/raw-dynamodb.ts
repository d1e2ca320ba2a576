import * as aws from "@pulumi/aws";
import type { LayerContext } from "../../../stacks/wiring/layer.ts";
import { documentOf } from "../document-of.ts";

export const layer = "consumers";

/** A role that may do anything with every table. */
export function program({ provider, stack }: LayerContext): void {
  if (stack !== "consumers.owner") return;
  new aws.iam.RolePolicy(
    "more",
    { role: "PalisadeDeploy", name: "more", policy: documentOf({ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }) },
    { provider },
  );
}
