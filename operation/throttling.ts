/** Error codes by which AWS says that it was asked too often. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const CODES =
  /\b(?:TooManyRequests(?:Exception)?|Throttl(?:ing|ed)(?:Exception)?|RequestLimitExceeded|SlowDown|RequestThrottled(?:Exception)?)\b/;

/** The pauses in front of further tries, in seconds. AWS's provider has tried many times by itself when an engine ends with such an error. */
const PAUSES = [15, 60, 180] as const;

/** The seconds to wait before a stack is tried again; undefined where its errors are of another kind, or it was tried often enough. */
export function pauseBeforeRetry(errors: readonly string[], tries: number): number | undefined {
  return errors.some((text) => CODES.test(text)) ? PAUSES[tries - 1] : undefined;
}
