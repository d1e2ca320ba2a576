import assert from "node:assert/strict";
import { itIsProven } from "../../support/describe-fixture.ts";
import { differencesIn } from "../../support/mutant-differences.ts";
import { REPLICAS, replicas } from "../../support/replicas.ts";

const PROVING_MILLISECONDS = 600_000;

describe("sensitive tables with replicas", function () {
  this.timeout(PROVING_MILLISECONDS);
  const fixture = itIsProven({ folder: REPLICAS, files: replicas, services: ["dynamodb", "kms", "iam", "sts"] });
  const ofTables = () => fixture().judged.filter(({ document }) => /\/table-\w+-table$/.test(document));

  it("have policies of which nothing is said to change nothing that a request notices", () => {
    const both = ofTables().filter(({ noticedBy, equivalence }) => noticedBy !== undefined && equivalence !== undefined);
    assert.deepEqual(
      both.map(({ mutant, equivalence }) => `${mutant.what}, because ${equivalence ?? ""}`),
      [],
    );
  });

  it("have policies that say of callers what decides random requests alike where it is said to, by the reference", () => {
    const differences = differencesIn(fixture().organization.world);
    const equivalent = ofTables().filter(({ noticedBy, mutant }) => noticedBy === undefined && mutant.what.includes(" aws:Principal"));
    assert.ok(equivalent.some(({ mutant }) => mutant.what.endsWith(": without ArnEquals aws:PrincipalArn")));
    assert.ok(equivalent.some(({ mutant }) => mutant.what.endsWith("aws:PrincipalIsAWSService by Bool for BoolIfExists")));
    assert.deepEqual(
      equivalent.flatMap((each, index) => differences(each, index).slice(0, 1)),
      [],
    );
  });
});
