import * as aws from "@pulumi/aws";
import type { LayerContext } from "../../../stacks/wiring/layer.ts";

export const layer = "data";

/** A table under an AWS managed key. */
export function program({ provider, stack }: LayerContext): void {
  if (stack !== "data.owner") return;
  new aws.dynamodb.Table(
    "archive",
    {
      name: "archive",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
    },
    { provider },
  );
}
