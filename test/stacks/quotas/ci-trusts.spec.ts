import assert from "node:assert/strict";
import { load } from "../../../model/checks/load.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { quotaProblems } from "../../../stacks/quotas/organization-quotas.ts";
import { linesOf, NOW } from "../../support/sample.ts";
import { services } from "../../support/services.ts";

/** What is said of the declaration whose CI job calls from so many ranges. */
function problemsWith(ranges: number): readonly string[] {
  const addresses = Array.from({ length: ranges }, (_, index) => `8.8.${index.toString()}.0/24`).join(", ");
  const files = new Map([...services].map(([name, text]) => [name, text.replaceAll("203.0.113.0/24", addresses)]));
  const { declaration } = load(files, { now: NOW });
  assert.ok(declaration !== undefined);
  return linesOf(quotaProblems(plan(declaration)));
}

describe("trusts of CI jobs", () => {
  it("are refused where their addresses fill more than AWS takes, naming the job", () => {
    assert.deepEqual(problemsWith(20), []);
    const [first = "", ...others] = problemsWith(150);
    assert.match(first, /consumer\/workloads\/checks: needs a trust policy .* 2048 .*; name fewer addresses, in larger ranges$/);
    assert.ok(others.some((line) => line.includes("consumer/workloads/lint: ")));
  });
});
