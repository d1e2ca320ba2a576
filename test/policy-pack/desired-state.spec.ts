import assert from "node:assert/strict";
import { judgeResources } from "../../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../../policy-pack/pack-catalogue.ts";
import { documentsOf } from "../../policy-pack/resource-documents.ts";
import type { Rule } from "../../policy-pack/rule.ts";
import { boundEndpointPolicy } from "../../policy-pack/rules/bound-endpoint-policy.ts";
import { exactDataAccess } from "../../policy-pack/rules/exact-data-access.ts";
import { knownPolicyLanguage } from "../../policy-pack/rules/known-policy-language.ts";
import { noWildcardPrincipal } from "../../policy-pack/rules/no-wildcard-principal.ts";
import { pinnedAccountTrust } from "../../policy-pack/rules/pinned-account-trust.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { rehearsedAcme } from "../support/acme.ts";
import { judge } from "./describe-rule.ts";

const ROLE = "arn:aws:iam::300000000002:role/palisade/workload/reporter";

const document = (statement: Readonly<Record<string, unknown>>) => ({
  Version: "2012-10-17",
  Statement: [{ Sid: "HandWritten", Effect: "Allow", ...statement }],
});

/** Each way to a document, with one that is right and one mistake in it. */
const WAYS: readonly {
  readonly typeName: string;
  readonly where: string;
  readonly state: (policy: unknown) => Readonly<Record<string, unknown>>;
  readonly right: Readonly<Record<string, unknown>>;
  readonly change: Readonly<Record<string, unknown>>;
  readonly rule: Rule;
}[] = [
  {
    typeName: "AWS::DynamoDB::GlobalTable",
    where: "desiredState.Replicas[1].ResourcePolicy.PolicyDocument",
    state: (policy) => ({ Replicas: [{ Region: "us-east-1" }, { Region: "eu-west-1", ResourcePolicy: { PolicyDocument: policy } }] }),
    right: { Principal: { AWS: ROLE }, Action: "dynamodb:GetItem", Resource: "*" },
    change: { Principal: "*" },
    rule: noWildcardPrincipal,
  },
  {
    typeName: "AWS::DynamoDB::GlobalTable",
    where: "desiredState.Replicas[0].ReplicaStreamSpecification.ResourcePolicy.PolicyDocument",
    state: (policy) => ({ Replicas: [{ ReplicaStreamSpecification: { ResourcePolicy: { PolicyDocument: policy } } }] }),
    right: { Principal: { AWS: ROLE }, Action: "dynamodb:GetRecords", Resource: "*" },
    change: { Action: "dynamodb:GetRecord" },
    rule: knownPolicyLanguage,
  },
  {
    typeName: "AWS::DynamoDB::Table",
    where: "desiredState.ResourcePolicy.PolicyDocument",
    state: (policy) => ({ ResourcePolicy: { PolicyDocument: policy } }),
    right: { Principal: { AWS: ROLE }, Action: "dynamodb:GetItem", Resource: "*" },
    change: { Principal: { AWS: "300000000002" } },
    rule: pinnedAccountTrust,
  },
  {
    typeName: "AWS::IAM::Role",
    where: "desiredState.AssumeRolePolicyDocument",
    state: (policy) => ({ AssumeRolePolicyDocument: policy }),
    right: { Principal: { AWS: ROLE }, Action: "sts:AssumeRole" },
    change: { Principal: { AWS: "arn:aws:iam::300000000002:root" } },
    rule: pinnedAccountTrust,
  },
  {
    typeName: "AWS::IAM::Role",
    where: "desiredState.Policies[0].PolicyDocument",
    state: (policy) => ({ Policies: [{ PolicyName: "data", PolicyDocument: policy }] }),
    right: { Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger" },
    change: { Resource: "*" },
    rule: exactDataAccess,
  },
  {
    typeName: "AWS::IAM::ManagedPolicy",
    where: "desiredState.PolicyDocument",
    state: (policy) => ({ PolicyDocument: JSON.stringify(policy) }),
    right: { Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger" },
    change: { Action: "dynamodb:*" },
    rule: exactDataAccess,
  },
  {
    typeName: "AWS::KMS::Key",
    where: "desiredState.KeyPolicy",
    state: (policy) => ({ KeyPolicy: policy }),
    right: { Principal: { AWS: ROLE }, Action: "kms:Decrypt", Resource: "*" },
    change: { Principal: { AWS: "*" } },
    rule: noWildcardPrincipal,
  },
  {
    typeName: "AWS::EC2::VPCEndpoint",
    where: "desiredState.PolicyDocument",
    state: (policy) => ({ PolicyDocument: policy }),
    right: {
      Principal: "*",
      Action: "*",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-acmeexample", "aws:ResourceOrgID": "o-acmeexample" } },
    },
    change: { Condition: undefined },
    rule: boundEndpointPolicy,
  },
];

describe("what Cloud Control is asked for", () => {
  for (const { typeName, where, state, right, change, rule } of WAYS) {
    it(`is judged by ${rule.name} at ${where} of ${typeName}`, async () => {
      const asked = (statement: Readonly<Record<string, unknown>>) => [
        {
          type: "aws:cloudcontrol/resource:Resource",
          props: { typeName, desiredState: JSON.stringify(state(document(statement))) },
        },
      ];
      assert.deepEqual(await judge(rule, asked(right)), []);
      const reports = await judge(rule, asked({ ...right, ...change }));
      assert.deepEqual(
        reports.map(({ level }) => level),
        ["mandatory"],
      );
      assert.equal(reports[0]?.message.split(": ", 1)[0], `${where}, statement "HandWritten"`);
    });
  }

  it("contains no document if it is no JSON object, which AWS refuses, or for a type without documents", () => {
    for (const props of [
      { typeName: "AWS::KMS::Key", desiredState: "{" },
      { typeName: "AWS::KMS::Key", desiredState: "[]" },
      { typeName: "AWS::Logs::LogGroup", desiredState: '{"KeyPolicy":{}}' },
    ])
      assert.deepEqual(documentsOf({ type: "aws:cloudcontrol/resource:Resource", properties: props }), []);
  });
});

describe("the sample's global table", () => {
  let rehearsal: PlanRehearsal;
  before(async () => {
    rehearsal = await rehearsedAcme();
  });

  /** The rules' findings after one change of the replica. */
  async function saidOf(change: (replica: Record<string, unknown>) => void): Promise<string[]> {
    const resources = rehearsal.resources.map((resource) => {
      if (!resource.urn.endsWith("::table-sessions-table") || resource.stack !== "data.sessions-eu") return resource;
      const state = JSON.parse(String(resource.inputs["desiredState"])) as { Replicas: Record<string, unknown>[] };
      for (const replica of state.Replicas) change(replica);
      return { ...resource, inputs: { ...resource.inputs, desiredState: JSON.stringify(state) } };
    });
    const found = judgeResources(resources, await loadCatalogueFor(resources));
    return found.map(({ rule, level }) => `${rule} ${level}`);
  }

  const CHANGES: Readonly<Record<string, readonly [change: (replica: Record<string, unknown>) => void, ...said: string[]]>> = {
    "nothing of what is right": [() => undefined],
    "its key taken away": [
      (replica) => delete replica["SSESpecification"],
      "table-baseline mandatory",
      "no-sharing-under-aws-managed-key mandatory",
    ],
    "its tags taken away": [(replica) => delete replica["Tags"], "table-baseline mandatory"],
    "its recovery taken away": [(replica) => delete replica["PointInTimeRecoverySpecification"], "table-baseline mandatory"],
    "a policy for anyone": [
      (replica) =>
        (replica["ResourcePolicy"] = { PolicyDocument: document({ Principal: "*", Action: "dynamodb:GetItem", Resource: "*" }) }),
      "no-wildcard-principal mandatory",
    ],
  };
  for (const [fact, [change, ...said]] of Object.entries(CHANGES)) {
    it(`is refused for ${fact}`.replace("refused for nothing of", "passed for"), async () => assert.deepEqual(await saidOf(change), said));
  }
});
