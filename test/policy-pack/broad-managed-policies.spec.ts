import assert from "node:assert/strict";
import { managedPolicyArns, managedPolicyDocument } from "../../iam/managed-policies/managed-policies.ts";
import { exactDataAccess } from "../../policy-pack/rules/exact-data-access.ts";
import { BROAD } from "../../policy-pack/rules/no-broad-managed-policy.ts";
import { compileActions, reachesAction } from "../../proof/engine/action-matcher.ts";
import { asList, type StatementDocument } from "../../proof/engine/policy-document.ts";
import { judge } from "./describe-rule.ts";

/** Actions that change what somebody may do. */
const OF_PERMISSIONS = [
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreatePolicyVersion",
  "iam:PutRolePolicy",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "kms:PutKeyPolicy",
  "dynamodb:PutResourcePolicy",
  "secretsmanager:PutResourcePolicy",
];
const EVERYTHING = /^(?:\*|arn:aws:iam::\*:(?:role|user)\/\*|arn:aws:kms:\*:\*:key\/\*)$/;
/** What a role that restores needs of AWS's. */
const FOR_RESTORES = "service-role/AWSBackupServiceRolePolicyForRestores";

const changesPermissions = ({ Action, NotAction, Resource }: StatementDocument): boolean => {
  const matcher = compileActions(asList(Action ?? NotAction), Action === undefined);
  const isWide = asList(Resource).some((each) => EVERYTHING.test(each));
  return isWide && OF_PERMISSIONS.some((action) => reachesAction(matcher, action.toLowerCase()));
};

/** Whether a statement may be about data at all: most of AWS's policies are not, and need no judging. */
const mayBeOfData = ({ Action, NotAction }: StatementDocument): boolean =>
  NotAction !== undefined || asList(Action).some((action) => /^(?:dynamodb|kms|secretsmanager):|^[^:]*[*?]/i.test(action));

/** The statements that allow without a condition. */
function freeStatements(arn: string): readonly StatementDocument[] {
  const { Statement } = managedPolicyDocument(arn) as { readonly Statement: StatementDocument | readonly StatementDocument[] };
  return [Statement].flat().filter(({ Effect, Condition }) => Effect === "Allow" && Condition === undefined);
}

describe("AWS's managed policies", function () {
  this.timeout(60_000);

  it("are broad where the list says so, by their documents", async () => {
    // Roles that services made for themselves have the policies under aws-service-role/. Nobody can attach those.
    const attachable = managedPolicyArns().filter((arn) => !arn.includes(":policy/aws-service-role/"));
    const policies = attachable.map((arn) => ({ name: arn.slice("arn:aws:iam::aws:policy/".length), statements: freeStatements(arn) }));
    const reports = await judge(
      exactDataAccess,
      policies.flatMap(({ name, statements }) => {
        const Statement = statements.filter(mayBeOfData);
        if (Statement.length === 0) return [];
        return [{ name, type: "aws:iam/policy:Policy", props: { policy: JSON.stringify({ Version: "2012-10-17", Statement }) } }];
      }),
    );
    const ofData = new Set(reports.map(({ urn }) => urn?.split("::").at(-1)));
    const broad = policies
      .filter(({ name, statements }) => ofData.has(name) || statements.some(changesPermissions))
      .map(({ name }) => name);
    assert.ok(broad.includes(FOR_RESTORES));
    assert.deepEqual(broad.filter((name) => name !== FOR_RESTORES).sort(), [...BROAD].sort());
  });
});
