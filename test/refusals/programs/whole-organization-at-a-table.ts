import * as aws from "@pulumi/aws";
import type { LayerContext } from "../../../stacks/wiring/layer.ts";
import { documentOf } from "../document-of.ts";

export const layer = "data";

/** A table that every role of the organization may read, also later ones. */
export function program({ provider, stack }: LayerContext): void {
  if (stack !== "data.owner") return;
  const policy = documentOf({
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::300000000001:root" },
    Action: "kms:*",
    Resource: "*",
    Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::300000000001:role/PalisadeDeploy" } },
  });
  const key = new aws.kms.Key("archive", { enableKeyRotation: true, description: "archive", policy }, { provider });
  const table = new aws.dynamodb.Table(
    "archive",
    {
      name: "archive",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
      serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
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
          Principal: "*",
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-lineexample" } },
        }),
      ),
    },
    { provider },
  );
}
