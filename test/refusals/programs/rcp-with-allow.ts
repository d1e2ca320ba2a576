import * as aws from "@pulumi/aws";
import type { LayerContext } from "../../../stacks/wiring/layer.ts";
import { documentOf } from "../document-of.ts";

export const layer = "guardrails";

/** An RCP that allows. */
export function program({ provider, stack }: LayerContext): void {
  if (stack !== "guardrails") return;
  new aws.organizations.Policy(
    "more",
    {
      name: "more",
      type: "RESOURCE_CONTROL_POLICY",
      content: documentOf({ Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" }),
    },
    { provider },
  );
}
