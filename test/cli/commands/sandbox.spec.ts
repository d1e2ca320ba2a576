import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pulumiFolder } from "../../../cli/input/pulumi-cli.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder } from "../../support/folder.ts";

const folder = temporaryFolder();

describe("sandbox without Pulumi's CLI", () => {
  const own = { PATH: process.env["PATH"], PULUMI_COMMAND: process.env["PULUMI_COMMAND"] };
  afterEach(() => {
    process.env["PATH"] = own.PATH;
    if (own.PULUMI_COMMAND === undefined) delete process.env["PULUMI_COMMAND"];
    else process.env["PULUMI_COMMAND"] = own.PULUMI_COMMAND;
  });

  it("says what is needed and where to get it", async () => {
    process.env["PATH"] = folder("nothing");
    delete process.env["PULUMI_COMMAND"];
    const { code, out, err } = await command("sandbox", "up", "--folder", folder("sandbox"));
    assert.equal(code, 2);
    assert.equal(out, "");
    assert.match(
      err,
      /no pulumi was found on the PATH or in PULUMI_COMMAND;\ninstall the CLI \(https:\/\/www\.pulumi\.com\/docs\/install\/\)/,
    );
  });

  it("refuses a PULUMI_COMMAND that is no program named pulumi", async () => {
    process.env["PULUMI_COMMAND"] = folder("nothing");
    const { code, err } = await command("sandbox", "up", "--folder", folder("sandbox"));
    assert.equal(code, 2);
    assert.match(err, /PULUMI_COMMAND: is not a program named pulumi, got ".*nothing"; give the whole path of Pulumi's CLI/);
  });

  it("finds the one that PULUMI_COMMAND names before any on the PATH", () => {
    const program = folder("pulumi");
    writeFileSync(program, "#!/bin/sh\n");
    chmodSync(program, 0o755);
    assert.equal(pulumiFolder({ PULUMI_COMMAND: program, PATH: "/elsewhere" }), path.dirname(program));
    assert.equal(pulumiFolder({ PATH: ["/elsewhere", path.dirname(program)].join(path.delimiter) }), path.dirname(program));
    assert.equal(pulumiFolder({ PATH: "/elsewhere" }), undefined);
  });

  for (const number of ["0", "-1", "two", "100"]) {
    it(`refuses ${number} stacks at once`, async () => {
      const { code, err } = await command("sandbox", "up", `--at-once=${number}`, "--folder", folder("sandbox"));
      assert.equal(code, 2);
      assert.match(err, /--at-once: must be a number from 1 to 99, got /);
    });
  }
});
