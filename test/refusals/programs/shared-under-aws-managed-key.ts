import * as aws from "@pulumi/aws";
import type { LayerContext } from "../../../stacks/wiring/layer.ts";
import { documentOf } from "../document-of.ts";

export const layer = "data";

/** A table that is shared with another account, under a key that other accounts cannot use. */
export function program({ provider, stack }: LayerContext): void {
  if (stack !== "data.owner") return;
  const table = new aws.dynamodb.Table(
    "archive",
    {
      name: "archive",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
      serverSideEncryption: { enabled: true },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
    },
    { provider },
  );
  new aws.dynamodb.ResourcePolicy(
    "archive",
    {
      resourceArn: table.arn,
      policy: table.arn.apply((Resource) =>
        documentOf({
          Effect: "Allow",
          Action: "dynamodb:GetItem",
          Resource,
          Principal: { AWS: "arn:aws:iam::300000000002:role/PalisadeDeploy" },
        }),
      ),
    },
    { provider },
  );
}
