import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import path from "node:path";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { sample } from "../../support/sample.ts";

const REHEARSING_MILLISECONDS = 300_000;
const folder = temporaryFolder();
const DENYING = `serviceControlPolicies:
  p-deny0regions: { document: { Version: "2012-10-17", Statement: [{ Sid: NoQueries, Effect: Deny, Action: "dynamodb:Query", Resource: "*" }] } }
`;
const QUESTION = [
  ...["--principal", "orders-prod/api", "--action", "dynamodb:Query"],
  ...["--resource", "orders-prod/tables/orders", "--from", "orders-prod/main", "--as-of", "2026-11-22"],
];

describe("the inventory of a command", function () {
  this.timeout(REHEARSING_MILLISECONDS);
  before(() => {
    writeFiles(folder("told"), sample);
    writeFiles(folder("told"), new Map([["inventory.yaml", DENYING]]));
    writeFiles(
      folder("other"),
      new Map([
        ["wrong.yaml", "principal: {}\n"],
        ["allowing.yaml", DENYING.replace("Effect: Deny", "Effect: Allow")],
      ]),
    );
  });

  it("is picked up from the declaration's folder, and named by a statement's file and line", async () => {
    const { code, out } = await command("explain", "--declaration", folder("told"), ...QUESTION);
    assert.equal(code, 1);
    assert.match(out, /\nDenied by "NoQueries" of p-deny0regions, which exists already, according to \S*told\/inventory\.yaml:2\.\n/);
  });

  it("is the named one instead where one is named", async () => {
    const { code } = await command(
      "explain",
      "--declaration",
      folder("told"),
      ...QUESTION,
      "--inventory",
      path.join(folder("other"), "allowing.yaml"),
    );
    assert.equal(code, 0);
  });

  it("is not left out where it is a link that leads nowhere, nor waited for where it is a pipe", async () => {
    for (const [name, make, problem] of [
      [
        "lost",
        (file: string) => symlinkSync("nowhere.yaml", file),
        /--inventory: cannot be read, got "ENOENT" for \S*lost\/inventory\.yaml; /,
      ],
      [
        "piped",
        (file: string) => execFileSync("mkfifo", [file]),
        /piped\/inventory\.yaml: is not a file, got a pipe; write a file of this name/,
      ],
    ] as const) {
      writeFiles(folder(name), sample);
      make(path.join(folder(name), "inventory.yaml"));
      const { code, err } = await command("validate", "--declaration", folder(name), "--as-of", "2026-11-22");
      assert.equal(code, 2);
      assert.match(err, problem);
    }
  });

  it("ends the command with 2 and every problem's place where it is wrong", async () => {
    const { code, out, err } = await command(
      "explain",
      "--declaration",
      folder("told"),
      ...QUESTION,
      "--inventory",
      path.join(folder("other"), "wrong.yaml"),
    );
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, /wrong\.yaml:1:1: principal: is not a field here; did you mean "principals"\?\n$/);
  });

  it("ends the command with 2 where the named file is not there", async () => {
    const { code, err } = await command("explain", "--declaration", folder("told"), ...QUESTION, "--inventory", "nowhere.yaml");
    assert.equal(code, 2);
    assert.match(
      err,
      /^palisade: --inventory: cannot be read, got "ENOENT" for \S+nowhere\.yaml; name a YAML or JSON file of policies that exist\n$/,
    );
  });

  it("is not a file that the declaration lacks a place for, and is validated with it", async () => {
    const right = await command("validate", "--declaration", folder("told"), "--as-of", "2026-11-22");
    assert.equal(right.code, 0, right.out);
    writeFiles(folder("wrong"), sample);
    writeFiles(folder("wrong"), new Map([["inventory.yaml", DENYING.replace("Effect: Deny", "Effect: No")]]));
    const wrong = await command("validate", "--declaration", folder("wrong"), "--as-of", "2026-11-22");
    assert.equal(wrong.code, 1);
    assert.match(
      wrong.out,
      /inventory\.yaml:2:\d+: serviceControlPolicies\.p-deny0regions\.document\.Statement\[0\]\.Effect: is none of "Allow", "Deny", got "No"/,
    );
  });

  it("counts in the decisions that npm start ends with", async () => {
    const { code, out } = await command("start", "--declaration", folder("told"), "--as-of", "2026-11-22");
    assert.equal(code, 1);
    assert.match(out, /^NOT AS DECLARED: [\d,]+ classes of requests: 0 breaches, 23 broken grants, \d+ undecided, 0\s+violations$/m);
    assert.match(
      out.replaceAll(/\n +/g, " "),
      /denied by "NoQueries" of p-deny0regions, which exists already, according to \S*told\/inventory\.yaml:2/,
    );
  });
});
