/** Skips the running test and says why; the summary of the run counts its reasons. */
export function skip(context: Mocha.Context, because: string): void {
  const test = context.currentTest ?? context.test;
  if (test !== undefined) Object.assign(test, { skippedBecause: because });
  context.skip();
}
