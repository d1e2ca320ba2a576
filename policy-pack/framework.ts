/** Controls of a published standard that a rule keeps: whoever passes the rule passes them. */
export interface Framework {
  readonly name: string;
  readonly version: string;
  /** The controls by their ids, in the standard's order. */
  readonly controls: readonly [string, ...string[]];
  /** The page that lists the standard's controls. */
  readonly page: string;
}

/** Controls of AWS Foundational Security Best Practices. Source: https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html */
export const foundational = (...controls: Framework["controls"]): Framework => ({
  name: "AWS Foundational Security Best Practices",
  version: "1.0.0",
  controls,
  page: "https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html",
});

/** Recommendations of the CIS AWS Foundations Benchmark. Source: https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html */
export const cisFoundations = (...controls: Framework["controls"]): Framework => ({
  name: "CIS AWS Foundations Benchmark",
  version: "3.0.0",
  controls,
  page: "https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html",
});
