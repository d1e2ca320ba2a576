/** Messages of Pulumi's CLI and engine that lack a remedy, with what to do. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /PULUMI_ACCESS_TOKEN must be set|not logged in|please run .?pulumi login/i,
    "not logged in: run pulumi login, or set PULUMI_ACCESS_TOKEN; for a backend of your own write backend: { url: … } in Pulumi.yaml",
  ],
  [
    /passphrase must be set|incorrect passphrase/,
    "set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, to the passphrase that the stacks were created with",
  ],
  [
    /getting secrets manager|constructing secrets manager|AccessDenied[^\n]*kms:/i,
    "let the runner use the key that encrypts the stacks' secrets: kms:Encrypt and kms:Decrypt",
  ],
  [
    /unable to open bucket|could not list bucket|read ".pulumi\/meta.yaml"|NoSuchBucket/,
    "the backend cannot be reached: check its URL (backend in Pulumi.yaml, or PULUMI_BACKEND_URL) and the credentials for it",
  ],
  [
    /policy types that are not enabled/,
    "aws organizations enable-policy-type --root-id <root> --policy-type SERVICE_CONTROL_POLICY, and the same with RESOURCE_CONTROL_POLICY",
  ],
  [
    /cannot assume role|AccessDenied[^\n]*sts:AssumeRole|unable to assume/i,
    "the deploy role is missing, or does not let these credentials in: docs/deploying.md#the-deploy-role",
  ],
  [
    /ACCOUNT_NUMBER_LIMIT_EXCEEDED/,
    "ask AWS for a larger quota of accounts in the organization (Service Quotas, in us-east-1), then go on with the same command",
  ],
  [
    // The engine's words, and DynamoDB's. Names of guardrails and of stacks' types have the word, too.
    /\bis protected\b|marked for protection|protected against deletion/,
    "in the declaration: write deletion: allowed at what is to go and deploy; then remove it and deploy again",
  ],
];

/** What to do about a message; undefined where it says so itself, or nothing is known. */
export function remedyOf(message: string): string | undefined {
  return REMEDIES.find(([pattern]) => pattern.test(message))?.[1];
}
