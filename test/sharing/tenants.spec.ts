import assert from "node:assert/strict";
import { identityPolicy } from "../../iam/identity-policy.ts";
import { render } from "../../iam/render.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";
import { takeRoleStatement } from "../../sharing/permissions.ts";
import { tenantStatements, trustBroker } from "../../sharing/tenants.ts";
import { outcome, without } from "./decision.ts";
import { ORDERS, OWNER, roleOf } from "./fixture.ts";

const tenants = { broker: "vendor", tag: "TenantId", prefix: "Tenant#", can: ["read", "write"], on: ["table", "byStatus"] } as const;
const tenantRole = roleOf(OWNER, "orders.tenants");
const vendor = { arn: roleOf(OWNER, "vendor"), uniqueId: "AROAVENDOR" };

describe("a tenant's session", () => {
  const identity = identityPolicy(tenantStatements(tenants, ORDERS));
  const on = (action: string, leadingKeys: readonly string[] | undefined, tenant: readonly string[] = ["acme"], resource = ORDERS.arn) =>
    outcome(
      {
        principal: tenantRole,
        action: `dynamodb:${action}`,
        resource,
        context: { "aws:PrincipalTag/TenantId": tenant, ...(leadingKeys === undefined ? {} : { "dynamodb:LeadingKeys": leadingKeys }) },
      },
      { identity },
    );

  it("reaches its own items, in the table and by an index that its key leads", () => {
    for (const action of ["GetItem", "Query", "PutItem", "DeleteItem", "BatchGetItem", "ConditionCheckItem"])
      assert.equal(on(action, ["Tenant#acme"]), "allowed", action);
    assert.equal(on("Query", ["Tenant#acme"], ["acme"], ORDERS.indexArns["byStatus"]), "allowed");
  });

  it("reaches no other tenant's: neither one of a longer name, nor one among its own", () => {
    for (const keys of [["Tenant#acme-2"], ["Tenant#acm"], ["Tenant#other"], ["acme"], ["Tenant#acme", "Tenant#other"]])
      assert.notEqual(on("BatchGetItem", keys), "allowed", JSON.stringify(keys));
    assert.notEqual(on("Query", ["Tenant#other"], ["acme"], ORDERS.indexArns["byStatus"]), "allowed");
  });

  it("reaches nothing without a leading key, by scan, by PartiQL, by stream or without a tag", () => {
    assert.notEqual(on("Query", undefined), "allowed");
    for (const action of ["Scan", "PartiQLSelect", "DescribeTable", "SearchVectors", "UpdateTable"])
      assert.notEqual(on(action, ["Tenant#acme"]), "allowed", action);
    assert.notEqual(on("GetRecords", undefined, ["acme"], ORDERS.streamArn), "allowed");
    assert.notEqual(on("GetItem", ["Tenant#acme"], []), "allowed");
  });

  it("reaches nothing of an index that is not granted", () => {
    const table = identityPolicy(tenantStatements({ ...tenants, on: ["table"] }, ORDERS));
    assert.ok(!render(table).includes("/index/"));
  });

  it("needs the statement on its items", () => {
    const left = without(identity, "UseOwnItems");
    assert.ok(left !== undefined);
    const read = { principal: tenantRole, action: "dynamodb:GetItem", resource: ORDERS.arn };
    const context = { "aws:PrincipalTag/TenantId": "acme", "dynamodb:LeadingKeys": ["Tenant#acme"] };
    assert.notEqual(outcome({ ...read, context }, { identity: left }), "allowed");
  });
});

describe("the broker of tenants' sessions", () => {
  const trust = trustPolicy([trustBroker(tenants, vendor, false)]);
  const identity = identityPolicy([takeRoleStatement(["of", "the", "tenants", "of", "orders"], tenantRole, true)]);
  const vend = (context: Readonly<Record<string, string | readonly string[]>>, principal = vendor.arn) =>
    ["sts:AssumeRole", "sts:TagSession"].map((action) =>
      outcome({ principal, action, resource: tenantRole, context }, { identity, resource: trust }),
    );

  it("takes the tenant role with the tenant's tag", () => {
    assert.deepEqual(vend({ "aws:RequestTag/TenantId": "acme", "aws:TagKeys": ["TenantId"] }), ["allowed", "allowed"]);
  });

  for (const { what, context } of [
    { what: "without a tag", context: {} },
    { what: "with an empty tag", context: { "aws:RequestTag/TenantId": "", "aws:TagKeys": ["TenantId"] } },
    { what: "with another tag besides", context: { "aws:RequestTag/TenantId": "acme", "aws:TagKeys": ["TenantId", "Admin"] } },
  ]) {
    it(`is refused ${what}`, () => assert.ok(vend(context).every((result) => result !== "allowed")));
  }

  it("hands on the tags of its own session where it is a pod by EKS Pod Identity, and no others", () => {
    const ofPod = trustPolicy([trustBroker(tenants, vendor, true)]);
    const taking = (resource: typeof trust, ...keys: string[]) =>
      outcome(
        {
          principal: vendor.arn,
          action: "sts:TagSession",
          resource: tenantRole,
          context: { "aws:RequestTag/TenantId": "acme", "aws:TagKeys": ["TenantId", ...keys] },
        },
        { identity, resource },
      );
    assert.equal(taking(ofPod, "kubernetes-namespace"), "allowed");
    assert.equal(taking(ofPod), "allowed");
    assert.notEqual(taking(ofPod, "Admin"), "allowed");
    assert.notEqual(taking(trust, "kubernetes-namespace"), "allowed");
  });

  it("is the only role that may", () => {
    const tagged = { "aws:RequestTag/TenantId": "acme", "aws:TagKeys": ["TenantId"] };
    assert.ok(vend(tagged, roleOf(OWNER, "other")).every((result) => result !== "allowed"));
  });
});
