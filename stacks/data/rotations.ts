import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { functionArn } from "../../iam/arn.ts";
import type { AccountContext } from "../wiring/layer.ts";
import type { DeployedSecret } from "./deployed-data.ts";

/**
 * Has Secrets Manager rotate the account's secrets by the functions that are declared. Nothing is rotated by the deployment itself: the next
 * rotation comes when it is due, so that a secret without a value is not broken. A function that does not exist yet, which AWS would refuse, is
 * named in a warning and blocks nothing: its rotations wait.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
 */
export async function rotateSecrets(context: AccountContext, secrets: readonly DeployedSecret[]): Promise<void> {
  const { account, plan, provider } = context;
  const { partition } = plan.organization;
  const regions = new Set(account.secrets.flatMap(({ region, rotation }) => (rotation === undefined ? [] : [region])));
  const functions = new Map<string, ReadonlySet<string>>();
  for (const region of regions) functions.set(region, await functionsIn(context, region));
  for (const { name, region, rotation, origin } of account.secrets) {
    const secret = secrets.find((each) => each.name === name);
    if (rotation === undefined || secret === undefined) continue;
    const { functionName, everyDays } = rotation;
    if (functions.get(region)?.has(functionName) !== true) {
      await pulumi.log.warn(
        `secrets.${name}.rotation of ${account.name}: the function does not exist yet in ${region}, so that the rotation waits, got ${JSON.stringify(functionName)}; make it and deploy again, or correct it in ${origin.file}`,
      );
      continue;
    }
    new aws.secretsmanager.SecretRotation(
      `secret-${name}-rotation`,
      {
        region,
        secretId: secret.named.arn,
        rotationLambdaArn: functionArn({ partition, accountId: account.id, region, functionName }),
        rotationRules: { automaticallyAfterDays: everyDays },
        rotateImmediately: false,
      },
      { provider },
    );
  }
}

/** Names of the functions of a region of the account. */
async function functionsIn({ provider }: AccountContext, region: string): Promise<ReadonlySet<string>> {
  const { functionNames } = await aws.lambda.getFunctions({ region }, { provider });
  return new Set(functionNames);
}
