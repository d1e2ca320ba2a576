"use strict";
// Mocha's spec report, closed by one plain line of the run's own totals.

const { Base, Spec } = require("mocha").reporters;

module.exports = class TotalsReporter extends Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      setImmediate(() => Base.consoleLog(`${passes} passed, ${failures} failed, ${pending} skipped`));
    });
  }
};
