import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** The key that a resource is encrypted under: one made for it alone, one that exists, or one of AWS's. */
export type Encryption = { readonly ownKey: OwnKey } | { readonly keyArn: pulumi.Input<string> } | "aws-managed" | "aws-owned";

/** A key of the account's own. */
export interface OwnKey {
  /** Policy of the key as JSON. */
  readonly policy: pulumi.Input<string>;
  /** Alias of the key without `alias/`. */
  readonly alias: string;
  /** Tags beside those of the provider. @default none */
  readonly tags?: Tags | undefined;
}

/** Tags by key. */
export type Tags = Readonly<Record<string, string>>;

/** The argument `tags` of a resource, left out where there are none. */
export const tagsArg = (tags: Tags | undefined): { readonly tags?: Tags } =>
  tags === undefined || Object.keys(tags).length === 0 ? {} : { tags };

/** KMS waits 7 to 30 days before a key is gone; the longest leaves the most time to notice. */
const LONGEST_DELETION_WINDOW_DAYS = 30;

/** Makes a key that rotates every year, with its alias, and gives its ARN. */
export function makeKey(
  name: string,
  { region, description, policy, alias, tags }: OwnKey & { readonly region: string; readonly description: string },
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const key = new aws.kms.Key(
    `${name}-key`,
    { region, description, policy, enableKeyRotation: true, deletionWindowInDays: LONGEST_DELETION_WINDOW_DAYS, ...tagsArg(tags) },
    opts,
  );
  new aws.kms.Alias(`${name}-alias`, { region, name: `alias/${withoutDots(alias)}`, targetKeyId: key.keyId }, opts);
  return key.arn;
}

/**
 * Names of tables may hold dots, which aliases may not; slashes are for aliases alone, so that no two tables get one alias.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
 */
const withoutDots = (alias: string): string => alias.replaceAll(".", "/");

/** The ARN of the key that a resource is encrypted under; its own key is made first. Undefined under a key of AWS's. */
export function encryptionKey(
  name: string,
  { region, description, encryption }: { readonly region: string; readonly description: string; readonly encryption: Encryption },
  opts: pulumi.CustomResourceOptions,
): pulumi.Input<string> | undefined {
  if (typeof encryption === "string") return undefined;
  return "keyArn" in encryption ? encryption.keyArn : makeKey(name, { region, description, ...encryption.ownKey }, opts);
}
