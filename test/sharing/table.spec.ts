import assert from "node:assert/strict";
import { roleArn } from "../../iam/arn.ts";
import { identityPolicy } from "../../iam/identity-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { secretPolicy } from "../../iam/secret-policy.ts";
import { streamPolicy, tablePolicy } from "../../iam/table-policy.ts";
import { permissionStatements } from "../../sharing/permissions.ts";
import { joinStatement, type Replica, replicationStatement } from "../../sharing/replication.ts";
import { secretStatement, streamStatements, tableStatements } from "../../sharing/resource-policy.ts";
import { sensitiveStreamStatements, sensitiveTableStatements } from "../../sharing/sensitive-table.ts";
import { outcome, without } from "./decision.ts";
import { auditor, CONSUMER, ELSEWHERE, grantTo, INSIDE, ORDERS, OWNER, PARTY, REGION, reporter, roleOf, rootOf, TOKEN } from "./fixture.ts";

const AFTER = new Date("2027-04-01T00:00:00Z");
const everything = (account: string) =>
  identityPolicy([
    {
      sid: "AllowEverything",
      effect: "Allow",
      actions: ["dynamodb:*"],
      resources: [`arn:aws:dynamodb:*:${account}:table/*`, ORDERS.arn, `${ORDERS.arn}/*`],
    },
  ]);

describe("a table shared by resource policy", () => {
  const deployed = grantTo(reporter, { can: ["read"], on: ["table", "byStatus"] });
  const policy = tablePolicy(nonEmpty(tableStatements(deployed, ORDERS), "statements"));
  const identity = identityPolicy(
    permissionStatements(deployed.grant, { kind: "tables", table: ORDERS }, { asOwner: false, from: undefined }),
  );
  const read = { principal: reporter.arn, action: "dynamodb:GetItem", resource: ORDERS.arn, context: INSIDE };

  it("is read by the exact role, from its network, until the end", () => {
    assert.equal(outcome(read, { identity, resource: policy }), "allowed");
    const query = { ...read, action: "dynamodb:Query", resource: ORDERS.indexArns["byStatus"] ?? "" };
    assert.equal(outcome(query, { identity, resource: policy }), "allowed");
    assert.notEqual(outcome({ ...read, context: ELSEWHERE }, { identity, resource: policy }), "allowed");
    assert.notEqual(outcome(read, { identity, resource: policy }, AFTER), "allowed");
    assert.notEqual(outcome({ ...read, principal: roleOf(CONSUMER, "other") }, { identity, resource: policy }), "allowed");
  });

  it("needs each statement of both halves", () => {
    const left = without(policy, policy.statements[0].sid);
    assert.ok(left !== undefined);
    assert.notEqual(outcome(read, { identity, resource: left }), "allowed");
    const half = without(identity, identity.statements[0].sid);
    assert.ok(half !== undefined);
    assert.notEqual(outcome(read, { identity: half, resource: policy }), "allowed");
  });

  it("lets an external party without addresses in as a member of its organization alone", () => {
    const membership = { organizationId: "o-nightjarexample", accountId: PARTY };
    const party = grantTo(
      { arn: auditor, uniqueId: auditor },
      { consumer: { kind: "external", party: "nightjar" }, from: { addresses: undefined, membership } },
    );
    const shared = tablePolicy(nonEmpty(tableStatements(party, ORDERS), "statements"));
    const member = { "aws:PrincipalOrgID": "o-nightjarexample", "aws:PrincipalAccount": PARTY };
    const audit = { ...read, principal: auditor, context: member };
    assert.equal(outcome(audit, { identity, resource: shared }), "allowed");
    const others = [{ ...member, "aws:PrincipalOrgID": "o-elsewhere" }, { "aws:PrincipalAccount": PARTY }];
    for (const context of others) assert.notEqual(outcome({ ...audit, context }, { identity, resource: shared }), "allowed");
    assert.notEqual(outcome({ ...audit, principal: roleOf(PARTY, "clerk") }, { identity, resource: shared }), "allowed");
  });

  it("lets an external party in from its declared addresses alone", () => {
    const party = grantTo(
      { arn: auditor, uniqueId: auditor },
      { consumer: { kind: "external", party: "nightjar" }, from: { addresses: ["203.0.113.0/24"], membership: undefined } },
    );
    const shared = tablePolicy(nonEmpty(tableStatements(party, ORDERS), "statements"));
    const audit = { ...read, principal: auditor, context: { "aws:SourceIp": "203.0.113.7" } };
    assert.equal(outcome(audit, { identity, resource: shared }), "allowed");
    assert.notEqual(outcome({ ...audit, context: { "aws:SourceIp": "198.51.100.1" } }, { identity, resource: shared }), "allowed");
    assert.notEqual(outcome({ ...audit, principal: roleOf(PARTY, "clerk") }, { identity, resource: shared }), "allowed");
    assert.notEqual(outcome(audit, { identity, resource: shared }, AFTER), "allowed");
  });

  it("binds who reads the stream to the network, but not who has it polled by Lambda", () => {
    const records = {
      ...read,
      action: "dynamodb:GetRecords",
      resource: ORDERS.streamArn ?? "",
      context: { "aws:RequestedRegion": REGION },
    };
    for (const { pollsStreams, expected } of [
      { pollsStreams: true, expected: "allowed" },
      { pollsStreams: false, expected: "implicitly-denied" },
    ]) {
      const streaming = grantTo(reporter, { can: ["stream"], pollsStreams });
      const own = identityPolicy(
        permissionStatements(streaming.grant, { kind: "tables", table: ORDERS }, { asOwner: false, from: undefined }),
      );
      const stream = streamPolicy(nonEmpty(streamStatements(streaming, ORDERS.streamArn ?? ""), "statements"));
      assert.equal(outcome(records, { identity: own, resource: stream }), expected);
    }
  });
});

describe("a secret shared by resource policy", () => {
  const deployed = grantTo(reporter, { name: "token", can: ["read"] });
  const policy = secretPolicy([secretStatement(deployed)]);
  const identity = identityPolicy(
    permissionStatements(deployed.grant, { kind: "secrets", secret: TOKEN }, { asOwner: false, from: undefined }),
  );
  const get = { principal: reporter.arn, action: "secretsmanager:GetSecretValue", resource: TOKEN.arn, context: INSIDE };

  it("is read by the exact role alone, by both halves", () => {
    assert.equal(outcome(get, { identity, resource: policy }), "allowed");
    assert.notEqual(outcome(get, { identity }), "allowed");
    assert.notEqual(outcome(get, { resource: policy }), "allowed");
    assert.notEqual(outcome({ ...get, principal: roleOf(CONSUMER, "other") }, { identity, resource: policy }), "allowed");
    assert.notEqual(outcome({ ...get, context: ELSEWHERE }, { identity, resource: policy }), "allowed");
    assert.notEqual(outcome({ ...get, action: "secretsmanager:PutResourcePolicy" }, { identity, resource: policy }), "allowed");
  });
});

describe("a sensitive table", () => {
  const breakGlass = roleArn({ partition: "aws", accountId: OWNER, path: "palisade/break-glass", name: "BreakGlass" });
  const deployRole = roleOf(OWNER, "PalisadeDeploy");
  const backupRole = roleArn({ partition: "aws", accountId: OWNER, path: "service-role", name: "Backup" });
  const api = roleArn({ partition: "aws", accountId: OWNER, path: "palisade/workload", name: "api" });
  const restoreRole = roleArn({ partition: "aws", accountId: OWNER, path: "recovery", name: "restore" });
  const administrators = {
    ...({ partition: "aws", accountId: OWNER, deployRole, breakGlassRole: breakGlass } as const),
    backupRoles: [backupRole],
    restoreRoles: [restoreRole],
  };
  const policy = tablePolicy(sensitiveTableStatements(ORDERS.arn, [api], administrators));
  const linked = roleArn({
    partition: "aws",
    accountId: OWNER,
    path: "aws-service-role/dynamodb.application-autoscaling.amazonaws.com",
    name: "Scaling",
  });
  const on = (principal: string, action: string, context = INSIDE, resource = ORDERS.arn) =>
    outcome({ principal, action: `dynamodb:${action}`, resource, context }, { identity: everything(OWNER), resource: policy });

  it("is read and written by declared workloads", () => {
    for (const action of ["GetItem", "PutItem", "Query"]) assert.equal(on(api, action), "allowed", action);
  });

  it("denies everything to everyone else of the account, administrators and the root user included, from inside the network too", () => {
    const administrator = roleArn({
      partition: "aws",
      accountId: OWNER,
      path: "aws-reserved/sso.amazonaws.com/eu-west-1",
      name: "AWSReservedSSO_AdministratorAccess_0123456789abcdef",
    });
    for (const principal of [roleOf(OWNER, "self-made"), administrator, `arn:aws:iam::${OWNER}:user/clerk`, rootOf(OWNER)])
      for (const action of ["GetItem", "DescribeTable", "PutResourcePolicy"])
        assert.equal(on(principal, action), "explicitly-denied", `${principal} ${action}`);
  });

  it("leaves service-linked roles, AWS services and declared backup roles alone", () => {
    assert.equal(on(linked, "UpdateTable"), "allowed");
    assert.equal(on(backupRole, "StartAwsBackupJob"), "allowed");
    const service = {
      principal: "replication.dynamodb.amazonaws.com",
      action: "dynamodb:ReadDataForReplication",
      resource: ORDERS.arn,
      context: {},
    };
    assert.notEqual(outcome(service, { resource: policy }), "explicitly-denied");
  });

  it("lets declared restore roles restore it, and neither read, copy, open, change nor destroy it", () => {
    for (const action of ["DescribeTable", "DescribeContinuousBackups", "RestoreTableToPointInTime"])
      assert.equal(on(restoreRole, action), "allowed", action);
    for (const action of ["GetItem", "PutItem", "CreateBackup", "UpdateTable", "UpdateTimeToLive", "PutResourcePolicy", "DeleteTable"])
      assert.equal(on(restoreRole, action), "explicitly-denied", action);
  });

  it("lets break-glass change settings, and neither read, copy, open nor destroy", () => {
    for (const action of ["DescribeTable", "UpdateTable"]) assert.equal(on(breakGlass, action), "allowed", action);
    for (const action of [
      "GetItem",
      "Query",
      "Scan",
      "PutItem",
      "PartiQLSelect",
      "ExportTableToPointInTime",
      "CreateBackup",
      "RestoreTableToPointInTime",
      "PutResourcePolicy",
      "DeleteResourcePolicy",
      "DeleteTable",
    ])
      assert.equal(on(breakGlass, action), "explicitly-denied", action);
  });

  it("lets the deploy role keep the table and its policy, and never read it", () => {
    for (const action of ["UpdateTable", "PutResourcePolicy", "DeleteResourcePolicy"])
      assert.equal(on(deployRole, action), "allowed", action);
    for (const action of ["GetItem", "Query", "Scan", "ExportTableToPointInTime"])
      assert.equal(on(deployRole, action), "explicitly-denied", action);
  });

  for (const { sid, principal, action } of [
    { sid: "DenyTableToUndeclaredPrincipals", principal: roleOf(OWNER, "self-made"), action: "GetItem" },
    { sid: "DenyDataToAdministratorsOfTheTable", principal: deployRole, action: "GetItem" },
    { sid: "DenyBreakGlassAllButSettings", principal: breakGlass, action: "PutResourcePolicy" },
    { sid: "DenyDataToAdministratorsOfTheTable", principal: restoreRole, action: "GetItem" },
    { sid: "DenyRestoreRolesAllButRestores", principal: restoreRole, action: "DeleteTable" },
  ]) {
    it(`would let ${action} through without ${sid}`, () => {
      const resource = without(policy, sid);
      assert.ok(resource !== undefined);
      const request = { principal, action: `dynamodb:${action}`, resource: ORDERS.arn, context: INSIDE };
      assert.equal(outcome(request, { identity: everything(OWNER), resource }), "allowed");
    });
  }

  it("denies its stream to all but declared readers", () => {
    const stream = ORDERS.streamArn ?? "";
    const resource = streamPolicy(sensitiveStreamStatements(stream, [api], administrators));
    const records = (principal: string) =>
      outcome({ principal, action: "dynamodb:GetRecords", resource: stream, context: INSIDE }, { identity: everything(OWNER), resource });
    assert.equal(records(api), "allowed");
    for (const principal of [breakGlass, deployRole, roleOf(OWNER, "self-made")]) assert.equal(records(principal), "explicitly-denied");
  });
});

describe("a table that another account replicates", () => {
  const other = "arn:aws:dynamodb:us-east-1:222222222222:table/orders";
  const replicas: readonly Replica[] = [
    { account: "owner", accountId: OWNER, tableArn: ORDERS.arn, deployRole: "PalisadeDeploy" },
    { account: "consumer", accountId: CONSUMER, tableArn: other, deployRole: "platform/deployer" },
  ];
  const joining = joinStatement(
    ORDERS.arn,
    { account: "consumer", accountId: CONSUMER, tableArn: other, deployRole: "platform/deployer" },
    "aws",
  );
  const policy = tablePolicy([replicationStatement(ORDERS.arn, replicas), joining]);
  const service = { principal: "replication.dynamodb.amazonaws.com", action: "dynamodb:ReadDataForReplication", resource: ORDERS.arn };

  it("admits the replication for every replica, itself included, and for no other table", () => {
    for (const { accountId, tableArn } of replicas) {
      const context = { "aws:SourceAccount": accountId, "aws:SourceArn": tableArn };
      assert.equal(outcome({ ...service, context }, { resource: policy }), "allowed");
    }
    const stranger = { "aws:SourceAccount": PARTY, "aws:SourceArn": `arn:aws:dynamodb:us-east-1:${PARTY}:table/orders` };
    assert.notEqual(outcome({ ...service, context: stranger }, { resource: policy }), "allowed");
    const withoutIt = without(policy, "AllowReplicationAmongTheReplicas");
    assert.ok(withoutIt !== undefined);
    const own = { "aws:SourceAccount": OWNER, "aws:SourceArn": ORDERS.arn };
    assert.notEqual(outcome({ ...service, context: own }, { resource: withoutIt }), "allowed");
  });

  it("lets the joining account's deploy role join, and do nothing else; and nobody else join", () => {
    const join = {
      principal: roleOf(CONSUMER, "platform/deployer"),
      action: "dynamodb:AssociateTableReplica",
      resource: ORDERS.arn,
      context: {},
    };
    assert.equal(outcome(join, { identity: everything(CONSUMER), resource: policy }), "allowed");
    assert.notEqual(outcome({ ...join, action: "dynamodb:GetItem" }, { identity: everything(CONSUMER), resource: policy }), "allowed");
    for (const other of ["other", "PalisadeDeploy", "deployer"])
      assert.notEqual(
        outcome({ ...join, principal: roleOf(CONSUMER, other) }, { identity: everything(CONSUMER), resource: policy }),
        "allowed",
        other,
      );
  });
});
