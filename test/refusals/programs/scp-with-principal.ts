import * as aws from "@pulumi/aws";
import type { LayerContext } from "../../../stacks/wiring/layer.ts";
import { documentOf } from "../document-of.ts";

export const layer = "guardrails";

/** An SCP that names a principal. */
export function program({ provider, stack }: LayerContext): void {
  if (stack !== "guardrails") return;
  new aws.organizations.Policy(
    "more",
    {
      name: "more",
      type: "SERVICE_CONTROL_POLICY",
      content: documentOf({ Effect: "Deny", Principal: "*", Action: "dynamodb:Scan", Resource: "*" }),
    },
    { provider },
  );
}
