import * as aws from "@pulumi/aws";
import type { LayerContext } from "../../../stacks/wiring/layer.ts";
import { documentOf } from "../document-of.ts";

export const layer = "foundation";

/** Two roles of one name. */
export function program({ provider, stack }: LayerContext): void {
  if (stack !== "foundation.owner") return;
  const assumeRolePolicy = documentOf({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } });
  const first = new aws.iam.Role("first", { name: "worker", assumeRolePolicy }, { provider });
  new aws.iam.Role("second", { name: "worker", assumeRolePolicy }, { provider, dependsOn: [first] });
}
