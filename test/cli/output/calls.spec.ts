import assert from "node:assert/strict";
import { accountCalls, sandboxCalls } from "../../../cli/output/calls.ts";

describe("calls in messages", () => {
  it("give the declaration, the day and the sandbox's folder again, since the call is about others without them", () => {
    const accounts = accountCalls({ declaration: "examples/line", asOf: "2026-11-22" });
    assert.equal(accounts.run("up"), "npm run up -- --declaration examples/line --as-of 2026-11-22");
    assert.equal(
      accounts.run("refresh", "--stack data.owner"),
      "npm run refresh -- --stack data.owner --declaration examples/line --as-of 2026-11-22",
    );
    const sandbox = sandboxCalls({ declaration: "my organization", folder: "/tmp/box" });
    assert.equal(
      sandbox.run("destroy", "--left-over"),
      "npm run sandbox -- destroy --left-over --declaration 'my organization' --folder /tmp/box",
    );
    assert.equal(sandbox.byHand, "in the environment of npm run -s sandbox -- env --declaration 'my organization' --folder /tmp/box: ");
  });

  it("are short where nothing was given", () => {
    assert.deepEqual(
      [accountCalls({}).run("up"), accountCalls({}).run("destroy", "--left-over")],
      ["npm run up", "npm run destroy -- --left-over"],
    );
    assert.deepEqual(
      [sandboxCalls({}).run("up"), sandboxCalls({}).byHand],
      ["npm run sandbox -- up", "in the environment of npm run -s sandbox -- env: "],
    );
  });
});
