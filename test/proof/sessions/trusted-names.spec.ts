import assert from "node:assert/strict";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { type TrustedNames, trustedNames } from "../../../proof/sessions/trusted-names.ts";

const NOBODY: TrustedNames = { principals: [], accounts: [], services: [], providers: [], isAnybody: false };
const ROLE = "arn:aws:iam::300000000001:role/team/api";

const named = (statement: Omit<StatementDocument, "Effect" | "Action">, effect: StatementDocument["Effect"] = "Allow"): TrustedNames =>
  trustedNames({ Version: "2012-10-17", Statement: { Effect: effect, Action: "sts:AssumeRole", ...statement } }, (id) =>
    id === "AROAEXAMPLEID000000000" ? ROLE : undefined,
  );

describe("the names in a trust policy", () => {
  for (const [what, statement, expected] of [
    ["a role", { Principal: { AWS: ROLE } }, { principals: [ROLE] }],
    ["a role by its unique id", { Principal: { AWS: "AROAEXAMPLEID000000000" } }, { principals: [ROLE] }],
    ["an account by its id", { Principal: { AWS: "300000000001" } }, { accounts: ["300000000001"] }],
    [
      "an account with a role that a condition asks for",
      {
        Principal: { AWS: "arn:aws:iam::300000000001:root" },
        Condition: { ArnLike: { "aws:PrincipalArn": `${ROLE}-*` } },
      },
      { accounts: ["300000000001"], principals: [`${ROLE}-*`] },
    ],
    ["everybody", { Principal: "*" }, { isAnybody: true }],
    ["everybody in a list", { Principal: { AWS: ["*"] } }, { isAnybody: true }],
    ["everybody but one", { NotPrincipal: { AWS: ROLE } }, { isAnybody: true }],
    ["a service", { Principal: { Service: ["ec2.amazonaws.com"] } }, { services: ["ec2.amazonaws.com"] }],
    [
      "an identity provider",
      { Principal: { Federated: "arn:aws:iam::300000000001:oidc-provider/issuer.example.com" } },
      { providers: ["arn:aws:iam::300000000001:oidc-provider/issuer.example.com"] },
    ],
  ] as const)
    it(`are those of ${what}`, () => {
      assert.deepEqual(named(statement), { ...NOBODY, ...expected });
    });

  it("leave out whom a Deny names", () => {
    assert.deepEqual(named({ Principal: "*" }, "Deny"), NOBODY);
  });

  it("are everybody's where the policy is unknown", () => {
    assert.deepEqual(
      trustedNames(undefined, () => undefined),
      { ...NOBODY, isAnybody: true },
    );
  });
});
