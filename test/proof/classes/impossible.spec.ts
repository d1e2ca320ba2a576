import assert from "node:assert/strict";
import { canCome } from "../../../proof/classes/impossible.ts";
import type { OriginClass } from "../../../proof/classes/origins.ts";
import type { PrincipalClass } from "../../../proof/classes/principals.ts";

const role: PrincipalClass = { who: { kind: "workload", account: "owner", workload: "api" }, principal: "", carries: {} };
const poller: PrincipalClass = { ...role, isPolled: true };
const inside: OriginClass = {
  where: { kind: "network", account: "owner", network: "main", region: "eu-west-1" },
  from: "owner/main",
  context: {},
};
const internet: OriginClass = { where: { kind: "internet", parties: [] }, from: "internet", context: {} };
const ofParty: OriginClass = { where: { kind: "internet", parties: ["nightjar"] }, from: "external/nightjar", context: {} };
const toKey: OriginClass = {
  where: { kind: "forwarded", service: "dynamodb" },
  from: undefined,
  context: { "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com" },
};

describe("combinations that AWS cannot produce", () => {
  it("are Lambda's own calls from elsewhere than its network, or with a function's ARN", () => {
    assert.deepEqual(
      [inside, internet, ofParty, toKey].map((origin) => canCome(poller, origin, {})),
      [false, true, false, true],
    );
    assert.equal(canCome(poller, internet, { "lambda:sourcefunctionarn": "palisade-other" }), false);
  });

  it("are no calls of a workload's own", () => {
    assert.ok([inside, internet, ofParty, toKey].every((origin) => canCome(role, origin, {})));
  });

  it("are tags of a request that are not among its keys", () => {
    const carrying = (keys: readonly string[]) => ({ "aws:requesttag/tenantid": "one", "aws:tagkeys": keys });
    assert.equal(canCome(role, inside, carrying(["eks-cluster-arn"])), false);
    assert.equal(canCome(role, inside, carrying(["TenantId"])), true);
    assert.equal(canCome(role, inside, carrying(["eks-cluster-arn", "TenantId"])), true);
    assert.equal(canCome(role, inside, { "aws:tagkeys": ["eks-cluster-arn"] }), true);
    assert.equal(canCome(role, inside, { "aws:requesttag/tenantid": "one" }), true);
  });
});
