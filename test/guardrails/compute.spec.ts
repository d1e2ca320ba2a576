import assert from "node:assert/strict";
import { guardedCompute } from "../../guardrails/compute.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { ACCOUNT, type Ask, role, underServiceControl } from "./deciding.ts";

const DEPLOY = role("PalisadeDeploy");
const DEPLOYER = role("pipeline/deploy");
const ADMIN = role("admin");
const API = role("palisade/workload/api");
const at = (service: string, resource: string): string => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;
const FUNCTION = at("lambda", "function:api");
const INSTANCE = at("ec2", "instance/i-1");
const TASK = at("ecs", "task/main/1");
const CLUSTER = at("eks", "cluster/platform");
const ENTRY = at("eks", `access-entry/platform/role/${ACCOUNT}/admin/1`);
const POD = at("eks", "podidentityassociation/platform/a-1");

const compute = {
  partition: "aws",
  deployRole: "PalisadeDeploy",
  hasWorkloadRoles: true,
  deployers: ["pipeline/deploy"],
  clusters: [{ region: "eu-west-1", cluster: "platform" }],
} as const;
const STATEMENTS = nonEmpty(guardedCompute(compute), "statements");

const tagged = { "aws:ResourceTag/palisade:workload": "api" };
const passedTo = (service: string) => ({ "iam:PassedToService": service });
const CHANGING = "DenyChangingComputeOfWorkloads";

const CASES: readonly (Ask & { readonly is: string })[] = [
  ...["lambda.amazonaws.com", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com"].flatMap((service) => [
    { as: ADMIN, to: "iam:PassRole", on: API, with: passedTo(service), is: "DenyPassingWorkloadRoles" },
    { as: DEPLOYER, to: "iam:PassRole", on: API, with: passedTo(service), is: "allowed" },
  ]),
  { as: API, to: "iam:PassRole", on: API, with: passedTo("lambda.amazonaws.com"), is: "DenyPassingWorkloadRoles" },
  { as: role("team/pipeline/deploy"), to: "iam:PassRole", on: API, is: "DenyPassingWorkloadRoles" },
  ...["iam:UpdateAssumeRolePolicy", "iam:CreateRole", "iam:PassRole"].flatMap((to) => [
    { as: ADMIN, to, on: DEPLOYER, is: "DenyChangingDeployers" },
    { as: DEPLOYER, to, on: DEPLOYER, is: "DenyChangingDeployers" },
    { as: DEPLOY, to, on: DEPLOYER, is: "allowed" },
    { as: ADMIN, to, on: role("team/pipeline/deploy"), is: "allowed" },
  ]),
  { as: ADMIN, to: "iam:PassRole", on: role("team/nightly"), is: "allowed" },
  { as: DEPLOY, to: "iam:PassRole", on: API, with: passedTo("lambda.amazonaws.com"), is: "DenyPassingWorkloadRolesToTheDeployRole" },
  { as: DEPLOY, to: "iam:PassRole", on: API, with: passedTo("ec2.amazonaws.com"), is: "allowed" },
  { as: DEPLOY, to: "iam:PassRole", on: API, with: passedTo("pods.eks.amazonaws.com"), is: "allowed" },
  { as: DEPLOY, to: "iam:PassRole", on: API, is: "allowed" },
  { as: DEPLOY, to: "ec2:RunInstances", on: INSTANCE, is: "DenyStartingInstancesToTheDeployRole" },
  { as: ADMIN, to: "ec2:RunInstances", on: INSTANCE, is: "allowed" },
  { as: ADMIN, to: "lambda:UpdateFunctionCode", on: FUNCTION, with: tagged, is: CHANGING },
  { as: API, to: "lambda:UpdateFunctionCode", on: FUNCTION, with: tagged, is: CHANGING },
  { as: DEPLOY, to: "lambda:UpdateFunctionCode", on: FUNCTION, with: tagged, is: CHANGING },
  { as: DEPLOYER, to: "lambda:UpdateFunctionCode", on: FUNCTION, with: tagged, is: "allowed" },
  { as: ADMIN, to: "lambda:UpdateFunctionCode", on: FUNCTION, is: "allowed" },
  { as: ADMIN, to: "lambda:InvokeFunction", on: FUNCTION, with: tagged, is: "allowed" },
  { as: ADMIN, to: "lambda:UntagResource", on: FUNCTION, with: { ...tagged, "aws:TagKeys": ["team"] }, is: CHANGING },
  { as: ADMIN, to: "ec2:DeleteTags", on: INSTANCE, with: tagged, is: CHANGING },
  { as: ADMIN, to: "ec2:TerminateInstances", on: INSTANCE, with: tagged, is: "allowed" },
  { as: ADMIN, to: "ssm:StartSession", on: INSTANCE, with: tagged, is: CHANGING },
  { as: ADMIN, to: "ssm:StartSession", on: INSTANCE, is: "allowed" },
  { as: ADMIN, to: "ecs:ExecuteCommand", on: TASK, with: tagged, is: CHANGING },
  ...["eks:CreateAccessEntry", "eks:AssociateIdentityProviderConfig"].flatMap((to) => [
    { as: ADMIN, to, on: CLUSTER, is: "DenyLettingIntoClusters" },
    { as: DEPLOY, to, on: CLUSTER, is: "DenyLettingIntoClusters" },
    { as: DEPLOYER, to, on: CLUSTER, is: "allowed" },
    { as: ADMIN, to, on: `${CLUSTER}-of-a-team`, is: "allowed" },
  ]),
  { as: ADMIN, to: "eks:AssociateAccessPolicy", on: ENTRY, is: "DenyLettingIntoClusters" },
  { as: ADMIN, to: "eks:AssociateAccessPolicy", on: ENTRY.replace("/platform/", "/another/"), is: "allowed" },
  { as: ADMIN, to: "eks:UpdatePodIdentityAssociation", on: POD, is: "DenyChangingRolesOfPods" },
  { as: DEPLOY, to: "eks:UpdatePodIdentityAssociation", on: POD, is: "allowed" },
  { as: DEPLOYER, to: "eks:UpdatePodIdentityAssociation", on: POD, is: "allowed" },
];

describe("guardrails about what runs under workload roles", () => {
  for (const { is, ...ask } of CASES)
    it(`${ask.as.split("role/")[1] ?? ""} ${ask.to} ${ask.on.split(":").slice(5).join(":")} ${JSON.stringify(ask.with ?? {})}: ${is}`, () => {
      assert.equal(underServiceControl(STATEMENTS, ask), is);
    });

  it("leave nobody to pass roles and to change what is tagged where no deployers are declared", () => {
    const statements = nonEmpty(guardedCompute({ ...compute, deployers: [] }), "statements");
    const asked = (as: string, to: string, on: string) => underServiceControl(statements, { as, to, on, with: tagged });
    assert.equal(asked(DEPLOYER, "iam:PassRole", API), "DenyPassingWorkloadRoles");
    assert.equal(asked(DEPLOYER, "lambda:UpdateFunctionCode", FUNCTION), CHANGING);
    assert.equal(asked(DEPLOYER, "eks:CreateAccessEntry", CLUSTER), "DenyLettingIntoClusters");
  });

  it("are the same for every account with the same deployers and clusters", () => {
    assert.ok(!JSON.stringify(STATEMENTS).includes(ACCOUNT));
  });

  it("say who passes workload roles only where stacks make some", () => {
    assert.deepEqual(
      guardedCompute({ ...compute, hasWorkloadRoles: false }).map(({ sid }) => sid),
      STATEMENTS.map(({ sid }) => sid).filter((sid) => !sid.startsWith("DenyPassing")),
    );
  });

  it("name clusters only where some are declared", () => {
    assert.deepEqual(
      guardedCompute({ ...compute, clusters: [] }).map(({ sid }) => sid),
      STATEMENTS.map(({ sid }) => sid).filter((sid) => sid !== "DenyLettingIntoClusters" && sid !== "DenyChangingRolesOfPods"),
    );
  });
});
