// What teams import: the entry of the bundle's testing.js.
export { type Expectation, expectCompliant, expectUndecided, expectViolation } from "./expect.ts";
export { changed, judgePolicy, type PolicyTarget, policyOf, type Report, UNKNOWN_TEXT, urnOf } from "./judge-policy.ts";
