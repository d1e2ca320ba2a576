import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { keptFromHangUp } from "../../../cli/input/kept-from-hang-up.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { skip } from "../../support/skip.ts";

const folder = temporaryFolder();

/** A CLI that is hung up on, and then says what it was called with. */
function standIn(): PulumiCommand {
  const bin = folder("bin");
  mkdirSync(bin, { recursive: true });
  const command = path.join(bin, "pulumi");
  writeFileSync(command, '#!/bin/sh\nkill -HUP $$\necho "$* in $PWD by $GIVEN" "${PATH%%:*}"\n', { mode: 0o755 });
  return {
    command,
    version: null,
    run(this: PulumiCommand, args: string[], cwd: string, env: Record<string, string>) {
      const { stdout, signal } = spawnSync(this.command, args, { cwd, env: { PATH: "/usr/bin:/bin", ...env }, encoding: "utf8" });
      return Promise.resolve({ stdout, signal });
    },
  } as unknown as PulumiCommand;
}

const run = (cli: PulumiCommand, ...args: string[]): Promise<unknown> =>
  (cli as unknown as { run: (args: string[], folder: string, environment: object) => Promise<unknown> }).run(args, "/", { GIVEN: "us" });

describe("Pulumi's CLI, kept from hang-up", function () {
  before(function () {
    if (process.platform === "win32") skip(this, "no hang-up here");
  });

  it("goes on where the terminal is closed, with its arguments, folder and environment, and finds what lies beside it", async () => {
    const cli = standIn();
    assert.deepEqual(await run(cli, "up"), { stdout: "", signal: "SIGHUP" });
    assert.deepEqual(await run(keptFromHangUp(cli), "stack", "a b", "$HOME"), {
      stdout: `stack a b $HOME in / by us ${folder("bin")}\n`,
      signal: null,
    });
  });

  it("is called as it is on Windows, which has no such signal", () => {
    const cli = standIn();
    assert.equal(keptFromHangUp(cli, "win32"), cli);
  });
});
