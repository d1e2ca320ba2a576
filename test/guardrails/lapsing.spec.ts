import assert from "node:assert/strict";
import { lapsing } from "../../guardrails/lapsing.ts";
import { exceptPrincipals } from "../../iam/guard-conditions.ts";
import type { ServiceControlStatement } from "../../iam/service-control-policy.ts";
import { deny } from "../../iam/statement.ts";

const INSTANT = "2026-11-28T12:00:00Z";
const BEFORE = { DateLessThan: { "aws:CurrentTime": [INSTANT] } };

const data: ServiceControlStatement = deny({
  sid: "DenyData",
  actions: ["dynamodb:GetItem", "KMS:Decrypt", "secretsmanager:GetSecretValue"],
  resources: ["*"],
  conditions: exceptPrincipals(["arn:aws:iam::300000000001:role/exempt"]),
});

describe("statements of an account's own SCPs", () => {
  it("stand for good where no instant is given", () => {
    assert.deepEqual(lapsing([data], undefined), [data]);
  });

  it("deny data before the instant alone, under all of their own conditions", () => {
    assert.deepEqual(lapsing([data], INSTANT), [{ ...data, conditions: { ...data.conditions, ...BEFORE } }]);
  });

  it("deny data before the instant where they had no condition", () => {
    const always = deny({ sid: "DenyData", actions: ["dynamodb:Scan"], resources: ["*"] });
    assert.deepEqual(lapsing([always], INSTANT), [{ ...always, conditions: BEFORE }]);
  });

  const OTHERS: readonly ServiceControlStatement[] = [
    deny({ sid: "DenyRoles", actions: ["iam:UpdateAssumeRolePolicy"], resources: ["*"] }),
    deny({ sid: "DenyTaking", actions: ["sts:AssumeRole"], resources: ["*"] }),
    deny({ sid: "DenyLeaving", actions: ["organizations:LeaveOrganization"], resources: ["*"] }),
    deny({ sid: "DenyDataAndRoles", actions: ["dynamodb:GetItem", "iam:PassRole"], resources: ["*"] }),
    deny({ sid: "DenyAll", actions: ["*"], resources: ["*"] }),
    deny({ sid: "DenyAllBut", notActions: ["dynamodb:GetItem"], resources: ["*"] }),
  ];
  for (const statement of OTHERS)
    it(`stand for good where they are about anything but data: ${statement.sid}`, () => {
      assert.deepEqual(lapsing([statement], INSTANT), [statement]);
    });
});
