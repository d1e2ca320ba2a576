import assert from "node:assert/strict";
import { resolve } from "../../../model/plan/resolve.ts";
import { declarationHash } from "../../../stacks/wiring/declaration-hash.ts";
import { type Edit, linePlan } from "../../support/line.ts";

/** The hash of each stack of the line after some edits. */
function hashes(...edits: readonly Edit[]): Map<string, string> {
  const plan = resolve(linePlan(...edits), new Map());
  return new Map(plan.stacks.map((stack) => [stack.name, declarationHash(plan, stack)]));
}

function changed(...edits: readonly Edit[]): string[] {
  const before = hashes();
  return [...hashes(...edits)].flatMap(([name, hash]) => (before.get(name) === hash ? [] : [name])).sort();
}

const DATA = "accounts/owner/data.yaml";
const STREAM = "    stream: new-and-old-images\n";

describe("the hash of what a stack hands on", () => {
  it("stays as it is where a change touches resources alone", () => {
    assert.deepEqual(changed([DATA, STREAM, `${STREAM}    pointInTimeRecovery: 7d\n    deletion: allowed\n`]), []);
  });

  it("stays as it is where an entry moves to another line", () => {
    assert.deepEqual(changed([DATA, "tables:\n", "# about tables\ntables:\n"]), []);
  });

  it("changes with an index, which readers name, for the stack with the table alone", () => {
    assert.deepEqual(changed([DATA, "    indexes:\n", "    indexes:\n      byEntry: { partition: { entryId: string } }\n"]), [
      "data.owner",
    ]);
  });

  it("changes with a network for the foundation alone", () => {
    const main = "  main: { region: eu-west-1, cidr: 10.1.0.0/16, zones: 2 }\n";
    assert.deepEqual(changed(["accounts/owner/account.yaml", main, `${main}  second: { region: eu-west-2, cidr: 10.3.0.0/16 }\n`]), [
      "foundation.owner",
    ]);
  });

  it("changes with a grant for the consumer, whose network no longer leads to streams", () => {
    assert.deepEqual(changed([DATA, "can: [read, stream], on: [table, byDay]", "can: [read], on: [table, byDay]"]), [
      "consumers.consumer",
      "foundation.consumer",
    ]);
  });
});
