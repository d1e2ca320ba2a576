import assert from "node:assert/strict";
import { likelyWord } from "../../../model/reading/suggest.ts";
import { accountOf, dataOf, edit, linesOf, loadAt, sample } from "../../support/sample.ts";

const TABLE = ["key", "indexes", "localIndexes", "timeToLive", "stream", "capacity", "deletion", "pointInTimeRecovery", "sharedWith"];
const RIGHTS = ["read", "scan", "write", "stream", "settings"];
const PLATFORMS = ["ec2", "lambda", "ecs", "eks"];

describe("the word that another word means", () => {
  for (const [written, words, meant] of [
    ["partitionKey", TABLE, "key"],
    ["partitionKey", ["partition", "sort"], "partition"],
    ["hash_key", TABLE, "key"],
    ["rangeKey", ["partition", "sort"], "sort"],
    ["globalSecondaryIndexes", TABLE, "indexes"],
    ["ttl", TABLE, "timeToLive"],
    ["point_in_time_recovery", TABLE, "pointInTimeRecovery"],
    ["billingMode", TABLE, "capacity"],
    ["removalPolicy", TABLE, "deletion"],
    ["grants", TABLE, "sharedWith"],
    ["delete", RIGHTS, "write"],
    ["delete", ["protected", "allowed"], "allowed"],
    ["GetItem", RIGHTS, "read"],
    ["dynamodb:PutItem", RIGHTS, "write"],
    ["admin", RIGHTS, "settings"],
    ["read", ["encrypt", "decrypt"], "decrypt"],
    ["fargate", PLATFORMS, "ecs"],
    ["kubernetes", PLATFORMS, "eks"],
    ["function", PLATFORMS, "lambda"],
    ["PAY_PER_REQUEST", ["on-demand"], "on-demand"],
    ["NEW_AND_OLD_IMAGES", ["new-and-old-images", "new-image"], "new-and-old-images"],
    ["S", ["string", "number", "binary"], "string"],
    ["assume-role", ["resource-policy", "role"], "role"],
    ["dry-run", ["open", "observe", "enforced"], "observe"],
    ["pii", ["ordinary", "sensitive"], "sensitive"],
    ["vpc", ["network", "role"], "network"],
    ["addresses", ["account", "networks"], "networks"],
    ["networks", ["issuer", "addresses"], "addresses"],
    ["wirte", RIGHTS, "write"],
    ["elephant", RIGHTS, undefined],
  ] as const) {
    it(`is ${meant ?? "none"} for ${written} among ${words.join(", ")}`, () => {
      assert.equal(likelyWord(written, words), meant);
    });
  }

  for (const [fact, file, from, to, problem] of [
    [
      "a field",
      dataOf("web-dev"),
      "key: { partition",
      "partitionKey: { partition",
      'partitionKey: is not a field here; did you mean "key"?',
    ],
    ["a right", dataOf("web-dev"), "can: [read, scan, write]", "can: [read, delete]", 'got "delete"; did you mean "write"?'],
    ["a platform", accountOf("web-dev"), "runsOn: ecs", "runsOn: fargate", 'got "fargate"; did you mean "ecs"?'],
  ] as const) {
    it(`is named where it stands for ${fact}`, () => {
      const lines = linesOf(loadAt(edit(sample, file, from, to)).problems);
      assert.equal(lines.length, 1, lines.join("\n"));
      assert.ok((lines[0] ?? "").endsWith(problem), lines[0]);
    });
  }
});
