import assert from "node:assert/strict";
import type { ControlPlane } from "../../control-plane/control-plane.ts";
import { Refusal } from "../../control-plane/refusal.ts";
import { arnOf } from "./refusal-cases/refusal-case.ts";
import { CONSUMER, MANAGEMENT, make, newPlane, OWNER, policy, role, table, urnOf, vpc, type Wanted } from "./test-plane.ts";

const DENY = policy({ Effect: "Deny", Action: "dynamodb:GetItem", Resource: "*" });
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

function remove(plane: ControlPlane, wanted: Wanted, id: string): void {
  plane.delete({ caller: wanted.caller ?? OWNER, urn: urnOf(wanted), type: wanted.type, id });
}

interface Case {
  readonly fact: string;
  readonly code: string;
  readonly says: RegExp;
  /** Makes what shall be deleted and what stands in the way; returns both with their ids. */
  readonly given: (plane: ControlPlane) => readonly (readonly [Wanted, string])[];
}

/** Makes resources in order, each from the ids of earlier ones. */
function chain(plane: ControlPlane, ...links: readonly ((ids: readonly string[]) => Wanted)[]): readonly (readonly [Wanted, string])[] {
  const made: (readonly [Wanted, string])[] = [];
  for (const link of links) {
    const wanted = link(made.map(([, id]) => id));
    made.push([wanted, make(plane, wanted).id]);
  }
  return made;
}

const managed = (type: string, inputs: Wanted["inputs"]): Wanted => ({ type, inputs, caller: MANAGEMENT });

const IN_USE: readonly Case[] = [
  {
    fact: "a role with an inline policy",
    code: "DeleteConflict",
    says: /must delete policies first.*remove first: urn:pulumi:test::palisade::aws:iam\/rolePolicy/,
    given: (plane) =>
      chain(
        plane,
        () => role("api"),
        () => ({ type: "aws:iam/rolePolicy:RolePolicy", inputs: { role: "api", name: "p", policy: DENY } }),
      ),
  },
  {
    fact: "a role with a managed policy",
    code: "DeleteConflict",
    says: /must detach all policies first/,
    given: (plane) =>
      chain(
        plane,
        () => role("api"),
        () => ({ type: ATTACHMENT, inputs: { role: "api", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" } }),
      ),
  },
  {
    fact: "a managed policy that is attached",
    code: "DeleteConflict",
    says: /Cannot delete a policy attached to entities/,
    given: (plane) => {
      make(plane, role("api"));
      return chain(
        plane,
        () => ({ type: "aws:iam/policy:Policy", inputs: { name: "p", policy: DENY } }),
        ([policyArn]) => ({ type: ATTACHMENT, inputs: { role: "api", policyArn } }),
      );
    },
  },
  {
    fact: "a VPC with a subnet",
    code: "DependencyViolation",
    says: /The vpc 'vpc-0[0-9a-f]+' has dependencies/,
    given: (plane) =>
      chain(
        plane,
        () => vpc("main"),
        ([vpcId]) => ({ type: "aws:ec2/subnet:Subnet", inputs: { vpcId, cidrBlock: "10.20.0.0/20" } }),
      ),
  },
  {
    fact: "a route table that a subnet uses",
    code: "DependencyViolation",
    says: /The routeTable 'rtb-/,
    given: (plane) => {
      const vpcId = make(plane, vpc("main")).id;
      const subnetId = make(plane, { type: "aws:ec2/subnet:Subnet", name: "a", inputs: { vpcId, cidrBlock: "10.20.0.0/20" } }).id;
      return chain(
        plane,
        () => ({ type: "aws:ec2/routeTable:RouteTable", inputs: { vpcId } }),
        ([routeTableId]) => ({ type: "aws:ec2/routeTableAssociation:RouteTableAssociation", inputs: { routeTableId, subnetId } }),
      );
    },
  },
  {
    fact: "an organizational unit with an account",
    code: "OrganizationalUnitNotEmptyException",
    says: /not empty.*move or remove first/,
    given: (plane) =>
      chain(
        plane,
        () => managed("aws:organizations/organizationalUnit:OrganizationalUnit", { name: "prod", parentId: "r-ab12" }),
        ([parentId]) => managed("aws:organizations/account:Account", { name: "new", email: "new@example.com", parentId }),
      ),
  },
  {
    fact: "an SCP that is attached",
    code: "PolicyInUseException",
    says: /detach it from all roots, OUs, and accounts/,
    given: (plane) =>
      chain(
        plane,
        () => managed("aws:organizations/policy:Policy", { name: "p", content: DENY }),
        ([policyId]) => managed("aws:organizations/policyAttachment:PolicyAttachment", { policyId, targetId: OWNER.account }),
      ),
  },
  {
    fact: "a rule with a target",
    code: "ValidationException",
    says: /can't be deleted since it has targets/,
    given: (plane) =>
      chain(
        plane,
        () => ({ type: "aws:cloudwatch/eventRule:EventRule", inputs: { name: "r", scheduleExpression: "rate(1 day)" } }),
        () => ({ type: "aws:cloudwatch/eventTarget:EventTarget", inputs: { rule: "r", arn: "arn:aws:sns:eu-west-1:200000000002:t" } }),
      ),
  },
];

function assertRefused(run: () => void, code: string, says: RegExp): void {
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof Refusal, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, says);
    return true;
  });
}

describe("deletion is refused", () => {
  for (const { fact, code, says, given } of IN_USE) {
    it(`of ${fact}, until that is gone`, () => {
      const plane = newPlane();
      const [[wanted, id], [dependent, dependentId]] = given(plane) as [readonly [Wanted, string], readonly [Wanted, string]];
      const before = plane.journal().length;
      assertRefused(() => remove(plane, wanted, id), code, says);
      assert.equal(plane.journal().length, before);
      remove(plane, dependent, dependentId);
      remove(plane, wanted, id);
      assert.equal(plane.read({ caller: wanted.caller ?? OWNER, type: wanted.type, id }), undefined);
    });
  }

  it("of a table that is protected, until the protection is taken off", () => {
    const plane = newPlane();
    const wanted = table("orders", { deletionProtectionEnabled: true });
    const made = make(plane, wanted);
    assertRefused(
      () => remove(plane, wanted, "orders"),
      "ValidationException",
      /protected against deletion.*deletionProtectionEnabled: false/,
    );
    const { caller, type, inputs } = { caller: OWNER, ...wanted };
    plane.update({
      caller,
      urn: urnOf(wanted),
      type,
      name: "it",
      id: "orders",
      inputs: table("orders").inputs,
      olds: inputs,
      oldOutputs: made.outputs,
    });
    remove(plane, wanted, "orders");
  });

  it("of a global table whose replica is protected", () => {
    const plane = newPlane();
    const state = { TableName: "orders", Replicas: [{ Region: "eu-west-1", DeletionProtectionEnabled: true }] };
    const inputs = { typeName: "AWS::DynamoDB::GlobalTable", desiredState: JSON.stringify(state) };
    const wanted: Wanted = { type: "aws:cloudcontrol/resource:Resource", inputs };
    assertRefused(() => remove(plane, wanted, make(plane, wanted).id), "ValidationException", /protected against deletion/);
  });
});

describe("deletion takes along", () => {
  it("a table's policy", () => {
    const plane = newPlane();
    const resourceArn = arnOf(plane, table("orders"));
    const allow = policy({ Effect: "Allow", Principal: { AWS: OWNER.account }, Action: "dynamodb:GetItem", Resource: resourceArn });
    const wanted: Wanted = { type: "aws:dynamodb/resourcePolicy:ResourcePolicy", inputs: { resourceArn, policy: allow } };
    make(plane, wanted);
    remove(plane, table("orders"), "orders");
    assert.equal(plane.read({ caller: OWNER, type: wanted.type, id: resourceArn }), undefined);
    make(plane, table("orders"));
    make(plane, wanted);
  });

  it("a key's aliases and policy, a secret's policy and versions", () => {
    const plane = newPlane();
    const key = make(plane, { type: "aws:kms/key:Key", inputs: {} });
    const alias: Wanted = { type: "aws:kms/alias:Alias", inputs: { name: "alias/a", targetKeyId: key.outputs["arn"] } };
    make(plane, alias);
    remove(plane, { type: "aws:kms/key:Key", inputs: {} }, key.id);
    assert.equal(plane.read({ caller: OWNER, type: alias.type, id: "alias/a" }), undefined);
    const secret: Wanted = { type: "aws:secretsmanager/secret:Secret", inputs: { name: "db" } };
    const secretId = make(plane, secret).id;
    const version: Wanted = { type: "aws:secretsmanager/secretVersion:SecretVersion", inputs: { secretId, secretString: "s" } };
    const versionId = make(plane, version).id;
    remove(plane, secret, secretId);
    assert.equal(plane.read({ caller: OWNER, type: version.type, id: versionId }), undefined);
  });

  it("no role that another account's policy names", () => {
    const plane = newPlane();
    const etl = arnOf(plane, role("etl", {}, CONSUMER));
    const resourceArn = arnOf(plane, table("orders"));
    const allow = policy({ Effect: "Allow", Principal: { AWS: etl }, Action: "dynamodb:GetItem", Resource: resourceArn });
    make(plane, { type: "aws:dynamodb/resourcePolicy:ResourcePolicy", inputs: { resourceArn, policy: allow } });
    remove(plane, role("etl", {}, CONSUMER), "etl");
    assert.ok(plane.read({ caller: OWNER, type: "aws:dynamodb/resourcePolicy:ResourcePolicy", id: resourceArn }));
  });

  it("a role's policies with forceDetachPolicies", () => {
    const plane = newPlane();
    const wanted = role("api", { forceDetachPolicies: true });
    make(plane, wanted);
    const attachment: Wanted = { type: ATTACHMENT, inputs: { role: "api", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" } };
    const id = make(plane, attachment).id;
    remove(plane, wanted, "api");
    assert.equal(plane.read({ caller: OWNER, type: ATTACHMENT, id }), undefined);
  });
});
