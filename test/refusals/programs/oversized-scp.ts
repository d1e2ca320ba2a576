import * as aws from "@pulumi/aws";
import type { LayerContext } from "../../../stacks/wiring/layer.ts";
import { documentOf } from "../document-of.ts";

export const layer = "guardrails";

/** An SCP longer than AWS takes. */
export function program({ provider, stack }: LayerContext): void {
  if (stack !== "guardrails") return;
  const tables = Array.from({ length: 200 }, (_, index) => `arn:aws:dynamodb:eu-west-1:300000000001:table/${index.toString()}`);
  new aws.organizations.Policy(
    "more",
    { name: "more", type: "SERVICE_CONTROL_POLICY", content: documentOf({ Effect: "Deny", Action: "dynamodb:Scan", Resource: tables }) },
    { provider },
  );
}
