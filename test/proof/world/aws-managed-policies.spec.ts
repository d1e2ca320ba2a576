import assert from "node:assert/strict";
import { managedPolicyArns } from "../../../iam/managed-policies/managed-policies.ts";
import { managedByAws } from "../../../proof/world/aws-managed-policies.ts";

const EXECUTION = "iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole";

describe("AWS's managed policies in decisions", () => {
  it("are all decided: the engine reads every document", () => {
    assert.deepEqual(
      managedPolicyArns().filter((arn) => managedByAws(arn) === undefined),
      [],
    );
  });

  it("are assumed to be as new as the list, but for those that Palisade attaches", () => {
    assert.match(
      managedByAws("arn:aws:iam::aws:policy/ReadOnlyAccess")?.assumed ?? "",
      /^AWS's managed policy ReadOnlyAccess is taken as of \d{4}-\d\d-\d\d \(from moto [\d.]+\)$/,
    );
    assert.equal(managedByAws(`arn:aws:${EXECUTION}`)?.assumed, undefined);
  });

  it("are not known in other partitions, where AWS writes some otherwise, but for those that Palisade attaches", () => {
    assert.equal(managedByAws("arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess"), undefined);
    assert.ok(managedByAws(`arn:aws-us-gov:${EXECUTION}`) !== undefined);
  });

  it("are AWS's alone: a customer's policy of the same name is another", () => {
    assert.equal(managedByAws("arn:aws:iam::500000000002:policy/ReadOnlyAccess"), undefined);
    assert.equal(managedByAws("arn:aws:iam::aws:policy/NoSuchPolicy"), undefined);
  });
});
