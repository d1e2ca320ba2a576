/** An answer of AWS, where undefined says that there is no such thing; or why it did not answer. */
export type Answer<Value> = { readonly value: Value | undefined } | { readonly unread: string };

/** A bucket as AWS has it. */
export interface BucketAtAws {
  /** Its region, and whether it is of the account that was asked for. Where this is no bucket of that account, the rest is not asked for. */
  readonly bucket: Answer<{ readonly region: string | undefined; readonly isOwn: boolean }>;
  /** `Enabled` or `Suspended`; undefined where it never had versions. */
  readonly versioning: Answer<string>;
  readonly encryption: Answer<BucketEncryption>;
  /** Who owns objects, `BucketOwnerEnforced` where access control lists count for nothing. */
  readonly ownership: Answer<string>;
  /** Names of what is blocked, such as `BlockPublicAcls`. */
  readonly publicAccess: Answer<readonly string[]>;
  readonly policy: Answer<unknown>;
}

/** How a bucket encrypts what is written into it. */
export interface BucketEncryption {
  readonly algorithm: string | undefined;
  /** Id, alias or ARN of the key; undefined where it is AWS's own. */
  readonly key: string | undefined;
  readonly hasBucketKey: boolean;
}

/** A key as AWS has it. */
export interface KeyAtAws {
  readonly key: Answer<{ readonly arn: string; readonly state: string | undefined }>;
  readonly isRotated: Answer<boolean>;
  readonly policy: Answer<unknown>;
}
