import assert from "node:assert/strict";
import type { QuestionSubject } from "../../../proof/classes/questions.ts";
import type { PolicyDocument } from "../../../proof/engine/policy-document.ts";
import { CHANGES, mutantsOf } from "../../../proof/verdict/mutants.ts";
import { type JudgedMutant, noticeMutants } from "../../../proof/verdict/notice-mutants.ts";
import { type Differences, differencesIn } from "../../support/mutant-differences.ts";
import { mutantScenarios, replay } from "../../support/mutant-scenarios.ts";
import { acmeSubject, lineSubject } from "../../support/proof-subject.ts";
import { randomFrom } from "../../support/random.ts";

describe("mutants of documents", function () {
  this.timeout(240_000);
  let judged: readonly JudgedMutant[] = [];
  let differences: Differences = () => [];
  let subject: QuestionSubject;

  before(async () => {
    subject = await lineSubject();
    judged = noticeMutants(subject);
    differences = differencesIn(subject.world);
  });

  it("change one element each, of every kind", () => {
    const document: PolicyDocument = {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "One",
          Effect: "Allow",
          Principal: { AWS: ["arn:aws:iam::300000000001:role/a", "arn:aws:iam::300000000002:role/b"] },
          Action: ["dynamodb:GetItem", "dynamodb:Query"],
          Resource: ["arn:aws:dynamodb:eu-west-1:300000000001:table/a", "arn:aws:dynamodb:eu-west-1:300000000001:table/a/index/b"],
          Condition: { StringEquals: { "aws:SourceVpc": ["vpc-1", "vpc-2"] } },
        },
      ],
    };
    const mutants = mutantsOf(document, "resource policy");
    assert.deepEqual([...new Set(mutants.map(({ change }) => change))].sort(), [...CHANGES].sort());
    assert.deepEqual(
      mutants.filter(({ change }) => change === "value dropped" || change === "operator flipped").map(({ what }) => what),
      [
        "One: aws:SourceVpc without vpc-1",
        "One: aws:SourceVpc without vpc-2",
        "One: aws:SourceVpc by StringNotEquals for StringEquals",
        "One: aws:SourceVpc by StringEqualsIfExists for StringEquals",
      ],
    );
    assert.equal(new Set(mutants.map((each) => JSON.stringify(each.document))).size, mutants.length);
  });

  it("are noticed in the smallest organization, all but those that change nothing", () => {
    assert.deepEqual(
      judged.filter(({ noticedBy, equivalence }) => noticedBy === undefined && equivalence === undefined).map(({ mutant }) => mutant.what),
      [],
    );
    const noticed = judged.filter(({ noticedBy }) => noticedBy !== undefined);
    assert.deepEqual(
      [...new Set(noticed.map(({ mutant }) => mutant.change))].sort(),
      CHANGES.filter((each) => each !== "principal dropped").sort(),
    );
    assert.ok(noticed.length > 600);
  });

  it("that are noticed are never said to change nothing", () => {
    const both = judged.filter(({ noticedBy, equivalence }) => noticedBy !== undefined && equivalence !== undefined);
    assert.deepEqual(
      both.map(({ mutant, equivalence }) => `${mutant.what}, because ${equivalence ?? ""}`),
      [],
    );
  });

  it("that are said to change nothing decide random requests as their documents do, by the reference", () => {
    const equivalent = judged.filter(({ noticedBy }) => noticedBy === undefined);
    assert.deepEqual(
      equivalent.flatMap((each, index) => differences(each, index).slice(0, 1)),
      [],
    );
  });

  it("that are noticed decide some random requests otherwise, mostly, by the reference", () => {
    const noticed = judged.filter(({ noticedBy }, index) => noticedBy !== undefined && index % 10 === 0);
    const seen = noticed.filter((each, index) => differences(each, index).length > 0);
    assert.ok(seen.length > noticed.length / 2, `${seen.length.toString()} of ${noticed.length.toString()}`);
  });

  it("that are noticed are shown by a scenario each, which simulate replays to the same decision and statement", async () => {
    const noticed = judged.filter(({ noticedBy }) => noticedBy !== undefined);
    assert.deepEqual(await replay(mutantScenarios(noticed, subject.world)), { passed: noticed.length, failed: [] });
  });

  it("of the sample are noticed too, of those drawn", async () => {
    const random = randomFrom(13);
    const drawn = noticeMutants(await acmeSubject(), () => random.chance(0.02));
    assert.ok(drawn.length > 50);
    assert.deepEqual(
      drawn
        .filter(({ noticedBy, equivalence }) => noticedBy === undefined && equivalence === undefined)
        .map((each) => `${each.document}: ${each.mutant.what}`),
      [],
    );
  });
});
