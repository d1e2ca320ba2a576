import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { load } from "../../model/checks/load.ts";
import { problemLine } from "../../model/problem.ts";
import { judgeResources } from "../../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../../policy-pack/pack-catalogue.ts";
import { rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import type { Extension, Extensions } from "../../stacks/wiring/layer.ts";
import { LINE, linePlan } from "../support/line.ts";
import { NOW } from "../support/sample.ts";

/** All messages that refuse each program. */
const PROGRAMS: Readonly<Record<string, readonly [by: "control plane" | "policy pack", ...messages: string[]]>> = {
  "default-endpoint-policy": [
    "policy pack",
    "bound-endpoint-policy: policy: the endpoint gets AWS's default policy, which allows everything to everyone, got nothing; write one that admits aws:PrincipalOrgID to aws:ResourceOrgID",
  ],
  "duplicate-role-name": ["control plane", "EntityAlreadyExists: Role with name worker already exists."],
  "irsa-without-aud": [
    "policy pack",
    'exact-oidc-trust: assumeRolePolicy, statement "HandWritten": the trust does not fix aud of the token, got ["StringEquals oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF:sub system:serviceaccount:billing:invoicer"]; add StringEquals on oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF:aud',
  ],
  "irsa-without-sub": [
    "policy pack",
    'exact-oidc-trust: assumeRolePolicy, statement "HandWritten": the trust does not fix sub of the token, got ["StringEquals oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF:aud sts.amazonaws.com"]; add StringEquals on oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF:sub',
  ],
  "misspelt-operator": [
    "control plane",
    'MalformedPolicyDocument: Invalid Condition type : StringEqual (statement "HandWritten", got "StringEqual")',
  ],
  "oversized-scp": [
    "control plane",
    'ConstraintViolationException: You have exceeded the maximum size of a policy document (POLICY_CONTENT_LIMIT_EXCEEDED) (the document, got "10404 of 10240 bytes")',
  ],
  "public-table-policy": [
    "control plane",
    'ValidationException: Resource-based policy allows public access, which Block Public Access forbids (statement "HandWritten")',
  ],
  "raw-dynamodb": [
    "policy pack",
    'exact-data-access: policy, statement "HandWritten": all actions of dynamodb are allowed, got "dynamodb:*"; list the actions that are used',
    'exact-data-access: policy, statement "HandWritten": data actions (dynamodb:BatchGetItem, dynamodb:BatchWriteItem, dynamodb:ConditionCheckItem, …) are allowed on unnamed resources, got "*"; name the table\'s ARN and its indexes\'',
  ],
  "rcp-with-allow": [
    "control plane",
    'MalformedPolicyDocumentException: The provided policy document does not meet the requirements of the specified policy type. (statement "HandWritten", got "Allow")',
  ],
  "root-trust": [
    "policy pack",
    'pinned-account-trust: assumeRolePolicy, statement "HandWritten": a whole account is allowed without a pin, got "arn:aws:iam::300000000002:root"; name the role, or add ArnLike on aws:PrincipalArn',
  ],
  "scp-with-principal": [
    "control plane",
    'MalformedPolicyDocumentException: The provided policy document does not meet the requirements of the specified policy type. (statement "HandWritten", got "*")',
  ],
  "shared-under-aws-managed-key": [
    "control plane",
    "ValidationException: Cross-account access is not supported for tables encrypted with the AWS managed key (shared with 300000000002)",
  ],
  "table-without-customer-key": [
    "policy pack",
    "table-baseline: serverSideEncryption: the table has no customer managed key, got nothing; set it to { enabled: true, kmsKeyArn } with a customer managed key",
  ],
  "unknown-action": [
    "policy pack",
    'known-policy-language: policy, statement "HandWritten": AWS has no such action, got "dynamodb:GetItems"; did you mean "dynamodb:GetItem"?',
  ],
  "unknown-principal": [
    "control plane",
    'ValidationException: Invalid principal in policy document ("AWS":"arn:aws:iam::300000000002:role/analyst")',
  ],
  "whole-organization-at-a-table": [
    "policy pack",
    'no-wildcard-principal: policy, statement "HandWritten": a principal is a wildcard, got {"AWS":"*"}; name the roles, or an account\'s root with ArnLike on aws:PrincipalArn',
  ],
};

/** All messages about each declaration. It replaces the owner's data.yaml in the smallest organization. */
const DECLARATIONS: Readonly<Record<string, readonly string[]>> = {
  "grant-without-a-reason": [
    "accounts/owner/data.yaml:6:7: tables.ledger.sharedWith.consumer/reporter.because: is missing; add it, like because: month-end close",
  ],
  "migration-without-an-end": [
    "accounts/owner/data.yaml:6:7: tables.ledger.sharedWith.consumer/reporter: has the purpose migration but no end; add until: <last day, YYYY-MM-DD>",
  ],
  "misspelt-workload": [
    'accounts/owner/data.yaml:6:7: tables.ledger.sharedWith.consumer/reportr: names no workload of consumer, got "consumer/reportr"; did you mean "reporter"?',
  ],
  "shared-under-aws-managed-key": [
    'accounts/owner/data.yaml:7:7: tables.ledger.sharedWith.consumer/reporter: shares what is encrypted under an AWS managed key, which no other account can use, got "aws-managed"; write encryption: own-key',
  ],
  "tenants-on-another-index": [
    'accounts/owner/data.yaml:7:69: tables.ledger.tenants.on[1]: is an index that is not marked as led by the tenant key, so that tenants would read each other\'s items, got "byDay"; remove it, or mark it tenant: true if its partition key begins with the tenant',
  ],
  "tenants-write-beside-an-index": [
    'accounts/owner/data.yaml:7:56: tables.ledger.tenants.can[1]: lets tenants write items into each other\'s part of byHolder (led by holderId), since policies see the value of accountId alone, got "write"; lead the index by accountId, or remove write and let a workload under usedBy write for tenants',
  ],
};

/** The cases of the seed that programs and declarations show, under their ids. */
const CASES: Readonly<Record<string, string>> = {
  "irsa-without-aud": "E4: ",
  "irsa-without-sub": "E4: ",
  "misspelt-operator": "E4: ",
  "raw-dynamodb": "E4: ",
  "root-trust": "E4: ",
  "tenants-write-beside-an-index": "F14: ",
  "unknown-principal": "E8: ",
  "whole-organization-at-a-table": "E4: ",
};

interface BadProgram {
  readonly layer: keyof Extensions;
  readonly program: Extension;
}

const folder = (name: string): URL => new URL(`${name}/`, import.meta.url);
const named = (name: string, ending: string): string[] => readdirSync(folder(name)).map((file) => file.slice(0, -ending.length));

/** The first that refuses a program: AWS, while it is deployed, or else the pack, before it is. */
async function refusalOf(name: string): Promise<readonly string[]> {
  const { layer, program } = (await import(new URL(`${name}.ts`, folder("programs")).href)) as BadProgram;
  const { resources, refusals, stacks } = await rehearsePlan(linePlan(), { extensions: { [layer]: program } });
  if (refusals.length > 0) return ["control plane", ...refusals.map(({ code, message }) => `${code}: ${message}`)];
  assert.deepEqual(
    stacks.filter(({ status }) => status !== "done"),
    [],
  );
  const found = judgeResources(resources, await loadCatalogueFor(resources));
  return ["policy pack", ...found.map(({ rule, message }) => `${rule}: ${message}`)];
}

describe("a bad program", () => {
  for (const [name, expected] of Object.entries(PROGRAMS)) {
    it(`${CASES[name] ?? ""}with ${name.replaceAll("-", " ")} is refused by the ${expected[0]}`, async () => {
      assert.deepEqual(await refusalOf(name), expected);
    });
  }

  it("is in the table, each of them", () => {
    assert.deepEqual(named("programs", ".ts").sort(), Object.keys(PROGRAMS).sort());
  });
});

describe("a bad declaration", () => {
  for (const [name, expected] of Object.entries(DECLARATIONS)) {
    it(`${CASES[name] ?? ""}with ${name.replaceAll("-", " ")} is refused where it stands`, () => {
      const text = readFileSync(new URL(`${name}.yaml`, folder("declarations")), "utf8");
      const { declaration, problems } = load(new Map(LINE).set("accounts/owner/data.yaml", text), { now: NOW });
      assert.equal(declaration, undefined);
      assert.deepEqual(problems.map(problemLine), expected);
    });
  }

  it("is in the table, each of them", () => {
    assert.deepEqual(named("declarations", ".yaml").sort(), Object.keys(DECLARATIONS).sort());
  });
});
