"use strict";
// A dot for each test that passes, failures in full, skipped tests by reason, and last one plain line of the run's own totals.

const { Base } = require("mocha").reporters;

/** How many dots stand on a line. */
const WIDTH = 100;

/** Tests say why they are skipped by `skip` in skip.ts; one without a reason is named. */
module.exports = class DotsReporter extends Base {
  constructor(runner, options) {
    super(runner, options);
    let printed = 0;
    const skipped = new Map();
    const dot = (sign) => {
      process.stdout.write(sign);
      printed += 1;
      if (printed % WIDTH === 0) process.stdout.write("\n");
    };
    runner.on("pass", () => dot("."));
    runner.on("fail", () => dot("F"));
    runner.on("pending", (test) => {
      dot("s");
      const reason = test.skippedBecause ?? test.fullTitle();
      skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
    });
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      if (printed % WIDTH !== 0) process.stdout.write("\n");
      if (this.failures.length > 0) Base.list(this.failures);
      for (const [reason, times] of skipped) Base.consoleLog(`skipped, ${times}: ${reason}`);
      setImmediate(() => Base.consoleLog(`${passes} passed, ${failures} failed, ${pending} skipped`));
    });
  }
};
