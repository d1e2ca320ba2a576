import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Encryption, encryptionKey, type Tags, tagsArg } from "./encryption.ts";

export interface ProtectedSecretArgs {
  /** Name in AWS; the ARN ends in six characters more. */
  readonly secretName: string;
  readonly region: string;
  readonly description: string | undefined;
  readonly encryption: Encryption;
  /** Policy of the secret as JSON; undefined where no grant is in it. */
  readonly resourcePolicy: pulumi.Input<string> | undefined;
  /** Whether neither the secret nor its neighbours may be deleted. */
  readonly protected: boolean;
  /** Tags beside those of the provider. @default none */
  readonly tags?: Tags | undefined;
}

/** Secrets Manager keeps a deleted secret for 7 to 30 days; the longest leaves the most time to notice. */
const LONGEST_RECOVERY_WINDOW_DAYS = 30;

/**
 * A secret with its key and policy, and without a value: its owner puts the value in. The policy is not protected, since it is deleted with the
 * last grant in it.
 */
export class ProtectedSecret extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Undefined under the key of AWS's. */
  readonly keyArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: ProtectedSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:data:ProtectedSecret", name, {}, opts);
    const { region, secretName, encryption, resourcePolicy } = args;
    const own = { parent: this, protect: args.protected };
    const keyArn = encryptionKey(name, { region, description: `Encrypts the secret ${secretName}`, encryption }, own);
    const secret = new aws.secretsmanager.Secret(
      `${name}-secret`,
      {
        region,
        name: secretName,
        ...(args.description === undefined ? {} : { description: args.description }),
        ...(keyArn === undefined ? {} : { kmsKeyId: keyArn }),
        recoveryWindowInDays: LONGEST_RECOVERY_WINDOW_DAYS,
        ...tagsArg(args.tags),
      },
      own,
    );
    if (resourcePolicy !== undefined) {
      new aws.secretsmanager.SecretPolicy(
        `${name}-policy`,
        { region, secretArn: secret.arn, policy: resourcePolicy, blockPublicPolicy: true },
        { parent: this },
      );
    }
    this.arn = secret.arn;
    this.keyArn = keyArn === undefined ? undefined : pulumi.output(keyArn);
    this.registerOutputs({ arn: this.arn, keyArn: this.keyArn });
  }
}
