import assert from "node:assert/strict";
import { describeUnderTheEngine } from "./engine-sandbox.ts";

describeUnderTheEngine("a preview with the role that only reads", (sandbox) => {
  before(() => sandbox.succeeds("up"));
  after(() => {
    delete process.env["PALISADE_ROLE"];
  });

  it("shows no change where there is none, and the change where there is one", async () => {
    process.env["PALISADE_ROLE"] = "PalisadePreview";
    const quiet = await sandbox.succeeds("preview", "--stack", "data.owner", "foundation.consumer");
    assert.doesNotMatch(quiet, /update|replace|create|delete/);
    sandbox.edit("accounts/owner/data.yaml", "stream: new-and-old-images", "stream: new-and-old-images\n    pointInTimeRecovery: 7d");
    const changed = await sandbox.succeeds("preview", "--stack", "data.owner");
    // The table alone: the other provider counts as no change.
    assert.match(changed, /data\.owner +1 updated /);
  });
});
