import assert from "node:assert/strict";
import fc from "fast-check";
import { roleWith } from "../../bootstrap/bootstrap-role.ts";
import { splitStatements } from "../../bootstrap/split-statements.ts";
import { type IdentityStatement, managedPolicy } from "../../iam/identity-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { QUOTAS } from "../../iam/quota.ts";
import { sizeOf } from "../../iam/render.ts";
import { allow } from "../../iam/statement.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";

const statement = (index: number, resources: number): IdentityStatement =>
  allow({
    sid: `Statement${index.toString()}`,
    actions: ["iam:GetRole", "iam:PutRolePolicy"],
    resources: nonEmpty(
      Array.from({ length: resources }, (_, each) => `arn:aws:iam::100000000001:role/team/${index.toString()}-${each.toString()}`),
      "resources",
    ),
  });

const permissionsIn = (statements: readonly IdentityStatement[]): string[] =>
  statements
    .flatMap(({ actions = [], resources = [] }) => actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`)))
    .sort();

const ROLE = {
  name: "PalisadeDeploy",
  path: "/",
  description: "deploys",
  trust: trustPolicy([
    allow({ sid: "Trust", principals: { aws: ["arn:aws:iam::100000000001:role/Runner"] }, actions: ["sts:AssumeRole"] }),
  ]),
};

describe("statements in several policies", () => {
  it("are all there, and each policy fits", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }), (sizes) => {
        const statements = sizes.map((size, index) => statement(index, size));
        const documents = splitStatements(statements);
        for (const document of documents) assert.ok(sizeOf(managedPolicy(document)) <= QUOTAS.managedPolicySize.value);
        assert.deepEqual(permissionsIn(documents.flat()), permissionsIn(statements));
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it("stand in the role itself as long as all of them fit there, else in managed ones, as many as a role can have", () => {
    assert.deepEqual([roleWith(ROLE, [statement(0, 150)]).isInline, roleWith(ROLE, [statement(0, 150)]).policies.size], [true, 2]);
    const many = roleWith(ROLE, [statement(0, 1000)]);
    assert.equal(many.isInline, false);
    assert.deepEqual([...many.policies.keys()].slice(0, 2), ["PalisadeDeploy-1", "PalisadeDeploy-2"]);
    assert.throws(
      () => roleWith(ROLE, [statement(0, 4000)]),
      /^Error: PalisadeDeploy: the role needs more managed policies than the 20 that AWS attaches, got \d+; reference fewer roles that exist$/,
    );
  });

  it("are refused where one of a single resource is too large", () => {
    assert.throws(
      () => splitStatements([statement(0, 1)], 100),
      /^Error: Statement0: the statement does not fit 100 characters, got one resource; name fewer actions$/,
    );
  });
});
