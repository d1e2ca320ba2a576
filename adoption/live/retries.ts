/** How often a call is tried, and how the SDK waits in between; what is left out the SDK takes from the shell and its files. */
export interface Retries {
  readonly maxAttempts?: number;
  readonly retryMode?: string;
}

/**
 * AWS throttles whoever reads a whole account. Adaptive clients slow down for all of their calls once one is throttled.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
const DEFAULT_RETRIES = { maxAttempts: 8, retryMode: "adaptive" } as const;

/** The retries of the clients that read. What the shell says for all of the AWS SDKs goes first. */
export function retriesBeside(environment: Readonly<Record<string, string | undefined>>): Retries {
  const isSaid = (name: string): boolean => (environment[name] ?? "") !== "";
  return {
    ...(isSaid("AWS_MAX_ATTEMPTS") ? {} : { maxAttempts: DEFAULT_RETRIES.maxAttempts }),
    ...(isSaid("AWS_RETRY_MODE") ? {} : { retryMode: DEFAULT_RETRIES.retryMode }),
  };
}
