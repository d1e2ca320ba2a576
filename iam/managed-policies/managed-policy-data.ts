/** One of AWS's managed policies as the file beside this one has it. */
export interface ManagedPolicyData {
  /** In the partition aws; AWS writes other documents for some policies in other partitions. */
  readonly arn: string;
  readonly document: unknown;
}

/** The first line of the file: where its policies come from. */
export interface ManagedPolicySource {
  /** The package that reads them from AWS, with its version. */
  readonly source: string;
  /** The newest change of a policy among them, as YYYY-MM-DD in UTC. */
  readonly asOf: string;
}

/**
 * AWS's managed policies, one per line as JSON, sorted by ARN, so that a refresh shows as a difference of policies. The policies are AWS's;
 * moto (Apache License 2.0) collects them. `npm run managed-policies` writes the file anew.
 */
export const MANAGED_POLICIES_FILE = new URL("managed-policies.jsonl", import.meta.url);

/** The file's text. The same policies give the same text. */
export function managedPoliciesText(source: ManagedPolicySource, policies: readonly ManagedPolicyData[]): string {
  const sorted = [...policies].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  return `${[source, ...sorted].map((line) => JSON.stringify(line)).join("\n")}\n`;
}
