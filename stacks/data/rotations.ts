import * as aws from "@pulumi/aws";
import { functionArn } from "../../iam/arn.ts";
import type { AccountContext } from "../wiring/layer.ts";
import type { DeployedSecret } from "./deployed-data.ts";

/**
 * Has Secrets Manager rotate the account's secrets by the functions that are declared. Nothing is rotated by the deployment itself: the next
 * rotation comes when it is due, so that a secret without a value is not broken.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
 */
export function rotateSecrets({ account, plan, provider }: AccountContext, secrets: readonly DeployedSecret[]): void {
  const { partition } = plan.organization;
  for (const { name, region, rotation } of account.secrets) {
    const secret = secrets.find((each) => each.name === name);
    if (rotation === undefined || secret === undefined) continue;
    new aws.secretsmanager.SecretRotation(
      `secret-${name}-rotation`,
      {
        region,
        secretId: secret.named.arn,
        rotationLambdaArn: functionArn({ partition, accountId: account.id, region, functionName: rotation.functionName }),
        rotationRules: { automaticallyAfterDays: rotation.everyDays },
        rotateImmediately: false,
      },
      { provider },
    );
  }
}
