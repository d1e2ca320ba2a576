import assert from "node:assert/strict";
import { oidcProviderArn, roleArn } from "../../iam/arn.ts";
import { identityPolicy } from "../../iam/identity-policy.ts";
import { keyPolicy } from "../../iam/key-policy.ts";
import { render } from "../../iam/render.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";
import { lastEnd, trustAssociation, trustParty, trustServiceAccount, trustWorkload } from "../../sharing/access-trust.ts";
import { permissionStatements, takeRoleStatement } from "../../sharing/permissions.ts";
import { directKeyStatement, keyStatement } from "../../sharing/resource-policy.ts";
import { outcome, without } from "./decision.ts";
import {
  accessRole,
  auditor,
  CONSUMER,
  ELSEWHERE,
  grantTo,
  INSIDE,
  ORDERS,
  ORGANIZATION,
  OWNER,
  PARTY,
  REGION,
  reporter,
  roleOf,
  TOKEN,
  through,
  VPC,
  WRAPPING,
} from "./fixture.ts";

const AFTER = new Date("2027-04-01T00:00:00Z");
const consumer = { kind: "workload", account: "consumer", workload: "reporter" } as const;
const from = { vpcs: { region: REGION, vpcIds: [VPC] } } as const;
const take = identityPolicy([takeRoleStatement(["of", "owner"], accessRole.arn, false)]);

describe("the trust of a role pair", () => {
  const trust = trustPolicy([trustWorkload({ consumer, ends: undefined }, reporter, ORGANIZATION, false)]);
  const assume = { principal: reporter.arn, action: "sts:AssumeRole", resource: accessRole.arn, context: INSIDE };

  it("is exactly this document", () => {
    assert.deepEqual(JSON.parse(render(trust)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: trust.statements[0].sid,
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::222222222222:role/palisade/workload/reporter" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-example1234" } },
        },
      ],
    });
    assert.match(trust.statements[0].sid, /^TrustReporterOfConsumer[0-9a-f]{4}$/);
  });

  it("lets the consumer's exact role take the role, and needs both halves for it", () => {
    assert.equal(outcome(assume, { identity: take, resource: trust }), "allowed");
    assert.notEqual(outcome(assume, { resource: trust }), "allowed");
    assert.notEqual(outcome(assume, { identity: take }), "allowed");
  });

  it("lets no other role of that account, nor the same from outside of the organization", () => {
    const other = { ...assume, principal: roleOf(CONSUMER, "other") };
    assert.notEqual(outcome(other, { identity: take, resource: trust }), "allowed");
    const left = { ...assume, context: { ...INSIDE, "aws:PrincipalOrgID": "o-another1234" } };
    assert.notEqual(outcome(left, { identity: take, resource: trust }), "allowed");
  });

  it("changes its Sid when the consumer's role is made anew, and only then", () => {
    const again = trustWorkload({ consumer, ends: undefined }, { ...reporter, uniqueId: "AROAANEW" }, ORGANIZATION, false);
    assert.notEqual(again.sid, trust.statements[0].sid);
    assert.equal(trustWorkload({ consumer, ends: undefined }, reporter, ORGANIZATION, false).sid, trust.statements[0].sid);
  });

  it("ends with the last of its grants, and not at all where one has no end", () => {
    assert.equal(lastEnd([{ ends: "2027-01-01T00:00:00Z" }, { ends: "2027-04-01T00:00:00Z" }]), "2027-04-01T00:00:00Z");
    assert.equal(lastEnd([{ ends: "2027-01-01T00:00:00Z" }, { ends: undefined }]), undefined);
  });
});

describe("the trust of a role pair in a pod whose session carries tags", () => {
  const trust = trustPolicy([trustWorkload({ consumer, ends: undefined }, reporter, ORGANIZATION, true)]);
  const mayTag = identityPolicy([takeRoleStatement(["of", "owner"], accessRole.arn, true)]);
  const tags = (...keys: string[]) => ({ ...INSIDE, "aws:TagKeys": keys });
  const assume = { principal: reporter.arn, action: "sts:AssumeRole", resource: accessRole.arn, context: INSIDE };

  it("lets the tags of EKS go on into the role", () => {
    for (const action of ["sts:AssumeRole", "sts:TagSession"]) {
      const inherited = { ...assume, action, context: tags("eks-cluster-arn", "kubernetes-pod-uid") };
      assert.equal(outcome(inherited, { identity: mayTag, resource: trust }), "allowed");
      assert.equal(outcome({ ...assume, action }, { identity: mayTag, resource: trust }), "allowed");
    }
  });

  it("lets no other tag go on", () => {
    const forged = { ...assume, action: "sts:TagSession", context: tags("eks-cluster-arn", "team") };
    assert.notEqual(outcome(forged, { identity: mayTag, resource: trust }), "allowed");
  });
});

describe("the trust in an external party", () => {
  const party = { roleArn: auditor, externalId: "nightjar-4711", from: { addresses: ["203.0.113.0/24"], membership: undefined } } as const;
  const trust = trustPolicy([trustParty({ consumer: { kind: "external", party: "nightjar" }, ends: "2027-04-01T00:00:00Z" }, party)]);
  const assume = {
    principal: auditor,
    action: "sts:AssumeRole",
    resource: accessRole.arn,
    context: { "sts:ExternalId": "nightjar-4711", "aws:SourceIp": "203.0.113.7" },
  };

  it("lets the party's exact role in with its id, from its addresses, until the end", () => {
    assert.equal(outcome(assume, { identity: take, resource: trust }), "allowed");
  });

  for (const { what, change } of [
    { what: "without the id", change: { context: { "aws:SourceIp": "203.0.113.7" } } },
    { what: "with another id", change: { context: { ...assume.context, "sts:ExternalId": "nightjar-4712" } } },
    { what: "from elsewhere", change: { context: { ...assume.context, "aws:SourceIp": "198.51.100.1" } } },
    { what: "by another role of the party", change: { principal: roleOf(PARTY, "clerk") } },
    { what: "by a role of that name in another account", change: { principal: roleOf(CONSUMER, "auditor") } },
  ]) {
    it(`refuses it ${what}`, () => assert.notEqual(outcome({ ...assume, ...change }, { identity: take, resource: trust }), "allowed"));
  }

  it("refuses it after the end", () => assert.notEqual(outcome(assume, { identity: take, resource: trust }, AFTER), "allowed"));
});

describe("the trust in pods by token", () => {
  const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
  const provider = { arn: oidcProviderArn({ partition: "aws", accountId: OWNER, issuer }), issuer };
  const trust = trustPolicy([
    trustServiceAccount({ consumer, ends: undefined }, { namespace: "billing", serviceAccount: "invoicer" }, provider),
  ]);
  const assume = {
    principal: provider.arn,
    action: "sts:AssumeRoleWithWebIdentity",
    resource: accessRole.arn,
    context: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: "system:serviceaccount:billing:invoicer" },
  };

  it("lets exactly the service account's pods in", () => assert.equal(outcome(assume, { resource: trust }), "allowed"));

  for (const [key, value] of [
    ["aud", "another"],
    ["sub", "system:serviceaccount:letters:invoicer"],
    ["sub", "system:serviceaccount:billing:other"],
  ] as const) {
    it(`refuses ${key} ${value}, and a token without ${key}`, () => {
      const changed = { ...assume, context: { ...assume.context, [`${issuer}:${key}`]: value } };
      assert.notEqual(outcome(changed, { resource: trust }), "allowed");
      assert.notEqual(outcome({ ...assume, context: { ...assume.context, [`${issuer}:${key}`]: [] } }, { resource: trust }), "allowed");
    });
  }

  it("refuses the tokens of another cluster", () => {
    const other = oidcProviderArn({ partition: "aws", accountId: OWNER, issuer: "oidc.eks.eu-west-1.amazonaws.com/id/DEF" });
    assert.notEqual(outcome({ ...assume, principal: other }, { resource: trust }), "allowed");
  });
});

describe("the trust in pods by association", () => {
  const clusterArn = `arn:aws:eks:eu-west-1:${CONSUMER}:cluster/platform`;
  const pod = { namespace: "support", serviceAccount: "search", clusterArns: [clusterArn] } as const;
  const trust = trustPolicy([trustAssociation({ consumer, ends: undefined }, pod, reporter, ORGANIZATION)]);
  const mayTag = identityPolicy([takeRoleStatement(["of", "owner"], accessRole.arn, true)]);
  const tags = {
    "aws:RequestTag/eks-cluster-arn": clusterArn,
    "aws:RequestTag/kubernetes-namespace": "support",
    "aws:RequestTag/kubernetes-service-account": "search",
  };
  const assume = { principal: reporter.arn, action: "sts:AssumeRole", resource: accessRole.arn, context: { ...INSIDE, ...tags } };

  it("lets the association's role take the role and tag the session", () => {
    for (const action of ["sts:AssumeRole", "sts:TagSession"])
      assert.equal(outcome({ ...assume, action }, { identity: mayTag, resource: trust }), "allowed");
  });

  for (const tag of Object.keys(tags)) {
    it(`refuses another ${tag}, and none`, () => {
      assert.notEqual(
        outcome({ ...assume, context: { ...assume.context, [tag]: "other" } }, { identity: mayTag, resource: trust }),
        "allowed",
      );
      assert.notEqual(outcome({ ...assume, context: { ...assume.context, [tag]: [] } }, { identity: mayTag, resource: trust }), "allowed");
    });
  }

  it("refuses another role with the same tags", () => {
    assert.notEqual(outcome({ ...assume, principal: roleOf(CONSUMER, "other") }, { identity: mayTag, resource: trust }), "allowed");
  });
});

describe("the permissions of an access role", () => {
  const { grant } = grantTo(accessRole, { can: ["read", "settings"] });
  const policy = identityPolicy(permissionStatements(grant, { kind: "tables", table: ORDERS }, { asOwner: true, from }));
  const read = { principal: accessRole.arn, action: "dynamodb:GetItem", resource: ORDERS.arn, context: INSIDE };

  it("read from the grant's network until the end, and nowhere else and never after", () => {
    assert.equal(outcome(read, { identity: policy }), "allowed");
    assert.notEqual(outcome({ ...read, context: ELSEWHERE }, { identity: policy }), "allowed");
    assert.notEqual(outcome({ ...read, context: {} }, { identity: policy }), "allowed");
    assert.notEqual(outcome(read, { identity: policy }, AFTER), "allowed");
    assert.notEqual(outcome(read, { identity: without(policy, policy.statements[0].sid) ?? policy }), "allowed");
  });

  it("reach that table and those actions alone, but what only the owner's principals can be given", () => {
    for (const [action, resource] of [
      ["dynamodb:PutItem", ORDERS.arn],
      ["dynamodb:Scan", ORDERS.arn],
      ["dynamodb:DeleteTable", ORDERS.arn],
      ["dynamodb:GetItem", `${ORDERS.arn}-2`],
      ["dynamodb:Query", ORDERS.indexArns["byStatus"] ?? ""],
    ] as const)
      assert.notEqual(outcome({ ...read, action, resource }, { identity: policy }), "allowed", `${action} ${resource}`);
    assert.equal(outcome({ ...read, action: "dynamodb:UpdateTimeToLive" }, { identity: policy }), "allowed");
  });

  it("use the table's key through DynamoDB alone, whatever network the call came from", () => {
    const key = keyPolicy([keyStatement({ grant, role: accessRole }, { service: "dynamodb", region: REGION })]);
    const decrypt = { principal: accessRole.arn, action: "kms:Decrypt", resource: ORDERS.keyArn ?? "", context: through("dynamodb") };
    assert.equal(outcome(decrypt, { identity: policy, resource: key }), "allowed");
    assert.notEqual(outcome({ ...decrypt, context: INSIDE }, { identity: policy, resource: key }), "allowed");
    assert.notEqual(outcome({ ...decrypt, context: through("secretsmanager") }, { identity: policy, resource: key }), "allowed");
    assert.notEqual(
      outcome(decrypt, {
        identity: policy,
        resource: keyPolicy([keyStatement(grantTo(reporter), { service: "dynamodb", region: REGION })]),
      }),
      "allowed",
    );
  });

  it("read a secret and its key, the secret from the network and the key through Secrets Manager", () => {
    const secretGrant = grantTo(accessRole, { name: "token", can: ["read"] });
    const identity = identityPolicy(permissionStatements(secretGrant.grant, { kind: "secrets", secret: TOKEN }, { asOwner: true, from }));
    const get = { principal: accessRole.arn, action: "secretsmanager:GetSecretValue", resource: TOKEN.arn, context: INSIDE };
    assert.equal(outcome(get, { identity }), "allowed");
    assert.notEqual(outcome({ ...get, context: ELSEWHERE }, { identity }), "allowed");
    assert.notEqual(outcome({ ...get, action: "secretsmanager:PutSecretValue" }, { identity }), "allowed");
    const key = keyPolicy([keyStatement(secretGrant, { service: "secretsmanager", region: REGION })]);
    const decrypt = { principal: accessRole.arn, action: "kms:Decrypt", resource: TOKEN.keyArn ?? "", context: through("secretsmanager") };
    assert.equal(outcome(decrypt, { identity, resource: key }), "allowed");
    assert.notEqual(outcome({ ...decrypt, context: INSIDE }, { identity, resource: key }), "allowed");
  });

  it("decrypt directly with a declared key, from the network alone", () => {
    const keyGrant = grantTo(accessRole, { name: "wrapping", can: ["decrypt"] });
    const identity = identityPolicy(permissionStatements(keyGrant.grant, { kind: "keys", key: WRAPPING }, { asOwner: true, from }));
    const key = keyPolicy([directKeyStatement(keyGrant)]);
    const decrypt = { principal: accessRole.arn, action: "kms:Decrypt", resource: WRAPPING.arn, context: INSIDE };
    assert.equal(outcome(decrypt, { identity, resource: key }), "allowed");
    assert.notEqual(outcome({ ...decrypt, context: ELSEWHERE }, { identity, resource: key }), "allowed");
    assert.notEqual(outcome({ ...decrypt, action: "kms:Encrypt" }, { identity, resource: key }), "allowed");
    assert.notEqual(
      outcome({ ...decrypt, principal: roleArn({ partition: "aws", accountId: OWNER, name: "other" }) }, { identity, resource: key }),
      "allowed",
    );
  });
});
